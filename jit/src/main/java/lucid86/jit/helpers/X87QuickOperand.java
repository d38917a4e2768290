package lucid86.jit.helpers;

import lucid86.jit.helpers.fp.Convert;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.mem.Backing;

/** Quick twins of {@link X87Operand}: the operand is in backing memory, in one page. */
public final class X87QuickOperand {
    private X87QuickOperand() {}

    public static void single(CpuState c, byte[] memory, int at, int offset, int seg) {
        Convert.fromSingle(c.fpu, Backing.getInt(memory, at));
        X87.operandAt(c, offset, seg);
    }

    public static void doubled(CpuState c, byte[] memory, int at, int offset, int seg) {
        Convert.fromDouble(c.fpu, Backing.getLong(memory, at));
        X87.operandAt(c, offset, seg);
    }

    public static void integer16(CpuState c, byte[] memory, int at, int offset, int seg) {
        Convert.fromInteger(c.fpu, Backing.getShort(memory, at));
        X87.operandAt(c, offset, seg);
    }

    public static void integer32(CpuState c, byte[] memory, int at, int offset, int seg) {
        Convert.fromInteger(c.fpu, Backing.getInt(memory, at));
        X87.operandAt(c, offset, seg);
    }

    public static void integer64(CpuState c, byte[] memory, int at, int offset, int seg) {
        Convert.fromInteger(c.fpu, Backing.getLong(memory, at));
        X87.operandAt(c, offset, seg);
    }
}
