package lucid86.machine.dev.kbc8042;

import java.util.Arrays;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * What keyboard and mouse have in common: answers to commands go out before events, a self-test takes time, the byte sent
 * last can be asked for again. The controller takes bytes with {@link #take} and is told by {@link #attach} when there are
 * new ones.
 */
public abstract sealed class Ps2Device permits Ps2Keyboard, Ps2Mouse {
    static final int ACK = 0xfa, RESEND = 0xfe, SELF_TEST_PASSED = 0xaa;

    /** Real devices need 300 to 750 ms; shorter for the reason given in {@link Kbc8042}. */
    private static final long SELF_TEST_NS = 500_000;

    final Scheduler scheduler;
    private final String prefix;
    private final Timer selfTest;
    /** Answers to commands, which get at most four bytes each; more than a few unread ones get lost. */
    private final Bytes replies = new Bytes(16);
    /** Scan codes or movement packets. */
    final Bytes events;
    private int lastSent = SELF_TEST_PASSED;
    private Runnable wake = () -> {};

    /** A small queue of bytes that refuses what does not fit. */
    static final class Bytes {
        private final byte[] ring;
        private int head;
        private int size;

        Bytes(int capacity) {
            ring = new byte[capacity];
        }

        int room() {
            return ring.length - size;
        }

        boolean isEmpty() {
            return size == 0;
        }

        void add(int b) {
            if (size < ring.length) ring[(head + size++) % ring.length] = (byte) b;
        }

        int poll() {
            int b = ring[head] & 0xff;
            head = (head + 1) % ring.length;
            size--;
            return b;
        }

        void clear() {
            size = 0;
        }

        byte[] toArray() {
            var all = new byte[size];
            for (int i = 0; i < size; i++) all[i] = ring[(head + i) % ring.length];
            return all;
        }

        void restore(byte[] saved, String what) {
            if (saved.length > ring.length) throw new IllegalArgumentException("saved " + what + " holds " + saved.length + " bytes");
            head = 0;
            size = saved.length;
            System.arraycopy(saved, 0, ring, 0, size);
        }

        @Override
        public String toString() {
            var s = new StringBuilder();
            for (byte b : toArray()) s.append(s.isEmpty() ? "" : " ").append(String.format("%02x", b));
            return s.toString();
        }
    }

    Ps2Device(Scheduler scheduler, String prefix, int eventBytes) {
        this.scheduler = scheduler;
        this.prefix = prefix;
        events = new Bytes(eventBytes);
        selfTest = scheduler.timer("kbc8042." + prefix + ".selftest", this::selfTestDone);
    }

    /** @param onBytes called when bytes became ready to be taken */
    void attach(Runnable onBytes) {
        wake = onBytes;
    }

    boolean hasBytes() {
        return !replies.isEmpty() || !events.isEmpty();
    }

    /** The next byte answers a command. */
    boolean answers() {
        return !replies.isEmpty();
    }

    /** The next byte of the serial line; only when {@link #hasBytes}. */
    int take() {
        lastSent = replies.isEmpty() ? events.poll() : replies.poll();
        if (events.isEmpty()) eventsSent();
        return lastSent;
    }

    /** A byte from the host arrives. */
    abstract void receive(int b);

    /** The event queue has run empty. */
    abstract void eventsSent();

    /** What the self-test reports after passing. */
    abstract int[] selfTestReport();

    /** All settings as after power-on. */
    abstract void setDefaults();

    void reply(int... bytes) {
        for (int b : bytes) replies.add(b);
        wake.run();
    }

    /** A command that arrives during the self-test ends it without a report. */
    void cancelSelfTest() {
        selfTest.cancel();
    }

    void resend() {
        reply(lastSent);
    }

    void eventsReady() {
        if (!events.isEmpty()) wake.run();
    }

    void startSelfTest() {
        events.clear();
        setDefaults();
        selfTest.arm(scheduler.now() + SELF_TEST_NS);
    }

    private void selfTestDone() {
        reply(selfTestReport());
    }

    /** Power-on: settings, queues, no self-test report. */
    void powerOn() {
        selfTest.cancel();
        replies.clear();
        events.clear();
        setDefaults();
    }

    String pendingText() {
        return replies + (events.isEmpty() ? "" : " | " + events);
    }

    void save(StateOut out) {
        out.putBytes(prefix + ".replies", replies.toArray());
        out.putBytes(prefix + ".events", events.toArray());
        out.putInt(prefix + ".lastSent", lastSent);
        selfTest.save(out);
    }

    void load(StateIn in) {
        replies.restore(in.getBytes(prefix + ".replies"), prefix + ".replies");
        events.restore(in.getBytes(prefix + ".events"), prefix + ".events");
        lastSent = in.getInt(prefix + ".lastSent", 0, 255);
        selfTest.load(in);
    }

    /** A saved array of a known length. */
    static int[] ints(StateIn in, String name, int length) {
        int[] v = in.getInts(name);
        if (v.length != length) throw new IllegalArgumentException("saved " + name + " has " + v.length + " values: " + Arrays.toString(v));
        return v;
    }
}
