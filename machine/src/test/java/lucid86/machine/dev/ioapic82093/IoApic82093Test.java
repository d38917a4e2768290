package lucid86.machine.dev.ioapic82093;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import lucid86.machine.dev.SavedState;
import lucid86.machine.dev.apic.ApicBus;
import lucid86.machine.dev.apic.CpuPins;
import lucid86.machine.dev.apic.LocalApic;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.save.StateIn;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

/** The I/O APIC with a local APIC at the other end of its bus. */
class IoApic82093Test {
    private static final int EOI = 0xb0, SVR = 0xf0, MASKED = 0x10000, LEVEL = 0x8000, REMOTE_IRR = 0x4000;

    private final ApicBus bus = new ApicBus();
    private boolean intr;
    private final List<String> pulses = new ArrayList<>();
    private final LocalApic local = new LocalApic(new TestClock().scheduler, new MemoryMap(1 << 20, 0), bus, 0, new CpuPins() {
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
    }, () -> 0x77);
    private final IoApic82093 io = new IoApic82093(bus);

    IoApic82093Test() {
        local.write(SVR, 4, 0x1ff);
    }

    private int get(int index) {
        io.write(0, 4, index);
        return io.read(0x10, 4);
    }

    private void set(int index, int v) {
        io.write(0, 4, index);
        io.write(0x10, 4, v);
    }

    private void entry(int pin, int low) {
        set(0x10 + 2 * pin, low);
    }

    private int entry(int pin) {
        return get(0x10 + 2 * pin);
    }

    private void eoi() {
        local.write(EOI, 4, 0);
    }

    @Test
    void identifiesItself() {
        assertEquals(0x170011, get(1));
        set(0, 0xffffffff);
        assertEquals(0x0f000000, get(0));
        assertEquals(0x0f000000, get(2));
        for (int pin = 0; pin < 24; pin++) assertEquals(MASKED, entry(pin));
        assertEquals(0, get(0x40));
        set(0x40, -1);
    }

    @Test
    void edgesAreSentOnceAndLostWhileMasked() {
        entry(4, 0x34);
        io.line(4).set(true);
        assertEquals(0x34, local.acknowledge());
        eoi();
        assertFalse(intr);
        io.line(4).set(true);
        assertFalse(intr, "no edge");
        entry(4, MASKED | 0x34);
        io.line(4).set(false);
        io.line(4).set(true);
        entry(4, 0x34);
        assertFalse(intr, "that edge is lost");
        io.line(4).set(false);
        io.line(4).set(true);
        assertTrue(intr);
    }

    @Test
    void levelsAreSentAgainAfterEoiWhileTheyLast() {
        io.line(16).set(true);
        entry(16, LEVEL | 0x51);
        assertEquals(LEVEL | REMOTE_IRR | 0x51, entry(16), "unmasked with the line asserted: sent at once");
        assertEquals(0x51, local.acknowledge());
        assertFalse(intr);
        eoi();
        assertEquals(0x51, local.acknowledge());
        io.line(16).set(false);
        eoi();
        assertFalse(intr);
        assertEquals(LEVEL | 0x51, entry(16));
        io.line(16).set(true);
        assertTrue(intr);
    }

    @Test
    void maskingALevelKeepsRemoteIrrAndMakingItAnEdgeClearsIt() {
        entry(17, LEVEL | 0x52);
        io.line(17).set(true);
        entry(17, MASKED | LEVEL | 0x52);
        assertEquals(MASKED | LEVEL | REMOTE_IRR | 0x52, entry(17));
        assertEquals(0x52, local.acknowledge());
        eoi();
        assertFalse(intr, "masked");
        entry(17, LEVEL | 0x52);
        assertTrue(intr);
        entry(17, MASKED | 0x52);
        entry(17, MASKED | LEVEL | 0x52);
        assertEquals(0, entry(17) & REMOTE_IRR);
    }

    @Test
    void twoInputsMayShareAVector() {
        entry(18, LEVEL | 0x61);
        entry(19, LEVEL | 0x61);
        io.line(18).set(true);
        io.line(19).set(true);
        assertEquals(0x61, local.acknowledge());
        io.line(18).set(false);
        eoi();
        assertEquals(0x61, local.acknowledge(), "the other one still asks");
        io.line(19).set(false);
        eoi();
        assertFalse(intr);
    }

    @Test
    void aLevelNobodyTakesStaysPending() {
        set(0x10 + 2 * 20 + 1, 0x05000000);
        entry(20, LEVEL | 0x66);
        io.line(20).set(true);
        assertEquals(LEVEL | 0x66, entry(20));
        set(0x10 + 2 * 20 + 1, 0);
        entry(20, LEVEL | 0x66);
        assertEquals(0x66, local.acknowledge());
    }

    @Test
    void otherDeliveryModes() {
        entry(1, 0x400);
        entry(3, LEVEL | 0x200);
        entry(5, 0x700);
        io.line(1).set(true);
        io.line(3).set(true);
        assertEquals(List.of("nmi", "smi"), pulses);
        assertEquals(0, entry(3) & REMOTE_IRR);
        io.line(5).set(true);
        assertEquals(0x77, local.acknowledge());
        assertFalse(intr);
    }

    @Test
    void survivesAnythingAndRestores() {
        long seed = Long.getLong("lucid86.seed", System.nanoTime());
        var random = new Random(seed);
        try {
            for (int i = 0; i < 20_000; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> io.line(random.nextInt(24)).set(random.nextBoolean());
                    case 1 -> {
                        if (intr) local.acknowledge();
                    }
                    case 2 -> eoi();
                    case 3 -> io.write(random.nextInt(0x50), 1 << random.nextInt(3), random.nextInt());
                    case 4 -> assertEquals(get(random.nextInt(0x44)), io.peek(0x10, 4));
                    default -> entry(random.nextInt(24), random.nextInt() & (random.nextBoolean() ? -1 : 0x80ff));
                }
                if (i % 1000 == 0) SavedState.transfer(io, new IoApic82093(new ApicBus()));
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void damagedStatesAreRefused() {
        var values = new HashMap<>(SavedState.values(io));
        values.put("high", new int[23]);
        assertThrows(IllegalArgumentException.class, () -> io.load(new StateIn(values)));
        assertThrows(IllegalArgumentException.class, () -> io.line(24));
    }
}
