package lucid86.jit.interp;

import lucid86.jit.helpers.Segments;
import lucid86.jit.ir.Helper;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.mem.Mmu;

/** What the interpreter's loop leaves to others, since it needs a call: helpers, accesses where the TLB does not say, and what is too rare for the loop. */
final class RareOperations {
    /** Added to the arity in the shape of helpers without a result. */
    static final int NO_RESULT = 5;

    private int position;

    /** Where the operation is that was done last; an exception came from there. */
    int position() {
        return position;
    }

    /**
     * Does the operation at a position in memory.
     *
     * @param block the one it is in
     * @param code words of memory
     * @return position of the next one, or the complement of how the block ended
     */
    int run(CpuState c, CodeBlock block, long[] code, int start) {
        int[] r = c.r;
        int p = start + 1;
        int w = (int) code[start], d = w >>> 8 & 0xff, a = w >>> 16 & 0xff, b = w >>> 24, k = (int) (code[start] >>> 32);
        position = start;
        switch (OpCode.first(w & 0xff)) {
            case OpCode.UN + 6 -> r[d] = Integer.reverseBytes(r[a]);
            case OpCode.BIN + 10 -> r[d] = highUnsigned(r[a], r[b]);
            case OpCode.BIN + 11 -> r[d] = highSigned(r[a], r[b]);
            case OpCode.BIN + 13 -> r[d] = r[a] & ~0xff00 | (r[b] & 0xff) << 8;
            case OpCode.BIN_I + 10 -> r[d] = highUnsigned(r[a], k);
            case OpCode.BIN_I + 11 -> r[d] = highSigned(r[a], k);
            case OpCode.BIN_I + 12 -> r[d] = r[a] & ~0xff | k & 0xff;
            case OpCode.BIN_I + 13 -> r[d] = r[a] & ~0xff00 | (k & 0xff) << 8;
            case OpCode.BIN_I + 14 -> r[d] = r[a] & ~0xffff | k & 0xffff;
            case OpCode.LIN -> {
                int bytes = (k & OpCode.SIZE) + 1;
                r[d] = k < 0 ? Segments.linWrite(c, b, r[a], bytes) : Segments.linRead(c, b, r[a], bytes);
            }
            case OpCode.COND, OpCode.CARRY -> r[d] = Flags.condition(a, r[CpuState.CC_OP], r[CpuState.CC_A], r[CpuState.CC_B], r[CpuState.CC_RES]);
            case OpCode.CALL -> {
                p += b + 1 >> 1;
                r[d] = call(c, block.helpers[a], k, b < 1 ? 0 : code[start + 1], b < 3 ? 0 : code[start + 2]);
            }
            case OpCode.LOAD8, OpCode.LOAD16, OpCode.LOAD32, OpCode.STORE8, OpCode.STORE16, OpCode.STORE32, OpCode.STORE32_I -> {
                return access(c, block, code, start, r[a] + k);
            }
            case OpCode.LOAD_FOR_WRITE -> { return access(c, block, code, start, r[a]); }
            case OpCode.PUSH32, OpCode.PUSH32_I -> { return access(c, block, code, start, r[CpuState.ESP] + k); }
            case OpCode.POP32, OpCode.RET -> { return access(c, block, code, start, r[CpuState.ESP]); }
            case OpCode.LOAD32_AT -> { return access(c, block, code, start, k); }
            default -> throw new IllegalStateException("operation " + (w & 0xff));
        }
        return p;
    }

    /** An access the TLB does not know, or not as plain memory. Its page fault is found without throwing it. */
    private static int access(CpuState c, CodeBlock block, long[] code, int start, int lin) {
        block.slowAccesses++;
        int[] r = c.r;
        Mmu mmu = c.mmu;
        int w = (int) code[start], d = w >>> 8 & 0xff, b = w >>> 24, k = (int) (code[start] >>> 32);
        int op = OpCode.first(w & 0xff);
        boolean write = switch (op) {
            case OpCode.LOAD8, OpCode.LOAD16, OpCode.LOAD32, OpCode.LOAD32_AT, OpCode.POP32, OpCode.RET -> false;
            default -> true;
        };
        if (!mmu.fill(lin, write)) return ~Interpreter.THROWN;
        switch (op) {
            case OpCode.LOAD8 -> r[d] = mmu.read8(lin);
            case OpCode.LOAD16 -> r[d] = mmu.read16(lin);
            case OpCode.LOAD32, OpCode.LOAD32_AT -> r[d] = mmu.read32(lin);
            case OpCode.LOAD_FOR_WRITE -> r[d] = mmu.readForWrite(lin, k);
            case OpCode.POP32 -> {
                r[d] = mmu.read32(lin);
                r[CpuState.ESP] += k;
            }
            case OpCode.RET -> {
                r[CpuState.EIP] = mmu.read32(lin);
                r[CpuState.ESP] += k;
                return ~Interpreter.INDIRECT;
            }
            case OpCode.STORE8 -> mmu.write8(lin, r[b]);
            case OpCode.STORE16 -> mmu.write16(lin, r[b]);
            case OpCode.STORE32 -> mmu.write32(lin, r[b]);
            case OpCode.PUSH32 -> {
                mmu.write32(lin, r[b]);
                r[CpuState.ESP] = lin;
            }
            case OpCode.STORE32_I -> {
                mmu.write32(lin, (int) code[start + 1]);
                return start + 2;
            }
            default -> {
                mmu.write32(lin, (int) code[start + 1]);
                r[CpuState.ESP] = lin;
                return start + 2;
            }
        }
        return start + 1;
    }

    private static int highUnsigned(int a, int b) {
        return (int) ((a & 0xffffffffL) * (b & 0xffffffffL) >>> 32);
    }

    private static int highSigned(int a, int b) {
        return (int) ((long) a * b >> 32);
    }

    /**
     * @param shape of the call, see {@link OpCode#CALL}
     * @param first its first two arguments
     * @param second the others
     */
    private static int call(CpuState c, Helper helper, int shape, long first, long second) {
        int[] r = c.r;
        int a0 = (int) first, a1 = (int) (first >>> 32), a2 = (int) second, a3 = (int) (second >>> 32);
        if ((shape & 1) == 0) a0 = r[a0];
        if ((shape & 2) == 0) a1 = r[a1];
        if ((shape & 4) == 0) a2 = r[a2];
        if ((shape & 8) == 0) a3 = r[a3];
        Helper.Fn fn = helper.fn();
        switch (shape >>> 4) {
            case 0 -> { return ((Helper.F0) fn).call(c); }
            case 1 -> { return ((Helper.F1) fn).call(c, a0); }
            case 2 -> { return ((Helper.F2) fn).call(c, a0, a1); }
            case 3 -> { return ((Helper.F3) fn).call(c, a0, a1, a2); }
            case 4 -> { return ((Helper.F4) fn).call(c, a0, a1, a2, a3); }
            case NO_RESULT -> ((Helper.R0) fn).call(c);
            case NO_RESULT + 1 -> ((Helper.R1) fn).call(c, a0);
            case NO_RESULT + 2 -> ((Helper.R2) fn).call(c, a0, a1);
            case NO_RESULT + 3 -> ((Helper.R3) fn).call(c, a0, a1, a2);
            default -> ((Helper.R4) fn).call(c, a0, a1, a2, a3);
        }
        return 0;
    }
}
