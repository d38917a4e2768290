package lucid86.app.panel.picture;

import java.util.BitSet;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import lucid86.app.control.VectorMap;
import lucid86.machine.dev.DeviceView;

/** The local APIC's three sets of vectors, what feeds them, and its timer running down (Intel SDM vol. 3, chapter 11). */
final class LocalApicPicture {
    private static final String[] SHORTHANDS = {"", "to itself", "to all", "to all others"};
    private static final int VECTOR = 0xff, MASKED = 1 << 16;

    private final VectorSet requested = new VectorSet("requested (IRR)"), service = new VectorSet("in service (ISR)"), level = new VectorSet("level-triggered (TMR)");
    private final Label state = Pictures.mono(""), command = Pictures.mono(""), counts = Pictures.mono("");
    private final Bits pins = new Bits().bit(1, "LINT0", "the 8259As' way in").bit(2, "LINT1", "NMI").bit(4, "ExtINT", "an 8259A waits to be asked for its vector");
    private final Grid priorities = new Grid(), table = new Grid("source", "vector", "");
    private final ProgressBar left = new ProgressBar(0);
    private final Node root;

    /** A set of vectors as a map, and in numbers below it. */
    private static final class VectorSet {
        final VectorMap map = new VectorMap();
        final Label list = Pictures.mono("");
        final Node node;

        VectorSet(String name) {
            list.setWrapText(true);
            list.setMaxWidth(180);
            node = Pictures.named(name, map, list);
        }

        void show(BitSet vectors, String text) {
            map.show(vectors);
            Pictures.set(list, text.isEmpty() ? "none" : text);
            map.setAccessibleText(text);
        }
    }

    LocalApicPicture() {
        left.setPrefWidth(180);
        requested.map.setId("apic-irr");
        service.map.setId("apic-isr");
        level.map.setId("apic-tmr");
        root = Pictures.flow(
                Pictures.box(state, Pictures.flow(requested.node, service.node, level.node),
                        Pictures.dim("A row is a priority class. Requests in grey rows wait: their class is not above the processor's.")),
                Pictures.box(Pictures.named("Local vector table", table), Pictures.named("Pins", pins)),
                Pictures.box(Pictures.named("Priorities", priorities), Pictures.named("Timer", left, counts), Pictures.named("Last interprocessor interrupt", command)));
    }

    Node node() {
        return root;
    }

    void show(Readings r) {
        Pictures.set(state, r.text("", "IA32_APIC_BASE") + ": " + r.meaning("", "IA32_APIC_BASE"));
        requested.show(r.set("Vectors", "requested (IRR)"), r.text("Vectors", "requested (IRR)"));
        service.show(r.set("Vectors", "in service (ISR)"), r.text("Vectors", "in service (ISR)"));
        level.show(r.set("Vectors", "level-triggered (TMR)"), r.text("Vectors", "level-triggered (TMR)"));
        requested.map.setBlocked((r.hex("Priorities", "processor") >> 4) + 1);
        int row = 0;
        for (String p : new String[] {"task", "processor", "arbitration"}) priorities.row(row++, p, r.text("Priorities", p));
        showTable(r);
        pins.show((r.flag("Local vector table", "pin LINT0") ? 1 : 0) | (r.flag("Local vector table", "pin LINT1") ? 2 : 0) | (r.flag("Vectors", "ExtINT waits") ? 4 : 0));
        showTimer(r);
        int low = r.hex("Interrupt command", "low");
        Pictures.set(command, low == 0 ? "none" : String.format("vector %02x, mode %x %s", low & VECTOR, low >> 8 & 7, (low >> 18 & 3) == 0
                ? String.format("to %02x", r.hex("Interrupt command", "high") >>> 24) : SHORTHANDS[low >> 18 & 3]));
    }

    private void showTable(Readings r) {
        int row = 0;
        for (DeviceView.Register e : r.group("Local vector table")) {
            if (e.name().startsWith("pin ")) continue;
            int entry = Readings.hex(e.value());
            table.row(row, e.name(), String.format("%02x", entry & VECTOR), e.meaning());
            table.faint(row++, (entry & MASKED) != 0);
        }
    }

    private void showTimer(Readings r) {
        long initial = r.hex("Timer", "initial count") & 0xffffffffL, now = r.hex("Timer", "current count") & 0xffffffffL;
        left.setProgress(initial == 0 ? 0 : (double) now / initial);
        Pictures.set(counts, initial == 0 ? "stopped" : String.format("%x of %x, %s", now, initial, r.meaning("Timer", "divide")));
    }
}
