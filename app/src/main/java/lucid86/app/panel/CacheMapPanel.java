package lucid86.app.panel;

import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import lucid86.app.control.HeatMap;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.CacheMap;
import lucid86.debugger.view.View;

/** Guest memory with translated code, a row for each page: hue is the tier, brightness the heat. A click chooses the block there. */
public final class CacheMapPanel implements Panel {
    private static final CacheMap.Query QUERY = new CacheMap.Query();
    private static final int EMPTY = 0xff20242c;
    /** Colours of the tiers at full heat: interpreted, waiting, compiled. */
    private static final int[] TIER = {0, 0x4c9be8, 0xe0b040, 0xf06a3c};

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final HeatMap map = new HeatMap();
    private final Label summary = new Label(), under = new Label("Point at a cell; a click chooses its block");
    private CacheMap shown = new CacheMap(java.util.List.of(), 0);

    public CacheMapPanel(PanelContext context) {
        this.context = context;
        map.setId("cache-map");
        map.setAccessibleText("Map of guest memory with translated code");
        root.setTop(PanelBar.of(summary, swatch(1), new Label("interpreted"), swatch(2), new Label("waits"), swatch(3), new Label("compiled; brighter is hotter")));
        root.setCenter(map);
        under.getStyleClass().add("panel-note");
        under.setMaxWidth(Double.MAX_VALUE);
        root.setBottom(under);
        map.setOnHover((row, cell) -> under.setText(describe(row, cell)));
        map.setOnClick((row, cell) -> {
            var key = row < shown.pages().size() ? shown.pages().get(row).block(cell) : null;
            if (key != null) context.block().set(Optional.of(key));
        });
    }

    private static Region swatch(int tier) {
        var r = new Region();
        r.setMinSize(14, 14);
        r.setMaxSize(14, 14);
        r.setStyle(String.format("-fx-background-color: #%06x;", TIER[tier]));
        return r;
    }

    private String describe(int row, int cell) {
        if (row >= shown.pages().size()) return "";
        var page = shown.pages().get(row);
        String at = String.format("physical %08x", page.start() + cell * CacheMap.CELL_BYTES);
        if (page.block(cell) == null) return at + ": nothing translated";
        String tier = switch (page.tier(cell)) {
            case 3 -> "compiled";
            case 2 -> "waits for the compiler";
            default -> "interpreted";
        };
        return String.format("%s: %s, %,d instructions executed, block at EIP %x", at, tier, page.heat(cell), page.block(cell).eip());
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return map;
    }

    @Override
    public Set<View<?>> views() {
        return Set.of(QUERY);
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(QUERY).ifPresent(m -> {
            if (m == shown) return;
            shown = m;
            summary.setText(String.format("%,d pages with code%s   ", m.pages().size(), m.pages().size() == CacheMap.MOST_PAGES ? " (the first of them)" : ""));
            double top = Math.log1p(Math.max(1, m.hottest()));
            map.show(m.pages().size(), CacheMap.CELLS, (row, cell) -> colour(m.pages().get(row), cell, top));
        });
    }

    static int colour(CacheMap.Page page, int cell, double top) {
        int tier = page.tier(cell);
        if (tier == 0) return EMPTY;
        // The logarithm makes a block that is a thousand times colder still visible.
        double bright = 0.3 + 0.7 * Math.log1p(page.heat(cell)) / top;
        int c = TIER[tier];
        return 0xff000000 | part(c >> 16, bright) << 16 | part(c >> 8, bright) << 8 | part(c, bright);
    }

    private static int part(int c, double bright) {
        return (int) Math.clamp((c & 0xff) * bright, 0, 255);
    }
}
