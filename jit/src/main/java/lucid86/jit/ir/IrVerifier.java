package lucid86.jit.ir;

import java.util.ArrayList;
import java.util.List;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/**
 * What holds for every block, after lifting and after each pass:
 *
 * <ol>
 * <li>It begins with a mark at its own EIP; it has one mark for each guest instruction, of 1 to 15 bytes, and their lengths add
 *     up to the block's.
 * <li>A temporary is numbered below {@link Block#temps}, written once, and read only after that.
 * <li>Operands are general registers, EIP, DF, segment bases, temporaries and constants; written are only the first three and
 *     temporaries. The words of the lazy flags are touched by {@code SetFlags} and {@code Cond} alone.
 * <li>Loads and stores are of 1, 2 or 4 bytes, flags of a known kind and those sizes; condition codes are 0 to 15; segment checks
 *     name one of six segments and at least one byte.
 * <li>A helper is called with as many arguments as it takes, has a result if one is asked for, and one without effects is asked.
 * <li>Registers and flags are written last: after the first such write of an instruction nothing in it may fault, so a fault
 *     leaves the state as it was. (Stores to memory may precede a fault, as on hardware. A helper keeps this rule inside.)
 * <li>A block that ends in {@code exit} has set EIP in its last instruction, or called a helper that may have, or that raises.
 * </ol>
 */
public final class IrVerifier {
    private final Block block;
    private final List<String> problems = new ArrayList<>();
    private final boolean[] written;
    private int marks, bytes;
    /** The instruction at hand has changed a register or the flags; has set EIP or called what may. */
    private boolean changed, left;

    private IrVerifier(Block b) {
        block = b;
        written = new boolean[b.temps()];
    }

    /** What is wrong with a block; empty when nothing is. */
    public static List<String> check(Block b) {
        var v = new IrVerifier(b);
        v.run();
        return v.problems;
    }

    /**
     * Refuses a block that breaks an invariant.
     *
     * @param when what made the block, for the message
     */
    public static void require(Block b, String when) {
        List<String> problems = check(b);
        if (!problems.isEmpty()) throw new IllegalStateException("IR after " + when + ": " + String.join("; ", problems) + "\n" + b);
    }

    private void run() {
        if (block.ops().isEmpty() || !(block.ops().getFirst() instanceof Op.Mark m) || m.eip() != block.eip())
            problems.add("does not begin with a mark at " + Integer.toHexString(block.eip()));
        for (Op op : block.ops()) {
            int before = problems.size();
            op.uses(this::read);
            shape(op);
            order(op);
            if (op.dst() != null) write(op.dst());
            for (int i = before; i < problems.size(); i++) problems.set(i, problems.get(i) + " in \"" + op + "\"");
        }
        if (block.terminal().use() != null) read(block.terminal().use());
        if (block.terminal() instanceof Terminal.Exit && !left) problems.add("exit without EIP set");
        if (marks != block.insns()) problems.add(marks + " marks for " + block.insns() + " instructions");
        if (bytes != block.bytes()) problems.add("marks of " + bytes + " bytes for " + block.bytes());
    }

    private void read(Val v) {
        switch (v) {
            case Imm _ -> { }
            case Tmp(int n) -> {
                if (n < 0 || n >= written.length) problems.add("t" + n + " of " + written.length + " temporaries");
                else if (!written[n]) problems.add("t" + n + " read before it is written");
            }
            case Reg(int i) -> {
                boolean base = i >= CpuState.SEG_BASE && i <= CpuState.SEG_BASE + CpuState.TR;
                if (!general(i) && !base) problems.add("no operand: register " + RegNames.name(i));
            }
        }
    }

    private void write(Val.Place p) {
        switch (p) {
            case Tmp(int n) -> {
                if (n < 0 || n >= written.length) problems.add("t" + n + " of " + written.length + " temporaries");
                else if (written[n]) problems.add("t" + n + " written twice");
                else written[n] = true;
            }
            case Reg(int i) -> {
                if (!general(i)) problems.add("no result: register " + RegNames.name(i));
            }
        }
    }

    private static boolean general(int reg) {
        return reg >= CpuState.EAX && reg <= CpuState.EIP || reg == CpuState.DF;
    }

    private void shape(Op op) {
        switch (op) {
            case Op.Mark m -> {
                marks++;
                bytes += m.length();
                if (m.length() < 1 || m.length() > 15) problems.add("instruction of " + m.length() + " bytes");
            }
            case Op.Lin l -> {
                if (l.seg() < CpuState.ES || l.seg() > CpuState.GS) problems.add("segment " + l.seg());
                if (l.size() < 1) problems.add("size " + l.size());
            }
            case Op.Load l -> size(l.size());
            case Op.Store s -> size(s.size());
            case Op.SetFlags f -> {
                size(f.size());
                if (f.kind() < Flags.EAGER || f.kind() > Flags.ROR) problems.add("kind " + f.kind());
            }
            case Op.Cond c -> {
                if (c.cc() < 0 || c.cc() > 15) problems.add("condition " + c.cc());
            }
            case Op.Call c -> {
                if (c.args().size() != c.helper().arity()) problems.add(c.args().size() + " arguments for " + c.helper().arity());
                if (c.dst() != null && !c.helper().hasResult()) problems.add("helper without a result");
                if (c.dst() == null && c.isPure()) problems.add("result of a helper without effects is not used");
            }
            case Op.Mov _, Op.Un _, Op.Bin _, Op.Cmp _, Op.Sel _ -> { }
        }
    }

    private void size(int bytes) {
        if (bytes != 1 && bytes != 2 && bytes != 4) problems.add("size " + bytes);
    }

    private void order(Op op) {
        if (op instanceof Op.Mark) changed = left = false;
        if (op.mayFault() && changed) problems.add("may fault after a register or the flags changed");
        if (op.dst() instanceof Reg(int i)) {
            changed |= i != CpuState.EIP;
            left |= i == CpuState.EIP;
        }
        changed |= op instanceof Op.SetFlags;
        left |= op instanceof Op.Call c && c.mayFault();
    }
}
