package lucid86.machine.dev.sb16;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lucid86.machine.dev.SavedState;
import lucid86.machine.dev.dma8237.Dma8237;
import lucid86.machine.dev.sound.Recording;
import lucid86.machine.dev.sound.SoundMixer;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.save.StateIn;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

/** The card with DMA controllers and memory, and nobody but the test to serve its interrupts. */
class Sb16Test {
    private static final long SECOND = 1_000_000_000L;

    private final TestClock clock = new TestClock();
    private final SoundMixer mixer = new SoundMixer(clock.scheduler::now);
    private final Recording recording = new Recording();
    private final MemoryMap map = new MemoryMap(1 << 20, 0);
    private final Dma8237 dma = new Dma8237(map);
    private final boolean[] irq = new boolean[16];
    private final List<Long> raised = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final Sb16 card = card();

    Sb16Test() {
        map.mapMemory("RAM", 0, 1 << 20, 0, Layer.RAM);
        dma.out(0xd6, 1, 0xc0);
        dma.out(0xd4, 1, 0x00);
    }

    private Sb16 card() {
        return new Sb16(clock.scheduler, mixer, n -> level -> {
            if (level && !irq[n]) raised.add(clock.now());
            irq[n] = level;
        }, dma::channel, Sb16.Settings.USUAL, log::add);
    }

    private void command(int... bytes) {
        for (int b : bytes) {
            assertEquals(0, card.in(0x22c, 1) & 0x80);
            card.out(0x22c, 1, b);
        }
    }

    private int answer() {
        assertEquals(0x80, card.in(0x22e, 1) & 0x80);
        return card.in(0x22a, 1);
    }

    private void mixer(int register, int value) {
        card.out(0x224, 1, register);
        card.out(0x225, 1, value);
    }

    private int mixer(int register) {
        card.out(0x224, 1, register);
        return card.in(0x225, 1);
    }

    /** Channel 1 from memory, with or without autoinitialise. */
    private void dma1(int address, int bytes, boolean again) {
        dma.out(0x0a, 1, 5);
        dma.out(0x0c, 1, 0);
        dma.out(0x0b, 1, again ? 0x59 : 0x49);
        dma.out(0x02, 1, address & 0xff);
        dma.out(0x02, 1, address >> 8 & 0xff);
        dma.out(0x83, 1, address >> 16);
        dma.out(0x03, 1, bytes - 1 & 0xff);
        dma.out(0x03, 1, bytes - 1 >> 8);
        dma.out(0x0a, 1, 1);
    }

    private void dma5(int address, int words) {
        dma.out(0xd4, 1, 5);
        dma.out(0xd8, 1, 0);
        dma.out(0xd6, 1, 0x59);
        dma.out(0xc4, 1, address >> 1 & 0xff);
        dma.out(0xc4, 1, address >> 9 & 0xff);
        dma.out(0x8b, 1, address >> 16);
        dma.out(0xc6, 1, words - 1 & 0xff);
        dma.out(0xc6, 1, words - 1 >> 8);
        dma.out(0xd4, 1, 1);
    }

    private void advance(long ns) {
        advanceTo(clock.now() + ns);
    }

    private void advanceTo(long ns) {
        clock.advanceTo(ns);
        mixer.catchUp();
    }

    @Test
    void resetAndIdentification() {
        card.out(0x226, 1, 1);
        card.out(0x226, 1, 0);
        assertEquals(0xaa, answer());
        command(0xe1);
        assertEquals(4, answer());
        assertEquals(5, answer());
        command(0xe0, 0x5a);
        assertEquals(0xa5, answer());
        command(0xe4, 0x77, 0xe8);
        assertEquals(0x77, answer());
        command(0xe3);
        var s = new StringBuilder();
        for (int c = answer(); c != 0; c = answer()) s.append((char) c);
        assertTrue(s.toString().startsWith("COPYRIGHT"));
        command(0xd1, 0xd8);
        assertEquals(0xff, answer());
        assertEquals(0, card.in(0x22e, 1) & 0x80);
        command(0x03, 0x03);
        assertEquals(1, log.size(), "told once");
    }

