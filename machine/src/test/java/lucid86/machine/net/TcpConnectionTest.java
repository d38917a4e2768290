package lucid86.machine.net;

import static lucid86.machine.net.FrameGuest.ADDRESS;
import static lucid86.machine.net.FrameGuest.ROUTER;
import static lucid86.machine.net.TcpSegment.ACK;
import static lucid86.machine.net.TcpSegment.FIN;
import static lucid86.machine.net.TcpSegment.RST;
import static lucid86.machine.net.TcpSegment.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A TCP end and its clock, moved by hand: what happens when segments are lost, late or unwelcome. */
class TcpConnectionTest {
    private static final int PORT = 1025;

    private final ArrayDeque<TcpSegment> arrived = new ArrayDeque<>();
    private final GuestLink link = new GuestLink(NetworkConfig.standard(), this::arrive);
    private long now = 1000;
    private Selector selector;
    private TcpRelay relay;
    private ServerSocket server;
    private Socket host;
    /** The guest's numbers. */
    private int sent = 5000, expected, window = 65535;

    private void arrive(byte[] frame) {
        if (FrameGuest.isIp(frame, 6)) arrived.add(TcpSegment.read(IpPacket.read(frame, 14).orElseThrow()).orElseThrow());
    }

    @BeforeEach
    void open() throws IOException {
        selector = Selector.open();
        relay = new TcpRelay(NetworkConfig.standard(), link, selector, () -> now);
        link.learn(ADDRESS, FrameGuest.MAC);
        server = new ServerSocket(0, 5, Ipv4.host(127 << 24 | 1));
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        selector.close();
        server.close();
        if (host != null) host.close();
    }

    // ---- the two sides' work -----------------------------------------------------------------------------------------------

    private void guest(int flags, String data) {
        byte[] d = data.getBytes(StandardCharsets.US_ASCII);
        var bytes = TcpSegment.make(ADDRESS, PORT, ROUTER, server.getLocalPort(), sent, expected, flags, window, (flags & SYN) != 0 ? 1000 : 0, d);
        relay.segment(TcpSegment.read(IpPacket.read(FrameGuest.ip(ADDRESS, ROUTER, 6, bytes), 14).orElseThrow()).orElseThrow());
        relay.settle();
    }

    /** Lets the network's side run until a segment has come. */
    private TcpSegment next() throws IOException {
        for (int i = 0; i < 2000 && arrived.isEmpty(); i++) {
            selector.select(10);
            for (var k : selector.selectedKeys()) if (k.isValid()) ((Ready) k.attachment()).ready();
            selector.selectedKeys().clear();
            relay.settle();
        }
        link.forgetWaiting();
        return arrived.remove();
    }

    private void noneComes() throws IOException {
        for (int i = 0; i < 3; i++) {
            selector.select(5);
            for (var k : selector.selectedKeys()) if (k.isValid()) ((Ready) k.attachment()).ready();
            selector.selectedKeys().clear();
            relay.settle();
        }
        assertEquals(0, arrived.size());
    }

    private void pass(long ms) {
        now += ms;
        relay.tick();
    }

    private void connect() throws IOException {
        guest(SYN, "");
        var answer = next();
        assertEquals(SYN | ACK, answer.flags());
        expected = answer.sequence() + 1;
        sent++;
        guest(ACK, "");
        host = server.accept();
    }

