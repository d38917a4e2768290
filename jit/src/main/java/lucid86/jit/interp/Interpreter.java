package lucid86.jit.interp;

import lucid86.jit.helpers.Segments;
import lucid86.jit.ir.Helper;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.GuestExit;
import lucid86.machine.mem.Mmu;

/** Runs {@link Code}. The loop stays under 8,000 bytecodes, or HotSpot would never compile it. */
public final class Interpreter {
    /** How a block ended; EIP has been set. */
    public static final int EXIT = 0, NEXT = 1, TAKEN = 2, INDIRECT = 3;
    /** The block threw {@link CpuState#thrown}. */
    public static final int THROWN = 4;

    /** Position of the operation that threw, valid in the handler of a {@link GuestExit}. */
    private int faultPosition;

    /** Where in the code the last exception came from. */
    public int faultPosition() {
        return faultPosition;
    }

    /** Executes one block; for exceptions of the guest it returns {@link #THROWN}, with {@link #faultPosition} set. */
    public int run(CpuState c, Code program) {
        int[] code = program.words();
        int[] r = c.r;
        Mmu mmu = c.mmu;
        int p = 0;
        int at = 0;
        try {
            while (true) {
                at = p;
                int w = code[p++];
                int d = w >>> 8 & 0xff, a = w >>> 16 & 0xff, b = w >>> 24;
                switch (w & 0xff) {
                    case OpCode.MOV -> r[d] = r[a];
                    case OpCode.MOV_I -> r[d] = code[p++];
                    case OpCode.UN -> r[d] = ~r[a];
                    case OpCode.UN + 1 -> r[d] = -r[a];
                    case OpCode.UN + 2 -> r[d] = (byte) r[a];
                    case OpCode.UN + 3 -> r[d] = (short) r[a];
                    case OpCode.UN + 4 -> r[d] = r[a] & 0xff;
                    case OpCode.UN + 5 -> r[d] = r[a] & 0xffff;
                    case OpCode.UN + 6 -> r[d] = Integer.reverseBytes(r[a]);
                    case OpCode.BIN -> r[d] = r[a] + r[b];
                    case OpCode.BIN + 1 -> r[d] = r[a] - r[b];
                    case OpCode.BIN + 2 -> r[d] = r[a] & r[b];
                    case OpCode.BIN + 3 -> r[d] = r[a] | r[b];
                    case OpCode.BIN + 4 -> r[d] = r[a] ^ r[b];
                    case OpCode.BIN + 5 -> r[d] = r[a] << r[b];
                    case OpCode.BIN + 6 -> r[d] = r[a] >>> r[b];
                    case OpCode.BIN + 7 -> r[d] = r[a] >> r[b];
                    case OpCode.BIN + 8 -> r[d] = Integer.rotateLeft(r[a], r[b]);
                    case OpCode.BIN + 9 -> r[d] = r[a] * r[b];
                    case OpCode.BIN + 10 -> r[d] = highUnsigned(r[a], r[b]);
                    case OpCode.BIN + 11 -> r[d] = highSigned(r[a], r[b]);
                    case OpCode.BIN + 12 -> r[d] = r[a] & ~0xff | r[b] & 0xff;
                    case OpCode.BIN + 13 -> r[d] = r[a] & ~0xff00 | (r[b] & 0xff) << 8;
                    case OpCode.BIN + 14 -> r[d] = r[a] & ~0xffff | r[b] & 0xffff;
                    case OpCode.BIN_I -> r[d] = r[a] + code[p++];
                    case OpCode.BIN_I + 1 -> r[d] = r[a] - code[p++];
                    case OpCode.BIN_I + 2 -> r[d] = r[a] & code[p++];
                    case OpCode.BIN_I + 3 -> r[d] = r[a] | code[p++];
                    case OpCode.BIN_I + 4 -> r[d] = r[a] ^ code[p++];
                    case OpCode.BIN_I + 5 -> r[d] = r[a] << code[p++];
                    case OpCode.BIN_I + 6 -> r[d] = r[a] >>> code[p++];
                    case OpCode.BIN_I + 7 -> r[d] = r[a] >> code[p++];
                    case OpCode.BIN_I + 8 -> r[d] = Integer.rotateLeft(r[a], code[p++]);
                    case OpCode.BIN_I + 9 -> r[d] = r[a] * code[p++];
                    case OpCode.BIN_I + 10 -> r[d] = highUnsigned(r[a], code[p++]);
                    case OpCode.BIN_I + 11 -> r[d] = highSigned(r[a], code[p++]);
                    case OpCode.BIN_I + 12 -> r[d] = r[a] & ~0xff | code[p++] & 0xff;
                    case OpCode.BIN_I + 13 -> r[d] = r[a] & ~0xff00 | (code[p++] & 0xff) << 8;
                    case OpCode.BIN_I + 14 -> r[d] = r[a] & ~0xffff | code[p++] & 0xffff;
                    case OpCode.CMP -> r[d] = r[a] == r[b] ? 1 : 0;
                    case OpCode.CMP + 1 -> r[d] = r[a] != r[b] ? 1 : 0;
                    case OpCode.CMP + 2 -> r[d] = Integer.compareUnsigned(r[a], r[b]) < 0 ? 1 : 0;
                    case OpCode.CMP + 3 -> r[d] = Integer.compareUnsigned(r[a], r[b]) <= 0 ? 1 : 0;
                    case OpCode.CMP + 4 -> r[d] = r[a] < r[b] ? 1 : 0;
                    case OpCode.CMP + 5 -> r[d] = r[a] <= r[b] ? 1 : 0;
                    case OpCode.CMP_I -> r[d] = r[a] == code[p++] ? 1 : 0;
                    case OpCode.CMP_I + 1 -> r[d] = r[a] != code[p++] ? 1 : 0;
                    case OpCode.CMP_I + 2 -> r[d] = Integer.compareUnsigned(r[a], code[p++]) < 0 ? 1 : 0;
                    case OpCode.CMP_I + 3 -> r[d] = Integer.compareUnsigned(r[a], code[p++]) <= 0 ? 1 : 0;
                    case OpCode.CMP_I + 4 -> r[d] = r[a] < code[p++] ? 1 : 0;
                    case OpCode.CMP_I + 5 -> r[d] = r[a] <= code[p++] ? 1 : 0;
                    case OpCode.SEL -> {
                        int other = code[p++];
                        r[d] = r[a] != 0 ? r[b] : r[other];
                    }
                    case OpCode.LIN_READ -> r[d] = Segments.linRead(c, b, r[a], code[p++]);
                    case OpCode.LIN_WRITE -> r[d] = Segments.linWrite(c, b, r[a], code[p++]);
                    case OpCode.LOAD8 -> r[d] = mmu.read8(r[a]);
                    case OpCode.LOAD16 -> r[d] = mmu.read16(r[a]);
                    case OpCode.LOAD32 -> r[d] = mmu.read32(r[a]);
                    case OpCode.LOAD_FOR_WRITE -> r[d] = mmu.readForWrite(r[a], code[p++]);
                    case OpCode.LOAD32_AT -> r[d] = mmu.read32(code[p++]);
                    case OpCode.LOAD32_OFF -> r[d] = mmu.read32(r[a] + code[p++]);
                    case OpCode.STORE32_OFF -> mmu.write32(r[a] + code[p++], r[b]);
                    case OpCode.PUSH32 -> {
                        int top = r[CpuState.ESP] + code[p++];
                        mmu.write32(top, r[b]);
                        r[CpuState.ESP] = top;
                    }
                    case OpCode.STORE8 -> mmu.write8(r[a], r[b]);
                    case OpCode.STORE16 -> mmu.write16(r[a], r[b]);
                    case OpCode.STORE32 -> mmu.write32(r[a], r[b]);
                    case OpCode.FLAGS -> {
                        r[CpuState.CC_OP] = code[p++];
                        r[CpuState.CC_A] = r[d];
                        r[CpuState.CC_B] = r[a];
                        r[CpuState.CC_RES] = r[b];
                    }
                    case OpCode.FLAGS_I -> {
                        r[CpuState.CC_OP] = code[p++];
                        r[CpuState.CC_A] = r[d];
                        r[CpuState.CC_B] = code[p++];
                        r[CpuState.CC_RES] = r[b];
                    }
                    case OpCode.FLAGS_B -> {
                        r[CpuState.CC_OP] = code[p++];
                        r[CpuState.CC_B] = r[a];
                        r[CpuState.CC_RES] = r[b];
                    }
                    case OpCode.FLAGS_RES -> {
                        r[CpuState.CC_OP] = code[p++];
                        r[CpuState.CC_RES] = r[b];
                    }
                    case OpCode.COND ->
                        r[d] = Flags.condition(a, r[CpuState.CC_OP], r[CpuState.CC_A], r[CpuState.CC_B], r[CpuState.CC_RES]);
                    case OpCode.CALL -> {
                        p += b + 1;
                        r[d] = call(c, program.helpers()[a], code, at + 1, b);
                    }
                    case OpCode.GOTO -> {
                        r[CpuState.EIP] = code[p];
                        return NEXT;
                    }
                    case OpCode.BRANCH -> {
                        boolean taken = r[a] != 0;
                        r[CpuState.EIP] = code[taken ? p : p + 1];
                        return taken ? TAKEN : NEXT;
                    }
                    case OpCode.INDIRECT -> {
                        r[CpuState.EIP] = r[a];
                        return INDIRECT;
                    }
                    case OpCode.EXIT -> { return EXIT; }
                    default -> {
                        boolean taken = compare(w & 0xff, r, a, b, code, p);
                        if ((w & 0xff) >= OpCode.BRANCH_CMP_I) p++;
                        r[CpuState.EIP] = code[taken ? p : p + 1];
                        return taken ? TAKEN : NEXT;
                    }
                }
            }
        } catch (GuestExit e) {
            faultPosition = at;
            c.thrown = e;
            return THROWN;
        }
    }

