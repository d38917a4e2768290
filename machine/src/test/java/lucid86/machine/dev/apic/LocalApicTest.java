package lucid86.machine.dev.apic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import lucid86.machine.dev.SavedState;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.save.StateIn;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

class LocalApicTest {
    private static final int ID = 0x20, TPR = 0x80, APR = 0x90, PPR = 0xa0, EOI = 0xb0, LDR = 0xd0, DFR = 0xe0, SVR = 0xf0, ISR = 0x100, TMR = 0x180;
    private static final int IRR = 0x200, ESR = 0x280, ICR = 0x300, ICR_HIGH = 0x310, LVT_TIMER = 0x320, LINT0 = 0x350, LINT1 = 0x360, LVT_ERROR = 0x370;
    private static final int INITIAL = 0x380, CURRENT = 0x390, DIVIDE = 0x3e0, MASKED = 0x10000;

    private final TestClock clock = new TestClock();
    private final MemoryMap map = new MemoryMap(1 << 20, 0);
    private final ApicBus bus = new ApicBus();
    private final List<Integer> ends = new ArrayList<>();
    private final Cpu cpu = new Cpu(), second = new Cpu();
    private final LocalApic apic = apic(0, cpu);

    /** What a CPU hears of its APIC. */
    private static final class Cpu implements CpuPins {
        boolean intr;
        final List<String> pulses = new ArrayList<>();

        @Override public void intr(boolean level) {
            intr = level;
        }

        @Override public void nmi() {
            pulses.add("nmi");
        }

        @Override public void smi() {
            pulses.add("smi");
        }

        @Override public void init() {
            pulses.add("init");
        }
    }

    LocalApicTest() {
        bus.listenEnds(ends::add);
    }

    private LocalApic apic(int id, Cpu pins) {
        return new LocalApic(clock.scheduler, map, bus, id, pins, () -> 0x70 + id);
    }

    private int get(int register) {
        int v = map.peek(apic.apicBase() & ~0xfffL | register, 4);
        assertEquals(v, map.read(apic.apicBase() & ~0xfffL | register, 4), "peek tells what a read returns");
        return v;
    }

    private void set(int register, int v) {
        map.write(apic.apicBase() & ~0xfffL | register, 4, v);
    }

    private void enable() {
        set(SVR, 0x1ff);
    }

    private boolean has(int set, int vector) {
        return (get(set + (vector >> 5) * 16) >>> (vector & 31) & 1) != 0;
    }

    private void send(int vector) {
        assertTrue(bus.send(new ApicMessage(DeliveryMode.FIXED, vector, 0, false, false)));
    }

    private void sendLevel(int vector) {
        assertTrue(bus.send(new ApicMessage(DeliveryMode.FIXED, vector, 0, false, true)));
    }

    // ---- virtual wire ------------------------------------------------------------------------------------------------------

    @Test
    void outOfResetThe8259sGetThrough() {
        apic.lint(0).set(true);
        assertTrue(cpu.intr);
        assertEquals(0x70, apic.acknowledge());
        assertTrue(cpu.intr, "INTR is a level");
        apic.lint(0).set(false);
        assertFalse(cpu.intr);
        assertEquals(0, get(ISR + 0x30), "the APIC does not count an external interrupt as in service");
    }

    @Test
    void maskingLint0HoldsThe8259sOffUntilItIsUnmasked() {
        enable();
        set(LINT0, 0x10700);
        apic.lint(0).set(true);
        assertFalse(cpu.intr);
        set(LINT0, 0x8700);
        assertTrue(cpu.intr);
        set(TPR, 0xff);
        assertTrue(cpu.intr, "task priority does not hold external interrupts off");
    }

