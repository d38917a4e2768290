package lucid86.jit.fuzz;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.function.LongConsumer;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.Feature;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.mem.MemoryMap;

/**
 * A CPU with little memory that random code runs on. Everything about its start follows from a random number generator, so
 * that several machines given equal generators start alike.
 *
 * <p>Code at 10000h, filled with INT3; data at 8000h-bfffh, the page at a000h read-only; stack at 20000h; page tables and
 * descriptor tables behind. Nothing else is mapped.
 */
final class FuzzMachine {
    /** Kinds of machine state that code is run in. */
    enum Kind {
        USER32, USER32_LIMITED, USER16, SYSTEM32, REAL;

        boolean code32() {
            return this != USER16 && this != REAL;
        }
    }

    static final int CODE = 0x10000, ENTRY = 0x800, DATA = 0x8000, STACK = 0x20000;
    private static final int PAGES = 0x30000, GDT = 0x38000, IDT = 0x38800, RAM = 0x40000;
    private static final int[] EDGES = {0, 1, -1, 0x7fffffff, 0x80000000, 0x7f, 0x80, 0xff, 0xffff, 0x8000, 31, 32};
    private static final long[] FLOATS = {0, 1L << 63, 0x3ff0000000000000L, 0x7ff0000000000000L, 0x7ff8000000000000L,
        0x7ff0000000000001L, 1, 0x3f8000003f800000L, 0x7f800000ff800000L, 0x7fa0000000000001L, 0x41e0000000000000L, -1};

    final CpuState cpu;
    private final MemoryMap map = new MemoryMap(RAM, 0x1000);
    private final Engine engine;
    private final boolean stepped;
    private boolean stopped;
    private int executed;

    /** @param stepped gives the engine one instruction at a time, so that nothing is optimised across instructions */
    FuzzMachine(TierPolicy policy, boolean stepped) {
        this.stepped = stepped;
        map.mapMemory("ram", 0, map.ramSize, 0, 0);
        cpu = new CpuState(map);
        cpu.bus = CpuBus.unconnected();
        engine = new Engine(cpu, EnumSet.allOf(Feature.class), policy);
        engine.setExceptionHook((_, _, _) -> stopped = true);
    }

    /** Runs cases by their seeds; {@code lucid86.fuzz.seed} says where to begin, {@code lucid86.fuzz.cases} how many there are instead. */
    static void cases(String test, int usual, LongConsumer one) {
        long seed = Long.getLong("lucid86.fuzz.seed", System.nanoTime() & 0xffffffffffL);
        System.out.println(test + ": seed " + seed);
        for (int i = 0, n = Integer.getInteger("lucid86.fuzz.cases", usual); i < n; i++) one.accept(seed + i);
    }

    byte[] memory() {
        return map.backing;
    }

    /** An exception came up, or the CPU waits for an interrupt that never comes. */
    boolean stopped() {
        return stopped || cpu.halted || cpu.shutdown;
    }

    /** Instructions executed since {@link #prepare}. */
    int executed() {
        return executed;
    }

    /** How many instructions compiled code executed since the machine was made. */
    long compiled() {
        return engine.statistics().compiledInstructions();
    }

    /** Executes so many instructions, fewer when something stops it. */
    void run(int count) {
        int left = count;
        while (left > 0 && !stopped()) {
            int done = engine.run(stepped ? 1 : left);
            left -= done;
            executed += done;
        }
    }

    void prepare(Kind kind, byte[] code, Random random) {
        engine.flushAll();
        cpu.reset();
        stopped = false;
        executed = 0;
        byte[] m = map.backing;
        Arrays.fill(m, 0, RAM, (byte) 0);
        Arrays.fill(m, CODE, CODE + 0x1000, (byte) 0xcc);
        System.arraycopy(code, 0, m, CODE + ENTRY, code.length);
        for (int a = DATA; a < DATA + 0x4000; a += 8) MemoryMap.LONG.set(m, a, random.nextInt(4) == 0 ? value(random) : random.nextLong());
        for (int a = STACK; a < STACK + 0x1000; a += 4) MemoryMap.INT.set(m, a, pointer(random));
        tables();
        segments(kind, random);
        registers(kind, random);
        if (random.nextBoolean()) fpu(random);
        cpu.mxcsr = random.nextInt(4) == 0 ? random.nextInt(0x10000) : 0x1f80;
        for (int i = 0; i < 16; i++) cpu.xmm[i] = value(random);
        cpu.protectionChanged();
        cpu.mmu.flushAll();
    }

