package lucid86.machine.dev.pit8254;

import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;

/**
 * System control port B, in the PC/XT a port of the 8255 (Intel 82371SB data sheet, "NMI status and control register"):
 * bit 0 gate of counter 2, bit 1 speaker data, bits 2 and 3 mask SERR# and IOCHK# (stored), bit 4 toggles with each
 * refresh, bit 5 OUT of counter 2, bits 6 and 7 (the NMI sources) read 0: no device here asserts them.
 *
 * <p>Port: 61h.
 */
public final class Port61 implements Device, BytePortDevice {
    public static final int PORT = 0x61;

    private static final int REFRESH_CLOCKS = 18;

    /** The speaker's diaphragm: high while speaker data is on and counter 2's OUT is high. */
    public interface SpeakerListener {
        /** A change of level at an exact virtual time in nanoseconds. Times never decrease. */
        void changed(long ns, boolean high);
    }

    private final Scheduler scheduler;
    private final Pit8254 pit;
    private final SpeakerListener speaker;
    private int control;
    private boolean high;
    private long lastEdge;

    public Port61(Scheduler scheduler, Pit8254 pit, SpeakerListener speaker) {
        this.scheduler = scheduler;
        this.pit = pit;
        this.speaker = speaker;
        pit.listenOut2((ns, level) -> drive(ns, level));
    }

    private void drive(long ns, boolean out2) {
        boolean now = out2 && (control & 2) != 0;
        if (now == high) return;
        high = now;
        lastEdge = Math.max(lastEdge, ns);
        speaker.changed(lastEdge, now);
    }

    @Override
    public int peek(int port) {
        boolean refresh = (Pit8254.CLOCK.ticks(scheduler.now()) / REFRESH_CLOCKS & 1) != 0;
        return control | (refresh ? 0x10 : 0) | (pit.out2() ? 0x20 : 0);
    }

    @Override
    public int read(int port) {
        return peek(port);
    }

    @Override
    public void write(int port, int value) {
        control = value & 0x0f;
        pit.setGate2((value & 1) != 0);
        pit.watchOut2((value & 2) != 0);
        drive(scheduler.now(), pit.out2());
    }

    @Override
    public String name() {
        return "port61";
    }

    @Override
    public void reset() {
        write(PORT, 0);
    }

    @Override
    public DeviceView view() {
        return DeviceView.of("System control port B")
                .hex8("port 61h", peek(PORT))
                .flag("gate 2", (control & 1) != 0)
                .flag("speaker data", (control & 2) != 0)
                .flag("speaker level", high)
                .build();
    }

    @Override
    public void save(StateOut out) {
        out.putInt("control", control);
        out.putBoolean("high", high);
        out.putLong("lastEdge", lastEdge);
    }

    @Override
    public void load(StateIn in) {
        control = in.getInt("control", 0, 15);
        high = in.getBoolean("high");
        lastEdge = in.getLong("lastEdge");
    }
}
