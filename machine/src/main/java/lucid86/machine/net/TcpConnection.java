package lucid86.machine.net;

import static lucid86.machine.net.TcpSegment.ACK;
import static lucid86.machine.net.TcpSegment.FIN;
import static lucid86.machine.net.TcpSegment.PSH;
import static lucid86.machine.net.TcpSegment.RST;
import static lucid86.machine.net.TcpSegment.SYN;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection: a TCP end towards the guest (RFC 9293) in the name of a host outside, joined to a host socket.
 *
 * <p>Implemented: opening from either side, the receive window as flow control in both directions, retransmission with
 * measured times (RFC 6298), fast retransmission, probes of a closed window, avoidance of silly windows, half-open
 * connections in either direction, resets with the checks of RFC 5961. The way to the guest neither reorders nor, but for
 * full buffers, loses frames; so there is no congestion window, and segments out of order are asked for again. Not
 * implemented: window scaling, time stamps, selective acknowledgement (not offered), urgent data (taken as ordinary).
 */
final class TcpConnection implements Ready {
    /** What the guest's side is doing. */
    private enum State {
        /** The guest asked, the host socket is connecting. */
        CONNECTING,
        /** Our SYN is on its way to the guest, alone (the guest is called) or with the acknowledgement of the guest's own. */
        OPENING,
        OPEN,
        /** Both directions have ended and we ended first: late segments of the guest are answered for a while. */
        TIME_WAIT,
        CLOSED
    }

    /** Largest segment that fits a frame; smallest that is believed. */
    private static final int MSS = GuestLink.MTU - Ipv4.HEADER - TcpSegment.HEADER, MIN_MSS = 64, DEFAULT_MSS = 536;
    private static final int MAX_WINDOW = 65535;
    private static final long FIRST_TIMEOUT_MS = 1000, MIN_TIMEOUT_MS = 400, MAX_TIMEOUT_MS = 60_000, TIME_WAIT_MS = 10_000;
    private static final int RETRIES = 12;

    private final TcpRelay relay;
    private final GuestLink link;
    final TcpKey key;
    private final SocketChannel channel;
    private SelectionKey selection;
    private State state;
    /** The guest is called: it has not sent a SYN of its own. */
    private final boolean calling;

    // To the guest: octets from una on are in the ring; a SYN or FIN takes one number more.
    private final OctetRing out = new OctetRing();
    private final int initial;
    private int una, next, highest, window, windowSequence, windowAcknowledged;
    private int mss = DEFAULT_MSS;
    private boolean hostEnded, finAcknowledged;

    // From the guest
    private final OctetRing in = new OctetRing();
    private int expected;
    /** The first number the guest may not send yet, as it was last told. */
    private int edge;
    private boolean guestEnded, hostShut, ackDue;

    // Timing
    private long timeout = FIRST_TIMEOUT_MS, deadline = Long.MAX_VALUE, smoothed = -1, variation;
    private long timedAt = -1;
    private int timedSequence, retries, duplicates;
    private long used;

    /** The guest's SYN {@code s} asks for a host; {@code channel} is connecting to it. */
    static TcpConnection called(TcpRelay relay, GuestLink link, TcpKey key, SocketChannel channel, TcpSegment s, int initial) {
        var c = new TcpConnection(relay, link, key, channel, false, initial);
        c.state = State.CONNECTING;
        c.expected = s.sequence() + 1;
        c.learn(s);
        return c;
    }

    /** Somebody outside, at {@code channel}, calls the guest. */
    static TcpConnection calling(TcpRelay relay, GuestLink link, TcpKey key, SocketChannel channel, int initial) {
        var c = new TcpConnection(relay, link, key, channel, true, initial);
        c.open();
        return c;
    }

    private TcpConnection(TcpRelay relay, GuestLink link, TcpKey key, SocketChannel channel, boolean calling, int initial) {
        this.relay = relay;
        this.link = link;
        this.key = key;
        this.channel = channel;
        this.calling = calling;
        this.initial = initial;
        una = next = highest = initial;
        used = relay.now();
    }

