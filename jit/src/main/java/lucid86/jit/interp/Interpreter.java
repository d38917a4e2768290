package lucid86.jit.interp;

import static lucid86.machine.cpu.CpuState.CC_A;
import static lucid86.machine.cpu.CpuState.CC_B;
import static lucid86.machine.cpu.CpuState.CC_OP;
import static lucid86.machine.cpu.CpuState.CC_RES;

import java.util.Objects;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.GuestExit;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.mem.Mmu;

/**
 * Runs {@link CodeBlock}s. The loop stays under 8,000 bytecodes, or HotSpot would never compile it; it calls no small methods, since a method that
 * large has them inlined no more.
 */
public final class Interpreter {
    /** How a block ended; EIP has been set. */
    public static final int EXIT = 0, NEXT = 1, TAKEN = 2, INDIRECT = 3;
    /** The block threw {@link CpuState#thrown}. */
    public static final int THROWN = 4;
    /** Added to both sides, makes a signed comparison an unsigned one. */
    private static final int MIN = Integer.MIN_VALUE;
    /** Bit i is set when i has an even number of ones. */
    private static final int EVEN_ONES = 0x9669;

    static {
        // An access that is not linked before HotSpot compiles the loop makes it throw the code away as soon as it is executed.
        var scratch = new byte[4];
        MemoryMap.INT.set(scratch, 0, (int) MemoryMap.INT.get(scratch, 0));
        MemoryMap.SHORT.set(scratch, 0, (short) MemoryMap.SHORT.get(scratch, 0));
    }

    private final RareOperations rare = new RareOperations();
    private final BlockMemory blockMemory;
    /** The block that was run last. */
    private CodeBlock last;
    private long entered;
    private boolean chains = true;

    public Interpreter(BlockMemory blockMemory) {
        this.blockMemory = blockMemory;
    }

    /** Where in memory the operation is that the last exception came from. */
    public int faultPosition() {
        return rare.position();
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
        try {
            last = first;
            long[] code = blockMemory.words();
            code[first.at + BlockMemory.RUNS]++;
            entered++;
            c.budget -= first.count;
            for (int p = first.at + BlockMemory.HEADER; ; ) {
                p = common(c, code, p);
                // Calls often follow each other.
                do {
                    if (p >= 0) p = rare.run(c, last, code, p);
                    if (p < 0) return ~p;
                } while (((int) code[p] & 0xff) == OpCode.CALL);
            }
        } catch (GuestExit e) {
            c.thrown = e;
            return THROWN;
        }
    }

