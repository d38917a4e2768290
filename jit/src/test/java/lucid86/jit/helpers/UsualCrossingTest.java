package lucid86.jit.helpers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.GuestFault;
import lucid86.machine.cpu.Restart;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.Test;

/** The short ways of interrupts, IRET and segment loads do what the long ones do: with any descriptor, stack, TSS, limit and page a little out of the ordinary. */
class UsualCrossingTest {
    private static final int DIRECTORY = 0x10000, TABLE = 0x11000, TRIES = 60_000;
    /** Linear pages: tables, TSS and stacks lie in these. */
    private static final int FIRST_PAGE = 0x20, PAGES = 8;
    private static final int GDT = FIRST_PAGE << 12, TSS = GDT + 0x2000, STACK = GDT + 0x5000;
    private static final int CODE0 = 8, DATA0 = 0x10, CODE3 = 0x1b, DATA3 = 0x23, OTHER = 0x28;

    private final MemoryMap map = new MemoryMap(0x100000, 0x1000);
    private final CpuState c;
    private int usual, faults;

    UsualCrossingTest() {
        map.mapMemory("ram", 0, map.ramSize, 0, 0);
        c = new CpuState(map);
        c.identity = CpuModel.PENTIUM3;
        MemoryMap.INT.set(map.backing, DIRECTORY, TABLE | 7);
    }

    private static boolean rarely(Random s) {
        return s.nextInt(24) == 0;
    }

    private static <T> T one(Random s, T often, T rare) {
        return rarely(s) ? rare : often;
    }

    private long descriptor(Random s, int access) {
        int base = one(s, 0, s.nextInt(0x2000)), limit = one(s, 0xfffff, s.nextInt(0x40));
        long d = limit & 0xffff | (base & 0xffffffL) << 16 | (long) (access ^ one(s, 0, 1 << s.nextInt(8))) << 40;
        return d | (long) (limit >>> 16 | one(s, 0xc, s.nextInt(16)) << 4) << 48 | (long) (base >>> 24) << 56;
    }

    private void put(int at, long d) {
        MemoryMap.LONG.set(map.backing, at, d);
    }

    private int place(Random s, int usualPlace) {
        return one(s, usualPlace, usualPlace + 0x1000 - s.nextInt(64));
    }

    private int selector(Random s, int often) {
        return one(s, often, new int[] {0, 3, CODE0, DATA0, CODE3, DATA3, OTHER, OTHER | 3, 0x2c, 0xfff8}[s.nextInt(10)]) ^ one(s, 0, s.nextInt(4));
    }