    private static boolean compare(int op, int[] r, int a, int b, int[] code, int p) {
        return switch (op) {
            case OpCode.BRANCH_CMP -> r[a] == r[b];
            case OpCode.BRANCH_CMP + 1 -> r[a] != r[b];
            case OpCode.BRANCH_CMP + 2 -> Integer.compareUnsigned(r[a], r[b]) < 0;
            case OpCode.BRANCH_CMP + 3 -> Integer.compareUnsigned(r[a], r[b]) <= 0;
            case OpCode.BRANCH_CMP + 4 -> r[a] < r[b];
            case OpCode.BRANCH_CMP + 5 -> r[a] <= r[b];
            case OpCode.BRANCH_CMP_I -> r[a] == code[p];
            case OpCode.BRANCH_CMP_I + 1 -> r[a] != code[p];
            case OpCode.BRANCH_CMP_I + 2 -> Integer.compareUnsigned(r[a], code[p]) < 0;
            case OpCode.BRANCH_CMP_I + 3 -> Integer.compareUnsigned(r[a], code[p]) <= 0;
            case OpCode.BRANCH_CMP_I + 4 -> r[a] < code[p];
            case OpCode.BRANCH_CMP_I + 5 -> r[a] <= code[p];
            default -> throw new IllegalStateException("operation " + op);
        };
    }