    @Test
    void singleCycleEndsExactlyAndOnce() {
        dma1(0x1000, 1000, false);
        command(0x40, 256 - 100); // 10 kHz
        command(0x14, 999 & 0xff, 999 >> 8);
        advance(SECOND / 10 - 1);
        assertTrue(raised.isEmpty());
        advance(1);
        assertEquals(List.of(SECOND / 10), raised);
        assertTrue(irq[5]);
        assertEquals(0x21, mixer(0x82));
        card.in(0x22e, 1);
        assertFalse(irq[5]);
        assertEquals(0x20, mixer(0x82));
        advance(SECOND);
        assertEquals(1, raised.size());
    }

    @Test
    void autoInitGoesOnFromBlockToBlock() {
        dma1(0x1000, 2000, true);
        command(0x41, 10_000 >> 8, 10_000 & 0xff);
        command(0x48, 999 & 0xff, 999 >> 8, 0x1c);
        for (int i = 1; i <= 5; i++) {
            advanceTo(SECOND / 10 * i);
            assertTrue(irq[5], "block " + i);
            card.in(0x22e, 1);
        }
        command(0xda);
        advance(SECOND);
        assertEquals(6, raised.size(), "the block that ran is the last");
    }

    @Test
    void aPauseInterruptsWhenItIsOver() {
        command(0x40, 156, 0x80, 99, 0);
        advance(SECOND / 100 - 1);
        assertTrue(raised.isEmpty());
        advance(1);
        assertTrue(irq[5]);
    }

    @Test
    void pauseHoldsTheBlockAndAMaskedChannelStarvesIt() {
        dma1(0x1000, 1000, true);
        command(0x41, 10_000 >> 8, 10_000 & 0xff, 0xc6, 0x00, 999 & 0xff, 999 >> 8);
        advance(SECOND / 20);
        command(0xd0);
        advance(SECOND);
        assertTrue(raised.isEmpty());
        command(0xd4);
        dma.out(0x0a, 1, 5);
        advance(SECOND);
        assertTrue(raised.isEmpty());
        dma.out(0x0a, 1, 1);
        advance(SECOND / 20);
        assertEquals(1, raised.size());
    }

    @Test
    void sixteenBitStereoSoundsOnBothSides() {
        // One second of 500 Hz left, 750 Hz right, 20 periods of the common one in a buffer.
        int frames = 22_050 * 2 / 25;
        for (int i = 0; i < frames; i++) {
            map.write(0x20000 + 4L * i, 2, (int) (Math.sin(2 * Math.PI * 500 * i / 22_050) * 16_000));
            map.write(0x20002 + 4L * i, 2, (int) (Math.sin(2 * Math.PI * 750 * i / 22_050) * 16_000));
        }
        mixer.connect(Optional.of(recording));
        mixer(0x30, 0xf8);
        mixer(0x31, 0xf8);
        mixer(0x32, 0xf8);
        mixer(0x33, 0xf8);
        dma5(0x20000, 2 * frames);
        int n = 2 * frames - 1;
        command(0x41, 22_050 >> 8, 22_050 & 0xff, 0xb6, 0x30, n & 0xff, n >> 8);
        advance(SECOND);
        assertEquals(1, raised.size(), "the line stays up until it is acknowledged");
        assertEquals(0x22, mixer(0x82));
        assertTrue(irq[5]);
        card.in(0x22f, 1);
        assertFalse(irq[5]);
        assertEquals(0.488, recording.tone(500, 4410), 0.01);
        assertEquals(0.488, recording.toneRight(750, 4410), 0.01);
        assertTrue(recording.tone(750, 4410) < 0.003 && recording.toneRight(500, 4410) < 0.003);
        assertTrue(recording.tone(1000, 4410) < 0.005, "no gaps");
        mixer(0x32, 0);
        int from = recording.frames();
        advance(SECOND / 2);
        assertTrue(recording.tone(500, from) < 0.001, "muted left");
        assertTrue(recording.toneRight(750, from) > 0.4);
    }

