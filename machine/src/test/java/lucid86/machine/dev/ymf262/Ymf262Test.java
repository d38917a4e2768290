package lucid86.machine.dev.ymf262;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import lucid86.machine.dev.SavedState;
import lucid86.machine.dev.sound.Recording;
import lucid86.machine.dev.sound.SoundMixer;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

class Ymf262Test {
    private static final long SECOND = 1_000_000_000L;

    private final TestClock clock = new TestClock();
    private final SoundMixer mixer = new SoundMixer(clock.scheduler::now);
    private final Recording recording = new Recording();
    private final Ymf262 chip = new Ymf262(clock.scheduler, mixer, () -> 1, () -> 1);

    private void set(int register, int value) {
        int port = 0x388 + (register >> 8 << 1);
        chip.out(port, 1, register & 0xff);
        chip.out(port + 1, 1, value);
    }

    /** A plain sine on channel 0: the modulator without an attack, the carrier at full level with an organ's envelope. */
    private void sine(int frequency, int block) {
        set(0x20, 0x21);
        set(0x40, 0x3f);
        set(0x60, 0x00);
        set(0x80, 0x0f);
        set(0x23, 0x21);
        set(0x43, 0x00);
        set(0x63, 0xf0);
        set(0x83, 0x0f);
        set(0xa0, frequency & 0xff);
        set(0xb0, 0x20 | block << 2 | frequency >> 8);
    }

    private static double hz(int frequency, int block) {
        return frequency * 49_716.0 * (1 << block) / (1 << 20);
    }

    private void advance(long ns) {
        clock.advance(ns);
        mixer.catchUp();
    }

    @Test
    void aSineSoundsAtItsFrequencyAndNothingElse() {
        mixer.connect(Optional.of(recording));
        sine(580, 4);
        advance(SECOND);
        double f = hz(580, 4);
        assertEquals(440, f, 0.5);
        assertEquals(0.25, recording.tone(f, 2205), 0.01);
        for (int k = 2; k < 6; k++) assertTrue(recording.tone(f * k, 2205) < 0.003, "harmonic " + k);
        set(0xb0, 0x10 | 580 >> 8);
        advance(SECOND);
        assertTrue(recording.peak(60_000) < 0.001, "released");
    }

    @Test
    void aModulatorMakesHarmonicsAndATotalLevelIsThreeQuartersOfADecibel() {
        mixer.connect(Optional.of(recording));
        sine(580, 4);
        set(0x43, 8);
        advance(SECOND);
        double f = hz(580, 4), quiet = recording.tone(f, 2205);
        assertEquals(0.25 * Math.pow(10, -6 / 20.0), quiet, 0.005);
        set(0x40, 0x10);
        set(0x60, 0xf0);
        set(0xb0, 0);
        set(0xb0, 0x20 | 4 << 2 | 580 >> 8);
        int from = recording.frames() + 2205;
        advance(SECOND);
        assertTrue(recording.tone(2 * f, from) > 0.02);
    }

    @Test
    void attackAndDecayTakeTheirTime() {
        mixer.connect(Optional.of(recording));
        sine(580, 4);
        set(0xb0, 0);
        advance(SECOND);
        // Decay rate 8 without key scaling at block 4: 8 * 4 + 2, 96 dB in 39.28 s / 2^7 / 1.5 = 0.205 s.
        set(0x63, 0xf8);
        set(0x83, 0xff);
        set(0xb0, 0x20 | 4 << 2 | 580 >> 8);
        int start = recording.frames();
        advance(SECOND / 100);
        assertTrue(recording.peak(start) > 0.15);
        int later = recording.frames();
        advance(SECOND / 10);
        assertTrue(recording.peak(recording.frames() - 441) < 0.25 * Math.pow(10, -40 / 20.0));
        assertTrue(recording.peak(later) > 0.05);
    }

    @Test
    void panningAndTheSecondArrayNeedNew() {
        mixer.connect(Optional.of(recording));
        set(0x105, 1);
        sine(580, 4);
        set(0xc0, 0x20);
        advance(SECOND);
        double f = hz(580, 4);
        assertTrue(recording.tone(f, 2205) < 0.001);
        assertEquals(0.25, recording.toneRight(f, 2205), 0.01);
        set(0xb0, 0);
        set(0x123, 0x21);
        set(0x143, 0x00);
        set(0x163, 0xf0);
        set(0x183, 0x0f);
        set(0x140, 0x3f);
        set(0x1c0, 0x10);
        set(0x1a0, 0x81);
        set(0x1b0, 0x20 | 3 << 2 | 2);
        int from = recording.frames() + 4410;
        advance(SECOND);
        assertEquals(0.25, recording.tone(hz(0x281, 3), from), 0.01);
    }

    @Test
    void timersSetFlagsAtExactTimes() {
        set(4, 0x60);
        set(4, 0x80);
        assertEquals(0, chip.in(0x388, 1));
        set(2, 0xff);
        set(3, 0xfe);
        set(4, 0x03);
        advance(79_999);
        assertEquals(0, chip.in(0x388, 1));
        advance(1);
        assertEquals(0xc0, chip.in(0x388, 1));
        advance(560_000);
        assertEquals(0xe0, chip.in(0x388, 1));
        set(4, 0x80);
        assertEquals(0, chip.in(0x388, 1));
        advance(80_000);
        assertEquals(0xc0, chip.in(0x388, 1));
        set(4, 0x60);
        assertEquals(0, chip.in(0x388, 1), "masked");
    }

    @Test
    void drumsAndFourOperatorsSound() {
        mixer.connect(Optional.of(recording));
        set(0x105, 1);
        set(0x104, 1);
        for (int i = 0; i < 0x16; i++) {
            set(0x20 + i, 0x21);
            set(0x40 + i, 0x00);
            set(0x60 + i, 0xf4);
            set(0x80 + i, 0x0f);
        }
        for (int c = 0; c < 9; c++) {
            set(0xc0 + c, 0x30);
            set(0xa0 + c, 0x40 + c);
        }
        set(0xb0, 0x31);
        int from = recording.frames();
        advance(SECOND / 10);
        assertTrue(recording.peak(from) > 0.05, "four operators");
        set(0xb0, 0x11);
        advance(SECOND);
        for (int bit = 0; bit < 5; bit++) {
            from = recording.frames();
            set(0xbd, 0x20 | 1 << bit);
            advance(SECOND / 10);
            assertTrue(recording.peak(from) > 0.02, "drum " + bit);
            set(0xbd, 0x20);
            advance(SECOND);
        }
    }

    @Test
    void survivesAnyRegisterWriteAndRestores() {
        long seed = Long.getLong("lucid86.seed", System.nanoTime());
        var random = new Random(seed);
        mixer.connect(Optional.of(recording));
        try {
            for (int i = 0; i < 20_000; i++) {
                set(random.nextInt(512), random.nextInt(256));
                if (i % 10 == 0) advance(random.nextInt(200_000));
                if (i % 1000 == 0) SavedState.transfer(chip, new Ymf262(clock.scheduler, mixer, () -> 1, () -> 1));
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
