package lucid86.debugger.inspect;

import java.util.Map;

/** What interrupt vectors are for: the CPU's own exceptions, and the services of a PC's BIOS in real mode. */
public final class VectorNames {
    private static final String[] EXCEPTIONS = {
        "#DE divide error", "#DB debug", "NMI", "#BP breakpoint", "#OF overflow", "#BR bound", "#UD invalid opcode", "#NM no x87",
        "#DF double fault", "x87 segment overrun", "#TS invalid TSS", "#NP not present", "#SS stack", "#GP protection", "#PF page fault", "",
        "#MF x87 error", "#AC alignment", "#MC machine check", "#XM SIMD error"
    };

    private static final Map<Integer, String> BIOS = Map.ofEntries(
            Map.entry(0x05, "print screen"), Map.entry(0x08, "IRQ0 timer"), Map.entry(0x09, "IRQ1 keyboard"), Map.entry(0x0a, "IRQ2 cascade"),
            Map.entry(0x0b, "IRQ3 COM2"), Map.entry(0x0c, "IRQ4 COM1"), Map.entry(0x0d, "IRQ5"), Map.entry(0x0e, "IRQ6 floppy"),
            Map.entry(0x0f, "IRQ7 printer"), Map.entry(0x10, "video"), Map.entry(0x11, "equipment"), Map.entry(0x12, "memory size"),
            Map.entry(0x13, "disks"), Map.entry(0x14, "serial"), Map.entry(0x15, "system"), Map.entry(0x16, "keyboard"), Map.entry(0x17, "printer"),
            Map.entry(0x18, "no boot device"), Map.entry(0x19, "boot"), Map.entry(0x1a, "time, PCI"), Map.entry(0x1b, "Ctrl-Break"),
            Map.entry(0x1c, "timer tick"), Map.entry(0x1d, "video parameters"), Map.entry(0x1e, "floppy parameters"), Map.entry(0x1f, "font 80h-ffh"),
            Map.entry(0x20, "DOS exit"), Map.entry(0x21, "DOS"), Map.entry(0x2f, "multiplex"), Map.entry(0x33, "mouse"), Map.entry(0x40, "floppy (old)"),
            Map.entry(0x41, "disk 0 parameters"), Map.entry(0x43, "font"), Map.entry(0x46, "disk 1 parameters"), Map.entry(0x4a, "alarm"),
            Map.entry(0x70, "IRQ8 clock"), Map.entry(0x71, "IRQ9"), Map.entry(0x72, "IRQ10"), Map.entry(0x73, "IRQ11"), Map.entry(0x74, "IRQ12 mouse"),
            Map.entry(0x75, "IRQ13 x87"), Map.entry(0x76, "IRQ14 disk"), Map.entry(0x77, "IRQ15 disk"));

    private VectorNames() {}

    /** @param real the table of real mode, where a PC's BIOS has its services; otherwise only exceptions have a name */
    public static String of(int vector, boolean real) {
        if (real && BIOS.containsKey(vector)) return BIOS.get(vector);
        return vector < EXCEPTIONS.length ? EXCEPTIONS[vector] : "";
    }
}
