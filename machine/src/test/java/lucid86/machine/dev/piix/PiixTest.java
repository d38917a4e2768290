package lucid86.machine.dev.piix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lucid86.machine.dev.pci.PciBus;
import lucid86.machine.io.PortSpace;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import org.junit.jupiter.api.Test;

class PiixTest {
    private long now;
    private final Scheduler scheduler = new Scheduler();
    private final PortSpace ports = new PortSpace(s -> {});
    private final boolean[] irq = new boolean[16];
    private final List<String> events = new ArrayList<>();
    private final Piix3Isa isa = new Piix3Isa(n -> level -> irq[n] = level, () -> events.add("reset"));
    private final PciBus bus = new PciBus(ports, isa::pirq);
    private final Piix4Pm pm = new Piix4Pm(ports, scheduler, level -> irq[9] = level, () -> events.add("off"), events::add);

    {
        scheduler.connect(() -> now, () -> {});
        bus.setResetControl(isa.resetControl());
        bus.add(1, 0, isa);
        bus.add(1, 3, pm);
    }

    private void config(int function, int register, int size, int value) {
        ports.out(0xcf8, 4, 0x80000800 | function << 8 | register & 0xfc);
        ports.out(0xcfc + (register & 3), size, value);
    }

    /** As firmware does. */
    private void enablePm() {
        config(3, 0x40, 4, 0x601);
        config(3, 0x80, 1, 1);
    }

    private void advance(long ns) {
        now += ns;
        scheduler.runDue();
    }

    @Test
    void pirqsAreSteeredAndShared() {
        isa.pirq(0, true);
        assertFalse(irq[10], "off after reset");
        config(0, 0x60, 4, 0x0b0b0a0a);
        assertTrue(irq[10]);
        isa.pirq(1, true);
        isa.pirq(0, false);
        assertTrue(irq[10], "the other PIRQ still holds the line");
        isa.pirq(1, false);
        assertFalse(irq[10]);
        isa.pirq(3, true);
        assertTrue(irq[11]);
        config(0, 0x63, 1, 0x80);
        assertFalse(irq[11]);
        config(0, 0x63, 1, 0x08);
        assertFalse(irq[8], "IRQ 8 cannot be chosen");
    }

    @Test
    void resetControlResetsOnTheRisingBit() {
        ports.out(0xcf9, 1, 2);
        assertEquals(List.of(), events);
        ports.out(0xcf9, 1, 6);
        ports.out(0xcf9, 1, 6);
        assertEquals(List.of("reset"), events);
        assertEquals(6, ports.in(0xcf9, 1));
    }

    @Test
    void pmTimerCountsVirtualTimeExactly() {
        assertNull(ports.at(0x608));
        enablePm();
        assertEquals(0, ports.in(0x608, 4));
        now = 279;
        assertEquals(0, ports.in(0x608, 4));
        now = 280;
        assertEquals(1, ports.in(0x608, 4), "a tick is 279.36 ns");
        now = 1_000_000_000L * 100;
        assertEquals(357954500 & 0xffffff, ports.in(0x608, 4));
        now += 1_000_000_000L * 86400 * 365;
        assertEquals((357954500L + 3579545L * 86400 * 365 & 0xffffff), ports.in(0x608, 4));
    }

    @Test
    void timerOverflowRaisesSciOnceEnabled() {
        enablePm();
        ports.out(0xb2, 1, 0xf1);
        assertEquals(1, ports.in(0x604, 2), "ACPI mode");
        ports.out(0x602, 2, 1);
        long toggle = (8388608L * 1_000_000_000L + 3579544) / 3579545;
        advance(toggle - 1);
        assertFalse(irq[9]);
        advance(1);
        assertTrue(irq[9]);
        assertEquals(1, ports.in(0x600, 2));
        ports.out(0x600, 2, 1);
        assertFalse(irq[9]);
        advance(toggle);
        assertTrue(irq[9], "and at the next toggle of bit 23");
        ports.out(0xb2, 1, 0xf0);
        assertFalse(irq[9], "legacy mode");
    }

