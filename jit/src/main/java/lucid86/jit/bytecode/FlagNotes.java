package lucid86.jit.bytecode;

import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Reg;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/**
 * What a region notes where an instruction sets flags: one number that says which operation it was and where its operands are, mostly constants
 * and guest registers that still hold them when somebody asks. Four words in locals all the time would be too many for the host's registers.
 */
final class FlagNotes {
    /**
     * Where flags come from.
     *
     * @param op as {@link CpuState#CC_OP}
     * @param a a constant, a guest register, or {@link CpuState#CC_A} for a copy in {@link LocalPlan}'s local; null when the kind does not use it or
     *     it follows from the other two
     * @param b likewise
     * @param res likewise
     */
    record Note(int op, Val a, Val b, Val res) {
        int kind() {
            return op >> 2;
        }

        /** The word with this index in the register file. */
        Val word(int cc) {
            return cc == CpuState.CC_A ? a : cc == CpuState.CC_B ? b : res;
        }
    }

    private static final int A = 1, B = 2, RES = 4, GENERAL_REGISTERS = 8;
    private static final int NOWHERE = -1, IN_MEMORY = -2;

    private final List<Block> blocks;
    private final List<LateFlags> lates;
    private final int[][] successors;
    /** Which operation of a block sets the flags that hold at its end; {@link #NOWHERE} when none does, {@link #IN_MEMORY} when a helper may. */
    private final int[] lastSet;
    /** Guest registers, as bits, that a block changes before it is done with the flags from before. */
    private final int[] changed;
    /** Blocks whose last flags may be those at the start of a block. */
    private final BitSet[] from;
    /** Blocks whose last flags are noted with copies alone, since somebody compares them with those of other blocks. */
    private final BitSet alike = new BitSet();
    private final Note[][] notes;
    private final Map<Note, Integer> numbers = new LinkedHashMap<>();

    /** @param successors of each block in the region */
    FlagNotes(List<Block> blocks, List<LateFlags> lates, int[][] successors) {
        this.blocks = blocks;
        this.lates = lates;
        this.successors = successors;
        int n = blocks.size();
        lastSet = IntStream.range(0, n).map(this::lastSet).toArray();
        changed = new int[n];
        from = new BitSet[n];
        for (int i = 0; i < n; i++) from[i] = new BitSet();
        spread();
        for (int i = 0; i < n; i++) if (from[i].cardinality() > 1 && asksFirst(i)) alike.or(from[i]);
        notes = new Note[n][];
        for (int i = 0; i < n; i++) {
            notes[i] = new Note[blocks.get(i).ops().size()];
            for (int k = 0; k < notes[i].length; k++) if (blocks.get(i).ops().get(k) instanceof Op.SetFlags f) add(notes[i][k] = note(i, k, f));
        }
    }

    private void add(Note n) {
        numbers.putIfAbsent(n, numbers.size() + 1);
    }

    /** What is noted at an operation that sets flags. */
    Note at(int block, int op) {
        return notes[block][op];
    }

    /** The number of a note, from 1; 0 stands for flags in the register file. */
    int number(Note n) {
        return numbers.get(n);
    }

    /** All of the region, by number. */
    List<Note> all() {
        return List.copyOf(numbers.keySet());
    }

    /** Those that may hold at the start of a block, by number; the flags may be in the register file as well. */
    List<Note> before(int block) {
        return from[block].stream().mapToObj(i -> notes[i][lastSet[i]]).distinct().sorted(Comparator.comparingInt(this::number)).toList();
    }

    // ---- what reaches whom -------------------------------------------------------------------------------------------------

    private void spread() {
        for (int i = 0; i < changed.length; i++) changed[i] = changedFirst(i);
        for (boolean more = true; more; ) {
            more = false;
            for (int i = 0; i < changed.length; i++) {
                boolean passes = lastSet[i] == NOWHERE, sets = lastSet[i] >= 0;
                for (int to : successors[i]) {
                    if (passes && (changed[i] | changed[to]) != changed[i]) {
                        changed[i] |= changed[to];
                        more = true;
                    }
                    int before = from[to].cardinality();
                    if (sets) from[to].set(i);
                    else if (passes) from[to].or(from[i]);
                    more |= from[to].cardinality() != before;
                }
            }
        }
    }

