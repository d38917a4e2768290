package lucid86.app.panel.picture;

import javafx.scene.Node;
import javafx.scene.control.Label;

/** The 82077AA: its phase and registers, and the drives with their heads. */
final class FloppyPicture {
    private static final int RUN = 4, DRIVE = 3;

    private final Bits main = new Bits().bit(0x80, "RQM", "the host may move a byte").bit(0x40, "DIO", "towards the host").bit(0x20, "NDMA", "data moves without DMA").bit(0x10, "CB", "a command is under way")
            .bit(0x02, "B seeks", "drive B moves its head").bit(0x01, "A seeks", "drive A moves its head");
    private final Bits output = new Bits().bit(0x20, "motor B", "drive B turns").bit(0x10, "motor A", "drive A turns").bit(0x08, "DMA", "interrupts and DMA reach the bus").bit(0x04, "run", "out of reset");
    private final Bits line = new Bits().bit(1, "IRQ", "the controller asks for an interrupt");
    private final Bits phases = new Bits().bit(1, "reset", "held in reset, or coming out of it").bit(2, "command", "takes the bytes of a command").bit(4, "execution", "does what it was told").bit(8, "result", "gives the bytes of the result");
    private final Label command = Pictures.mono("");
    private final Grid transfer = new Grid();
    private final FloppyDrivePicture[] drives = {new FloppyDrivePicture("A"), new FloppyDrivePicture("B")};
    private final Node root = Pictures.flow(Pictures.box(Pictures.named("Phase", phases), Pictures.named("Main status (MSR)", main), Pictures.named("Digital output (DOR)", Pictures.line(output, line)),
            Pictures.named("Command", command), Pictures.named("Last transfer", transfer)), drives[0].node(), drives[1].node());

    Node node() {
        return root;
    }

    void show(Readings f) {
        int dor = f.hex("", "DOR");
        main.show(f.hex("", "MSR"));
        output.show(dor);
        line.show(f.flag("", "interrupt") ? 1 : 0);
        String phase = f.meaning("", "MSR");
        phases.show(switch (phase) {
            case "HELD", "RESETTING" -> 1;
            case "COMMAND" -> 2;
            case "RESULT" -> 8;
            default -> 4;
        });
        Pictures.set(command, f.text("", "command").isEmpty() ? "none" : f.text("", "command"));
        int row = 0;
        for (String name : new String[] {"command", "drive", "address", "moved"}) transfer.row(row++, name, f.text("Transfer", name));
        for (int i = 0; i < 2; i++) {
            String name = i == 0 ? "A" : "B";
            boolean here = f.text("Transfer", "drive").equals(name);
            drives[i].show(f, (dor & RUN) != 0 && (dor & DRIVE) == i, (dor & 0x10 << i) != 0, here ? (int) f.number("Transfer", "head") : 0, here ? (int) f.number("Transfer", "sector") : 0);
        }
    }
}
