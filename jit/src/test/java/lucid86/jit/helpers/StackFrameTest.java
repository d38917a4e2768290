package lucid86.jit.helpers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.GuestFault;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.Test;

/** A stack that was asked once for several words does what it does when each asks: at limits, page ends, missing pages, with alignment checked. */
class StackFrameTest {
    private static final int DIRECTORY = 0x10000, TABLE = 0x11000, FIRST = 0x20000, SECOND = 0x50000, TRIES = 20_000;

    private final MemoryMap map = new MemoryMap(0x100000, 0x1000);
    private final CpuState c;
    private final Random r = new Random(86);
    private int faults;

    /** Linear pages 8 and 9 are far from each other in memory; 7 and 10 are not there. */
    StackFrameTest() {
        map.mapMemory("ram", 0, map.ramSize, 0, 0);
        c = new CpuState(map);
        MemoryMap.INT.set(map.backing, DIRECTORY, TABLE | 7);
        MemoryMap.INT.set(map.backing, TABLE + 8 * 4, FIRST | 7);
        MemoryMap.INT.set(map.backing, TABLE + 9 * 4, SECOND | 7);
        c.cr0 = CpuState.CR0_PE | CpuState.CR0_PG | CpuState.CR0_AM;
        c.cr3 = DIRECTORY;
        c.protectionChanged();
    }

    private void prepare(Random s) {
        for (int at = 0; at < 4096; at += 4) {
            MemoryMap.INT.set(map.backing, FIRST + at, s.nextInt());
            MemoryMap.INT.set(map.backing, SECOND + at, s.nextInt());
        }
        c.cpl = s.nextInt(2) * 3;
        c.sysFlags = s.nextInt(4) == 0 ? Flags.AC : 0;
        boolean wide = s.nextBoolean(), down = s.nextInt(3) == 0, writable = s.nextInt(10) > 0;
        // In some, the end of 64 KiB is in the middle of a page.
        boolean wraps = s.nextInt(4) == 0;
        int base = wraps ? 0x9800 - 0x10000 : s.nextBoolean() ? 0 : 0x8000 - s.nextInt(2) * 2;
        int limit = wraps || s.nextBoolean() ? s.nextBoolean() ? -1 : 0xffff : 0x9000 - base + s.nextInt(-20, 20);
        int attr = 0x91 | (down ? 4 : 0) | (writable ? 2 : 0) | (wide ? 0x4000 : 0) | c.cpl << 5;
        c.setSegment(CpuState.SS, 8, base, down ? s.nextInt(2) * limit : limit, attr);
        int[] tops = {0x8000, 0x9000, 0xa000, 0xa000};
        c.r[CpuState.ESP] = (wraps ? 0x10000 : s.nextInt(8) == 0 ? 0 : tops[s.nextInt(4)] - base) + s.nextInt(-24, 24);
        c.updateMode();
        for (int page : new int[] {0x8000, 0x9000}) c.mmu.sysWrite(page, 4, c.mmu.sysRead(page, 4));
        if (c.cpl == 3) for (int page : new int[] {0x8000, 0x9000}) c.mmu.write32(page, c.mmu.read32(page));
    }

    /** What becomes of it, all that can be seen. */
    private String run(long seed, boolean once) {
        var s = new Random(seed);
        prepare(s);
        int size = s.nextBoolean() ? 4 : 2, words = s.nextInt(1, 7), asked = s.nextInt(1, words + 1);
        boolean inner = s.nextInt(3) == 0, push = inner || s.nextBoolean();
        long flat = 0x00cf93000000ffffL;
        StackFrame f = inner ? StackFrame.inner(c, flat, 0xa000 - s.nextInt(40), 1) : StackFrame.current(c, 0);
        if (once && push) f.toPush(size * asked);
        if (once && !push) f.toPeek(size * asked);
        var seen = new StringBuilder();
        c.cr2 = 0;
        try {
            for (int i = 0; i < words; i++) {
                if (push) f.push(size, s.nextInt());
                else seen.append(f.peek(i * size, size)).append(' ');
            }
        } catch (GuestFault _) {
            faults++;
            seen.append("fault ").append(c.faultVector).append(' ').append(c.faultError).append(' ').append(c.cr2);
        }
        return seen + " " + f.esp() + " " + Arrays.hashCode(Arrays.copyOfRange(map.backing, FIRST, FIRST + 4096)) + " "
                + Arrays.hashCode(Arrays.copyOfRange(map.backing, SECOND, SECOND + 4096));
    }

    @Test
    void askingOnceIsAskingEachTime() {
        for (int i = 0; i < TRIES; i++) {
            long seed = r.nextLong();
            assertEquals(run(seed, false), run(seed, true), () -> "seed " + seed);
        }
        assertTrue(faults > TRIES / 10 && faults < TRIES, faults + " faults");
    }
}
