package lucid86.app.panel.picture;

import javafx.scene.Node;
import lucid86.machine.dev.DeviceView;

/** The 82093AA's redirection table, a line for each input. */
final class IoApicPicture {
    private static final int MASKED = 1 << 16, LEVEL = 1 << 15, REMOTE_IRR = 1 << 14, LOW_ACTIVE = 1 << 13, LOGICAL = 1 << 11;
    private static final String[] MODES = {"fixed", "lowest", "SMI", "?", "NMI", "INIT", "?", "ExtINT"};
    /** What {@code InterruptWiring} leads here on a PC as it comes. */
    private static final String[] SOURCES = {"8259A", "keyboard", "8254 timer", "COM2", "COM1", "", "floppy", "parallel", "clock", "ACPI",
        "PCI", "PCI", "mouse", "FPU", "IDE 1", "IDE 2", "PIRQA#", "PIRQB#", "PIRQC#", "PIRQD#"};
    private static final String ON = "\u25cf", OFF = "\u25cb";

    private final Grid table = new Grid("input", "usual source", "line", "vector", "mode", "to", "trigger", "in service", "");

    IoApicPicture() {
        table.setId("ioapic-table");
    }

    Node node() {
        return Pictures.box(table);
    }

    void show(Readings r) {
        int lines = r.hex("", "asserted inputs"), pin = 0;
        for (DeviceView.Register e : r.group("redirection table")) {
            String[] words = e.value().split(" ");
            int high = Readings.hex(words[0]), low = words.length < 2 ? MASKED : Readings.hex(words[1]);
            table.row(pin, String.valueOf(pin), pin < SOURCES.length ? SOURCES[pin] : "", lamp(lines >>> pin & 1), String.format("%02x", low & 0xff), MODES[low >> 8 & 7],
                    String.format("%s %02x", (low & LOGICAL) != 0 ? "logical" : "APIC", high >>> 24), ((low & LEVEL) != 0 ? "level" : "edge") + ((low & LOW_ACTIVE) != 0 ? ", low" : ""),
                    lamp(low & REMOTE_IRR), (low & MASKED) != 0 ? "masked" : "");
            table.faint(pin++, (low & MASKED) != 0);
        }
    }

    private static String lamp(int on) {
        return on != 0 ? ON : OFF;
    }
}