    void registered(SelectionKey k) {
        selection = k;
    }

    boolean closed() {
        return state == State.CLOSED;
    }

    /** May be given up without loss when there are too many. */
    boolean expendable() {
        return state == State.TIME_WAIT;
    }

    long used() {
        return used;
    }

    private void learn(TcpSegment syn) {
        if (syn.mss() != 0) mss = Math.clamp(syn.mss(), MIN_MSS, MSS);
        window = syn.window();
        windowSequence = syn.sequence();
        windowAcknowledged = initial;
    }

    // ---- the host's side ---------------------------------------------------------------------------------------------------

    @Override
    public void ready() {
        if (state == State.CONNECTING) {
            try {
                if (channel.finishConnect()) open();
            } catch (IOException _) {
                refuse();
            }
        }
        pump();
    }

    /** The host will not have it. */
    void refuse() {
        send(0, expected, RST | ACK, 0, new byte[0]);
        close(false);
    }

    private void open() {
        state = State.OPENING;
        sendSyn();
        highest = next = initial + 1;
        timedSequence = next;
        timedAt = relay.now();
        arm();
    }

    private void sendSyn() {
        send(initial, calling ? 0 : expected, calling ? SYN : SYN | ACK, MSS, new byte[0]);
    }

    /** Moves what can be moved in both directions. */
    void pump() {
        if (state != State.OPEN) {
            if (state == State.OPENING) interest(0);
            return;
        }
        try {
            in.drain(channel);
            if (guestEnded && in.size() == 0 && !hostShut) {
                hostShut = true;
                channel.shutdownOutput();
            }
            if (!hostEnded && out.room() > 0 && out.fill(channel) < 0) hostEnded = true;
        } catch (IOException _) {
            reset();
            return;
        }
        output(false);
        finish();
        if (state != State.OPEN) return;
        interest((!hostEnded && out.room() > 0 ? SelectionKey.OP_READ : 0) | (in.size() > 0 ? SelectionKey.OP_WRITE : 0));
    }

    private void interest(int ops) {
        if (selection.isValid() && selection.interestOps() != ops) selection.interestOps(ops);
    }

    // ---- segments to the guest ---------------------------------------------------------------------------------------------

    private void send(int sequence, int acknowledged, int flags, int mssOption, byte[] payload) {
        int room = Math.min(in.room(), MAX_WINDOW);
        edge = expected + room;
        link.send(key.peer(), key.guest(), Ipv4.TCP, TcpSegment.make(key.peer(), key.peerPort(), key.guest(), key.guestPort(), sequence,
                acknowledged, flags, (flags & RST) != 0 ? 0 : room, mssOption, payload));
    }

    private int inFlight() {
        return next - una;
    }

    /**
     * Sends what the guest's window takes, then an acknowledgement if one is due.
     *
     * @param probe sends one octet into a closed window
     */
    private void output(boolean probe) {
        boolean sent = false;
        int known = edge - expected;
        // The window has opened: worth a word only when it has by much.
        if (Math.min(in.room(), MAX_WINDOW) - known >= 2 * MSS && known < MAX_WINDOW / 2) ackDue = true;
        while (!link.full()) {
            int unsent = Math.max(0, out.size() - inFlight());
            int n = Math.min(Math.min(unsent, mss), Math.max(0, window - inFlight()));
            // A small piece of more is worth sending only when nothing else is on its way.
            if (n < unsent && n < mss && inFlight() > 0) n = 0;
            if (n == 0 && probe && unsent > 0) n = 1;
            boolean fin = hostEnded && n == unsent && inFlight() <= out.size() && !finAcknowledged;
            if (n == 0 && !fin) break;
            send(next, expected, ACK | (n == unsent ? PSH : 0) | (fin ? FIN : 0), 0, out.peek(inFlight(), n));
            if (timedAt < 0 && next == highest) {
                timedAt = relay.now();
                timedSequence = next + n + (fin ? 1 : 0);
            }
            next += n + (fin ? 1 : 0);
            if (next - highest > 0) highest = next;
            if (deadline == Long.MAX_VALUE) arm();
            sent = true;
            probe = false;
        }
        boolean unsent = out.size() > inFlight();
        if (unsent && inFlight() == 0 && window == 0 && deadline == Long.MAX_VALUE) arm();
        if (ackDue && !sent && !link.full()) acknowledge();
        else if (sent) ackDue = false;
    }

