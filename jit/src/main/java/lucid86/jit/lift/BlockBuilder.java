package lucid86.jit.lift;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import lucid86.jit.helpers.Checks;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Terminal;
import lucid86.jit.x86.Decoder;
import lucid86.jit.x86.Insn;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;
import lucid86.machine.cpu.Vector;

/** Decodes and lifts guest code from an address to the end of a translation block. */
public final class BlockBuilder {
    /** Longest block, in instructions. */
    public static final int MAX_INSNS = 40;

    /** What a translation gives: the IR as lifted, the instructions it came from, and which of its bytes it does not depend on. */
    public record Lifted(Block block, List<Insn> insns, BitSet live) {}

    private final CpuState cpu;
    private final Decoder decoder;

    public BlockBuilder(CpuState cpu, Decoder decoder) {
        this.cpu = cpu;
        this.decoder = decoder;
    }

    /**
     * Lifts the code at an offset in CS. Fetching it may raise the guest's page fault, for the first instruction only.
     *
     * @param eip where to start
     * @param most at most this many instructions
     * @param patched immediates to read when the block runs
     * @param stop ends the block before an address (a breakpoint); asked with linear addresses, not for the first
     */
    public Lifted build(int eip, int most, Patched patched, java.util.function.IntPredicate stop) {
        int base = cpu.base(CpuState.CS), limit = cpu.limit[CpuState.CS];
        boolean code32 = (cpu.mode & Mode.CODE32) != 0;
        var lift = new Lift(cpu.mode, limit, patched);
        var insns = new ArrayList<Insn>();
        int at = eip;
        while (true) {
            int start = at, lin = base + at;
            int left = 4096 - (lin & 0xfff);
            // Only the first instruction may reach into the next page.
            Insn insn;
            try {
                insn = decoder.decode(i -> fetch(start, i, base, limit, insns.isEmpty() ? 64 : left), at, code32);
            } catch (EndOfPage _) {
                break;
            } catch (PastLimit _) {
                if (insns.isEmpty()) return outside(eip, lift);
                break;
            }
            lift.instruction(insn);
            insns.add(insn);
            at += insn.length();
            if (!code32) at &= 0xffff;
            if (lift.ended() || insns.size() >= most || at < start) break;
            if ((base + at & 0xfff) < insn.length() || stop.test(base + at)) break;
        }
        var terminal = lift.terminal(at);
        int bytes = 0;
        for (Insn insn : insns) bytes += insn.length();
        return new Lifted(new Block(eip, insns.size(), bytes, lift.temps(), List.copyOf(lift.ops()), terminal), insns, lift.live());
    }

    /**
     * Lifts code again from its bytes; gives what {@link #build} gave for them. Any thread.
     *
     * @param code the block's guest bytes
     * @param mode {@link Mode} bits and {@code limit} of CS it was built for
     * @param count number of instructions decoded for it; 0 when it lay outside CS
     */
    public Lifted rebuild(byte[] code, int eip, int mode, int limit, int count, Patched patched) {
        boolean code32 = (mode & Mode.CODE32) != 0;
        var lift = new Lift(mode, limit, patched);
        var insns = new ArrayList<Insn>();
        if (count == 0) return outside(eip, lift);
        int at = eip, offset = 0;
        while (insns.size() < count) {
            int from = offset;
            Insn insn = decoder.decode(i -> from + i < code.length ? code[from + i] : 0, at, code32);
            lift.instruction(insn);
            insns.add(insn);
            at += insn.length();
            offset += insn.length();
            if (!code32) at &= 0xffff;
        }
        var terminal = lift.terminal(at);
        return new Lifted(new Block(eip, insns.size(), offset, lift.temps(), List.copyOf(lift.ops()), terminal), insns, lift.live());
    }

    /** The first instruction does not lie within CS: #GP(0). */
    private Lifted outside(int eip, Lift lift) {
        lift.run(Checks::raise, lift.imm(Vector.GP), lift.imm(0));
        var ops = new ArrayList<lucid86.jit.ir.Op>();
        ops.add(new lucid86.jit.ir.Op.Mark(eip, 1));
        ops.addAll(lift.ops());
        return new Lifted(new Block(eip, 1, 1, lift.temps(), ops, new Terminal.Exit()), List.of(), lift.live());
    }

    private int fetch(int eip, int i, int base, int limit, int left) {
        if (i >= left) throw EndOfPage.INSTANCE;
        int at = eip + i;
        if (Integer.compareUnsigned(at, limit) > 0 || limit != -1 && Integer.compareUnsigned(at, eip) < 0) throw PastLimit.INSTANCE;
        return cpu.mmu.fetchByte(base + at);
    }

    /** A later instruction reaches into the next page. */
    private static final class EndOfPage extends RuntimeException {
        private static final long serialVersionUID = 1;
        static final EndOfPage INSTANCE = new EndOfPage();

        private EndOfPage() {
            super(null, null, false, false);
        }
    }

    /** An instruction reaches beyond the CS limit. */
    private static final class PastLimit extends RuntimeException {
        private static final long serialVersionUID = 1;
        static final PastLimit INSTANCE = new PastLimit();

        private PastLimit() {
            super(null, null, false, false);
        }
    }
}
