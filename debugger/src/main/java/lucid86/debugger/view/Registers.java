package lucid86.debugger.view;

import java.util.ArrayList;
import java.util.List;
import lucid86.machine.cpu.CpuState;

/**
 * The CPU's registers.
 *
 * @param general EAX ECX EDX EBX ESP EBP ESI EDI
 * @param segments ES CS SS DS FS GS LDTR TR
 * @param debug DR0-DR7
 * @param xmm XMM0-7
 */
public record Registers(
        List<Integer> general,
        int eip,
        int eflags,
        int cpl,
        List<Segment> segments,
        Table gdt,
        Table idt,
        int cr0,
        int cr2,
        int cr3,
        int cr4,
        long efer,
        List<Integer> debug,
        FpuRegisters fpu,
        List<Xmm> xmm,
        int mxcsr) {
    public static final List<String> GENERAL_NAMES = List.of("EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI");
    public static final List<String> SEGMENT_NAMES = List.of("ES", "CS", "SS", "DS", "FS", "GS", "LDTR", "TR");

    /**
     * A segment register with its hidden part.
     *
     * @param limit in bytes, unsigned
     * @param attributes access byte in bits 0-7, AVL, L, D/B, G in bits 12-15
     */
    public record Segment(int selector, int base, int limit, int attributes) {
        /** What the descriptor says, in a few letters: type, privilege, size. */
        public String text() {
            return DescriptorText.of(attributes);
        }
    }

    /** GDTR or IDTR. */
    public record Table(int base, int limit) {}

    /** One XMM register, low and high half. */
    public record Xmm(long low, long high) {}

    /** The question. */
    public record Query() implements View<Registers> {
        @Override
        public Registers read(Inspector machine) {
            return machine.registers();
        }
    }

    /** Linear address of the next instruction. */
    public int linearEip() {
        return segments.get(CpuState.CS).base() + eip;
    }

    public boolean protectedMode() {
        return (cr0 & CpuState.CR0_PE) != 0;
    }

    public boolean vm86() {
        return (eflags & 0x20000) != 0;
    }

    /** True when segment registers hold paragraph numbers: real and virtual-8086 mode. */
    public boolean paragraphs() {
        return !protectedMode() || vm86();
    }

    static Registers of(CpuState cpu) {
        var general = new ArrayList<Integer>();
        for (int i = CpuState.EAX; i <= CpuState.EDI; i++) general.add(cpu.r[i]);
        var segments = new ArrayList<Segment>();
        for (int s = CpuState.ES; s <= CpuState.TR; s++) segments.add(new Segment(cpu.selector[s], cpu.base(s), cpu.limit[s], cpu.attr[s]));
        var debug = new ArrayList<Integer>();
        for (int d : cpu.dr) debug.add(d);
        var xmm = new ArrayList<Xmm>();
        for (int i = 0; i < 8; i++) xmm.add(new Xmm(cpu.xmm[2 * i], cpu.xmm[2 * i + 1]));
        return new Registers(List.copyOf(general), cpu.r[CpuState.EIP], cpu.eflags(), cpu.cpl, List.copyOf(segments),
                new Table(cpu.gdtBase, cpu.gdtLimit), new Table(cpu.idtBase, cpu.idtLimit), cpu.cr0, cpu.cr2, cpu.cr3, cpu.cr4, cpu.efer,
                List.copyOf(debug), FpuRegisters.of(cpu.fpu), List.copyOf(xmm), cpu.mxcsr);
    }
}