    private void acknowledge() {
        ackDue = false;
        send(next, expected, ACK, 0, new byte[0]);
    }

    // ---- time --------------------------------------------------------------------------------------------------------------

    private void arm() {
        deadline = relay.now() + timeout;
    }

    long deadline() {
        return deadline;
    }

    /** Time passes: sends again what the guest has not acknowledged. */
    void tick(long now) {
        if (now < deadline) return;
        if (state == State.TIME_WAIT) {
            close(false);
            return;
        }
        // A guest that has not even taken what waits for it (it may be stopped in a debugger) has no reason to answer.
        if (!link.idle()) {
            arm();
            return;
        }
        if (++retries > RETRIES) {
            reset();
            return;
        }
        timeout = Math.min(timeout * 2, MAX_TIMEOUT_MS);
        timedAt = -1;
        if (state == State.OPENING) sendSyn();
        else {
            next = una;
            output(true);
        }
        arm();
    }

    private void measure(long now) {
        long r = now - timedAt;
        timedAt = -1;
        if (smoothed < 0) {
            smoothed = r;
            variation = r / 2;
        } else {
            variation = (3 * variation + Math.abs(smoothed - r)) / 4;
            smoothed = (7 * smoothed + r) / 8;
        }
        timeout = measured();
    }

    private long measured() {
        return Math.clamp(smoothed + Math.max(10, 4 * variation), MIN_TIMEOUT_MS, MAX_TIMEOUT_MS);
    }

    // ---- segments of the guest ---------------------------------------------------------------------------------------------

    void segment(TcpSegment s) {
        used = relay.now();
        switch (state) {
            case CONNECTING -> {
                if (s.has(RST)) close(true);
            }
            case OPENING -> opening(s);
            case OPEN -> open(s);
            case TIME_WAIT -> {
                if (s.has(RST)) close(false);
                else if (s.space() > 0) {
                    send(next, expected, ACK, 0, new byte[0]);
                    deadline = relay.now() + TIME_WAIT_MS;
                }
            }
            case CLOSED -> {}
        }
    }

    private void opening(TcpSegment s) {
        boolean acknowledges = s.has(ACK) && s.acknowledged() == initial + 1;
        if (s.has(RST)) {
            if (calling ? acknowledges : s.sequence() == expected) close(true);
            return;
        }
        if (calling) {
            if (s.has(ACK) && !acknowledges) relay.refuse(s);
            if (!s.has(SYN) || !acknowledges) return;
            expected = s.sequence() + 1;
            learn(s);
            ackDue = true;
        } else {
            if (s.has(SYN)) {
                sendSyn(); // the guest has not seen ours
                return;
            }
            if (!s.has(ACK)) return;
            if (!acknowledges) {
                relay.refuse(s);
                return;
            }
            window = s.window();
            windowSequence = s.sequence();
            windowAcknowledged = s.acknowledged();
        }
        una = next = highest = initial + 1;
        retries = 0;
        deadline = Long.MAX_VALUE;
        if (timedAt >= 0) measure(relay.now());
        state = State.OPEN;
        if (calling) relay.due(this);
        else open(s);
    }

