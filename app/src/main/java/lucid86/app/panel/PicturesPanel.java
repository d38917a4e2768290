package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.DeviceList;
import lucid86.debugger.view.VideoState;
import lucid86.debugger.view.View;
import lucid86.machine.dev.DeviceView;

/** Chips as pictures: interrupt controllers as lamps, timers and DMA channels as boxes, the display's palette, fonts and planes. */
public final class PicturesPanel implements Panel {
    private static final DeviceList.Query DEVICES = new DeviceList.Query();
    private static final VideoState.Query VIDEO = new VideoState.Query();
    private static final int[] NO_PIXELS = {};
    private static final int INK = 0xffe6edf3, PAPER = 0xff161b22;

    private final BorderPane root = new BorderPane();
    private final VBox chips = new VBox(12), video = new VBox(12);
    private final ToggleButton showChips = new ToggleButton("Interrupts, timers, DMA"), showVideo = new ToggleButton("Video memory");
    private final ScrollPane scroll = new ScrollPane(chips);
    private Optional<DeviceList> devices = Optional.empty();
    private Optional<VideoState> shown = Optional.empty();

    public PicturesPanel() {
        var group = new ToggleGroup();
        group.getToggles().setAll(List.of(showChips, showVideo));
        showChips.setSelected(true);
        showVideo.setId("pictures-video");
        group.selectedToggleProperty().addListener((_, old, now) -> {
            if (now == null) group.selectToggle(old);
            else scroll.setContent(now == showChips ? chips : video);
        });
        chips.getStyleClass().add("pictures");
        video.getStyleClass().add("pictures");
        scroll.setFitToWidth(true);
        root.setTop(PanelBar.of(showChips, showVideo));
        root.setCenter(scroll);
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return scroll;
    }

    @Override
    public Set<View<?>> views() {
        return Set.of(showChips.isSelected() ? DEVICES : VIDEO);
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(DEVICES).filter(d -> devices.filter(d::equals).isEmpty()).ifPresent(d -> {
            devices = Optional.of(d);
            drawChips(d);
        });
        snapshot.get(VIDEO).filter(v -> shown.filter(v::equals).isEmpty()).ifPresent(v -> {
            shown = Optional.of(v);
            drawVideo(v);
        });
    }

    // ---- chips ---------------------------------------------------------------------------------------------------------------

    private void drawChips(DeviceList list) {
        var sections = new ArrayList<Node>();
        for (var d : list.devices()) {
            var boxes = new FlowPane(8, 8);
            for (DeviceView.Group g : d.view().groups()) {
                if (value(g, "IRR").isPresent() && value(g, "ISR").isPresent()) boxes.getChildren().add(lamps(g));
                else if (g.name().startsWith("Counter") || g.name().startsWith("Channel")) boxes.getChildren().add(registers(g));
            }
            if (!boxes.getChildren().isEmpty()) sections.add(new VBox(4, heading(d.view().title()), boxes));
        }
        chips.getChildren().setAll(sections);
    }

    private static Label heading(String text) {
        var l = new Label(text);
        l.getStyleClass().add("picture-title");
        return l;
    }

    private static Optional<DeviceView.Register> value(DeviceView.Group g, String name) {
        return g.registers().stream().filter(r -> r.name().equals(name)).findFirst();
    }

