package lucid86.jit.helpers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.GuestFault;
import org.junit.jupiter.api.Test;

/** Many elements of a string instruction in one go leave the same registers, flags, memory and budget as one after the other. */
class StringOpsTest {
    /** Behind the page tables. */
    private static final int FIRST = 0x3000;

    private final SimdCpu many = new SimdCpu(), single = new SimdCpu();

    /** In memory each page is followed by the one before it, so that a step over a page's end arrives somewhere else. */
    StringOpsTest() {
        for (SimdCpu rig : new SimdCpu[] {many, single}) for (int at = FIRST; at < SimdCpu.MISSING; at += 4096) rig.mapPage(at, FIRST + SimdCpu.MISSING - 4096 - at);
    }

    @Test
    void inOneGoOrOneByOne() {
        long seed = Long.getLong("seed", System.nanoTime());
        for (int i = 0; i < 5000; i++) check(seed + i);
    }

    private static int limit(Random random, int at, boolean few) {
        return random.nextInt(4) == 0 ? at + random.nextInt(few ? 40 : 0x400) : -1;
    }

    private void check(long seed) {
        var random = new Random(seed);
        // A third are a few doublewords, near the ends of pages.
        boolean few = random.nextInt(3) == 0;
        int kind = few ? random.nextInt(2) * StringOps.STOS : random.nextInt(5), size = few ? 4 : 1 << random.nextInt(3), width = random.nextInt(few ? 4 : 2) > 0 ? 4 : 2;
        int shape = StringOps.shape(kind, size, width, random.nextBoolean());
        int from = FIRST + (few ? 0x1000 - random.nextInt(48) : 0x800 + random.nextInt(0x1000));
        int apart = random.nextBoolean() ? random.nextInt(64) - 32 : few ? 0x1000 + random.nextInt(64) : random.nextInt(0x2000);
        int descending = random.nextInt(8) == 0 ? -1 : 1, value = random.nextInt(4);
        int eax = random.nextBoolean() ? value * 0x01010101 : random.nextInt() & 0x03030303;
        int count = few ? random.nextInt(12) : random.nextInt(random.nextBoolean() || descending < 0 ? 40 : 0x2000 / size);
        // With 16-bit addresses the upper halves stay as they are.
        int upper = width == 2 ? random.nextInt(0x100) << 16 : 0;
        int sourceLimit = limit(random, from, few), destinationLimit = limit(random, from + apart, few);
        for (SimdCpu rig : new SimdCpu[] {many, single}) {
            rig.c.setSegment(CpuState.DS, 8, 0, sourceLimit, 0x4093);
            rig.c.setSegment(CpuState.ES, 8, 0, destinationLimit, 0x4093);
            var bytes = new Random(seed);
            boolean same = bytes.nextBoolean();
            for (int i = FIRST; i < SimdCpu.MISSING; i++) rig.map.backing[i] = (byte) (same ? value : bytes.nextInt(4));
            // Every page is in the TLB, so that nothing keeps an instruction from going on.
            for (int at = FIRST; at < SimdCpu.MISSING; at += 4096) rig.c.mmu.write8(at, rig.c.mmu.read8(at));
            int[] r = rig.c.r;
            r[CpuState.ESI] = upper | from;
            r[CpuState.EDI] = upper | from + apart;
            r[CpuState.ECX] = upper | count;
            r[CpuState.EAX] = eax;
            r[CpuState.DF] = descending;
            rig.c.setArithmeticFlags(0);
            rig.c.budget = 10_000;
        }
        int budget = random.nextInt(3) == 0 ? random.nextInt(40) : 10_000, paid = 0;
        boolean faults = false;
        for (int end = 0; end == 0 && !faults; ) {
            many.c.budget = budget;
            try {
                end = StringOps.repeat(many.c, shape, CpuState.DS);
                paid++;
            } catch (GuestFault _) {
                faults = true;
            }
            assertTrue(many.c.budget >= 0, "seed " + seed);
            paid += budget - many.c.budget;
        }
        int steps = 0;
        boolean faultsAlone = false;
        single.c.exact = true;
        try {
            for (int end = 0; end == 0; steps++) end = StringOps.repeat(single.c, shape, CpuState.DS);
        } catch (GuestFault _) {
            faultsAlone = true;
        }
        single.c.exact = false;
        String what = "seed " + seed + ": kind " + kind + ", size " + size + ", from " + from + " to " + (from + apart) + ", count " + count;
        assertEquals(faultsAlone, faults, what);
        assertEquals(steps, paid, what);
        assertArrayEquals(Arrays.copyOf(single.c.r, CpuState.CC_OP), Arrays.copyOf(many.c.r, CpuState.CC_OP), what);
        assertEquals(single.c.eflags(), many.c.eflags(), what);
        assertEquals(single.c.repeating, many.c.repeating, what);
        assertArrayEquals(single.map.backing, many.map.backing, what);
    }
}
