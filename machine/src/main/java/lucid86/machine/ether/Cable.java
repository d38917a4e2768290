package lucid86.machine.ether;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * A full-duplex cable with a card at one end and a switch port at the other. Frames take their time on the wire in each
 * direction; one that comes in while the card has no room waits at the switch, as flow control (IEEE 802.3x) does it.
 * Frames are complete, from the destination address to the last octet of data, without preamble and check sequence.
 *
 * <p>Emulation thread only. What comes from outside enters through {@link #arrive}, as an input event, so that the card's
 * end depends on virtual time alone.
 */
public final class Cable implements NetworkPort {
    /** Shortest and longest frame, octets without check sequence; the longest one has a VLAN tag. */
    public static final int SHORTEST = 60, LONGEST = 1518;
    /** Preamble, check sequence and gap between frames take the time of this many octets. */
    private static final int OVERHEAD = 8 + 4 + 12;
    /** Frames that wait at the switch; more are lost. */
    private static final int QUEUE = 512;

    /** The card at the inner end. */
    public interface Card {
        /** Whether the receiver takes or drops a frame of this many octets now; if not, it will call {@link Cable#roomMade}. */
        boolean readyFor(int length);

        /** A frame arrives, {@link #SHORTEST} to {@link #LONGEST} octets. The card may keep the array but not change it. */
        void receive(byte[] frame);
    }

    private final Scheduler scheduler;
    private final String name;
    private final long bitsPerSecond;
    private final Card card;
    private final Timer arrival;
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private Peer peer = _ -> {};
    private Optional<Listener> listener = Optional.empty();
    /** The first frame of the queue has come through the wire and waits for room. */
    private boolean held;
    private boolean quiet;
    private long sent, received, lost;
    private long sendFree;

    /** @param name of the card, unique in the machine */
    public Cable(Scheduler scheduler, String name, long bitsPerSecond, Card card) {
        this.scheduler = scheduler;
        this.name = name;
        this.bitsPerSecond = bitsPerSecond;
        this.card = card;
        arrival = scheduler.timer(name + ".arrival", this::arrived);
    }

    private long wireTime(int octets) {
        return (Math.max(octets, SHORTEST) + OVERHEAD) * 8L * 1_000_000_000L / bitsPerSecond;
    }

    // ---- the card's end --------------------------------------------------------------------------------------------------

    /**
     * Sends a frame.
     *
     * @return the virtual time at which it has left the card
     */
    public long send(byte[] frame) {
        sent++;
        sendFree = Math.max(sendFree, scheduler.now()) + wireTime(frame.length);
        if (!quiet) {
            heard(frame);
            peer.sent(frame);
        }
        return sendFree;
    }

    /** Quiet, nothing of what the card does is heard outside: it was heard before. */
    public void setQuiet(boolean on) {
        quiet = on;
    }

    private void heard(byte[] frame) {
        listener.ifPresent(l -> l.frame(scheduler.now(), frame));
    }

    /** The card has room again. */
    public void roomMade() {
        if (held && card.readyFor(queue.element().length)) deliver();
    }

    private void arrived() {
        if (queue.isEmpty()) return;
        if (card.readyFor(queue.element().length)) deliver();
        else held = true;
    }

    private void deliver() {
        held = false;
        byte[] frame = queue.remove();
        received++;
        if (!queue.isEmpty()) arrival.arm(scheduler.now() + wireTime(queue.element().length));
        gone(1);
        if (!quiet) heard(frame);
        card.receive(frame);
    }

    /** The card was reset: what was on its way is lost. */
    public void reset() {
        int n = queue.size();
        queue.clear();
        held = false;
        arrival.cancel();
        sendFree = 0;
        lost += n;
        gone(n);
    }

    /** So many frames from outside are no longer on their way. */
    private void gone(int frames) {
        if (frames > 0 && !quiet) peer.taken(frames);
    }

    // ---- the other end ---------------------------------------------------------------------------------------------------

    @Override
    public void connect(Peer p) {
        peer = p;
    }

    @Override
    public void listen(Listener l) {
        listener = Optional.of(l);
    }

    /** A frame comes from the switch. Short ones are filled up with zeros; what no Ethernet carries is dropped. */
    public void arrive(byte[] frame) {
        if (frame.length < 14 || frame.length > LONGEST || queue.size() == QUEUE) {
            lost++;
            gone(1);
            return;
        }
        queue.add(frame.length < SHORTEST ? Arrays.copyOf(frame, SHORTEST) : frame);
        if (queue.size() == 1) arrival.arm(scheduler.now() + wireTime(frame.length));
    }

    // ---- part of the card's view and state -------------------------------------------------------------------------------

    /** Adds what has passed to the card's view. */
    public void describe(DeviceView.Builder v) {
        v.group("cable");
        v.text("speed", bitsPerSecond / 1_000_000 + " Mbit/s");
        v.text("frames sent", sent).text("frames received", received).text("frames lost", lost);
        v.text("waiting", queue.size(), held ? "for room in the card" : "");
    }

    public void save(StateOut o) {
        int total = 0;
        for (byte[] f : queue) total += f.length;
        var bytes = new byte[total];
        var lengths = new int[queue.size()];
        int at = 0, i = 0;
        for (byte[] f : queue) {
            System.arraycopy(f, 0, bytes, at, f.length);
            at += lengths[i++] = f.length;
        }
        o.putInts("cable.lengths", lengths);
        o.putBytes("cable.frames", bytes);
        o.putBoolean("cable.held", held);
        o.putLongs("cable.counts", new long[] {sent, received, lost, sendFree});
        arrival.save(o);
    }

    public void load(StateIn in) {
        int[] lengths = in.getInts("cable.lengths");
        byte[] bytes = in.getBytes("cable.frames");
        long[] counts = in.getLongs("cable.counts");
        if (counts.length != 4 || lengths.length > QUEUE) throw new IllegalArgumentException(name + ": saved cable is out of range");
        queue.clear();
        int at = 0;
        for (int n : lengths) {
            if (n < SHORTEST || n > LONGEST || at + n > bytes.length) throw new IllegalArgumentException(name + ": saved frame is out of range");
            queue.add(Arrays.copyOfRange(bytes, at, at += n));
        }
        held = in.getBoolean("cable.held") && !queue.isEmpty();
        sent = counts[0];
        received = counts[1];
        lost = counts[2];
        sendFree = counts[3];
        arrival.load(in);
        peer.restored();
    }
}