    private void say(String text) throws IOException {
        host.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(TcpSegment s) {
        return new String(s.data(), s.from(), s.length(), StandardCharsets.US_ASCII);
    }

    // ---- tests -------------------------------------------------------------------------------------------------------------

    @Test
    void aLostAnswerIsSentAgainLaterAndLaterAndThenGivenUp() throws IOException {
        guest(SYN, "");
        var first = next();
        long wait = 1000;
        for (int i = 0; i < 12; i++) {
            pass(wait - 1);
            assertEquals(0, arrived.size(), "too early, time " + i);
            pass(1);
            var again = next();
            assertEquals(SYN | ACK, again.flags());
            assertEquals(first.sequence(), again.sequence());
            wait = Math.min(wait * 2, 60_000);
        }
        pass(wait);
        assertTrue(next().has(RST));
        assertEquals(0, relay.connections());
    }

    @Test
    void noTimeCountsWhileTheGuestHasNotTakenWhatIsThere() throws IOException {
        guest(SYN, "");
        next();
        pass(1000);
        assertEquals(1, arrived.size());
        for (int i = 0; i < 100; i++) pass(5000); // stopped in a debugger
        assertEquals(1, arrived.size());
        next();
        pass(60_000);
        assertEquals(SYN | ACK, next().flags());
    }

    @Test
    void lostDataIsSentAgainFromWhereTheGuestIs() throws IOException {
        connect();
        say("one");
        assertEquals("one", text(next()));
        say("two");
        assertEquals("two", text(next()));
        pass(1000);
        var again = next();
        assertEquals("onetwo", text(again));
        assertEquals(expected, again.sequence());
        expected += 3;
        guest(ACK, ""); // "two" is still missing
        pass(60_000);
        assertEquals("two", text(next()));
    }

    @Test
    void threeAcknowledgementsAlikeAskForTheLostSegmentAtOnce() throws IOException {
        connect();
        say("lost");
        assertEquals("lost", text(next()));
        say("came");
        next();
        guest(ACK, "");
        guest(ACK, "");
        assertEquals(0, arrived.size());
        guest(ACK, "");
        assertEquals("lostcame", text(next()));
    }

    @Test
    void aClosedWindowIsProbedAndOpens() throws IOException {
        connect();
        window = 0;
        guest(ACK, "");
        say("hello");
        noneComes();
        pass(1000);
        assertEquals("h", text(next()), "a probe");
        guest(ACK, "");
        pass(2000);
        assertEquals("h", text(next()), "and another");
        window = 3;
        guest(ACK, "");
        assertEquals("hel", text(next()));
        expected += 3;
        window = 100;
        guest(ACK, "");
        assertEquals("lo", text(next()));
    }

    @Test
    void segmentsKeepToTheGuestsSize() throws IOException {
        connect();
        say("x".repeat(2500));
        assertEquals(1000, next().length());
        assertEquals(1000, next().length());
        assertEquals(500, next().length());
    }

    @Test
    void gapsRepeatsAndOverlapsAreSortedOut() throws IOException {
        connect();
        sent += 5;
        guest(ACK, "world");
        assertEquals(sent - 5, next().acknowledged(), "something is missing");
        sent -= 5;
        guest(ACK, "hello");
        assertEquals(sent + 5, next().acknowledged());
        sent += 3;
        guest(ACK, "lo, you"); // two octets are known
        assertEquals(sent + 7, next().acknowledged());
        sent -= 3;
        guest(ACK, "hello");
        assertEquals(sent + 10, next().acknowledged(), "known altogether");
        assertEquals("hello, you", new String(host.getInputStream().readNBytes(10), StandardCharsets.US_ASCII));
    }

    @Test
    void onlyTheRightResetCounts() throws IOException {
        connect();
        sent += 100;
        guest(RST, "");
        assertEquals(sent - 100, next().acknowledged(), "a challenge");
        guest(SYN, "");
        assertEquals(sent - 100, next().acknowledged(), "another");
        sent -= 100;
        assertEquals(1, relay.connections());
        guest(RST, "");
        assertEquals(0, relay.connections());
        selector.selectNow(); // takes a closed channel out of the selector, which really closes it
        host.setSoTimeout(20_000);
        assertThrows(SocketException.class, () -> host.getInputStream().read());
    }

    @Test
    void bothEndInEitherOrderAndThePortsCanBeUsedAgain() throws IOException {
        connect();
        host.close();
        var fin = next();
        assertTrue(fin.has(FIN));
        expected++;
        guest(ACK | FIN, "");
        sent++;
        assertEquals(sent, next().acknowledged());
        guest(ACK | FIN, ""); // the guest has not heard that
        sent += 1000;
        arrived.clear();
        connect(); // while the old one is still remembered
        guest(ACK | FIN, "");
        sent++;
        assertEquals(sent, next().acknowledged());
        assertEquals(-1, host.getInputStream().read());
        host.close();
        assertTrue(next().has(FIN));
        expected++;
        guest(ACK, "");
        pass(10_000);
        assertEquals(0, relay.connections());
    }

    @Test
    void aSlowHostClosesTheWindowAndOpensItAgain() throws IOException {
        connect();
        String block = "0123456789".repeat(100);
        int told = 65535, total = 0;
        while (told >= block.length() && total < 64 << 20) {
            guest(ACK, block);
            sent += block.length();
            total += block.length();
            told = next().window();
        }
        assertTrue(told < block.length(), "the window never closed");
        host.getInputStream().readNBytes(total - OctetRing.CAPACITY - 2000); // what has left the network
        var update = next();
        assertTrue(update.window() > 2000 && update.length() == 0, "a window update");
    }

    @Test
    void thereIsRoomForNewConnectionsWhenAllAreTaken() throws IOException {
        guest(SYN, "");
        next();
        for (int i = 0; i < 600; i++) {
            var bytes = TcpSegment.make(ADDRESS, 2000 + i, ROUTER, 1, 1, 0, SYN, 1000, 0, new byte[0]);
            relay.segment(TcpSegment.read(IpPacket.read(FrameGuest.ip(ADDRESS, ROUTER, 6, bytes), 14).orElseThrow()).orElseThrow());
            link.forgetWaiting();
        }
        assertTrue(relay.connections() <= 512);
    }
}