    @Test
    void switchedOffItIsNotThere() {
        apic.setApicBase(0xfee00100L);
        assertEquals(-1, map.read(0xfee00020L, 4));
        apic.lint(0).set(true);
        assertTrue(cpu.intr);
        apic.lint(1).set(true);
        assertEquals(List.of("nmi"), cpu.pulses, "LINT1 is the NMI pin");
        assertFalse(bus.send(new ApicMessage(DeliveryMode.FIXED, 0x40, 0, false, false)));
        apic.setApicBase(0xfee00900L);
        assertEquals(0x50014, get(0x30));
    }

    @Test
    void registersMoveWithTheBase() {
        apic.setApicBase(0x20000L | 0x900);
        set(TPR, 0x35);
        assertEquals(0x35, map.read(0x20080L, 4));
        assertEquals(-1, map.read(0xfee00080L, 4));
        apic.reset();
        assertEquals(0xfee00900L, apic.apicBase());
        assertEquals(-1, map.read(0x20080L, 4), "not there any more");
        apic.setApicBase(0xf_0000_0900L);
        assertEquals(-1, map.read(0xfee00080L, 4), "above 4 GiB nobody reaches it");
    }

    // ---- priorities --------------------------------------------------------------------------------------------------------

    @Test
    void highestVectorFirstAndOnlyAboveWhatIsInService() {
        enable();
        send(0x31);
        send(0x52);
        assertTrue(cpu.intr);
        assertEquals(0x52, apic.acknowledge());
        assertFalse(cpu.intr, "31h waits for 52h to end");
        assertEquals(0x50, get(PPR));
        send(0x5f);
        assertFalse(cpu.intr, "same class");
        send(0x60);
        assertEquals(0x60, apic.acknowledge());
        assertTrue(has(ISR, 0x52) && has(ISR, 0x60) && has(IRR, 0x31) && has(IRR, 0x5f));
        set(EOI, 0);
        assertFalse(cpu.intr);
        set(EOI, 0);
        assertEquals(0x5f, apic.acknowledge());
        set(EOI, 0);
        assertEquals(0x31, apic.acknowledge());
        set(EOI, 0);
        assertEquals(0, get(PPR));
        assertTrue(ends.isEmpty(), "edge-triggered interrupts are not broadcast");
    }

    @Test
    void taskPriorityHoldsBackItsClassAndBelow() {
        enable();
        set(TPR, 0x45);
        send(0x4f);
        assertFalse(cpu.intr);
        assertEquals(0x45, get(PPR));
        set(TPR, 0x3f);
        assertTrue(cpu.intr);
        set(TPR, 0x4f);
        assertFalse(cpu.intr);
        assertEquals(0xff, apic.acknowledge(), "spurious: the request was withdrawn");
        assertFalse(has(ISR, 0xff));
        assertEquals(0x40, get(APR) & 0xf0);
    }

    @Test
    void levelTriggeredInterruptsTellTheIoApicsWhenTheyEnd() {
        enable();
        sendLevel(0x61);
        send(0x41);
        assertTrue(has(TMR, 0x61));
        assertFalse(has(TMR, 0x41));
        assertEquals(0x61, apic.acknowledge());
        set(EOI, 0);
        assertEquals(List.of(0x61), ends);
        assertEquals(0x41, apic.acknowledge());
        set(EOI, 0);
        assertEquals(List.of(0x61), ends);
        set(EOI, 0);
        assertEquals(List.of(0x61), ends, "an end of nothing is nothing");
    }

    @Test
    void disabledBySoftwareItTakesNoVectorsButNmi() {
        assertFalse(bus.send(new ApicMessage(DeliveryMode.FIXED, 0x40, 0, false, false)));
        assertTrue(bus.send(new ApicMessage(DeliveryMode.NMI, 0, 0, false, false)));
        assertEquals(List.of("nmi"), cpu.pulses);
        enable();
        set(LVT_TIMER, 0x40);
        set(SVR, 0xff);
        assertEquals(MASKED | 0x40, get(LVT_TIMER));
        set(LVT_TIMER, 0x40);
        assertEquals(MASKED | 0x40, get(LVT_TIMER), "masks cannot be cleared now");
    }

    // ---- errors ------------------------------------------------------------------------------------------------------------