    private int lastSet(int block) {
        List<Op> ops = blocks.get(block).ops();
        for (int k = ops.size() - 1; k >= 0; k--) {
            Op op = lates.get(block).at(k);
            if (op instanceof Op.SetFlags) return k;
            if (op != null && op.touchesRegs()) return IN_MEMORY;
        }
        return NOWHERE;
    }

    private int changedFirst(int block) {
        int written = 0, seen = 0;
        for (int k = 0; k < blocks.get(block).ops().size(); k++) {
            Op op = lates.get(block).at(k);
            if (op == null) continue;
            if (op instanceof Op.SetFlags) return seen;
            if (op.readsFlags()) seen |= written;
            if (op.touchesRegs()) return seen;
            written |= written(op);
        }
        return written;
    }

    private static int written(Op op) {
        return op.dst() instanceof Reg(int r) && r < GENERAL_REGISTERS ? 1 << r : 0;
    }

    /** Whether a condition comes before the block sets flags. */
    private boolean asksFirst(int block) {
        for (int k = 0; k < blocks.get(block).ops().size(); k++) {
            Op op = lates.get(block).at(k);
            if (op instanceof Op.Cond) return true;
            if (op instanceof Op.SetFlags || op != null && op.touchesRegs()) return false;
        }
        return false;
    }

    // ---- notes --------------------------------------------------------------------------------------------------------------

    private Note note(int block, int k, Op.SetFlags f) {
        int kept = lates.get(block).at(k) == null || alike.get(block) && k == lastSet[block] ? 0 : kept(block, k), used = used(f.kind());
        Val a = place(f.a(), CpuState.CC_A, kept), b = place(f.b(), CpuState.CC_B, kept), res = place(f.res(), CpuState.CC_RES, kept);
        if (f.kind() == Flags.ADD || f.kind() == Flags.SUB) used &= isCopy(res) ? ~RES : isCopy(a) ? ~A : isCopy(b) ? ~B : ~RES;
        return new Note(Flags.op(f.kind(), f.size()), (used & A) == 0 ? null : a, (used & B) == 0 ? null : b, (used & RES) == 0 ? null : res);
    }

    /** The words a kind of flags uses, see {@link Flags}. */
    private static int used(int kind) {
        return switch (kind) {
            case Flags.EAGER, Flags.LOGIC -> RES;
            case Flags.INC, Flags.DEC, Flags.MUL, Flags.ROL, Flags.ROR -> B | RES;
            default -> A | B | RES;
        };
    }

    private static Val place(Val v, int copy, int kept) {
        return v instanceof Imm || v instanceof Reg(int r) && r < GENERAL_REGISTERS && (kept & 1 << r) != 0 ? v : new Reg(copy);
    }

    /** Whether a place in a note is a copy's. */
    static boolean isCopy(Val v) {
        return v instanceof Reg(int r) && r >= GENERAL_REGISTERS;
    }

    /** Guest registers, as bits, that keep their values as long as somebody may ask for the flags set here. */
    private int kept(int block, int k) {
        int written = 0, gone = 0;
        for (int j = k + 1; j < blocks.get(block).ops().size(); j++) {
            Op op = lates.get(block).at(j);
            if (op == null) continue;
            if (op instanceof Op.SetFlags) return ~gone;
            if (op.readsFlags()) gone |= written;
            if (op.touchesRegs()) return ~gone;
            written |= written(op);
        }
        gone |= written;
        for (int to : successors[block]) gone |= changed[to];
        return ~gone;
    }

    /** Whether flags of this kind depend on the word with this index in the register file. */
    static boolean uses(Note n, int cc) {
        return (used(n.kind()) & 1 << cc - CpuState.CC_A) != 0;
    }
}