    private void registers(Kind kind, Random random) {
        for (int i = 0; i < 8; i++) cpu.r[i] = pointer(random);
        cpu.r[CpuState.ESP] = random.nextInt(12) == 0 ? pointer(random) : STACK + 0x400 + random.nextInt(0x800);
        if (kind == Kind.REAL) cpu.r[CpuState.ESP] &= 0xffff;
        if (random.nextInt(3) == 0) cpu.r[CpuState.ECX] = random.nextInt(40);
        int flags = random.nextInt() & 0xcd5;
        if (random.nextInt(10) == 0) flags |= random.nextInt() & 0x47000;
        if (random.nextInt(20) == 0) flags |= 0x100;
        cpu.setEflags(flags);
        cpu.r[CpuState.EIP] = kind.code32() ? CODE + ENTRY : ENTRY;
    }

    private static int pointer(Random random) {
        return switch (random.nextInt(20)) {
            case 0, 1 -> random.nextInt();
            case 2, 3 -> EDGES[random.nextInt(EDGES.length)];
            case 4 -> random.nextInt(0x10000);
            case 5 -> CODE + ENTRY + random.nextInt(64);
            case 6 -> DATA + 0x2000 - 16 + random.nextInt(32);
            case 7 -> DATA + 0x4000 - 32 + random.nextInt(32);
            case 8, 9 -> STACK + 0x300 + random.nextInt(0x900);
            case 10, 11, 12 -> DATA + random.nextInt(0x200) * 16;
            default -> DATA + 0x80 + random.nextInt(0x1e00);
        };
    }