    @Test
    void interruptAndDmaCanBeChosen() {
        assertEquals(0xf2, mixer(0x80));
        assertEquals(0x22, mixer(0x81));
        command(0xf2);
        assertTrue(irq[5]);
        mixer(0x80, 0x04);
        assertFalse(irq[5]);
        assertTrue(irq[7]);
        card.in(0x22e, 1);
        mixer(0x81, 0x08 | 0x80);
        dma.out(0x0b, 1, 0x43 | 8);
        dma.out(0x06, 1, 0);
        dma.out(0x06, 1, 0x10);
        dma.out(0x07, 1, 99);
        dma.out(0x07, 1, 0);
        dma.out(0x0a, 1, 3);
        command(0x40, 156, 0x14, 99, 0);
        advance(SECOND / 100);
        assertTrue(irq[7]);
        assertEquals(8, dma.in(8, 1) & 8, "channel 3 came to its end");
    }

    @Test
    void oldMixerRegistersShowTheNewOnes() {
        mixer(0x22, 0xa5);
        assertEquals(0xa8, mixer(0x30));
        assertEquals(0x58, mixer(0x31));
        assertEquals(0xa5, mixer(0x22));
        mixer(0, 0);
        assertEquals(0xc0, mixer(0x30));
        assertEquals(0xf2, mixer(0x80), "a mixer reset keeps the resources");
    }

    @Test
    void theMidiPortKnowsUartMode() {
        var midi = card.midi();
        assertEquals(0xbf, midi.in(0x331, 1), "nothing to read, ready");
        midi.out(0x331, 1, 0xff);
        assertEquals(0x3f, midi.in(0x331, 1));
        assertEquals(0xfe, midi.in(0x330, 1));
        assertEquals(0xbf, midi.in(0x331, 1));
        midi.out(0x331, 1, 0x3f);
        assertEquals(0xfe, midi.in(0x330, 1));
        midi.out(0x330, 1, 0x90);
        midi.out(0x331, 1, 0x3f);
        assertEquals(0xbf, midi.in(0x331, 1), "no commands in UART mode");
        midi.out(0x331, 1, 0xff);
        assertEquals(0xbf, midi.in(0x331, 1), "the reset out of it is not acknowledged");
        midi.out(0x331, 1, 0xff);
        assertEquals(0xfe, midi.in(0x330, 1));
    }

    @Test
    void wrongSettingsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Sb16.Settings(0x230, 5, 1, 5));
        assertThrows(IllegalArgumentException.class, () -> new Sb16.Settings(0x220, 4, 1, 5));
        assertThrows(IllegalArgumentException.class, () -> new Sb16.Settings(0x220, 5, 2, 5));
        assertThrows(IllegalArgumentException.class, () -> new Sb16.Settings(0x220, 5, 1, 4));
    }

    @Test
    void aRestoredTransferGoesOn() {
        dma1(0x1000, 2000, true);
        command(0x41, 10_000 >> 8, 10_000 & 0xff, 0x48, 999 & 0xff, 999 >> 8, 0x1c, 0x48, 1);
        advance(SECOND / 20);
        var copy = card();
        SavedState.transfer(card, copy);
        card.reset();
        advance(SECOND / 20);
        assertEquals(List.of(SECOND / 10), raised);
    }

    @Test
    void survivesAnythingAndRestores() {
        long seed = Long.getLong("lucid86.seed", System.nanoTime());
        var random = new Random(seed);
        mixer.connect(Optional.of(recording));
        try {
            for (int i = 0; i < 20_000; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> advance(random.nextInt(2_000_000));
                    case 1 -> card.in(0x220 + random.nextInt(16), 1);
                    case 2 -> {
                        card.midi().out(0x330 + random.nextInt(2), 1, random.nextInt(256));
                        card.out(0x22c, 1, random.nextBoolean() ? random.nextInt(256) : 0xb0 + random.nextInt(32));
                    }
                    case 3 -> dma.out(random.nextBoolean() ? random.nextInt(16) : 0xc0 + random.nextInt(32), 1, random.nextInt(256));
                    default -> card.out(0x220 + random.nextInt(16), 1, random.nextInt(256));
                }
                if (i % 500 == 0) SavedState.transfer(card, card());
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void damagedStatesAreRefused() {
        var values = new HashMap<>(SavedState.values(card));
        values.put("transfer", new int[] {1, 99, 1, 1, 1, 1});
        assertThrows(IllegalArgumentException.class, () -> card.load(new StateIn(values)));
    }
}