    /** A machine in ring 3 (or 0), with what an operating system has prepared. */
    private void prepare(Random s, int cpl) {
        Arrays.fill(map.backing, FIRST_PAGE << 12, FIRST_PAGE + PAGES << 12, (byte) 0);
        for (int p = 0; p < PAGES; p++) {
            int entry = FIRST_PAGE + p << 12 | one(s, 0x67, s.nextInt(0x80));
            MemoryMap.INT.set(map.backing, TABLE + (FIRST_PAGE + p) * 4, entry);
        }
        c.reset();
        c.cr0 = CpuState.CR0_PE | CpuState.CR0_ET | one(s, CpuState.CR0_PG, 0) | one(s, CpuState.CR0_WP, 0) | CpuState.CR0_AM;
        c.cr3 = DIRECTORY;
        c.gdtBase = place(s, GDT);
        c.gdtLimit = one(s, 0x37, s.nextInt(0x38));
        long[] gdt = {0, descriptor(s, 0x9b), descriptor(s, 0x93), descriptor(s, 0xfb), descriptor(s, 0xf3), descriptor(s, s.nextInt(256)), 0};
        for (int i = 0; i < gdt.length; i++) put(c.gdtBase + i * 8, gdt[i]);
        c.cpl = one(s, cpl, 1);
        // What the registers hold need not be in the table any more.
        Segments.set(c, CpuState.CS, (c.cpl == 0 ? CODE0 : CODE3) & ~3 | c.cpl, gdt[c.cpl == 0 ? 1 : 3]);
        Segments.set(c, CpuState.SS, (c.cpl == 0 ? DATA0 : DATA3) & ~3 | c.cpl, gdt[c.cpl == 0 ? 2 : 4]);
        for (int seg : new int[] {CpuState.ES, CpuState.DS, CpuState.FS, CpuState.GS}) {
            int i = s.nextInt(6);
            if (i == 0) c.setSegment(seg, s.nextInt(4), 0, 0, 0);
            else Segments.set(c, seg, i * 8 | s.nextInt(4), gdt[i]);
        }
        if (rarely(s)) put(c.gdtBase + (1 + s.nextInt(5)) * 8, descriptor(s, s.nextInt(256)));
        int tss = place(s, TSS);
        c.setSegment(CpuState.TR, OTHER, tss, one(s, 0x67, s.nextInt(16)), one(s, 0x8b, one(s, 0x83, s.nextInt(256))));
        MemoryMap.INT.set(map.backing, tss + 4, stackTop(s));
        MemoryMap.INT.set(map.backing, tss + 8, selector(s, DATA0) | s.nextInt() << 16);
        c.r[CpuState.ESP] = stackTop(s);
        c.sysFlags = s.nextInt() & Flags.SYSTEM & ~Flags.VM & ~one(s, Flags.AC, 0);
        c.r[CpuState.CC_OP] = Flags.EAGER;
        c.r[CpuState.CC_RES] = s.nextInt() & Flags.ARITHMETIC;
        c.protectionChanged();
        c.mmu.flushAll();
        c.cr2 = 0;
        c.faultVector = c.faultError = 0;
    }

    private static int stackTop(Random s) {
        return STACK + one(s, 0x800, s.nextInt(-8, 8) * 4 + s.nextInt(2) * s.nextInt(4)) + (rarely(s) ? -STACK : 0);
    }

    /** All that can be seen, the accessed and dirty bits of pages as well. */
    private String state() {
        return Arrays.toString(Arrays.copyOf(c.r, CpuState.TEMPS)) + c.sysFlags + " " + c.cr2 + " " + c.cpl + " " + c.mode + " " + Arrays.toString(c.selector) + Arrays.toString(c.limit)
                + Arrays.toString(c.attr) + Arrays.toString(c.readMax) + Arrays.toString(c.writeMax)
                + Arrays.hashCode(Arrays.copyOfRange(map.backing, FIRST_PAGE << 12, FIRST_PAGE + PAGES << 12)) + " "
                + Arrays.hashCode(Arrays.copyOfRange(map.backing, DIRECTORY, DIRECTORY + 0x2000));
    }

    private String outcome(Runnable way) {
        try {
            way.run();
            return state();
        } catch (GuestFault _) {
            faults++;
            return "fault " + c.faultVector + " " + c.faultError + " " + state();
        } catch (Restart _) {
            return "restart " + state();
        }
    }

    /**
     * Both ways from the same beginning.
     *
     * @param shortWay gives false when it did nothing, and the long way follows
     */
    private void compare(Consumer<Random> beginning, Predicate<Random> shortWay, Consumer<Random> longWay) {
        var seeds = new Random(86);
        for (int i = 0; i < TRIES; i++) {
            long seed = seeds.nextLong();
            var s = new Random(seed);
            beginning.accept(s);
            long more = s.nextLong();
            String expected = outcome(() -> longWay.accept(new Random(more)));
            beginning.accept(new Random(seed));
            assertEquals(expected, outcome(() -> {
                if (shortWay.test(new Random(more))) usual++;
                else longWay.accept(new Random(more));
            }), () -> "seed " + seed);
        }
        assertTrue(usual > TRIES / 8 && usual < TRIES * 3 / 4, usual + " went the short way");
        assertTrue(faults > TRIES / 16, faults + " faults");
    }

    private static final int[] GATES = {Descriptor.INT32, Descriptor.TRAP32, Descriptor.INT16, Descriptor.TRAP16};