    /** Rows of lamps for the bits of lines, requests, mask and service. */
    private static Node lamps(DeviceView.Group g) {
        var grid = new GridPane();
        grid.getStyleClass().addAll("picture-box", "lamps");
        grid.add(new Label(g.name()), 0, 0);
        for (int i = 0; i < 8; i++) {
            var n = new Label(String.valueOf(i));
            n.getStyleClass().add("dim");
            grid.add(n, 1 + i, 0);
        }
        int row = 1;
        for (String[] r : new String[][] {{"lines", "lines"}, {"IRR", "requested"}, {"IMR", "masked"}, {"ISR", "in service"}}) {
            var register = value(g, r[0]);
            if (register.isEmpty()) continue;
            var name = new Label(r[1]);
            name.getStyleClass().add("dim");
            grid.add(name, 0, row);
            int bits = bits(register.get().value());
            for (int i = 0; i < 8; i++) {
                var lamp = new javafx.scene.layout.Region();
                lamp.getStyleClass().addAll("lamp", (bits >>> i & 1) == 0 ? "lamp-off" : r[0].equals("IMR") ? "lamp-masked" : "lamp-on");
                grid.add(lamp, 1 + i, row);
            }
            row++;
        }
        return grid;
    }

    /** A register's value; 0 when it is not one hexadecimal number. */
    static int bits(String hex) {
        try {
            return Integer.parseUnsignedInt(hex.strip(), 16);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static Node registers(DeviceView.Group g) {
        var grid = new GridPane();
        grid.getStyleClass().add("picture-box");
        grid.setHgap(8);
        grid.add(new Label(g.name()), 0, 0, 2, 1);
        int row = 1;
        for (DeviceView.Register r : g.registers()) {
            var name = new Label(r.name());
            name.getStyleClass().add("dim");
            var value = new Label(r.value() + (r.meaning().isEmpty() ? "" : "  " + r.meaning()));
            value.getStyleClass().add("mono");
            grid.addRow(row++, name, value);
        }
        return grid;
    }

    // ---- video ---------------------------------------------------------------------------------------------------------------

    private void drawVideo(VideoState v) {
        var planes = new HBox(8);
        for (int p = 0; p < 4; p++) {
            byte[] bytes = v.planes().get(p);
            var pixels = new int[256 * 256];
            for (int i = 0; i < pixels.length; i++) {
                int b = bytes[i] & 0xff;
                pixels[i] = 0xff000000 | b << 16 | b << 8 | b;
            }
            planes.getChildren().add(new VBox(2, new Label("plane " + p), image(pixels, 256, 256, 1)));
        }
        var fonts = new FlowPane(8, 8);
        // Fonts lie every 8 KiB of plane 2, the even places first (IBM VGA, character map select).
        for (int f = 0; f < 2; f++) fonts.getChildren().add(new VBox(2, new Label("font at " + Integer.toHexString(f * 0x4000)), image(font(v.planes().get(2), f * 0x4000), 32 * 9, 8 * 17, 2)));
        video.getChildren().setAll(heading("Display: " + v.mode()), heading("Palette: 256 colours of the DAC"), image(swatches(v.palette()), 16, 16, 14),
                heading(v.text() ? "Fonts in plane 2" : "Plane 2 read as fonts"), fonts, heading("The four planes' first 64 KiB, a grey for each byte, 256 in a row"), planes);
    }

    private static int[] swatches(int[] palette) {
        return palette.length == 256 ? palette : NO_PIXELS;
    }

    /** 256 characters of up to 16 lines, 32 in a row, a pixel apart. */
    static int[] font(byte[] plane, int offset) {
        var pixels = new int[32 * 9 * 8 * 17];
        for (int c = 0; c < 256; c++) {
            for (int y = 0; y < 16; y++) {
                int bits = plane[offset + c * 32 + y] & 0xff;
                for (int x = 0; x < 8; x++) pixels[((c >> 5) * 17 + y) * 32 * 9 + (c & 31) * 9 + x] = (bits >>> 7 - x & 1) != 0 ? INK : PAPER;
            }
        }
        return pixels;
    }

    private static ImageView image(int[] pixels, int width, int height, int factor) {
        var image = new WritableImage(width, height);
        if (pixels.length >= width * height) image.getPixelWriter().setPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        var view = new ImageView(image);
        view.setSmooth(false);
        view.setFitWidth((double) width * factor);
        view.setFitHeight((double) height * factor);
        return view;
    }
}
