package lucid86.app.shell;

import java.util.List;
import java.util.function.Function;
import lucid86.app.panel.AssemblerPanel;
import lucid86.app.panel.BlockPanel;
import lucid86.app.panel.BlocksPanel;
import lucid86.app.panel.BreakpointsPanel;
import lucid86.app.panel.CacheMapPanel;
import lucid86.app.panel.CodePanel;
import lucid86.app.panel.CompilePanel;
import lucid86.app.panel.DevicesPanel;
import lucid86.app.panel.EventsPanel;
import lucid86.app.panel.GraphPanel;
import lucid86.app.panel.LessonPanel;
import lucid86.app.panel.MemoryPanel;
import lucid86.app.panel.OperationsPanel;
import lucid86.app.panel.Panel;
import lucid86.app.panel.PanelContext;
import lucid86.app.panel.PicturesPanel;
import lucid86.app.panel.ProfilePanel;
import lucid86.app.panel.RegistersPanel;
import lucid86.app.panel.ScreenPanel;
import lucid86.app.panel.SerialPanel;
import lucid86.app.panel.StackPanel;
import lucid86.app.panel.StatisticsPanel;
import lucid86.app.panel.TablesPanel;
import lucid86.app.panel.TimePanel;
import lucid86.app.panel.TracePanel;
import lucid86.app.panel.VectorsPanel;
import lucid86.app.panel.WalkPanel;
import lucid86.app.panel.WatchPanel;

/** All panels. A new panel is a line here; layouts name panels by their ids. */
final class WindowPanels {
    /**
     * A panel, made when it is first shown.
     *
     * @param id stable name, for layouts
     * @param icon Ikonli code
     */
    record Entry(String id, String title, String icon, Class<? extends Panel> type, Function<PanelContext, Panel> make) {}

    static final List<Entry> ALL = List.of(
            new Entry("screen", "Screen", "mdi2m-monitor", ScreenPanel.class, ScreenPanel::new),
            new Entry("block", "Block", "mdi2v-view-column", BlockPanel.class, BlockPanel::new),
            new Entry("lesson", "Lessons", "mdi2s-school", LessonPanel.class, LessonPanel::new),
            new Entry("assembler", "Assembler", "mdi2f-file-code", AssemblerPanel.class, AssemblerPanel::new),
            new Entry("code", "Disassembly", "mdi2c-code-tags", CodePanel.class, CodePanel::new),
            new Entry("registers", "Registers", "mdi2c-chip", RegistersPanel.class, RegistersPanel::new),
            new Entry("devices", "Devices", "mdi2e-expansion-card", DevicesPanel.class, _ -> new DevicesPanel()),
            new Entry("pictures", "Chips as pictures", "mdi2i-image-multiple", PicturesPanel.class, _ -> new PicturesPanel()),
            new Entry("vectors", "FPU and SSE", "mdi2v-vector-line", VectorsPanel.class, _ -> new VectorsPanel()),
            new Entry("stack", "Stack and calls", "mdi2l-layers-triple", StackPanel.class, StackPanel::new),
            new Entry("watch", "Watches", "mdi2e-eye", WatchPanel.class, WatchPanel::new),
            new Entry("tables", "CPU tables", "mdi2t-table", TablesPanel.class, TablesPanel::new),
            new Entry("walk", "Address walk", "mdi2s-sign-direction", WalkPanel.class, WalkPanel::new),
            new Entry("memory", "Memory", "mdi2m-memory", MemoryPanel.class, MemoryPanel::new),
            new Entry("memory-2", "Memory 2", "mdi2m-memory", MemoryPanel.class, c -> MemoryPanel.another(c, "memory-2")),
            new Entry("memory-3", "Memory 3", "mdi2m-memory", MemoryPanel.class, c -> MemoryPanel.another(c, "memory-3")),
            new Entry("blocks", "Translation blocks", "mdi2v-view-list", BlocksPanel.class, BlocksPanel::new),
            new Entry("operations", "Operations", "mdi2f-format-list-numbered", OperationsPanel.class, OperationsPanel::new),
            new Entry("graph", "Region graph", "mdi2g-graph-outline", GraphPanel.class, GraphPanel::new),
            new Entry("cache-map", "Cache map", "mdi2m-map", CacheMapPanel.class, CacheMapPanel::new),
            new Entry("compile", "Compilations", "mdi2t-timeline", CompilePanel.class, CompilePanel::new),
            new Entry("events", "Events", "mdi2p-pulse", EventsPanel.class, EventsPanel::new),
            new Entry("trace", "Trace", "mdi2f-foot-print", TracePanel.class, TracePanel::new),
            new Entry("time", "Time", "mdi2h-history", TimePanel.class, TimePanel::new),
            new Entry("profile", "Profile", "mdi2c-chart-bar", ProfilePanel.class, ProfilePanel::new),
            new Entry("statistics", "Statistics", "mdi2c-chart-line", StatisticsPanel.class, StatisticsPanel::new),
            new Entry("breakpoints", "Breakpoints", "mdi2r-record-circle", BreakpointsPanel.class, BreakpointsPanel::new),
            new Entry("serial", "Serial console", "mdi2c-console", SerialPanel.class, SerialPanel::new));

    private WindowPanels() {}

    /** The first of this class. */
    static Entry of(Class<? extends Panel> type) {
        return ALL.stream().filter(e -> e.type() == type).findFirst().orElseThrow();
    }
}
