package lucid86.debugger.trace;

import java.util.List;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/** The CPU's registers as QEMU's {@code -d cpu} writes them, so that logs can be compared. */
final class CpuText {
    private static final List<String> SEGMENTS = List.of("ES", "CS", "SS", "DS", "FS", "GS");

    private CpuText() {}

    static String of(CpuState c) {
        int f = c.eflags();
        var text = new StringBuilder();
        text.append(String.format("EAX=%08x EBX=%08x ECX=%08x EDX=%08x%n", c.r[CpuState.EAX], c.r[CpuState.EBX], c.r[CpuState.ECX], c.r[CpuState.EDX]));
        text.append(String.format("ESI=%08x EDI=%08x EBP=%08x ESP=%08x%n", c.r[CpuState.ESI], c.r[CpuState.EDI], c.r[CpuState.EBP], c.r[CpuState.ESP]));
        text.append(String.format("EIP=%08x EFL=%08x [%s%s%s%s%s%s%s] CPL=%d II=0 A20=%d SMM=%d HLT=%d%n", c.r[CpuState.EIP], f, letter(f, Flags.DF, 'D'),
                letter(f, Flags.OF, 'O'), letter(f, Flags.SF, 'S'), letter(f, Flags.ZF, 'Z'), letter(f, Flags.AF, 'A'), letter(f, Flags.PF, 'P'),
                letter(f, Flags.CF, 'C'), c.cpl, c.mmu.a20() ? 1 : 0, c.inSmm ? 1 : 0, c.halted ? 1 : 0));
        for (int s = 0; s < SEGMENTS.size(); s++) text.append(segment(c, SEGMENTS.get(s), s));
        text.append(segment(c, "LDT", CpuState.LDTR)).append(segment(c, "TR", CpuState.TR));
        text.append(String.format("GDT=     %08x %08x%nIDT=     %08x %08x%n", c.gdtBase, c.gdtLimit, c.idtBase, c.idtLimit));
        text.append(String.format("CR0=%08x CR2=%08x CR3=%08x CR4=%08x%n", c.cr0, c.cr2, c.cr3, c.cr4));
        return text.append(String.format("EFER=%016x%n", c.efer)).toString();
    }

    private static String segment(CpuState c, String name, int s) {
        // As in the descriptor's high word, where bits 16-19 of the limit stand between the attributes.
        int limit = (c.attr[s] & 0x8000) != 0 ? c.limit[s] >>> 12 : c.limit[s];
        return String.format("%-3s=%04x %08x %08x %08x%n", name, c.selector[s], c.base(s), c.limit[s], c.attr[s] << 8 | limit & 0xf0000);
    }

    private static char letter(int flags, int mask, char letter) {
        return (flags & mask) != 0 ? letter : '-';
    }
}