    private void open(TcpSegment s) {
        relay.due(this);
        int skip = expected - s.sequence();
        boolean after = skip < 0, before = s.space() > 0 && skip >= s.space() || s.space() == 0 && skip > 0;
        if (s.has(RST)) {
            // Only the exact number counts (RFC 5961); one nearby makes the guest tell it.
            if (skip == 0) close(true);
            else if (after && -skip < Math.max(1, edge - expected)) ackDue = true;
            return;
        }
        if (s.has(SYN)) {
            ackDue = true;
            return;
        }
        if (after || before) {
            ackDue = true;
            // Its acknowledgement is good all the same when it was only overtaken by its own retransmission.
            if (after || !s.has(ACK)) return;
        }
        if (!s.has(ACK) || !acknowledged(s) || before) return;
        take(s, skip);
    }

    /** Takes a segment's acknowledgement and window; false when it acknowledges what was never sent. */
    private boolean acknowledged(TcpSegment s) {
        int ack = s.acknowledged(), fresh = ack - una;
        if (ack - highest > 0) {
            ackDue = true;
            return false;
        }
        if (fresh > 0) {
            int data = Math.min(fresh, out.size());
            if (fresh > data) finAcknowledged = true;
            out.drop(data);
            una = ack;
            if (next - una < 0) next = una;
            duplicates = retries = 0;
            if (timedAt >= 0 && ack - timedSequence >= 0) measure(relay.now());
            if (smoothed >= 0) timeout = measured();
            deadline = Long.MAX_VALUE;
            if (highest != una) arm();
        } else if (fresh == 0 && window == 0) {
            retries = 0; // it lives: its window may be closed as long as it likes
        } else if (fresh == 0 && s.length() == 0 && inFlight() > 0 && s.window() == window && !s.has(FIN)) {
            if (++duplicates == 3) {
                next = una;
                timedAt = -1;
            }
        }
        if (fresh >= 0 && (s.sequence() - windowSequence > 0 || s.sequence() == windowSequence && ack - windowAcknowledged >= 0)) {
            if (window == 0 && s.window() > 0) next = una; // what probed the closed window was not taken
            window = s.window();
            windowSequence = s.sequence();
            windowAcknowledged = ack;
            if (window > 0 && inFlight() == 0) deadline = Long.MAX_VALUE;
        }
        return true;
    }

    /** Takes a segment's payload, but for its first {@code skip} octets, and its end. */
    private void take(TcpSegment s, int skip) {
        if (s.space() == 0) return;
        ackDue = true;
        if (guestEnded) return;
        int n = Math.min(s.length() - skip, in.room());
        if (n > 0) {
            in.add(s.data(), s.from() + skip, n);
            expected += n;
        }
        if (s.has(FIN) && s.length() - skip == Math.max(0, n)) {
            expected++;
            guestEnded = true;
        }
    }

    /** Ends the connection once both directions have. */
    private void finish() {
        if (!guestEnded || !finAcknowledged || in.size() > 0) return;
        closeChannel(false);
        acknowledge();
        state = State.TIME_WAIT;
        deadline = relay.now() + TIME_WAIT_MS;
    }

    // ---- the end -----------------------------------------------------------------------------------------------------------

    /** Breaks the connection on both sides. */
    void reset() {
        if (state == State.OPEN || state == State.OPENING) send(next, expected, RST | ACK, 0, new byte[0]);
        else if (state == State.CONNECTING) send(0, expected, RST | ACK, 0, new byte[0]);
        close(true);
    }

    /** @param abruptly the host on the other side shall see a reset, too */
    private void close(boolean abruptly) {
        state = State.CLOSED;
        deadline = Long.MAX_VALUE;
        closeChannel(abruptly);
        relay.closed(this);
    }

    private void closeChannel(boolean abruptly) {
        try {
            if (abruptly && channel.isConnected()) channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException _) {
            // it closes gently, then
        }
        try {
            channel.close();
        } catch (IOException _) {
            // it is gone already
        }
    }
}
