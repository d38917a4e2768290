package lucid86.app.panel.picture;

import javafx.scene.Node;
import javafx.scene.layout.VBox;
import lucid86.debugger.view.DeviceList;

/** Local APIC and I/O APIC. */
public final class ApicPage implements PicturePage {
    private final LocalApicPicture local = new LocalApicPicture();
    private final IoApicPicture io = new IoApicPicture();
    private final VBox root = new VBox(12, Pictures.heading("Local APIC"), local.node(), Pictures.heading("I/O APIC: where each input leads"), io.node());

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void show(DeviceList devices) {
        Readings.of(devices, "local-apic0").ifPresent(local::show);
        Readings.of(devices, "ioapic82093").ifPresent(io::show);
    }
}
