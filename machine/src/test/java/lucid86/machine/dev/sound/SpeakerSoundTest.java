package lucid86.machine.dev.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import lucid86.machine.dev.pit8254.Pit8254;
import lucid86.machine.dev.pit8254.Port61;
import lucid86.machine.io.IrqLine;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

/** The timer, port 61h and the speaker together. */
class SpeakerSoundTest {
    private static final long SECOND = 1_000_000_000L;

    private final TestClock clock = new TestClock();
    private final SoundMixer mixer = new SoundMixer(clock.scheduler::now);
    private final Recording recording = new Recording();
    private final Pit8254 pit = new Pit8254(clock.scheduler, IrqLine.NONE);
    private final Port61 port61 = new Port61(clock.scheduler, pit, new SpeakerSound(mixer)::changed);

    private void beep(int divisor) {
        pit.out(0x43, 1, 0xb6);
        pit.out(0x42, 1, divisor & 0xff);
        pit.out(0x42, 1, divisor >> 8);
        port61.out(0x61, 1, 3);
    }

    private void advance(long ns) {
        clock.advance(ns);
        mixer.catchUp();
    }

    @Test
    void aSquareWaveHasItsToneAndOddHarmonics() {
        mixer.connect(Optional.of(recording));
        beep(1193);
        advance(SECOND);
        assertEquals(44_100, recording.frames(), 2);
        double f = 1_193_182 / 1193.0;
        double first = recording.tone(f, 4410);
        // A square wave of amplitude 1/2 has a fundamental of 2/pi.
        assertEquals(0.25 * 2 / Math.PI, first, 0.01);
        assertEquals(first / 3, recording.tone(3 * f, 4410), 0.01);
        assertTrue(recording.tone(2 * f, 4410) < 0.002);
        assertTrue(recording.tone(1.5 * f, 4410) < 0.002);
        port61.out(0x61, 1, 0);
        advance(SECOND);
        assertTrue(recording.peak(60_000) < 0.001, "silence after a while");
    }

    @Test
    void pulsesFarAboveAreTheirMean() {
        mixer.connect(Optional.of(recording));
        // Mode 2 at 60 kHz: high but for one clock in 20, a constant to the ear.
        pit.out(0x43, 1, 0x94);
        pit.out(0x42, 1, 20);
        port61.out(0x61, 1, 3);
        advance(SECOND);
        assertTrue(recording.peak(22_050) < 0.05);
    }

    @Test
    void nobodyListening() {
        beep(1193);
        advance(SECOND);
        assertEquals(0, recording.frames());
        mixer.connect(Optional.of(recording));
        advance(SECOND / 2);
        assertEquals(22_050, recording.frames(), 450);
        assertTrue(recording.tone(1_193_182 / 1193.0, 2205) > 0.1);
        mixer.connect(Optional.empty());
        int n = recording.frames();
        advance(SECOND);
        assertEquals(n, recording.frames());
    }
}
