package lucid86.machine.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.dev.pic8259.PicPair;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

class InterruptWiringTest {
    private static final int MASKED = 0x10000, LEVEL = 0x8000;

    private final MemoryMap map = new MemoryMap(1 << 20, 0);
    private final CpuState cpu = new CpuState(map);
    private int inits;
    private final InterruptWiring wiring = new InterruptWiring(new TestClock().scheduler, map, cpu, () -> inits++);

    private void entry(int input, int low) {
        map.write(0xfec00000L, 4, 0x10 + 2 * input);
        map.write(0xfec00010L, 4, low);
    }

    private void enable() {
        map.write(0xfee000f0L, 4, 0x1ff);
    }

    private int acknowledge() {
        assertTrue(cpu.intr);
        return wiring.localApic().acknowledge();
    }

    private void initialisePics(int mask) {
        PicPair pic = wiring.pic();
        for (int[] w : new int[][] {{0x20, 0x11}, {0x21, 0x08}, {0x21, 4}, {0x21, 1}, {0xa0, 0x11}, {0xa1, 0x70}, {0xa1, 2}, {0xa1, 1},
            {0x21, mask & 0xff}, {0xa1, mask >> 8}}) pic.out(w[0], 1, w[1]);
    }

    @Test
    void everyIsaLineHasItsInput() {
        enable();
        for (int irq = 0; irq < 16; irq++) {
            if (irq == 2) continue;
            int input = irq == 0 ? 2 : irq;
            entry(input, 0x30 + irq);
            wiring.irq(irq).set(true);
            assertEquals(0x30 + irq, acknowledge());
            map.write(0xfee000b0L, 4, 0);
            entry(input, MASKED);
        }
    }

    @Test
    void sourcesShareALineAndAnInput() {
        enable();
        var isa = wiring.irq(10);
        var pci = wiring.input(InterruptWiring.FIRST_PCI_INPUT + 1);
        entry(10, LEVEL | 0x41);
        entry(17, LEVEL | 0x52);
        isa.set(true);
        pci.set(true);
        assertEquals(0x52, acknowledge());
        map.write(0xfee000b0L, 4, 0);
        assertEquals(0x52, acknowledge(), "still asserted");
        pci.set(false);
        map.write(0xfee000b0L, 4, 0);
        assertEquals(0x41, acknowledge());
    }

    @Test
    void outOfResetThe8259sInterruptTheCpu() {
        initialisePics(0xffff & ~(1 << 2 | 1 << 12));
        wiring.irq(12).set(true);
        assertEquals(0x74, acknowledge());
        assertFalse(cpu.intr);
    }

    @Test
    void input0BringsThe8259sWithLint0Masked() {
        enable();
        map.write(0xfee00350L, 4, MASKED);
        initialisePics(0xffff & ~1);
        entry(0, 0x700);
        wiring.irq(0).set(true);
        assertEquals(8, acknowledge());
        assertFalse(cpu.intr);
    }

    @Test
    void pulsesReachTheCpu() {
        enable();
        map.write(0xfee00300L, 4, 0x4400);
        map.write(0xfee00300L, 4, 0x4200);
        map.write(0xfee00300L, 4, 0x4500);
        assertTrue(cpu.nmiPending && cpu.smiPending);
        assertEquals(1, inits);
    }
}
