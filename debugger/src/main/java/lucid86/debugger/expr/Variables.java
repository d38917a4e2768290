package lucid86.debugger.expr;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lucid86.debugger.view.Inspector;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/** What has a name in expressions: registers and their parts, flags, the clock. */
final class Variables {
    /** Reads a value, zero-extended. */
    @FunctionalInterface
    interface Reader {
        long read(Inspector machine);
    }

    static final List<String> SEGMENTS = List.of("es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr");
    private static final List<String> WIDE = List.of("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi");
    private static final List<String> BYTES = List.of("al", "cl", "dl", "bl", "ah", "ch", "dh", "bh");

    private static final Map<String, Reader> ALL = make();

    private Variables() {}

    static Optional<Reader> find(String lowerCase) {
        return Optional.ofNullable(ALL.get(lowerCase));
    }

    /** All names, for completion and help. */
    static Set<String> names() {
        return new TreeSet<>(ALL.keySet());
    }

    private static Reader word(java.util.function.ToIntFunction<CpuState> get) {
        return m -> get.applyAsInt(m.cpu()) & 0xffffffffL;
    }

    private static Map<String, Reader> make() {
        var all = new HashMap<String, Reader>();
        for (int i = 0; i < 8; i++) {
            int n = i;
            all.put(WIDE.get(i), word(c -> c.r[n]));
            all.put(WIDE.get(i).substring(1), word(c -> c.r[n] & 0xffff));
            all.put(BYTES.get(i), word(c -> c.r[n & 3] >>> (n < 4 ? 0 : 8) & 0xff));
            all.put(SEGMENTS.get(i), word(c -> c.selector[n]));
            all.put(SEGMENTS.get(i) + ".base", word(c -> c.base(n)));
            all.put(SEGMENTS.get(i) + ".limit", word(c -> c.limit[n]));
            all.put(SEGMENTS.get(i) + ".attr", word(c -> c.attr[n]));
            all.put("dr" + i, word(c -> c.dr[n]));
            all.put("xmm" + i, m -> m.cpu().xmm[2 * n]);
            all.put("st" + i, m -> m.cpu().fpu.mant[m.cpu().fpu.top + n & 7]);
        }
        all.put("eip", word(c -> c.r[CpuState.EIP]));
        all.put("ip", word(c -> c.r[CpuState.EIP] & 0xffff));
        // The address of the next instruction, whatever CS is.
        all.put("pc", word(c -> c.base(CpuState.CS) + c.r[CpuState.EIP]));
        all.put("eflags", word(CpuState::eflags));
        all.put("flags", word(c -> c.eflags() & 0xffff));
        flags(all);
        all.put("iopl", word(CpuState::iopl));
        all.put("cpl", word(c -> c.cpl));
        all.put("cr0", word(c -> c.cr0));
        all.put("cr2", word(c -> c.cr2));
        all.put("cr3", word(c -> c.cr3));
        all.put("cr4", word(c -> c.cr4));
        all.put("efer", m -> m.cpu().efer);
        all.put("mxcsr", word(c -> c.mxcsr));
        all.put("gdtr", word(c -> c.gdtBase));
        all.put("gdtr.limit", word(c -> c.gdtLimit));
        all.put("idtr", word(c -> c.idtBase));
        all.put("idtr.limit", word(c -> c.idtLimit));
        all.put("halted", word(c -> c.halted ? 1 : 0));
        all.put("a20", m -> m.cpu().mmu.a20() ? 1 : 0);
        all.put("insns", m -> m.machine().instructions());
        all.put("nanos", m -> m.machine().now());
        return Map.copyOf(all);
    }

    private static void flags(Map<String, Reader> all) {
        var masks = Map.ofEntries(Map.entry("cf", Flags.CF), Map.entry("pf", Flags.PF), Map.entry("af", Flags.AF), Map.entry("zf", Flags.ZF),
                Map.entry("sf", Flags.SF), Map.entry("tf", Flags.TF), Map.entry("if", Flags.IF), Map.entry("df", Flags.DF), Map.entry("of", Flags.OF),
                Map.entry("nt", Flags.NT), Map.entry("rf", Flags.RF), Map.entry("vm", Flags.VM), Map.entry("ac", Flags.AC));
        masks.forEach((name, mask) -> all.put(name, m -> (m.cpu().eflags() & mask) != 0 ? 1 : 0));
    }
}