    @Test
    void illegalVectorsAreErrors() {
        enable();
        set(LVT_ERROR, 0x33);
        set(ICR, 0x4000 | 0x0f | 1 << 18);
        assertEquals(0, get(ESR), "errors show after a write");
        set(ESR, 0);
        assertEquals(0x20, get(ESR));
        assertEquals(0x33, apic.acknowledge());
        assertFalse(bus.send(new ApicMessage(DeliveryMode.FIXED, 3, 0, false, false)));
        set(ESR, 0);
        assertEquals(0x40, get(ESR));
        set(ESR, 0);
        assertEquals(0, get(ESR));
        set(0x40, 1);
        set(ESR, 0);
        assertEquals(0x80, get(ESR), "illegal register");
    }

    @Test
    void anErrorInterruptWithAnIllegalVectorEnds() {
        enable();
        set(LVT_ERROR, 0x05);
        map.read(0xfee003a0L, 4);
        set(ESR, 0);
        assertEquals(0xc0, get(ESR));
    }

    // ---- interprocessor interrupts -----------------------------------------------------------------------------------------

    @Test
    void selfInterruptsByShorthandAndByDestination() {
        enable();
        set(ICR, 1 << 18 | 0x4041);
        assertEquals(0x41, apic.acknowledge());
        set(EOI, 0);
        set(ICR_HIGH, 0);
        set(ICR, 0x4042);
        assertEquals(0x42, apic.acknowledge());
        set(EOI, 0);
        set(ID, 0x05000000);
        set(ICR, 0x4043);
        assertFalse(cpu.intr, "nobody has ID 0 any more");
        set(ICR_HIGH, 0x05000000);
        set(ICR, 0x4043);
        assertEquals(0x43, apic.acknowledge());
        set(ICR, 0x4400);
        set(ICR, 0x4200);
        set(ICR, 0x4500);
        set(ICR, 0x8500);
        assertEquals(List.of("nmi", "smi", "init"), cpu.pulses, "INIT de-assert does nothing");
        set(ICR, 1 << 18 | 0x4500);
        set(ICR, 0x4608);
        assertEquals(3, cpu.pulses.size(), "no INIT to oneself by shorthand; a start-up finds nobody waiting");
    }

    @Test
    void logicalDestinationsFlatAndCluster() {
        var other = apic(1, second);
        enable();
        map.write(0xfee000f0L, 4, 0x1ff); // two regions lie over each other; the later one answers
        set(LDR, 0x01000000);
        apic.setApicBase(0x30000L | 0x900);
        enable();
        set(LDR, 0x02000000);
        assertTrue(other.isAddressed(logical(0x01)) && !apic.isAddressed(logical(0x01)));
        assertTrue(other.isAddressed(logical(0x03)) && apic.isAddressed(logical(0x03)));
        assertFalse(apic.isAddressed(logical(0xfd)));
        set(DFR, 0x0fffffff);
        assertEquals(0x0fffffff, get(DFR));
        set(LDR, 0x34000000);
        assertTrue(apic.isAddressed(logical(0x34)) && apic.isAddressed(logical(0x36)) && apic.isAddressed(logical(0xf4)));
        assertFalse(apic.isAddressed(logical(0x24)) || apic.isAddressed(logical(0x32)));
        assertTrue(apic.isAddressed(logical(0xff)));
    }

    private static ApicMessage logical(int to) {
        return new ApicMessage(DeliveryMode.FIXED, 0x40, to, true, false);
    }

