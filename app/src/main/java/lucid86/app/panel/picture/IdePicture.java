package lucid86.app.panel.picture;

import javafx.scene.Node;
import javafx.scene.control.Label;
import lucid86.debugger.view.DeviceList;

/** One IDE cable: two drives, the interrupt line, and the channel's half of the bus master. */
final class IdePicture {
    private static final int START = 1, TO_MEMORY = 8;

    private final IdeDrivePicture[] drives = {new IdeDrivePicture("Master"), new IdeDrivePicture("Slave")};
    private final Bits control = new Bits().bit(0x02, "nIEN", "the host wants no interrupts").bit(0x04, "SRST", "reset is held").bit(0x80, "HOB", "reads give what was written before the last value");
    private final Bits line = new Bits().bit(1, "INTRQ", "the channel asks for an interrupt");
    private final Bits busStatus = new Bits().bit(1, "active", "a transfer is under way").bad(2, "error", "a transfer failed").bit(4, "interrupt", "the drive has interrupted since this bit was cleared");
    private final Label way = Pictures.mono("");
    private final Grid ranges = new Grid();
    private final Node root = Pictures.flow(drives[0].node(), drives[1].node(),
            Pictures.box(Pictures.named("Cable", Pictures.line(control, line)), Pictures.named("Bus master", way, busStatus, ranges)));

    Node node() {
        return root;
    }

    void show(DeviceList devices, int channel) {
        String name = "ide" + channel;
        var cable = Readings.of(devices, name);
        boolean slave = cable.map(c -> c.text("", "selected").equals("slave")).orElse(false);
        for (int i = 0; i < 2; i++) drives[i].show(Readings.of(devices, name + '.' + i), slave == (i == 1));
        cable.ifPresent(c -> {
            control.show(c.hex("", "control"));
            line.show(c.flag("", "interrupt") ? 1 : 0);
        });
        Readings.of(devices, "piix3.busmaster").ifPresent(b -> showBusMaster(b, channel == 0 ? "Primary" : "Secondary"));
    }

    private void showBusMaster(Readings b, String half) {
        int command = b.hex(half, "command");
        Pictures.set(way, (command & START) == 0 ? "stopped" : (command & TO_MEMORY) != 0 ? "drive \u2192 memory" : "memory \u2192 drive");
        busStatus.show(b.hex(half, "status"));
        ranges.row(0, "table of ranges", b.text(half, "table"));
        ranges.row(1, "next entry", b.text(half, "next entry"));
        ranges.row(2, "memory address", b.text(half, "address"));
        ranges.row(3, "left of this range", b.text(half, "left"));
    }
}
