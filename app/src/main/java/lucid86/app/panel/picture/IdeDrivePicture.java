package lucid86.app.panel.picture;

import java.util.Map;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.VBox;

/** A drive of an IDE channel: what it is, what it does, its task file, and the place on the disk. */
final class IdeDrivePicture {
    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");
    /** ATA/ATAPI-6, clause 8. */
    private static final Map<Integer, String> COMMANDS = Map.ofEntries(Map.entry(0x08, "DEVICE RESET"), Map.entry(0x20, "READ SECTORS"), Map.entry(0x24, "READ SECTORS EXT"),
            Map.entry(0x25, "READ DMA EXT"), Map.entry(0x29, "READ MULTIPLE EXT"), Map.entry(0x30, "WRITE SECTORS"), Map.entry(0x34, "WRITE SECTORS EXT"),
            Map.entry(0x35, "WRITE DMA EXT"), Map.entry(0x39, "WRITE MULTIPLE EXT"), Map.entry(0x40, "READ VERIFY"), Map.entry(0x90, "EXECUTE DIAGNOSTIC"),
            Map.entry(0x91, "INITIALIZE PARAMETERS"), Map.entry(0xa0, "PACKET"), Map.entry(0xa1, "IDENTIFY PACKET DEVICE"), Map.entry(0xb0, "SMART"), Map.entry(0xc4, "READ MULTIPLE"),
            Map.entry(0xc5, "WRITE MULTIPLE"), Map.entry(0xc6, "SET MULTIPLE MODE"), Map.entry(0xc8, "READ DMA"), Map.entry(0xca, "WRITE DMA"), Map.entry(0xe0, "STANDBY IMMEDIATE"),
            Map.entry(0xe1, "IDLE IMMEDIATE"), Map.entry(0xe7, "FLUSH CACHE"), Map.entry(0xea, "FLUSH CACHE EXT"), Map.entry(0xec, "IDENTIFY DEVICE"), Map.entry(0xef, "SET FEATURES"));

    private final Label title = Pictures.narrow(Pictures.heading(""), 260), none = Pictures.dim("no drive"), selected = Pictures.dim(""), command = Pictures.mono(""), buffered = Pictures.mono(""), where = Pictures.mono("");
    private final Bits status = new Bits().bit(0x80, "BSY", "busy: the host must wait").bit(0x40, "DRDY", "ready for commands").bit(0x20, "DF", "device fault").bit(0x10, "DSC", "seek complete")
            .bit(0x08, "DRQ", "data can be moved").bad(0x01, "ERR", "the command failed");
    private final Bits error = new Bits().bad(0x80, "ICRC", "checksum of an Ultra DMA transfer").bad(0x40, "UNC", "data cannot be read").bad(0x20, "MC", "medium changed").bad(0x10, "IDNF", "no such sector")
            .bad(0x04, "ABRT", "command refused");
    private final Bits interrupt = new Bits().bit(1, "IRQ", "the drive asks for an interrupt");
    private final Grid taskFile = new Grid("task file", "now", "before");
    private final ProgressBar buffer = new ProgressBar(0), place = new ProgressBar(0);
    private final VBox place0 = Pictures.named("Place on the disk", place, where);
    private final VBox details = new VBox(8, Pictures.line(status, interrupt), Pictures.named("Error register", error), Pictures.named("Command", command), taskFile,
            Pictures.named("Sector buffer", buffer, buffered), place0);
    private final VBox root;

    IdeDrivePicture(String position) {
        root = Pictures.box(Pictures.line(Pictures.mono(position), selected), title, none, details);
        for (ProgressBar p : new ProgressBar[] {buffer, place}) p.setMaxWidth(Double.MAX_VALUE);
    }

    Node node() {
        return root;
    }

    /** @param chosen the channel's device register selects this drive */
    void show(Optional<Readings> drive, boolean chosen) {
        root.pseudoClassStateChanged(CHOSEN, chosen);
        Pictures.show(none, drive.isEmpty());
        Pictures.show(details, drive.isPresent());
        Pictures.set(selected, chosen && drive.isPresent() ? "selected" : "");
        Pictures.set(title, drive.map(d -> d.view().title()).orElse(""));
        drive.ifPresent(this::show);
    }

    private void show(Readings d) {
        int bits = d.hex("", "status"), code = d.hex("", "command");
        status.show(bits);
        interrupt.show(d.flag("", "interrupt") ? 1 : 0);
        // Without ERR the register holds a diagnostic code, whose bits mean something else.
        error.show((bits & 1) != 0 ? d.hex("", "error") : 0);
        Pictures.set(command, String.format("%02x %s: %s", code, code == 0 ? "none" : COMMANDS.getOrDefault(code, ""), d.text("", "phase")));
        int row = 0;
        for (String r : new String[] {"feature", "count", "LBA low", "LBA mid", "LBA high"}) {
            int v = d.hex("Command block", r);
            taskFile.row(row++, r, String.format("%02x", v & 0xff), String.format("%02x", v >> 8));
        }
        int device = d.hex("Command block", "device");
        taskFile.row(row, "device", String.format("%02x", device), (device & 0x40) != 0 ? "LBA" : "");
        String moved = d.text("", "buffer");
        String[] words = moved.split(" ");
        buffer.setProgress(words.length == 3 ? share(words[0], words[2]) : 0);
        Pictures.set(buffered, moved);
        boolean disk = !d.text("Disk", "sectors").isEmpty();
        Pictures.show(place0, disk);
        if (!disk) return;
        place.setProgress(share(d.text("Command", "sector"), d.text("Disk", "sectors")));
        Pictures.set(where, String.format("sector %,d of %,d", d.number("Command", "sector"), d.number("Disk", "sectors")));
    }

    private static double share(String part, String whole) {
        try {
            double all = Double.parseDouble(whole);
            return all == 0 ? 0 : Math.clamp(Double.parseDouble(part) / all, 0, 1);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
