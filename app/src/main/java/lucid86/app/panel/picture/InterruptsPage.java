package lucid86.app.panel.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import lucid86.debugger.view.DeviceList;
import lucid86.debugger.view.Inspector;
import lucid86.machine.dev.DeviceView;

/** Interrupt controllers as lamps; counters and DMA channels as boxes. Drawn are all groups that look like one. */
public final class InterruptsPage implements PicturePage {
    private static final String[][] LAMPS = {{"lines", "lines"}, {"IRR", "requested"}, {"IMR", "masked"}, {"ISR", "in service"}};

    private final VBox root = new VBox(12);
    private final Map<String, Consumer<DeviceView.Group>> pictures = new HashMap<>();
    private List<String> drawn = List.of();

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void show(DeviceList list) {
        var keys = new ArrayList<String>();
        for (var d : list.devices()) for (var g : d.view().groups()) if (lamps(g) || boxed(g)) keys.add(key(d, g));
        if (!keys.equals(drawn)) {
            drawn = keys;
            build(list);
        }
        for (var d : list.devices()) for (var g : d.view().groups()) if (lamps(g) || boxed(g)) pictures.get(key(d, g)).accept(g);
    }

    private static String key(Inspector.NamedView d, DeviceView.Group g) {
        return d.name() + '/' + g.name();
    }

    private static boolean lamps(DeviceView.Group g) {
        return value(g, "IRR").length() == 2 && value(g, "ISR").length() == 2;
    }

    private static boolean boxed(DeviceView.Group g) {
        return g.name().startsWith("Counter") || g.name().startsWith("Channel");
    }

    private static String value(DeviceView.Group g, String name) {
        return g.registers().stream().filter(r -> r.name().equals(name)).findFirst().map(DeviceView.Register::value).orElse("");
    }

    private void build(DeviceList list) {
        pictures.clear();
        root.getChildren().clear();
        for (var d : list.devices()) {
            var boxes = new FlowPane(8, 8);
            for (var g : d.view().groups()) if (lamps(g) || boxed(g)) boxes.getChildren().add(lamps(g) ? lamps(key(d, g), g) : registers(key(d, g), g));
            if (!boxes.getChildren().isEmpty()) root.getChildren().add(new VBox(4, Pictures.heading(d.view().title()), boxes));
        }
    }

    /** Rows of lamps for the bits of lines, requests, mask and service. */
    private Node lamps(String key, DeviceView.Group group) {
        var grid = new GridPane();
        grid.getStyleClass().addAll("picture-box", "lamps");
        grid.add(Pictures.mono(group.name()), 0, 0);
        for (int i = 0; i < 8; i++) grid.add(Pictures.dim(String.valueOf(i)), 1 + i, 0);
        var lamps = new Region[LAMPS.length][8];
        for (int r = 0; r < LAMPS.length; r++) {
            grid.add(Pictures.dim(LAMPS[r][1]), 0, 1 + r);
            for (int i = 0; i < 8; i++) {
                lamps[r][i] = new Region();
                lamps[r][i].getStyleClass().addAll("lamp", LAMPS[r][0].equals("IMR") ? "lamp-masked" : "lamp-on");
                grid.add(lamps[r][i], 1 + i, 1 + r);
            }
        }
        pictures.put(key, g -> {
            for (int r = 0; r < LAMPS.length; r++) {
                int bits = Readings.hex(value(g, LAMPS[r][0]));
                for (int i = 0; i < 8; i++) lamps[r][i].pseudoClassStateChanged(Bits.LIT, (bits >>> i & 1) != 0);
            }
        });
        return grid;
    }

    private Node registers(String key, DeviceView.Group group) {
        var grid = new Grid();
        pictures.put(key, g -> {
            int row = 0;
            for (DeviceView.Register r : g.registers()) grid.row(row++, r.name(), r.value() + (r.meaning().isEmpty() ? "" : "  " + r.meaning()));
        });
        return Pictures.box(Pictures.mono(group.name()), grid);
    }
}
