package lucid86.machine.net;

import static lucid86.machine.net.TcpSegment.ACK;
import static lucid86.machine.net.TcpSegment.FIN;
import static lucid86.machine.net.TcpSegment.RST;
import static lucid86.machine.net.TcpSegment.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;

/** The guest's end of one connection, driven by hand. */
final class HandTcp {
    private static final int MSS = 1460;

    private final FrameGuest guest;
    private final int port, peer, peerPort;
    /** Next number to send; what the other side has acknowledged; next number expected from it. */
    int sent = 0xfffff000, acknowledged = sent, expected;
    private int peerWindow;
    int window = 65535;

    HandTcp(FrameGuest guest, int port, int peer, int peerPort) {
        this.guest = guest;
        this.port = port;
        this.peer = peer;
        this.peerPort = peerPort;
    }

    /** Waits for a call to a port and answers it. */
    static HandTcp called(FrameGuest guest, int port) {
        byte[] f = guest.await(x -> FrameGuest.isIp(x, 6) && x[47] == SYN && Octets.get16(x, 36) == port);
        var tcp = new HandTcp(guest, port, Octets.get32(f, 26), Octets.get16(f, 34));
        tcp.expected = Octets.get32(f, 38) + 1;
        tcp.send(SYN | ACK, MSS, new byte[0]);
        tcp.sent++;
        tcp.await(s -> s.has(ACK) && s.acknowledged() == tcp.sent);
        return tcp;
    }

    void send(int flags, int mss, byte[] data) {
        guest.send(FrameGuest.ip(FrameGuest.ADDRESS, peer, 6,
                TcpSegment.make(FrameGuest.ADDRESS, port, peer, peerPort, sent, expected, flags, window, mss, data)));
    }

    void syn() {
        send(SYN, MSS, new byte[0]);
        sent++;
    }

    void open() {
        syn();
        var answer = await(_ -> true);
        assertEquals(SYN | ACK, answer.flags());
        assertEquals(sent, answer.acknowledged());
        assertEquals(MSS, answer.mss());
        expected = answer.sequence() + 1;
        send(ACK, 0, new byte[0]);
    }

    /** The next segment of this connection that answers a description. */
    TcpSegment await(Predicate<TcpSegment> wanted) {
        while (true) {
            byte[] f = guest.await(x -> FrameGuest.isIp(x, 6));
            var ip = IpPacket.read(f, 14).orElseThrow(() -> new AssertionError("a damaged packet came"));
            var s = TcpSegment.read(ip).orElseThrow(() -> new AssertionError("a damaged segment came"));
            if (s.destinationPort() != port || s.sourcePort() != peerPort) continue;
            if (s.has(ACK)) acknowledged = s.acknowledged();
            peerWindow = s.window();
            if (wanted.test(s)) return s;
        }
    }

    void say(String text) {
        byte[] data = text.getBytes(StandardCharsets.US_ASCII);
        send(ACK, 0, data);
        sent += data.length;
    }

    void finish() {
        sayEnd();
        await(s -> s.has(ACK) && s.acknowledged() == sent);
    }

    /** As {@link #finish}, where the other side may break the connection before it has heard of that. */
    void finishUnlessReset() {
        sayEnd();
        await(s -> s.has(RST) || s.has(ACK) && s.acknowledged() == sent);
    }

    private void sayEnd() {
        send(ACK | FIN, 0, new byte[0]);
        sent++;
    }

    void reset() {
        send(RST, 0, new byte[0]);
    }

    /** Takes a segment's payload in order; true when it ends the stream. */
    private boolean take(TcpSegment s, ByteArrayOutputStream to) {
        if (s.sequence() != expected || s.space() == 0) return false;
        to.write(s.data(), s.from(), s.length());
        expected += s.space();
        return s.has(FIN);
    }

    String hear(int count) {
        var all = new ByteArrayOutputStream();
        while (all.size() < count) {
            take(await(s -> s.length() > 0), all);
            send(ACK, 0, new byte[0]);
        }
        return all.toString(StandardCharsets.US_ASCII);
    }

    /** Everything up to the other side's end. */
    String hearAll() {
        var all = new ByteArrayOutputStream();
        boolean end = false;
        while (!end) {
            end = take(await(s -> s.space() > 0), all);
            send(ACK, 0, new byte[0]);
        }
        return all.toString(StandardCharsets.US_ASCII);
    }

    /** Sends octets, its end behind them, and takes all that comes back. */
    byte[] exchange(byte[] data) {
        var all = new ByteArrayOutputStream();
        int at = 0, start = sent;
        boolean end = false, finished = false;
        peerWindow = 65535;
        while (!end) {
            while (at < data.length && at - (acknowledged - start) + MSS <= peerWindow) {
                int n = Math.min(MSS, data.length - at);
                send(ACK, 0, Arrays.copyOfRange(data, at, at + n));
                at += n;
                sent += n;
            }
            if (at == data.length && !finished) {
                send(ACK | FIN, 0, new byte[0]);
                sent++;
                finished = true;
            }
            var s = await(_ -> true);
            assertTrue(!s.has(RST), "reset");
            end = take(s, all);
            if (s.space() > 0) send(ACK, 0, new byte[0]);
        }
        return all.toByteArray();
    }
}
