package lucid86.app.shell;

import java.util.List;
import java.util.function.Function;
import lucid86.app.panel.BlocksPanel;
import lucid86.app.panel.CodePanel;
import lucid86.app.panel.MemoryPanel;
import lucid86.app.panel.Panel;
import lucid86.app.panel.PanelContext;
import lucid86.app.panel.RegistersPanel;
import lucid86.app.panel.ScreenPanel;

/** All panels and where they are at first. A new panel is a line here. */
final class WindowPanels {
    /** Where in the window. */
    enum Place { SCREEN, RIGHT, MIDDLE, BOTTOM }

    /** A panel and its first place. */
    record Entry(Place place, Function<PanelContext, Panel> make) {}

    static final List<Entry> ALL = List.of(
            new Entry(Place.SCREEN, ScreenPanel::new),
            new Entry(Place.MIDDLE, CodePanel::new),
            new Entry(Place.RIGHT, RegistersPanel::new),
            new Entry(Place.BOTTOM, MemoryPanel::new),
            new Entry(Place.BOTTOM, BlocksPanel::new));

    private WindowPanels() {}
}
