package lucid86.app.panel.picture;

import javafx.scene.Node;
import javafx.scene.layout.VBox;
import lucid86.debugger.view.DeviceList;

/** IDE channels and floppy drives. */
public final class DisksPage implements PicturePage {
    private static final int[] PORTS = {0x1f0, 0x170};

    private final IdePicture[] channels = {new IdePicture(), new IdePicture()};
    private final FloppyPicture floppy = new FloppyPicture();
    private final VBox root = new VBox(12);

    public DisksPage() {
        for (int i = 0; i < 2; i++)
            root.getChildren().addAll(Pictures.heading(String.format("%s IDE channel: ports %03x-%03x, IRQ %d", i == 0 ? "Primary" : "Secondary", PORTS[i], PORTS[i] + 7, 14 + i)), channels[i].node());
        root.getChildren().addAll(Pictures.heading("Floppy disk controller: ports 3f2-3f7, IRQ 6, DMA 2"), floppy.node());
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void show(DeviceList devices) {
        for (int i = 0; i < 2; i++) channels[i].show(devices, i);
        Readings.of(devices, "fdc").ifPresent(floppy::show);
    }
}