    private static long value(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> FLOATS[random.nextInt(FLOATS.length)];
            case 1 -> Double.doubleToRawLongBits(random.nextGaussian() * Math.pow(10, random.nextInt(20) - 6));
            case 2 -> Float.floatToRawIntBits((float) random.nextGaussian() * 1000) & 0xffffffffL
                    | (long) Float.floatToRawIntBits(random.nextFloat()) << 32;
            default -> random.nextLong();
        };
    }

    private void fpu(Random random) {
        cpu.fpu.init();
        cpu.fpu.cw = random.nextInt(4) == 0 ? random.nextInt() & 0xf3f | 0x40 : 0x37f;
        cpu.fpu.setStatusWord(random.nextInt(0x8000) & 0x7f00);
        cpu.fpu.used = random.nextInt(256);
        for (int i = 0; i < 8; i++) {
            boolean special = random.nextInt(4) == 0;
            cpu.fpu.mant[i] = special ? value(random) : random.nextLong() | 1L << 63;
            cpu.fpu.signExp[i] = special ? random.nextInt(3) * 0x7fff / 2 : 0x3fff - 40 + random.nextInt(80) | random.nextInt(2) << 15;
        }
    }

    /** Some ordinary numbers on the x87 stack, pointers to such in ESI and EDI. */
    void usualFpu(Random random) {
        cpu.fpu.init();
        cpu.fpu.cw = random.nextInt(8) == 0 ? 0xf7f : 0x37f;
        cpu.fpu.top = random.nextInt(8);
        int depth = random.nextInt(9);
        for (int i = 0; i < 8; i++) {
            int p = cpu.fpu.top + i & 7;
            if (i < depth) cpu.fpu.used |= 1 << p;
            boolean zero = random.nextInt(8) == 0;
            cpu.fpu.mant[p] = zero ? 0 : random.nextLong() & -1L << random.nextInt(64) | 1L << 63;
            cpu.fpu.signExp[p] = (zero ? 0 : 0x3fff - 5 + random.nextInt(12)) | random.nextInt(2) << 15;
        }
        for (int a = DATA; a < DATA + 0x100; a += 8) MemoryMap.LONG.set(map.backing, a, value(random));
        cpu.r[CpuState.ESI] = DATA + random.nextInt(0x10) * 8;
        cpu.r[CpuState.EDI] = DATA + random.nextInt(0x100);
    }

    private void segments(Kind kind, Random random) {
        if (kind == Kind.REAL) {
            for (int s : new int[] {CpuState.ES, CpuState.DS, CpuState.FS, CpuState.GS}) cpu.setSegment(s, 0, 0, 0xffff, 0x93);
            cpu.setSegment(CpuState.SS, STACK >>> 4, STACK, 0xffff, 0x93);
            cpu.setSegment(CpuState.CS, CODE >>> 4, CODE, 0xffff, 0x93);
            return;
        }
        cpu.cr0 |= CpuState.CR0_PE | CpuState.CR0_PG | CpuState.CR0_NE | CpuState.CR0_WP | CpuState.CR0_MP | CpuState.CR0_AM;
        cpu.cr0 &= ~(CpuState.CR0_NW | CpuState.CR0_CD);
        if (random.nextInt(40) == 0) cpu.cr0 |= random.nextBoolean() ? CpuState.CR0_TS : CpuState.CR0_EM;
        cpu.cr4 = CpuState.CR4_OSFXSR | CpuState.CR4_OSXMMEXCPT;
        cpu.cr3 = PAGES;
        boolean user = kind != Kind.SYSTEM32;
        cpu.cpl = user ? 3 : 0;
        int dpl = user ? 0x60 : 0;
        int rpl = user ? 3 : 0;
        for (int s : new int[] {CpuState.ES, CpuState.SS, CpuState.DS, CpuState.FS})
            cpu.setSegment(s, (user ? 0x20 : 0x10) | rpl, 0, -1, 0xc093 | dpl);
        cpu.setSegment(CpuState.GS, 0, 0, 0, 0);
        if (kind == Kind.USER16) cpu.setSegment(CpuState.CS, 0x2b, CODE, 0xffff, 0x00fb);
        else cpu.setSegment(CpuState.CS, (user ? 0x18 : 8) | rpl, 0, -1, 0xc09b | dpl);
        if (kind == Kind.USER32_LIMITED) {
            cpu.setSegment(CpuState.DS, 0x33, 0x10, 0x9fff, 0x40f3);
            cpu.setSegment(CpuState.ES, 0x3b, 0, 0x8fff, 0x40f7);
            cpu.setSegment(CpuState.FS, 0x43, 0x100, 0xafff, 0x40f1);
        }
        cpu.gdtBase = GDT;
        cpu.gdtLimit = 0x4f;
        cpu.idtBase = IDT;
        cpu.idtLimit = 0x7ff;
        cpu.setSegment(CpuState.TR, 0x48, GDT + 0x400, 0x67, 0x8b);
    }

    /** Page tables of 4 KiB pages and a descriptor for each selector used. */
    private void tables() {
        put(PAGES, PAGES + 0x1000 | 7);
        for (int a = DATA; a < DATA + 0x4000; a += 0x1000) page(a, a == DATA + 0x2000 ? 5 : 7);
        page(CODE, 7);
        page(STACK, 7);
        page(GDT, 3);
        int[] access = {0, 0xcf9b, 0xcf93, 0xcffb, 0xcff3, 0x00fb, 0x40f3, 0x40f7, 0x40f1, 0x008b};
        for (int i = 1; i < access.length; i++) {
            put(GDT + i * 8, i == 5 ? (CODE & 0xffff) << 16 | 0xffff : i == 9 ? (GDT + 0x400 & 0xffff) << 16 | 0x67 : 0xffff);
            put(GDT + i * 8 + 4, (access[i] & 0xff00) << 8 | (access[i] & 0xff) << 8 | (i == 5 ? CODE >>> 16 : i == 9 ? GDT >>> 16 : 0));
        }
    }

    private void page(int at, int rights) {
        put(PAGES + 0x1000 + (at >>> 12) * 4, at | rights);
    }

    private void put(int at, int v) {
        MemoryMap.INT.set(map.backing, at, v);
    }
}
