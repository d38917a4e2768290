package lucid86.app.shell;

import java.util.List;
import java.util.function.Function;
import lucid86.app.panel.BlockPanel;
import lucid86.app.panel.BlocksPanel;
import lucid86.app.panel.BreakpointsPanel;
import lucid86.app.panel.CodePanel;
import lucid86.app.panel.DevicesPanel;
import lucid86.app.panel.MemoryPanel;
import lucid86.app.panel.Panel;
import lucid86.app.panel.PanelContext;
import lucid86.app.panel.RegistersPanel;
import lucid86.app.panel.ScreenPanel;
import lucid86.app.panel.SerialPanel;

/** All panels and where they are at first. A new panel is a line here. */
final class WindowPanels {
    /** Where in the window. */
    enum Place { SCREEN, MIDDLE, RIGHT, BOTTOM }

    /** A panel and its first place. */
    record Entry(Place place, Function<PanelContext, Panel> make) {}

    static final List<Entry> ALL = List.of(
            new Entry(Place.SCREEN, ScreenPanel::new),
            new Entry(Place.SCREEN, BlockPanel::new),
            new Entry(Place.MIDDLE, CodePanel::new),
            new Entry(Place.RIGHT, RegistersPanel::new),
            new Entry(Place.RIGHT, _ -> new DevicesPanel()),
            new Entry(Place.BOTTOM, MemoryPanel::new),
            new Entry(Place.BOTTOM, BlocksPanel::new),
            new Entry(Place.BOTTOM, BreakpointsPanel::new),
            new Entry(Place.BOTTOM, SerialPanel::new));

    private WindowPanels() {}
}
