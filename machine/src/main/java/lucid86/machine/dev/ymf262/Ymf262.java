package lucid86.machine.dev.ymf262;

import java.util.function.DoubleSupplier;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.dev.sound.SoundMixer;
import lucid86.machine.dev.sound.SoundSource;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.io.SoundSink;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;

/**
 * Yamaha YMF262 FM synthesizer, OPL3 (its data sheet, and the YM3812 application manual for what it inherits).
 *
 * <p>Modelled: both register arrays; 18 channels of two operators or 6 of four, rhythm mode, eight waveforms, feedback,
 * envelopes with key scaling, tremolo, vibrato, panning; OPL2 behaviour until NEW is set; the two timers with their
 * status, exact in virtual time. Envelope times are those of the manual's tables; the chip's steps within them are not
 * reproduced. Not modelled: the interrupt pin (sound cards leave it open), the two further outputs, CSM speech mode, the
 * LSI test bits.
 *
 * <p>What registers say is saved; how far a wave or an envelope has come is not, since the guest cannot know: after a
 * restore, held notes start afresh.
 *
 * <p>Four ports: address and data of the first array, of the second; any of the first of each pair reads the status.
 */
public final class Ymf262 implements Device, BytePortDevice, SoundSource {
    /** Where AdLib put it. */
    public static final int PORT = 0x388, PORTS = 4;
    /** Frames a second at the chip's 14.318 MHz clock. */
    static final int NATIVE_RATE = 49_716;
    private static final int TIMER_1 = 2, TIMER_2 = 3, TIMER_CONTROL = 4;
    private static final int RESET_FLAGS = 0x80;
    /** Nanoseconds a timer's unit takes. */
    private static final long[] UNITS = {80_000, 320_000};
    /** Full scale: a few channels at full level together. */
    private static final float SCALE = 1 / 16_384f;

    private final Scheduler scheduler;
    private final SoundMixer mixer;
    private final DoubleSupplier leftVolume, rightVolume;
    private final byte[] registers = new byte[512];
    private final FmSynthesizer synthesizer = new FmSynthesizer(registers);
    private int address;
    /** When each timer began to count, and its overflows that no longer count for the status. */
    private final long[] started = new long[2], seen = new long[2];
    /** Overflow flags of timers that were stopped since: bit 0 timer 1. */
    private int latched;
    private double position;
    private float lastLeft, lastRight, nextLeft, nextRight;

    /** Volumes are factors, 0 to 1. */
    public Ymf262(Scheduler scheduler, SoundMixer mixer, DoubleSupplier leftVolume, DoubleSupplier rightVolume) {
        this.scheduler = scheduler;
        this.mixer = mixer;
        this.leftVolume = leftVolume;
        this.rightVolume = rightVolume;
        mixer.add(this);
    }

    // ---- ports -----------------------------------------------------------------------------------------------------------

    @Override
    public int read(int port) {
        return peek(port);
    }

    @Override
    public int peek(int port) {
        return (port & 1) == 0 ? status() : 0xff;
    }

    @Override
    public void write(int port, int value) {
        if ((port & 1) == 0) {
            address = value | (port & 2) << 7;
            return;
        }
        // Until NEW is set, only the register that sets it answers in the second array.
        int at = address;
        if (at >= 0x100 && at != 0x105 && (registers[0x105] & 1) == 0) at &= 0xff;
        if (at >= TIMER_1 && at <= TIMER_CONTROL) {
            writeTimer(at, value);
            return;
        }
        mixer.catchUp();
        registers[at] = (byte) value;
        synthesizer.written(at);
    }

    // ---- timers ----------------------------------------------------------------------------------------------------------

    private boolean runs(int timer) {
        return (registers[TIMER_CONTROL] >> timer & 1) != 0;
    }

    private boolean masked(int timer) {
        return (registers[TIMER_CONTROL] & 0x40 >> timer) != 0;
    }

    private long overflows(int timer) {
        if (!runs(timer)) return 0;
        long period = (256 - (registers[TIMER_1 + timer] & 0xff)) * UNITS[timer];
        return (scheduler.now() - started[timer]) / period;
    }

    private boolean flag(int timer) {
        return !masked(timer) && ((latched >> timer & 1) != 0 || overflows(timer) > seen[timer]);
    }

