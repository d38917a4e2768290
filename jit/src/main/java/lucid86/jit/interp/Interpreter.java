package lucid86.jit.interp;

import java.util.Objects;
import lucid86.jit.helpers.Segments;
import lucid86.jit.ir.Helper;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.GuestExit;
import lucid86.machine.mem.Mmu;

/** Runs {@link CodeBlock}s. The loop stays under 8,000 bytecodes, or HotSpot would never compile it. */
public final class Interpreter {
    /** How a block ended; EIP has been set. */
    public static final int EXIT = 0, NEXT = 1, TAKEN = 2, INDIRECT = 3;
    /** The block threw {@link CpuState#thrown}. */
    public static final int THROWN = 4;
    /** Added to the arity in the shape of helpers without a result. */
    static final int NO_RESULT = 5;

    /** Just behind the first word of the operation that may have thrown. */
    private int faultPosition;
    /** The block that was run last. */
    private CodeBlock last;
    private long entered;
    private boolean chains = true;

    /** Where in the code of {@link #last} the last exception came from. */
    public int faultPosition() {
        return faultPosition - 1;
    }

    /** The block that ended, or threw. */
    public CodeBlock last() {
        return last;
    }

    /** How many blocks were entered so far. */
    public long entered() {
        return entered;
    }

    /** Whether it goes on to the next block by itself where that is known. */
    public void setChains(boolean c) {
        chains = c;
    }