    @Test
    void powerButtonAndSoftOff() {
        enablePm();
        ports.out(0x602, 2, 0x100);
        pm.pressPowerButton();
        assertFalse(irq[9]);
        ports.out(0x604, 2, 1);
        assertTrue(irq[9]);
        ports.out(0x600, 2, 0x100);
        assertFalse(irq[9]);
        ports.out(0x604, 2, 0x0001);
        assertEquals(List.of(), events);
        ports.out(0x604, 2, 0x2001);
        assertEquals(List.of("off"), events);
    }

    @Test
    void theClocksInterruptIsAnEventAtItsRise() {
        enablePm();
        ports.out(0x602, 2, 0x400);
        ports.out(0x604, 2, 1);
        pm.rtcInterrupt(true);
        assertTrue(irq[9]);
        ports.out(0x600, 2, 0x400);
        pm.rtcInterrupt(true);
        pm.rtcInterrupt(false);
        assertFalse(irq[9]);
        pm.rtcInterrupt(true);
        assertEquals(0x400, ports.in(0x600, 2));
    }

    @Test
    void firmwareSeesSmmAsSetUp() {
        ports.out(0xcf8, 4, 0x80000b58);
        assertEquals(1 << 25, ports.in(0xcfc, 4));
    }

    @Test
    void smbusHasNobodyOnIt() {
        config(3, 0x90, 4, 0x701);
        config(3, 0xd2, 1, 9);
        ports.out(0x704, 1, 0xa1);
        ports.out(0x702, 1, 0x48);
        assertEquals(4, ports.in(0x700, 1), "no acknowledge");
        ports.out(0x700, 1, 4);
        assertEquals(0, ports.in(0x700, 1));
    }

    @Test
    void pmPortsMoveAndLeaveOthersAlone() {
        enablePm();
        config(3, 0x40, 4, 0xb001);
        assertNull(ports.at(0x608));
        assertTrue(ports.at(0xb008) != null);
        config(3, 0x40, 4, 0x0cc0);
        assertTrue(ports.at(0xcf8) == bus);
        pm.reset();
        assertNull(ports.at(0x0cc0));
    }

    @Test
    void stateSurvivesSaving() {
        enablePm();
        ports.out(0x602, 2, 0x101);
        ports.out(0x604, 2, 1);
        var out = new StateOut();
        pm.save(out);
        pm.reset();
        assertNull(ports.at(0x600));
        pm.load(new StateIn(out.values()));
        assertEquals(0x101, ports.in(0x602, 2));
        pm.pressPowerButton();
        assertTrue(irq[9]);
    }

    @Test
    void x87ErrorsRaiseIrq13UntilAnswered() {
        var logic = new FerrLogic(level -> irq[13] = level);
        ports.claim(FerrLogic.PORT, FerrLogic.PORTS, logic);
        logic.ferr().set(true);
        assertTrue(irq[13]);
        ports.out(0xf1, 1, 0);
        assertTrue(irq[13]);
        ports.out(0xf0, 1, 0);
        assertFalse(irq[13]);
        logic.ferr().set(true);
        assertFalse(irq[13], "the same error");
        logic.ferr().set(false);
        logic.ferr().set(true);
        assertTrue(irq[13], "the next one");
    }

    @Test
    void anyWriteIsSurvived() {
        var r = new Random(86);
        enablePm();
        for (int i = 0; i < 20_000; i++) {
            config(r.nextInt(4), r.nextInt(256) & ~3, 4, r.nextInt());
            ports.out(r.nextInt(0x10000), 1 << r.nextInt(3), r.nextInt());
            ports.in(0x600 + r.nextInt(64), 1 << r.nextInt(3));
            if (i % 100 == 0) advance(r.nextInt(1 << 30));
        }
        pm.view();
        isa.view();
    }
}
