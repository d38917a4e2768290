package lucid86.app.panel.picture;

import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import lucid86.debugger.view.VideoState;

/** The display's palette, fonts and planes. */
public final class VideoPage {
    /** Host pixels for a pixel: images are made that large, since not every graphics pipeline of JavaFX leaves edges sharp when it enlarges. */
    private static final int SWATCH = 14, FONT_PIXEL = 2;
    private static final int PLANE = 256, SWATCHES = 16, FONT_WIDTH = 32 * 9, FONT_HEIGHT = 8 * 17;
    private static final int INK = 0xffe6edf3, PAPER = 0xff161b22;
    /** Fonts lie every 8 KiB of plane 2, the even places first (IBM VGA, character map select). */
    private static final int[] FONTS = {0, 0x4000};

    private final Label mode = Pictures.heading(""), fontTitle = Pictures.heading("");
    private final WritableImage palette = new WritableImage(SWATCHES * SWATCH, SWATCHES * SWATCH);
    private final WritableImage[] fonts = new WritableImage[FONTS.length], planes = new WritableImage[4];
    private final VBox root;

    public VideoPage() {
        var fontRow = new FlowPane(8, 8);
        for (int f = 0; f < FONTS.length; f++) {
            fonts[f] = new WritableImage(FONT_WIDTH * FONT_PIXEL, FONT_HEIGHT * FONT_PIXEL);
            fontRow.getChildren().add(Pictures.named("font at " + Integer.toHexString(FONTS[f]), new ImageView(fonts[f])));
        }
        var planeRow = new FlowPane(8, 8);
        for (int p = 0; p < planes.length; p++) {
            planes[p] = new WritableImage(PLANE, PLANE);
            planeRow.getChildren().add(Pictures.named("plane " + p, new ImageView(planes[p])));
        }
        root = new VBox(12, mode, Pictures.heading("Palette: 256 colours of the DAC"), new ImageView(palette), fontTitle, fontRow,
                Pictures.heading("The four planes' first 64 KiB, a grey for each byte, 256 in a row"), planeRow);
    }

    public Node node() {
        return root;
    }

    public void show(VideoState v) {
        Pictures.set(mode, "Display: " + v.mode());
        Pictures.set(fontTitle, v.text() ? "Fonts in plane 2" : "Plane 2 read as fonts");
        if (v.palette().length == SWATCHES * SWATCHES) paint(palette, v.palette(), SWATCH);
        for (int f = 0; f < FONTS.length; f++) paint(fonts[f], font(v.planes().get(2), FONTS[f]), FONT_PIXEL);
        for (int p = 0; p < planes.length; p++) paint(planes[p], greys(v.planes().get(p)), 1);
    }

    private static int[] greys(byte[] bytes) {
        var pixels = new int[PLANE * PLANE];
        for (int i = 0; i < pixels.length; i++) pixels[i] = 0xff000000 | (bytes[i] & 0xff) * 0x010101;
        return pixels;
    }

    /** 256 characters of up to 16 lines, 32 in a row, a pixel apart. */
    static int[] font(byte[] plane, int offset) {
        var pixels = new int[FONT_WIDTH * FONT_HEIGHT];
        for (int c = 0; c < 256; c++) {
            for (int y = 0; y < 16; y++) {
                int bits = plane[offset + c * 32 + y] & 0xff;
                for (int x = 0; x < 8; x++) pixels[((c >> 5) * 17 + y) * FONT_WIDTH + (c & 31) * 9 + x] = (bits >>> 7 - x & 1) != 0 ? INK : PAPER;
            }
        }
        return pixels;
    }

    private static void paint(WritableImage image, int[] pixels, int factor) {
        int w = (int) image.getWidth(), h = (int) image.getHeight(), from = w / factor;
        var large = new int[w * h];
        for (int y = 0; y < h; y++) for (int x = 0; x < w; x++) large[y * w + x] = pixels[y / factor * from + x / factor];
        image.getPixelWriter().setPixels(0, 0, w, h, PixelFormat.getIntArgbInstance(), large, 0, w);
    }
}