    private int status() {
        int flags = (flag(0) ? 0x40 : 0) | (flag(1) ? 0x20 : 0);
        return flags != 0 ? flags | 0x80 : 0;
    }

    private void writeTimer(int at, int value) {
        if (at != TIMER_CONTROL) {
            settle(at - TIMER_1);
            registers[at] = (byte) value;
            restart(at - TIMER_1);
            return;
        }
        if ((value & RESET_FLAGS) != 0) {
            latched = 0;
            for (int t = 0; t < 2; t++) seen[t] = overflows(t);
            return;
        }
        for (int t = 0; t < 2; t++) settle(t);
        int before = registers[TIMER_CONTROL];
        registers[TIMER_CONTROL] = (byte) (value & 0x63);
        for (int t = 0; t < 2; t++) if (runs(t) && (before >> t & 1) == 0) restart(t);
    }

    /** Keeps a flag that has been set. */
    private void settle(int timer) {
        if (flag(timer)) latched |= 1 << timer;
        seen[timer] = overflows(timer);
    }

    private void restart(int timer) {
        started[timer] = scheduler.now();
        seen[timer] = 0;
    }

    // ---- sound -----------------------------------------------------------------------------------------------------------

    @Override
    public void mix(long firstFrame, int frames, float[] left, float[] right) {
        if (synthesizer.silent() && lastLeft == 0 && lastRight == 0 && nextLeft == 0 && nextRight == 0) return;
        float l = (float) leftVolume.getAsDouble() * SCALE, r = (float) rightVolume.getAsDouble() * SCALE;
        for (int i = 0; i < frames; i++) {
            position += (double) NATIVE_RATE / SoundSink.RATE;
            while (position >= 1) {
                position -= 1;
                synthesizer.frame();
                lastLeft = nextLeft;
                lastRight = nextRight;
                nextLeft = synthesizer.left();
                nextRight = synthesizer.right();
            }
            left[i] += l * (lastLeft + (float) position * (nextLeft - lastLeft));
            right[i] += r * (lastRight + (float) position * (nextRight - lastRight));
        }
    }

    // ---- device ----------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "ymf262";
    }

    @Override
    public void reset() {
        mixer.catchUp();
        java.util.Arrays.fill(registers, (byte) 0);
        address = latched = 0;
        synthesizer.stop();
        synthesizer.everything();
    }

    @Override
    public DeviceView view() {
        boolean opl3 = (registers[0x105] & 1) != 0;
        var b = DeviceView.of("YMF262 FM synthesizer");
        b.text("address", String.format("%03x", address)).text("mode", opl3 ? "OPL3" : "OPL2").hex8("status", status());
        b.hex8("timer 1", registers[TIMER_1], runs(0) ? "running" : "").hex8("timer 2", registers[TIMER_2], runs(1) ? "running" : "");
        b.hex8("rhythm", registers[0xbd], (registers[0xbd] & 0x20) != 0 ? "drums" : "");
        b.group("channels");
        for (int c = 0; c < (opl3 ? 18 : 9); c++) {
            int at = c / 9 * 256 + c % 9, high = registers[0xb0 + at], frequency = registers[0xa0 + at] & 0xff | (high & 3) << 8;
            double hz = frequency * (double) NATIVE_RATE * (1 << (high >> 2 & 7)) / (1 << 20);
            b.text("channel " + c, String.format("%.1f Hz", hz), (high & 0x20) != 0 ? "key on" : "");
        }
        return b.build();
    }

    @Override
    public void save(StateOut out) {
        out.putBytes("registers", registers);
        out.putInts("address", new int[] {address, latched});
        out.putLongs("timers", new long[] {started[0], started[1], seen[0], seen[1]});
    }

    @Override
    public void load(StateIn in) {
        int[] v = in.getInts("address");
        long[] t = in.getLongs("timers");
        if (v.length != 2 || t.length != 4) throw new IllegalArgumentException("saved ymf262 has the wrong number of values");
        in.getBytes("registers", registers);
        registers[TIMER_CONTROL] &= 0x63;
        address = v[0] & 0x1ff;
        latched = v[1] & 3;
        for (int i = 0; i < 2; i++) {
            started[i] = t[i];
            seen[i] = t[2 + i];
        }
        synthesizer.stop();
        synthesizer.everything();
    }
}
