package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lucid86.app.control.RowList;
import lucid86.app.panel.BlockPanel;
import lucid86.app.panel.BlocksPanel;
import lucid86.app.panel.CacheMapPanel;
import lucid86.app.panel.CompilePanel;
import lucid86.app.panel.GraphPanel;
import lucid86.debugger.session.Command;
import lucid86.debugger.view.BlockDetail;
import org.junit.jupiter.api.Test;

/** Panels that show the JIT: blocks in all their forms, passes, maps and graphs. */
class JitPanelsTest extends WorkbenchFixture {
    @Test
    void blocksAreListedAndShownInAllForms() throws Exception {
        session.runToStop(new Command.RunTo(0xf0024));
        show(BlocksPanel.class);
        show(BlockPanel.class);
        until(() -> text("blocks").contains("compiled"), "blocks are listed");
        int row = fx(() -> {
            var rows = list("blocks").rows();
            for (int i = 0; i < rows.size(); i++) if (rows.get(i).text().startsWith("000f0006")) return i;
            return -1;
        });
        assertTrue(row >= 0, text("blocks"));
        clickRow("blocks", row, 60);
        until(() -> list("blocks").rows().get(row).look().equals("row-selected"), "chosen");
        until(() -> area("guest").contains("loop 0x3"), "guest text");
        until(() -> area("bytecode").contains("ILOAD"), "bytecode");
        assertFalse(area("ir").isBlank());
        hover("block-guest", 0);
        until(() -> lit("block-guest") > 0 && lit("block-ir") > 0 && lit("block-bytecode") > 0, "all forms of the instruction light up");
        until(() -> label("block-meaning").contains("loop 0x3"), "and it is explained");
        assertTrue(label("block-notes").contains("a conditional jump leads to"), label("block-notes"));
    }

    @Test
    void thePassesAreShownWithWhatTheyChanged() throws Exception {
        session.runToStop(new Command.RunTo(0xf0024));
        show(BlockPanel.class);
        fx(() -> {
            ((javafx.scene.control.Button) bench.scene().lookup("#block-hottest")).fire();
            return null;
        });
        until(() -> !area("ir").isBlank(), "IR is shown");
        fx(() -> {
            @SuppressWarnings("unchecked") // the list of stages
            var stage = (javafx.scene.control.ComboBox<String>) bench.scene().lookup("#block-stage");
            assertTrue(stage.getItems().size() > 3, stage.getItems().toString());
            stage.getSelectionModel().select(0);
            return null;
        });
        String optimised = area("ir");
        until(() -> area("ir").contains("flags") || !area("ir").equals(optimised), "as lifted");
    }

    @Test
    void theCacheIsMappedDrawnAndLogged() throws Exception {
        session.runToStop(new Command.RunTo(0xf0024));
        show(GraphPanel.class);
        show(CacheMapPanel.class);
        fx(() -> {
            bench.context().block().set(session.ask(new BlockDetail.Hottest()).join());
            return null;
        });
        show(GraphPanel.class);
        until(() -> label("graph-title").contains("blocks"), "the graph is drawn");
        until(() -> bench.panel(GraphPanel.class).node().lookupAll(".graph-box").size() >= 1, "with its blocks");
        show(CompilePanel.class);
        until(() -> bench.panel(CompilePanel.class).node().lookupAll(".timeline-mark").size() >= 1, "compilations on the line of time");
    }

    private void hover(String list, int row) {
        var l = (RowList) bench.scene().lookup("#" + list);
        robot.moveTo(fx(() -> l.localToScreen(40, (row + 0.5) * l.rowHeight())));
    }

    private long lit(String list) {
        return ((RowList) bench.scene().lookup("#" + list)).rows().stream().filter(r -> r.look().equals("row-lit")).count();
    }

    private String area(String name) {
        return text("block-" + name, bench.panel(BlockPanel.class).node().lookup("#block-" + name));
    }
}