    /**
     * Executes a block, and those it leads to as long as they are known, may be entered without asking and the budget covers them. Charges the
     * budget for each and counts its run. For exceptions of the guest it returns {@link #THROWN}, with {@link #faultPosition} set.
     */
    public int run(CpuState c, CodeBlock first) {
        CodeBlock block = first;
        int[] r = Objects.requireNonNull(c.r);
        Mmu mmu = c.mmu;
        try {
            while (true) {
                int[] code = Objects.requireNonNull(block.words);
                int p = 0;
                int how;
                last = block;
                block.runs++;
                entered++;
                c.budget -= block.count;
                operations:
                while (true) {
                    int w = code[p++];
                    int d = w >>> 8 & 0xff, a = w >>> 16 & 0xff, b = w >>> 24;
                    switch (w & 0xff) {
                        case OpCode.MOV -> r[d] = r[a];
                        case OpCode.MOV_I -> r[d] = code[p++];
                        case OpCode.UN + 4 -> r[d] = r[a] & 0xff;
                        case OpCode.UN + 5 -> r[d] = r[a] & 0xffff;
                        case OpCode.BIN -> r[d] = r[a] + r[b];
                        case OpCode.BIN + 1 -> r[d] = r[a] - r[b];
                        case OpCode.BIN + 2 -> r[d] = r[a] & r[b];
                        case OpCode.BIN + 3 -> r[d] = r[a] | r[b];
                        case OpCode.BIN + 4 -> r[d] = r[a] ^ r[b];
                        case OpCode.BIN_I -> r[d] = r[a] + code[p++];
                        case OpCode.BIN_I + 1 -> r[d] = r[a] - code[p++];
                        case OpCode.BIN_I + 2 -> r[d] = r[a] & code[p++];
                        case OpCode.BIN_I + 5 -> r[d] = r[a] << code[p++];
                        case OpCode.BIN_I + 6 -> r[d] = r[a] >>> code[p++];
                        case OpCode.LOAD8 -> {
                            faultPosition = p;
                            r[d] = mmu.read8(r[a]);
                        }
                        case OpCode.LOAD32 -> {
                            faultPosition = p;
                            r[d] = mmu.read32(r[a]);
                        }
                        case OpCode.LOAD32_AT -> {
                            faultPosition = p;
                            r[d] = mmu.read32(code[p++]);
                        }
                        case OpCode.LOAD32_OFF -> {
                            faultPosition = p;
                            r[d] = mmu.read32(r[a] + code[p++]);
                        }
                        case OpCode.STORE32_OFF -> {
                            faultPosition = p;
                            mmu.write32(r[a] + code[p++], r[b]);
                        }
                        case OpCode.PUSH32 -> {
                            faultPosition = p;
                            int top = r[CpuState.ESP] + code[p++];
                            mmu.write32(top, r[b]);
                            r[CpuState.ESP] = top;
                        }
                        case OpCode.STORE8 -> {
                            faultPosition = p;
                            mmu.write8(r[a], r[b]);
                        }
                        case OpCode.STORE32 -> {
                            faultPosition = p;
                            mmu.write32(r[a], r[b]);
                        }
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
                        case OpCode.POP32 -> {
                            faultPosition = p;
                            r[d] = mmu.read32(r[CpuState.ESP]);
                            r[CpuState.ESP] += code[p++];
                        }
                        case OpCode.LOAD8_OFF -> {
                            faultPosition = p;
                            r[d] = mmu.read8(r[a] + code[p++]);
                        }
                        case OpCode.STORE32_OFF_I -> {
                            faultPosition = p;
                            mmu.write32(r[a] + code[p], code[p + 1]);
                            p += 2;
                        }
                        case OpCode.PUSH32_I -> {
                            faultPosition = p;
                            int top = r[CpuState.ESP] + code[p];
                            mmu.write32(top, code[p + 1]);
                            r[CpuState.ESP] = top;
                            p += 2;
                        }
                        case OpCode.ADD_FLAGS -> {
                            int x = r[a], y = r[b];
                            r[d] = flags(r, code[p++], x, y, x + y);
                        }
                        case OpCode.SUB_FLAGS -> {
                            int x = r[a], y = r[b];
                            r[d] = flags(r, code[p++], x, y, x - y);
                        }
                        case OpCode.AND_FLAGS -> r[d] = flags(r, code[p++], r[a] & r[b]);
                        case OpCode.OR_FLAGS -> r[d] = flags(r, code[p++], r[a] | r[b]);
                        case OpCode.XOR_FLAGS -> r[d] = flags(r, code[p++], r[a] ^ r[b]);
                        case OpCode.ADD_FLAGS_I -> {
                            int x = r[a], y = code[p + 1];
                            r[d] = flags(r, code[p], x, y, x + y);
                            p += 2;
                        }
                        case OpCode.SUB_FLAGS_I -> {
                            int x = r[a], y = code[p + 1];
                            r[d] = flags(r, code[p], x, y, x - y);
                            p += 2;
                        }
                        case OpCode.AND_FLAGS_I -> {
                            r[d] = flags(r, code[p], r[a] & code[p + 1]);
                            p += 2;
                        }
                        case OpCode.OR_FLAGS_I -> {
                            r[d] = flags(r, code[p], r[a] | code[p + 1]);
                            p += 2;
                        }
                        case OpCode.XOR_FLAGS_I -> {
                            r[d] = flags(r, code[p], r[a] ^ code[p + 1]);
                            p += 2;
                        }
                        case OpCode.RET -> {
                            faultPosition = p;
                            r[CpuState.EIP] = mmu.read32(r[CpuState.ESP]);
                            r[CpuState.ESP] += code[p];
                            return INDIRECT;
                        }
                        case OpCode.INDIRECT -> {
                            r[CpuState.EIP] = r[a];
                            return INDIRECT;
                        }
                        case OpCode.EXIT -> { return EXIT; }
                        case OpCode.GOTO -> {
                            r[CpuState.EIP] = code[p];
                            how = NEXT;
                            break operations;
                        }
                        case OpCode.BRANCH -> {
                            boolean taken = r[a] != 0;
                            r[CpuState.EIP] = code[taken ? p : p + 1];
                            how = taken ? TAKEN : NEXT;
                            break operations;
                        }
                        case OpCode.BRANCH_CMP -> {
                            boolean taken = r[a] == r[b];
                            r[CpuState.EIP] = code[taken ? p : p + 1];
                            how = taken ? TAKEN : NEXT;
                            break operations;
                        }
                        case OpCode.BRANCH_CMP + 1 -> {
                            boolean taken = r[a] != r[b];
                            r[CpuState.EIP] = code[taken ? p : p + 1];
                            how = taken ? TAKEN : NEXT;
                            break operations;
                        }
                        case OpCode.BRANCH_CMP_I -> {
                            boolean taken = r[a] == code[p];
                            r[CpuState.EIP] = code[taken ? p + 1 : p + 2];
                            how = taken ? TAKEN : NEXT;
                            break operations;
                        }
                        case OpCode.BRANCH_CMP_I + 1 -> {
                            boolean taken = r[a] != code[p];
                            r[CpuState.EIP] = code[taken ? p + 1 : p + 2];
                            how = taken ? TAKEN : NEXT;
                            break operations;
                        }
                        case OpCode.BRANCH_CMP + 2, OpCode.BRANCH_CMP + 3, OpCode.BRANCH_CMP + 4, OpCode.BRANCH_CMP + 5 -> {
                            boolean taken = compare(w & 0xff, r[a], r[b]);
                            r[CpuState.EIP] = code[taken ? p : p + 1];
                            how = taken ? TAKEN : NEXT;
                            break operations;
                        }
                        case OpCode.BRANCH_CMP_I + 2, OpCode.BRANCH_CMP_I + 3, OpCode.BRANCH_CMP_I + 4, OpCode.BRANCH_CMP_I + 5 -> {
                            boolean taken = compare((w & 0xff) - (OpCode.BRANCH_CMP_I - OpCode.BRANCH_CMP), r[a], code[p]);
                            r[CpuState.EIP] = code[taken ? p + 1 : p + 2];
                            how = taken ? TAKEN : NEXT;
                            break operations;
                        }
                        default -> p = rare(c, block.helpers, code, w, p);
                    }
                }
                CodeBlock to = how == TAKEN ? block.taken : block.next;
                if (to == null || to.runs >= to.askAt || to.count > c.budget || !chains || !leads(c, block, to)) return how;
                block = to;
            }
        } catch (GuestExit e) {
            c.thrown = e;
            return THROWN;
        }
    }