    private long gate(Random s) {
        int type = GATES[rarely(s) ? s.nextInt(4) : s.nextInt(2)], offset = one(s, 0x1234, s.nextInt());
        return offset & 0xffff | (long) selector(s, CODE0) << 16 | (long) (0x80 | s.nextInt(4) << 5 | type) << 40 | (offset & 0xffff0000L) << 32;
    }

    @Test
    void in() {
        compare(s -> {
            prepare(s, one(s, 3, 0));
            if (rarely(s) && c.cpl == 3) {
                c.sysFlags |= Flags.VM;
                c.updateMode();
            }
        }, s -> {
            long gate = gate(s);
            return UsualCrossing.in(c, gate, s.nextInt(), s.nextInt(), s.nextBoolean(), s.nextInt());
        }, s -> {
            long gate = gate(s);
            Interrupts.enterHandler(c, gate, Descriptor.type(gate), s.nextInt(), s.nextInt(), 1, s.nextBoolean(), s.nextInt());
        });
    }

    @Test
    void out() {
        compare(s -> {
            prepare(s, 0);
            int at = c.base(CpuState.SS) + c.r[CpuState.ESP];
            if (at < STACK - 0x1000) return;
            int flags = s.nextInt() & ~one(s, Flags.VM, 0);
            int[] frame = {one(s, 0x4321, s.nextInt()), selector(s, CODE3) | s.nextInt() << 16, flags, s.nextInt(), selector(s, DATA3) | s.nextInt() << 16};
            for (int i = 0; i < frame.length; i++) MemoryMap.INT.set(map.backing, at + i * 4, frame[i]);
            // An IRET pops what was pushed just before.
            if (!rarely(s)) c.mmu.fill(at, false);
        }, _ -> UsualCrossing.out(c, Flags.RF | Flags.AC | Flags.ID | Flags.IF | Flags.IOPL | Flags.VIF | Flags.VIP), _ -> InterruptReturn.anyhow(c, 4));
    }

    @Test
    void load() {
        int[] segments = {CpuState.ES, CpuState.DS, CpuState.FS, CpuState.GS};
        compare(s -> prepare(s, s.nextInt(2) * 3), s -> {
            int seg = segments[s.nextInt(4)];
            return Segments.loadUsual(c, seg, selector(s, s.nextBoolean() ? DATA0 : DATA3));
        }, s -> {
            int seg = segments[s.nextInt(4)];
            Segments.loadData(c, seg, selector(s, s.nextBoolean() ? DATA0 : DATA3));
        });
    }

    /** A register that is filled from nearly the same descriptor again is as if it had been filled for the first time. */
    @Test
    void refill() {
        var s = new Random(87);
        int again = 0;
        for (int i = 0; i < TRIES; i++) {
            int seg = s.nextInt(6), cpl = s.nextInt(4);
            long first = descriptor(s, 0x93 | s.nextInt(2) * 8), second = first ^ (long) s.nextInt(4) << 45 ^ one(s, 0L, 1L << s.nextInt(64));
            protectedMode(cpl);
            c.setSegment(seg, 16, Descriptor.base(second), Descriptor.limit(second), Descriptor.attr(second) | Descriptor.ACCESSED);
            String expected = state();

            protectedMode(0);
            Segments.set(c, seg, 8, first);
            if (rarely(s)) c.setSegment(seg, 8, 0x100, 0xffff, 0x93);
            c.cpl = cpl;
            if (c.refill(seg, 0x30010, second)) again++;
            else Segments.set(c, seg, 0x30010, second);
            // Loading CS is what tells others of a new CPL.
            if (seg != CpuState.CS) c.updateMode();
            assertEquals(expected, state());
        }
        assertTrue(again > TRIES / 2 && again < TRIES - TRIES / 50, again + " filled again");
    }

    private void protectedMode(int cpl) {
        c.reset();
        c.cr0 |= CpuState.CR0_PE;
        c.cpl = cpl;
        c.protectionChanged();
    }
}