    private static int highUnsigned(int a, int b) {
        return (int) ((a & 0xffffffffL) * (b & 0xffffffffL) >>> 32);
    }

    private static int highSigned(int a, int b) {
        return (int) ((long) a * b >> 32);
    }

    private static int call(CpuState c, Helper helper, int[] code, int p, int n) {
        int constants = code[p];
        int[] r = c.r;
        int a0 = n < 1 ? 0 : (constants & 1) != 0 ? code[p + 1] : r[code[p + 1]];
        int a1 = n < 2 ? 0 : (constants & 2) != 0 ? code[p + 2] : r[code[p + 2]];
        int a2 = n < 3 ? 0 : (constants & 4) != 0 ? code[p + 3] : r[code[p + 3]];
        int a3 = n < 4 ? 0 : (constants & 8) != 0 ? code[p + 4] : r[code[p + 4]];
        return switch (helper.fn()) {
            case Helper.F0 f -> f.call(c);
            case Helper.F1 f -> f.call(c, a0);
            case Helper.F2 f -> f.call(c, a0, a1);
            case Helper.F3 f -> f.call(c, a0, a1, a2);
            case Helper.F4 f -> f.call(c, a0, a1, a2, a3);
            case Helper.R0 f -> {
                f.call(c);
                yield 0;
            }
            case Helper.R1 f -> {
                f.call(c, a0);
                yield 0;
            }
            case Helper.R2 f -> {
                f.call(c, a0, a1);
                yield 0;
            }
            case Helper.R3 f -> {
                f.call(c, a0, a1, a2);
                yield 0;
            }
            case Helper.R4 f -> {
                f.call(c, a0, a1, a2, a3);
                yield 0;
            }
        };
    }
}