    /** Within a page a link holds as long as its block does; across pages the mapping may have changed. */
    private static boolean leads(CpuState c, CodeBlock from, CodeBlock to) {
        int base = c.base(CpuState.CS);
        return !from.straddles && (base + from.eip ^ base + to.eip) >>> 12 == 0 || c.mmu.knownFetchPage(base + to.eip) == to.page;
    }

    private static int flags(int[] r, int op, int a, int b, int res) {
        r[CpuState.CC_OP] = op;
        r[CpuState.CC_A] = a;
        r[CpuState.CC_B] = b;
        return r[CpuState.CC_RES] = res;
    }

    private static int flags(int[] r, int op, int res) {
        r[CpuState.CC_OP] = op;
        return r[CpuState.CC_RES] = res;
    }

    /** The orders, signed and unsigned. */
    private static boolean compare(int op, int x, int y) {
        return switch (op) {
            case OpCode.BRANCH_CMP + 2 -> Integer.compareUnsigned(x, y) < 0;
            case OpCode.BRANCH_CMP + 3 -> Integer.compareUnsigned(x, y) <= 0;
            case OpCode.BRANCH_CMP + 4 -> x < y;
            default -> x <= y;
        };
    }

    /** Operations that are not worth a place in the loop, where each one costs all others registers of the host. Gives the position behind. */
    private int rare(CpuState c, Helper[] helpers, int[] code, int w, int p) {
        int[] r = c.r;
        int d = w >>> 8 & 0xff, a = w >>> 16 & 0xff, b = w >>> 24;
        switch (w & 0xff) {
            case OpCode.UN -> r[d] = ~r[a];
            case OpCode.UN + 1 -> r[d] = -r[a];
            case OpCode.UN + 2 -> r[d] = (byte) r[a];
            case OpCode.UN + 3 -> r[d] = (short) r[a];
            case OpCode.UN + 6 -> r[d] = Integer.reverseBytes(r[a]);
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
            case OpCode.BIN_I + 3 -> r[d] = r[a] | code[p++];
            case OpCode.BIN_I + 4 -> r[d] = r[a] ^ code[p++];
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
            case OpCode.LIN_READ -> {
                faultPosition = p;
                r[d] = Segments.linRead(c, b, r[a], code[p++]);
            }
            case OpCode.LIN_WRITE -> {
                faultPosition = p;
                r[d] = Segments.linWrite(c, b, r[a], code[p++]);
            }
            case OpCode.LOAD16 -> {
                faultPosition = p;
                r[d] = c.mmu.read16(r[a]);
            }
            case OpCode.LOAD_FOR_WRITE -> {
                faultPosition = p;
                r[d] = c.mmu.readForWrite(r[a], code[p++]);
            }
            case OpCode.STORE16 -> {
                faultPosition = p;
                c.mmu.write16(r[a], r[b]);
            }
            case OpCode.COND ->
                r[d] = Flags.condition(a, r[CpuState.CC_OP], r[CpuState.CC_A], r[CpuState.CC_B], r[CpuState.CC_RES]);
            case OpCode.CALL -> {
                faultPosition = p;
                p += b + 1;
                r[d] = call(c, helpers[a], code, p - b - 1, b);
            }
            default -> throw new IllegalStateException("operation " + (w & 0xff));
        }
        return p;
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
        Helper.Fn fn = helper.fn();
        switch (constants >>> 4) {
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