    /**
     * Goes on in {@link #last} from a position. There is no call in this loop, and none may come into it: HotSpot keeps nothing in registers
     * across a call, and where one comes back to the loop it keeps nothing in registers there either.
     *
     * @param words what {@link BlockMemory} holds
     * @return position of an operation that is for {@link RareOperations}, or the complement of how the last block ended
     */
    private int common(CpuState c, long[] words, int start) {
        int block = last.at;
        int[] r = Objects.requireNonNull(c.r);
        long[] code = Objects.requireNonNull(words);
        byte[] memory = c.mmu.memory;
        int[] exec = c.mmu.codeTlb(), data = c.mmu.dataTlb();
        // What is in fields is kept here meanwhile.
        int budget = c.budget, allowed = chains ? budget : -1, spent = 0, more = 0;
        int p = start, eip = 0;
        blocks:
        while (true) {
            int how;
            int here = (int) code[block + BlockMemory.PLACE];
            long links = code[block + BlockMemory.LINKS];
            operations:
            while (true) {
                long w = code[p++];
                int d = (int) w >>> 8 & 0xff, a = (int) w >>> 16 & 0xff, b = (int) w >>> 24, k = (int) (w >>> 32);
                switch ((int) w & 0xff) {
                    case OpCode.MOV -> r[d] = r[a];
                    case OpCode.MOV_I -> r[d] = k;
                    case OpCode.UN -> r[d] = ~r[a];
                    case OpCode.UN + 1 -> r[d] = -r[a];
                    case OpCode.UN + 2 -> r[d] = (byte) r[a];
                    case OpCode.UN + 3 -> r[d] = (short) r[a];
                    case OpCode.UN + 4 -> r[d] = r[a] & 0xff;
                    case OpCode.UN + 5 -> r[d] = r[a] & 0xffff;
                    case OpCode.BIN -> r[d] = r[a] + r[b];
                    case OpCode.BIN + 1 -> r[d] = r[a] - r[b];
                    case OpCode.BIN + 2 -> r[d] = r[a] & r[b];
                    case OpCode.BIN + 3 -> r[d] = r[a] | r[b];
                    case OpCode.BIN + 4 -> r[d] = r[a] ^ r[b];
                    case OpCode.BIN + 5 -> r[d] = r[a] << r[b];
                    case OpCode.BIN + 6 -> r[d] = r[a] >>> r[b];
                    case OpCode.BIN + 7 -> r[d] = r[a] >> r[b];
                    case OpCode.BIN + 8 -> r[d] = r[a] << r[b] | r[a] >>> -r[b];
                    case OpCode.BIN + 9 -> r[d] = r[a] * r[b];
                    case OpCode.BIN + 12 -> r[d] = r[a] & ~0xff | r[b] & 0xff;
                    case OpCode.BIN + 14 -> r[d] = r[a] & ~0xffff | r[b] & 0xffff;
                    case OpCode.BIN_I -> r[d] = r[a] + k;
                    case OpCode.BIN_I + 1 -> r[d] = r[a] - k;
                    case OpCode.BIN_I + 2 -> r[d] = r[a] & k;
                    case OpCode.BIN_I + 3 -> r[d] = r[a] | k;
                    case OpCode.BIN_I + 4 -> r[d] = r[a] ^ k;
                    case OpCode.BIN_I + 5 -> r[d] = r[a] << k;
                    case OpCode.BIN_I + 6 -> r[d] = r[a] >>> k;
                    case OpCode.BIN_I + 7 -> r[d] = r[a] >> k;
                    case OpCode.BIN_I + 8 -> r[d] = r[a] << k | r[a] >>> -k;
                    case OpCode.BIN_I + 9 -> r[d] = r[a] * k;
                    case OpCode.CMP -> r[d] = r[a] == r[b] ? 1 : 0;
                    case OpCode.CMP + 1 -> r[d] = r[a] != r[b] ? 1 : 0;
                    case OpCode.CMP + 2 -> r[d] = r[a] + MIN < r[b] + MIN ? 1 : 0;
                    case OpCode.CMP + 3 -> r[d] = r[a] + MIN <= r[b] + MIN ? 1 : 0;
                    case OpCode.CMP + 4 -> r[d] = r[a] < r[b] ? 1 : 0;
                    case OpCode.CMP + 5 -> r[d] = r[a] <= r[b] ? 1 : 0;
                    case OpCode.CMP_I -> r[d] = r[a] == k ? 1 : 0;
                    case OpCode.CMP_I + 1 -> r[d] = r[a] != k ? 1 : 0;
                    case OpCode.CMP_I + 2 -> r[d] = r[a] + MIN < k + MIN ? 1 : 0;
                    case OpCode.CMP_I + 3 -> r[d] = r[a] + MIN <= k + MIN ? 1 : 0;
                    case OpCode.CMP_I + 4 -> r[d] = r[a] < k ? 1 : 0;
                    case OpCode.CMP_I + 5 -> r[d] = r[a] <= k ? 1 : 0;
                    case OpCode.SEL -> r[d] = r[a] != 0 ? r[b] : r[k];
                    case OpCode.LIN -> {
                        long most = (k < 0 ? c.writeMax : c.readMax)[b];
                        if ((r[a] & 0xffffffffL) + (k & OpCode.SIZE) > most) break blocks;
                        r[d] = r[(k & ~OpCode.FOR_WRITING) >>> OpCode.SIZE_BITS] + r[a];
                    }
                    // INC and DEC keep it: what it follows from after the operations that come before them most often.
                    case OpCode.CARRY -> {
                        int kind = r[CC_OP] >> 2;
                        if (kind == Flags.LOGIC) r[d] = 0;
                        else if (kind == Flags.SUB) r[d] = r[CC_A] + MIN < r[CC_B] + MIN ? 1 : 0;
                        else if (kind == Flags.ADD) r[d] = r[CC_RES] + MIN < r[CC_A] + MIN ? 1 : 0;
                        else if (kind == Flags.INC || kind == Flags.DEC) r[d] = r[CC_B];
                        else break blocks;
                    }
                    case OpCode.LOAD8 -> {
                        int lin = r[a] + k, page = data[lin >>> 12];
                        if (page < 0) break blocks;
                        r[d] = memory[page | lin & 0xfff] & 0xff;
                    }
                    case OpCode.LOAD16 -> {
                        int lin = r[a] + k, page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4094) break blocks;
                        r[d] = (short) MemoryMap.SHORT.get(memory, page | lin & 0xfff) & 0xffff;
                    }
                    case OpCode.LOAD32 -> {
                        int lin = r[a] + k, page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[d] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                    }
                    case OpCode.LOAD32_AT -> {
                        int page = data[k >>> 12];
                        if (page < 0 || (k & 0xfff) > 4092) break blocks;
                        r[d] = (int) MemoryMap.INT.get(memory, page | k & 0xfff);
                    }
                    case OpCode.POP32 -> {
                        int lin = r[CpuState.ESP], page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[d] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                        r[CpuState.ESP] += k;
                    }
                    case OpCode.STORE8 -> {
                        int lin = r[a] + k, page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0) break blocks;
                        memory[page | lin & 0xfff] = (byte) r[b];
                    }
                    case OpCode.STORE16 -> {
                        int lin = r[a] + k, page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4094) break blocks;
                        MemoryMap.SHORT.set(memory, page | lin & 0xfff, (short) r[b]);
                    }
                    case OpCode.STORE32 -> {
                        int lin = r[a] + k, page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        MemoryMap.INT.set(memory, page | lin & 0xfff, r[b]);
                    }
                    case OpCode.STORE32_I -> {
                        int lin = r[a] + k, page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        MemoryMap.INT.set(memory, page | lin & 0xfff, (int) code[p++]);
                    }
                    case OpCode.PUSH32 -> {
                        int lin = r[CpuState.ESP] + k, page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        MemoryMap.INT.set(memory, page | lin & 0xfff, r[b]);
                        r[CpuState.ESP] = lin;
                    }
                    case OpCode.PUSH32_I -> {
                        int lin = r[CpuState.ESP] + k, page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        MemoryMap.INT.set(memory, page | lin & 0xfff, (int) code[p++]);
                        r[CpuState.ESP] = lin;
                    }
                    case OpCode.FLAGS -> {
                        r[CC_OP] = k;
                        r[CC_A] = r[d];
                        r[CC_B] = r[a];
                        r[CC_RES] = r[b];
                    }
                    case OpCode.FLAGS_I -> {
                        r[CC_OP] = a;
                        r[CC_A] = r[d];
                        r[CC_B] = k;
                        r[CC_RES] = r[b];
                    }
                    case OpCode.FLAGS_B -> {
                        r[CC_OP] = k;
                        r[CC_B] = r[a];
                        r[CC_RES] = r[b];
                    }
                    case OpCode.FLAGS_RES -> {
                        r[CC_OP] = k;
                        r[CC_RES] = r[b];
                    }
                    case OpCode.ADD_FLAGS -> {
                        r[CC_OP] = k;
                        int x = r[a], y = r[b];
                        r[CC_A] = x;
                        r[CC_B] = y;
                        r[d] = r[CC_RES] = x + y;
                    }
                    case OpCode.SUB_FLAGS -> {
                        r[CC_OP] = k;
                        int x = r[a], y = r[b];
                        r[CC_A] = x;
                        r[CC_B] = y;
                        r[d] = r[CC_RES] = x - y;
                    }
                    case OpCode.AND_FLAGS -> {
                        r[CC_OP] = k;
                        r[d] = r[CC_RES] = r[a] & r[b];
                    }
                    case OpCode.OR_FLAGS -> {
                        r[CC_OP] = k;
                        r[d] = r[CC_RES] = r[a] | r[b];
                    }
                    case OpCode.XOR_FLAGS -> {
                        r[CC_OP] = k;
                        r[d] = r[CC_RES] = r[a] ^ r[b];
                    }
                    case OpCode.ADD_FLAGS_I -> {
                        r[CC_OP] = b;
                        int x = r[a];
                        r[CC_A] = x;
                        r[CC_B] = k;
                        r[d] = r[CC_RES] = x + k;
                    }
                    case OpCode.SUB_FLAGS_I -> {
                        r[CC_OP] = b;
                        int x = r[a];
                        r[CC_A] = x;
                        r[CC_B] = k;
                        r[d] = r[CC_RES] = x - k;
                    }
                    case OpCode.AND_FLAGS_I -> {
                        r[CC_OP] = b;
                        r[d] = r[CC_RES] = r[a] & k;
                    }
                    case OpCode.OR_FLAGS_I -> {
                        r[CC_OP] = b;
                        r[d] = r[CC_RES] = r[a] | k;
                    }
                    case OpCode.XOR_FLAGS_I -> {
                        r[CC_OP] = b;
                        r[d] = r[CC_RES] = r[a] ^ k;
                    }
                    // As Flags has them, in a few operations.
                    case OpCode.KEPT_FLAGS -> {
                        int y = (int) code[p++];
                        if ((k & OpCode.CONSTANT) == 0) y = r[y];
                        int res = r[b];
                        int parity = (EVEN_ONES >>> ((res ^ res >>> 4) & 15) & 1) << 2;
                        r[d] = parity | (r[a] ^ y ^ res) & Flags.AF | (res == 0 ? Flags.ZF : 0) | res >>> (k & 31) & Flags.SF;
                    }
                    case OpCode.RET -> {
                        int lin = r[CpuState.ESP], page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        eip = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                        r[CpuState.ESP] = lin + k;
                        how = INDIRECT;
                        break operations;
                    }
                    case OpCode.INDIRECT -> {
                        eip = r[a];
                        how = INDIRECT;
                        break operations;
                    }
                    case OpCode.EXIT -> {
                        p = ~EXIT;
                        break blocks;
                    }
                    case OpCode.GOTO -> {
                        eip = k;
                        how = NEXT;
                        break operations;
                    }
                    case OpCode.BRANCH -> {
                        how = r[a] != 0 ? TAKEN : NEXT;
                        eip = how == TAKEN ? k : (int) code[p];
                        break operations;
                    }
                    case OpCode.BRANCH_CMP -> {
                        how = r[a] == r[b] ? TAKEN : NEXT;
                        eip = how == TAKEN ? k : (int) code[p];
                        break operations;
                    }
                    case OpCode.BRANCH_CMP + 1 -> {
                        how = r[a] != r[b] ? TAKEN : NEXT;
                        eip = how == TAKEN ? k : (int) code[p];
                        break operations;
                    }
                    case OpCode.BRANCH_CMP + 2 -> {
                        how = r[a] + MIN < r[b] + MIN ? TAKEN : NEXT;
                        eip = how == TAKEN ? k : (int) code[p];
                        break operations;
                    }
                    case OpCode.BRANCH_CMP + 3 -> {
                        how = r[a] + MIN <= r[b] + MIN ? TAKEN : NEXT;
                        eip = how == TAKEN ? k : (int) code[p];
                        break operations;
                    }
                    case OpCode.BRANCH_CMP + 4 -> {
                        how = r[a] < r[b] ? TAKEN : NEXT;
                        eip = how == TAKEN ? k : (int) code[p];
                        break operations;
                    }
                    case OpCode.BRANCH_CMP + 5 -> {
                        how = r[a] <= r[b] ? TAKEN : NEXT;
                        eip = how == TAKEN ? k : (int) code[p];
                        break operations;
                    }
                    case OpCode.BRANCH_CMP_I -> {
                        how = r[a] == k ? TAKEN : NEXT;
                        eip = (int) (how == TAKEN ? code[p] >>> 32 : code[p]);
                        break operations;
                    }
                    case OpCode.BRANCH_CMP_I + 1 -> {
                        how = r[a] != k ? TAKEN : NEXT;
                        eip = (int) (how == TAKEN ? code[p] >>> 32 : code[p]);
                        break operations;
                    }
                    case OpCode.BRANCH_CMP_I + 2 -> {
                        how = r[a] + MIN < k + MIN ? TAKEN : NEXT;
                        eip = (int) (how == TAKEN ? code[p] >>> 32 : code[p]);
                        break operations;
                    }
                    case OpCode.BRANCH_CMP_I + 3 -> {
                        how = r[a] + MIN <= k + MIN ? TAKEN : NEXT;
                        eip = (int) (how == TAKEN ? code[p] >>> 32 : code[p]);
                        break operations;
                    }
                    case OpCode.BRANCH_CMP_I + 4 -> {
                        how = r[a] < k ? TAKEN : NEXT;
                        eip = (int) (how == TAKEN ? code[p] >>> 32 : code[p]);
                        break operations;
                    }
                    case OpCode.BRANCH_CMP_I + 5 -> {
                        how = r[a] <= k ? TAKEN : NEXT;
                        eip = (int) (how == TAKEN ? code[p] >>> 32 : code[p]);
                        break operations;
                    }
                    case OpCode.LOAD_FOR_WRITE -> {
                        int lin = r[a], page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4096 - k) break blocks;
                        int where = page | lin & 0xfff;
                        r[d] = k == 4 ? (int) MemoryMap.INT.get(memory, where)
                                : k == 2 ? (short) MemoryMap.SHORT.get(memory, where) & 0xffff : memory[where] & 0xff;
                    }
                    case OpCode.POP_POP -> {
                        int lin = r[CpuState.ESP], page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[d] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                        r[CpuState.ESP] += k;
                        w = code[p++];
                        lin = r[CpuState.ESP];
                        page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[(int) w >>> 8 & 0xff] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                        r[CpuState.ESP] += (int) (w >>> 32);
                    }
                    case OpCode.POP_RET -> {
                        int lin = r[CpuState.ESP], page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[d] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                        r[CpuState.ESP] += k;
                        w = code[p++];
                        lin = r[CpuState.ESP];
                        page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        eip = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                        r[CpuState.ESP] = lin + (int) (w >>> 32);
                        how = INDIRECT;
                        break operations;
                    }
                    case OpCode.PUSH_PUSH -> {
                        int lin = r[CpuState.ESP] + k, page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        MemoryMap.INT.set(memory, page | lin & 0xfff, r[b]);
                        r[CpuState.ESP] = lin;
                        w = code[p++];
                        lin += (int) (w >>> 32);
                        page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        MemoryMap.INT.set(memory, page | lin & 0xfff, r[(int) w >>> 24]);
                        r[CpuState.ESP] = lin;
                    }
                    case OpCode.PUSH_I_GOTO -> {
                        int lin = r[CpuState.ESP] + k, page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        w = code[p];
                        MemoryMap.INT.set(memory, page | lin & 0xfff, (int) w);
                        r[CpuState.ESP] = lin;
                        eip = (int) (w >>> 32);
                        how = NEXT;
                        break operations;
                    }
                    case OpCode.AND_FLAGS_BRANCH_EQ -> {
                        r[CC_OP] = k;
                        r[d] = r[CC_RES] = r[a] & r[b];
                        w = code[p];
                        how = r[(int) w >>> 16 & 0xff] == (int) (w >>> 32) ? TAKEN : NEXT;
                        eip = (int) (how == TAKEN ? code[p + 1] >>> 32 : code[p + 1]);
                        break operations;
                    }
                    case OpCode.AND_FLAGS_BRANCH_NE -> {
                        r[CC_OP] = k;
                        r[d] = r[CC_RES] = r[a] & r[b];
                        w = code[p];
                        how = r[(int) w >>> 16 & 0xff] != (int) (w >>> 32) ? TAKEN : NEXT;
                        eip = (int) (how == TAKEN ? code[p + 1] >>> 32 : code[p + 1]);
                        break operations;
                    }
                    case OpCode.LOAD_LOAD -> {
                        int lin = r[a] + k, page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[d] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                        w = code[p++];
                        lin = r[(int) w >>> 16 & 0xff] + (int) (w >>> 32);
                        page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[(int) w >>> 8 & 0xff] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                    }
                    case OpCode.MOV_MOV -> {
                        r[d] = r[a];
                        w = code[p++];
                        r[(int) w >>> 8 & 0xff] = r[(int) w >>> 16 & 0xff];
                    }
                    case OpCode.MOV_PUSH -> {
                        r[d] = r[a];
                        w = code[p++];
                        int lin = r[CpuState.ESP] + (int) (w >>> 32), page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        MemoryMap.INT.set(memory, page | lin & 0xfff, r[(int) w >>> 24]);
                        r[CpuState.ESP] = lin;
                    }
                    case OpCode.PUSH_MOV -> {
                        int lin = r[CpuState.ESP] + k, page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        MemoryMap.INT.set(memory, page | lin & 0xfff, r[b]);
                        r[CpuState.ESP] = lin;
                        w = code[p++];
                        r[(int) w >>> 8 & 0xff] = r[(int) w >>> 16 & 0xff];
                    }
                    case OpCode.STORE_LOAD -> {
                        int lin = r[a] + k, page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        MemoryMap.INT.set(memory, page | lin & 0xfff, r[b]);
                        w = code[p++];
                        lin = r[(int) w >>> 16 & 0xff] + (int) (w >>> 32);
                        page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[(int) w >>> 8 & 0xff] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                    }
                    case OpCode.LOAD_STORE -> {
                        int lin = r[a] + k, page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[d] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                        w = code[p++];
                        lin = r[(int) w >>> 16 & 0xff] + (int) (w >>> 32);
                        page = data[Mmu.WRITES + (lin >>> 12)];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        MemoryMap.INT.set(memory, page | lin & 0xfff, r[(int) w >>> 24]);
                    }
                    case OpCode.LOAD_MOV -> {
                        int lin = r[a] + k, page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[d] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                        w = code[p++];
                        r[(int) w >>> 8 & 0xff] = r[(int) w >>> 16 & 0xff];
                    }
                    case OpCode.MOV_LOAD -> {
                        r[d] = r[a];
                        w = code[p++];
                        int lin = r[(int) w >>> 16 & 0xff] + (int) (w >>> 32), page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[(int) w >>> 8 & 0xff] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                    }
                    case OpCode.LOAD_SUB_FLAGS -> {
                        int lin = r[a] + k, page = data[lin >>> 12];
                        if (page < 0 || (lin & 0xfff) > 4092) break blocks;
                        r[d] = (int) MemoryMap.INT.get(memory, page | lin & 0xfff);
                        w = code[p++];
                        int x = r[(int) w >>> 16 & 0xff], y = r[(int) w >>> 24];
                        r[CC_OP] = (int) (w >>> 32);
                        r[CC_A] = x;
                        r[CC_B] = y;
                        r[(int) w >>> 8 & 0xff] = r[CC_RES] = x - y;
                    }
                    default -> { break blocks; }
                }
            }
            p = ~how;
            int to = (int) (how == TAKEN ? links >>> 32 : links);
            if (to == 0) break;
            long place = code[to + BlockMemory.PLACE];
            if (how == INDIRECT && (int) place != eip) {
                to = (int) (links >>> 32);
                place = code[to + BlockMemory.PLACE];
                if (to == 0 || (int) place != eip) break;
            }
            int page = (int) (place >>> 32), count = page & BlockMemory.COUNT;
            long runs = code[to + BlockMemory.RUNS];
            if (runs >= code[to + BlockMemory.ASK_AT] || count > allowed - spent) break;
            int base = r[CpuState.SEG_BASE + CpuState.CS], from = base + here, into = base + (int) place;
            // Within a page a link holds as long as its block does; across pages the mapping may have changed. No link leads to a block in two pages.
            if ((from ^ into) >>> 12 != 0 && exec[into >>> 12] != (page & ~BlockMemory.COUNT)) break;
            block = to;
            code[to + BlockMemory.RUNS] = runs + 1;
            more++;
            spent += count;
            p = to + BlockMemory.HEADER;
        }
        if (p < 0 && p != ~EXIT) r[CpuState.EIP] = eip;
        c.budget = budget - spent;
        entered += more;
        if (block != last.at) last = blockMemory.block(block);
        return p < 0 ? p : p - 1;
    }
}