    @Test
    void lowestPriorityGoesToWhoeverIsLessBusy() {
        enable();
        apic.setApicBase(0x30000L | 0x900);
        enable();
        var other = apic(1, second);
        map.write(0xfee000f0L, 4, 0x1ff);
        set(TPR, 0x20);
        assertTrue(bus.send(new ApicMessage(DeliveryMode.LOWEST_PRIORITY, 0x40, 0xff, false, false)));
        assertTrue(second.intr && !cpu.intr);
        assertEquals(0x40, other.acknowledge());
        map.write(0xfee00080L, 4, 0x50);
        assertTrue(bus.send(new ApicMessage(DeliveryMode.LOWEST_PRIORITY, 0x41, 0xff, false, false)));
        assertTrue(cpu.intr && !second.intr);
        apic.acknowledge();
        set(ICR, 3 << 18 | 0x4062);
        assertTrue(second.intr, "all but oneself");
        assertFalse(cpu.intr);
        set(ICR, 2 << 18 | 0x4072);
        assertTrue(cpu.intr, "all");
    }

    // ---- LINT pins ---------------------------------------------------------------------------------------------------------

    @Test
    void lint1RaisesNmiOnceForEachEdge() {
        enable();
        set(LINT1, 0x400);
        apic.lint(1).set(true);
        apic.lint(1).set(true);
        assertEquals(List.of("nmi"), cpu.pulses);
        apic.lint(1).set(false);
        apic.lint(1).set(true);
        assertEquals(2, cpu.pulses.size());
    }

    @Test
    void lint0AsALevelTriggeredInput() {
        enable();
        set(LINT0, 0x8055);
        apic.lint(0).set(true);
        assertEquals(0xc055, get(LINT0), "remote IRR");
        assertEquals(0x55, apic.acknowledge());
        assertFalse(cpu.intr);
        set(EOI, 0);
        assertEquals(0x55, apic.acknowledge(), "still asserted: again");
        apic.lint(0).set(false);
        set(EOI, 0);
        assertFalse(cpu.intr);
        assertEquals(0x8055, get(LINT0));
    }

    @Test
    void externalInterruptByMessageIsAcknowledgedOnce() {
        enable();
        set(LINT0, MASKED);
        assertTrue(bus.send(new ApicMessage(DeliveryMode.EXT_INT, 0, 0, false, false)));
        assertTrue(cpu.intr);
        assertEquals(0x70, apic.acknowledge());
        assertFalse(cpu.intr);
    }

    // ---- timer -------------------------------------------------------------------------------------------------------------

    @Test
    void oneShotTimerCountsDownAndStops() {
        enable();
        set(DIVIDE, 0x0b);
        set(LVT_TIMER, 0x40);
        set(INITIAL, 1000);
        clock.advance(400);
        assertEquals(600, get(CURRENT));
        clock.advance(599);
        assertFalse(cpu.intr);
        clock.advance(1);
        assertEquals(0x40, apic.acknowledge());
        set(EOI, 0);
        clock.advance(10_000);
        assertFalse(cpu.intr);
        assertEquals(0, get(CURRENT));
        assertEquals(1000, get(INITIAL));
    }

    @Test
    void everyDivisor() {
        int[] codes = {0xb, 0, 1, 2, 3, 8, 9, 0xa};
        enable();
        for (int i = 0; i < 8; i++) {
            set(DIVIDE, codes[i]);
            set(INITIAL, 100);
            clock.advance((30L << i) + (1L << i) - 1);
            assertEquals(70, get(CURRENT), "divide by " + (1 << i));
        }
    }

    @Test
    void periodicTimerGoesOnWithoutDrift() {
        enable();
        set(DIVIDE, 0x03);
        set(LVT_TIMER, 0x20040);
        set(INITIAL, 100);
        int seen = 0;
        for (int i = 1; i <= 10; i++) {
            clock.advanceTo(1600L * i - 1);
            assertFalse(cpu.intr);
            clock.advanceTo(1600L * i + 5);
            assertTrue(cpu.intr);
            assertEquals(0x40, apic.acknowledge());
            set(EOI, 0);
            seen++;
            assertEquals(100, get(CURRENT));
        }
        assertEquals(10, seen);
        set(INITIAL, 0);
        clock.advance(100_000);
        assertFalse(cpu.intr);
    }

    @Test
    void changingTheModeKeepsTheCount() {
        enable();
        set(DIVIDE, 0x0b);
        set(LVT_TIMER, 0x40);
        set(INITIAL, 1000);
        clock.advance(300);
        set(LVT_TIMER, 0x20040);
        assertEquals(700, get(CURRENT));
        clock.advance(750);
        assertEquals(950, get(CURRENT));
        set(LVT_TIMER, 0x40);
        clock.advance(950);
        assertEquals(0, get(CURRENT));
        set(LVT_TIMER, 0x20040);
        clock.advance(950);
        assertEquals(0, get(CURRENT), "a timer that has ended stays so");
    }

    @Test
    void aMaskedTimerRunsWithoutAnAlarm() {
        enable();
        set(DIVIDE, 0x0b);
        set(LVT_TIMER, 0x30040);
        set(INITIAL, 10);
        assertEquals(Long.MAX_VALUE, clock.scheduler.next());
        clock.advance(25);
        assertEquals(5, get(CURRENT));
        set(LVT_TIMER, 0x20040);
        assertEquals(30, clock.scheduler.next());
    }

    // ---- everything --------------------------------------------------------------------------------------------------------

    @Test
    void initKeepsIdAndBase() {
        enable();
        apic.setApicBase(0x30000L | 0x900);
        set(ID, 0x07000000);
        set(TPR, 0x20);
        apic.init();
        assertEquals(0x07000000, get(ID));
        assertEquals(0, get(TPR));
        assertEquals(0xff, get(SVR));
        assertEquals(0x700, get(LINT0));
        assertEquals(MASKED, get(LINT1));
    }

    @Test
    void oddAccessesAreHarmless() {
        enable();
        map.write(0xfee00081L, 1, 0x77);
        map.write(0xfee00080L, 2, 0x77);
        map.write(0xfee00084L, 4, 0x77);
        assertEquals(0, get(TPR));
        assertEquals(0x05, map.read(0xfee00032L, 2));
        assertEquals(0, map.read(0xfee00038L, 4));
    }

    @Test
    void survivesAnyRegisterWriteAndRestores() {
        long seed = Long.getLong("lucid86.seed", System.nanoTime());
        var random = new Random(seed);
        try {
            for (int i = 0; i < 20_000; i++) {
                int r = random.nextInt(0x40) << 4;
                switch (random.nextInt(8)) {
                    case 0 -> apic.lint(random.nextInt(2)).set(random.nextBoolean());
                    case 1 -> {
                        if (cpu.intr) {
                            int vector = apic.acknowledge();
                            assertTrue(vector >= 16 && vector < 256, "vector " + vector);
                        }
                    }
                    case 2 -> clock.advance(random.nextInt(20));
                    case 3 -> bus.send(new ApicMessage(DeliveryMode.of(random.nextInt(8)), random.nextInt(256), random.nextInt(256),
                            random.nextBoolean(), random.nextBoolean()));
                    case 4 -> get(r);
                    case 5 -> apic.setApicBase(0xfee00000L | (random.nextInt(20) == 0 ? 0x100 : 0x900));
                    default -> set(r, r == SVR ? random.nextInt(0x400) | 0xf0 : r == INITIAL ? random.nextInt(1000) : random.nextInt());
                }
                if (i % 1000 == 0) SavedState.transfer(apic, apic(0, new Cpu()));
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void damagedStatesAreRefused() {
        var values = new HashMap<>(SavedState.values(apic));
        values.put("lvt", new int[3]);
        assertThrows(IllegalArgumentException.class, () -> apic.load(new StateIn(values)));
    }

    @Test
    void aRestoredTimerGoesOn() {
        enable();
        set(DIVIDE, 0x0b);
        set(LVT_TIMER, 0x20040);
        set(INITIAL, 1000);
        clock.advance(1300);
        apic.acknowledge();
        set(EOI, 0);
        SavedState.transfer(apic, apic(0, second));
        clock.advance(699);
        assertFalse(second.intr);
        clock.advance(1);
        assertTrue(second.intr);
    }
}
