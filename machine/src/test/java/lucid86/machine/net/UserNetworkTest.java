package lucid86.machine.net;

import static lucid86.machine.net.FrameGuest.ADDRESS;
import static lucid86.machine.net.FrameGuest.DNS;
import static lucid86.machine.net.FrameGuest.ROUTER;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lucid86.machine.ether.MacAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The network as a guest sees it, by frames; hosts outside are servers of this test on the loopback address. */
class UserNetworkTest {
    private final FrameGuest guest = new FrameGuest();
    private UserNetwork network;

    private void open(NetworkConfig config) throws IOException {
        network = UserNetwork.open(config, guest.arrived::add, _ -> {});
        guest.connect(network::sent, () -> network.taken(1));
    }

    @AfterEach
    void close() {
        if (network != null) network.close();
    }

    private static InetAddress loopback() {
        return Ipv4.host(127 << 24 | 1);
    }

    // ---- ARP, DHCP, names, echo --------------------------------------------------------------------------------------------

    @Test
    void routerAndNameServerAnswerArpAndNobodyElseDoes() throws IOException {
        open(NetworkConfig.standard());
        guest.send(FrameGuest.arpRequest(ADDRESS)); // is my address free?
        guest.send(FrameGuest.arpRequest(Ipv4.parse("10.0.2.77")));
        guest.send(FrameGuest.arpRequest(DNS));
        guest.send(FrameGuest.arpRequest(ROUTER));
        byte[] first = guest.await(FrameGuest::isArp), second = guest.await(FrameGuest::isArp);
        assertEquals(DNS, Octets.get32(first, 28), "sender");
        assertEquals(ROUTER, Octets.get32(second, 28));
        assertEquals("52:55:0a:00:02:02", MacAddress.of(second, 22).toString());
        assertTrue(FrameGuest.MAC.matches(second, 0));
        assertEquals(60, second.length, "filled up to the shortest frame");
    }

    private static byte[] dhcp(int type, int wanted, int server) {
        var m = new byte[300];
        m[0] = 1;
        m[1] = 1;
        m[2] = 6;
        Octets.put32(m, 4, 0xcafe_f00d);
        System.arraycopy(FrameGuest.MAC.bytes(), 0, m, 28, 6);
        if (type == 0) return m;
        Octets.put32(m, 236, 0x63825363);
        int at = 240;
        m[at++] = 53;
        m[at++] = 1;
        m[at++] = (byte) type;
        if (wanted != 0) {
            m[at++] = 50;
            m[at++] = 4;
            Octets.put32(m, at, wanted);
            at += 4;
        }
        if (server != 0) {
            m[at++] = 54;
            m[at++] = 4;
            Octets.put32(m, at, server);
            at += 4;
        }
        m[at] = (byte) 255;
        return m;
    }

    private byte[] askDhcp(byte[] message) {
        guest.send(FrameGuest.udp(0, 68, -1, 67, message));
        return FrameGuest.udpData(guest.await(f -> FrameGuest.isUdp(f, 67)));
    }

    private static int option(byte[] m, int code) {
        for (int at = 240; (m[at] & 0xff) != 255; at += 2 + m[at + 1])
            if (m[at] == code) return m[at + 1] == 1 ? m[at + 2] : Octets.get32(m, at + 2);
        throw new AssertionError("no option " + code);
    }

    @Test
    void dhcpGivesTheAddress() throws IOException {
        open(NetworkConfig.standard());
        byte[] offer = askDhcp(dhcp(1, 0, 0));
        assertEquals(2, option(offer, 53));
        assertEquals(0xcafe_f00d, Octets.get32(offer, 4));
        assertEquals(ADDRESS, Octets.get32(offer, 16));
        byte[] ack = askDhcp(dhcp(3, ADDRESS, ROUTER));
        assertEquals(5, option(ack, 53));
        assertEquals(ADDRESS, Octets.get32(ack, 16));
        assertEquals(0xffffff00, option(ack, 1));
        assertEquals(ROUTER, option(ack, 3));
        assertEquals(DNS, option(ack, 6));
        assertEquals(ROUTER, option(ack, 54));
        assertEquals(86400, option(ack, 51));
        assertEquals(6, option(askDhcp(dhcp(3, Ipv4.parse("192.168.0.9"), 0)), 53), "refused");
        byte[] bootp = askDhcp(dhcp(0, 0, 0));
        assertEquals(ADDRESS, Octets.get32(bootp, 16));
        assertEquals(300, bootp.length);
    }

    @Test
    void anotherNetworkHasItsOwnAddresses() throws IOException {
        open(NetworkConfig.standard().withNetwork(Ipv4.parse("192.168.76.9"), 24));
        byte[] offer = askDhcp(dhcp(1, 0, 0));
        assertEquals("192.168.76.15", Ipv4.text(Octets.get32(offer, 16)));
        assertEquals("192.168.76.2", Ipv4.text(option(offer, 3)));
    }

    private static byte[] question(String name, int type) {
        var out = new java.io.ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : name.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
        return out.toByteArray();
    }

    private byte[] askName(String name, int type) {
        guest.send(FrameGuest.udp(ADDRESS, 4000, DNS, 53, question(name, type)));
        return FrameGuest.udpData(guest.await(f -> FrameGuest.isUdp(f, 53)));
    }

    @Test
    void namesAreAskedFromTheHostAndItsOwnMeanTheRouter() throws IOException {
        open(NetworkConfig.standard());
        byte[] a = askName("localhost", 1);
        assertEquals(0x1234, Octets.get16(a, 0));
        assertEquals(0x8180, Octets.get16(a, 2), "a good answer");
        assertEquals(1, Octets.get16(a, 6));
        assertEquals(ROUTER, Octets.get32(a, a.length - 4));
        byte[] aaaa = askName("localhost", 28);
        assertEquals(0x8180, Octets.get16(aaaa, 2));
        assertEquals(0, Octets.get16(aaaa, 6), "no IPv6 here");
        assertEquals(0x8184, Octets.get16(askName("localhost", 15), 2), "mail exchangers are not implemented");
        assertEquals(0x8183, Octets.get16(askName("1.2.3.4", 1), 2), "an address is no name");
        assertEquals(0x8183, Octets.get16(askName("no spaces.invalid", 1), 2));
    }

    @Test
    void damagedQuestionsAreToldSo() throws IOException {
        open(NetworkConfig.standard());
        byte[] q = question("localhost", 1);
        q[12] = 60; // a label beyond the end
        guest.send(FrameGuest.udp(ADDRESS, 4000, DNS, 53, q));
        assertEquals(0x8181, Octets.get16(FrameGuest.udpData(guest.await(f -> FrameGuest.isUdp(f, 53))), 2));
    }

    @Test
    void routerAnswersEchoesEvenLongOnes() throws IOException {
        open(NetworkConfig.standard());
        guest.send(FrameGuest.echo(ROUTER, 56));
        byte[] reply = guest.await(f -> FrameGuest.isIp(f, 1));
        assertEquals(0, reply[34]);
        assertEquals(ROUTER, Octets.get32(reply, 26));
        assertEquals(55, reply[42 + 55]);
        // 3000 octets come and go in three fragments.
        byte[] whole = FrameGuest.echo(ROUTER, 3000), data = Arrays.copyOfRange(whole, 34, whole.length);
        for (int at = 0; at < data.length; at += 1480) {
            int n = Math.min(1480, data.length - at);
            guest.send(FrameGuest.fragment(ADDRESS, ROUTER, 1, data, at, n, at + n < data.length ? 0x2000 : 0, 99));
        }
        var back = new byte[data.length];
        int got = 0;
        while (got < back.length) {
            byte[] f = guest.await(x -> FrameGuest.isIp(x, 1));
            int at = (Octets.get16(f, 20) & 0x1fff) * 8, n = Octets.get16(f, 16) - 20;
            System.arraycopy(f, 34, back, at, n);
            got += n;
        }
        assertArrayEquals(Arrays.copyOfRange(data, 8, data.length), Arrays.copyOfRange(back, 8, back.length));
    }

    @Test
    void hostsOfTheNetworkThatDoNotExistAreUnreachable() throws IOException {
        open(NetworkConfig.standard());
        guest.send(FrameGuest.echo(Ipv4.parse("10.0.2.99"), 10));
        byte[] f = guest.await(x -> FrameGuest.isIp(x, 1));
        assertEquals(3, f[34]);
        assertEquals(1, f[35]);
        assertEquals(Ipv4.parse("10.0.2.99"), Octets.get32(f, 42 + 16), "the header it was about");
    }

    // ---- UDP ---------------------------------------------------------------------------------------------------------------

    @Test
    void datagramsReachTheHostsLoopbackAndAreAnswered() throws IOException {
        open(NetworkConfig.standard());
        try (var server = new DatagramSocket(0, loopback()); var stranger = new DatagramSocket(0, loopback())) {
            guest.send(FrameGuest.udp(ADDRESS, 5555, ROUTER, server.getLocalPort(), "ask".getBytes(StandardCharsets.US_ASCII)));
            var p = new DatagramPacket(new byte[100], 100);
            server.setSoTimeout(20_000);
            server.receive(p);
            assertEquals("ask", new String(p.getData(), 0, p.getLength(), StandardCharsets.US_ASCII));
            stranger.send(new DatagramPacket("spam".getBytes(StandardCharsets.US_ASCII), 4, p.getSocketAddress()));
            var big = new byte[4000];
            new Random(1).nextBytes(big);
            server.send(new DatagramPacket(big, big.length, p.getSocketAddress()));
            server.send(new DatagramPacket("answer".getBytes(StandardCharsets.US_ASCII), 6, p.getSocketAddress()));
            byte[] f = guest.await(x -> FrameGuest.isIp(x, 17));
            assertEquals(0x2000, Octets.get16(f, 20), "4000 octets come in fragments");
            f = guest.await(x -> FrameGuest.isUdp(x, server.getLocalPort()) && Octets.get16(x, 20) == 0x4000);
            assertEquals("answer", new String(FrameGuest.udpData(f), StandardCharsets.US_ASCII));
            assertEquals(ROUTER, Octets.get32(f, 26));
            assertEquals(5555, Octets.get16(f, 36));
        }
    }

    @Test
    void udpPortOfTheHostLeadsToTheGuest() throws IOException {
        open(NetworkConfig.standard().withForwards(List.of(new NetworkConfig.Forward(true, Optional.of(loopback().getHostAddress()), 0, 0, 7))));
        try (var client = new DatagramSocket(0, loopback())) {
            client.send(new DatagramPacket("hi".getBytes(StandardCharsets.US_ASCII), 2,
                    new InetSocketAddress(loopback(), network.forwardedPort(0))));
            // The guest has not been heard of: it is asked for its hardware address first.
            byte[] ask = guest.await(FrameGuest::isArp);
            assertEquals(ADDRESS, Octets.get32(ask, 38));
            guest.send(FrameGuest.arpRequest(ROUTER));
            byte[] f = guest.await(x -> FrameGuest.isIp(x, 17));
            assertEquals(7, Octets.get16(f, 36));
            guest.send(FrameGuest.udp(ADDRESS, 7, ROUTER, Octets.get16(f, 34), "ho".getBytes(StandardCharsets.US_ASCII)));
            var p = new DatagramPacket(new byte[100], 100);
            client.setSoTimeout(20_000);
            client.receive(p);
            assertEquals("ho", new String(p.getData(), 0, p.getLength(), StandardCharsets.US_ASCII));
        }
    }

    // ---- TCP ---------------------------------------------------------------------------------------------------------------

    private HandTcp connect(int port) {
        var tcp = new HandTcp(guest, 1025, ROUTER, port);
        tcp.open();
        return tcp;
    }

    @Test
    void guestConnectsTalksAndCloses() throws IOException {
        open(NetworkConfig.standard());
        try (var server = new ServerSocket(0, 5, loopback())) {
            var tcp = connect(server.getLocalPort());
            try (Socket s = server.accept()) {
                tcp.say("GET /\r\n");
                assertEquals("GET /\r\n", new String(s.getInputStream().readNBytes(7), StandardCharsets.US_ASCII));
                s.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
                s.shutdownOutput();
                assertEquals("hello", tcp.hearAll());
                tcp.say("more after their end");
                tcp.finish();
                assertEquals("more after their end", new String(s.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void aClosedPortIsRefused() throws IOException {
        int port;
        try (var server = new ServerSocket(0, 5, loopback())) {
            port = server.getLocalPort();
        }
        open(NetworkConfig.standard());
        var tcp = new HandTcp(guest, 1025, ROUTER, port);
        tcp.syn();
        var answer = tcp.await(_ -> true);
        assertEquals(TcpSegment.RST | TcpSegment.ACK, answer.flags());
        assertEquals(tcp.sent, answer.acknowledged());
    }

    @Test
    void manyOctetsArriveInOrderInBothDirections() throws Exception {
        open(NetworkConfig.standard());
        var data = new byte[1_000_000];
        new Random(5).nextBytes(data);
        try (var server = new ServerSocket(0, 5, loopback())) {
            var echo = Thread.ofVirtual().start(() -> {
                try (Socket s = server.accept()) {
                    s.getInputStream().transferTo(s.getOutputStream());
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            var tcp = connect(server.getLocalPort());
            assertArrayEquals(data, tcp.exchange(data));
            echo.join();
        }
    }

    @Test
    void hostConnectsToTheGuestThroughAForwardedPort() throws IOException {
        open(NetworkConfig.standard().withForwards(List.of(new NetworkConfig.Forward(false, Optional.of(loopback().getHostAddress()), 0, 0, 80))));
        guest.send(FrameGuest.arpRequest(ROUTER));
        try (var client = new Socket(loopback(), network.forwardedPort(0))) {
            client.getOutputStream().write("knock".getBytes(StandardCharsets.US_ASCII));
            var tcp = HandTcp.called(guest, 80);
            assertEquals("knock", tcp.hear(5));
            tcp.say("come in");
            tcp.finish();
            assertEquals("come in", new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void resetsPassInBothDirections() throws IOException {
        open(NetworkConfig.standard());
        try (var server = new ServerSocket(0, 5, loopback())) {
            var tcp = connect(server.getLocalPort());
            try (Socket s = server.accept()) {
                tcp.reset();
                assertThrows(IOException.class, () -> s.getInputStream().read());
            }
            var other = new HandTcp(guest, 1026, ROUTER, server.getLocalPort());
            other.open();
            Socket s = server.accept();
            s.setSoLinger(true, 0);
            s.close();
            assertTrue(other.await(x -> x.has(TcpSegment.RST)).has(TcpSegment.RST));
        }
    }

    @Test
    void aRestoredMachineFindsItsConnectionsReset() throws IOException {
        open(NetworkConfig.standard());
        try (var server = new ServerSocket(0, 5, loopback())) {
            var tcp = connect(server.getLocalPort());
            try (Socket s = server.accept()) {
                network.restored();
                assertTrue(tcp.await(x -> x.has(TcpSegment.RST)).has(TcpSegment.RST));
                assertThrows(IOException.class, () -> s.getInputStream().read());
                // What the restored guest says on a connection that it still believes in is refused.
                tcp.say("still there?");
                var answer = tcp.await(x -> x.has(TcpSegment.RST));
                assertEquals(tcp.expected, answer.sequence());
            }
        }
    }

    /** Many are sent before, so that the network is behind; only what was sent after it may be answered, and all of that is. */
    @Test
    void whatARestoredMachineSendsIsNotForgottenWithWhatWasBefore() throws IOException {
        open(NetworkConfig.standard());
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 20; i++) guest.send(FrameGuest.echo(ROUTER, 10, -1));
            network.restored();
            int number = round;
            guest.send(FrameGuest.echo(ROUTER, 10, number));
            guest.await(f -> FrameGuest.echoed(f, number));
        }
    }

    @Test
    void restrictedGuestsReachNothingButCanBeReached() throws IOException {
        var config = NetworkConfig.standard().withRestricted(true)
                .withForwards(List.of(new NetworkConfig.Forward(false, Optional.of(loopback().getHostAddress()), 0, 0, 80)));
        open(config);
        try (var server = new ServerSocket(0, 5, loopback())) {
            var tcp = new HandTcp(guest, 1025, ROUTER, server.getLocalPort());
            tcp.syn();
            assertTrue(tcp.await(_ -> true).has(TcpSegment.RST));
        }
        guest.send(FrameGuest.udp(ADDRESS, 5555, ROUTER, 9, new byte[4]));
        byte[] f = guest.await(x -> FrameGuest.isIp(x, 1));
        assertEquals(13, f[35], "prohibited");
        assertEquals(0x8185, Octets.get16(askName("localhost", 1), 2), "refused");
        try (var client = new Socket(loopback(), network.forwardedPort(0))) {
            var tcp = HandTcp.called(guest, 80);
            tcp.say("ok");
            assertEquals("ok", new String(client.getInputStream().readNBytes(2), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void aPortInUseIsToldInOneLine() throws IOException {
        try (var server = new ServerSocket(0, 5, loopback())) {
            var forward = new NetworkConfig.Forward(false, Optional.of(loopback().getHostAddress()), server.getLocalPort(), 0, 80);
            var e = assertThrows(IOException.class, () -> open(NetworkConfig.standard().withForwards(List.of(forward))));
            assertTrue(e.getMessage().startsWith("port " + server.getLocalPort() + " of this host"), e.getMessage());
        }
    }

    // ---- hostile guests ----------------------------------------------------------------------------------------------------

    @Test
    void anyFrameIsSurvived() throws IOException {
        open(NetworkConfig.standard().withRestricted(true));
        var r = new Random(86);
        byte[][] seeds = {FrameGuest.arpRequest(ROUTER), FrameGuest.echo(ROUTER, 40), FrameGuest.udp(0, 68, -1, 67, dhcp(1, ADDRESS, ROUTER)),
            FrameGuest.udp(ADDRESS, 4000, DNS, 53, question("localhost", 1)), FrameGuest.udp(ADDRESS, 1, ROUTER, 2, new byte[30])};
        for (int i = 0; i < 20_000; i++) {
            byte[] f = seeds[r.nextInt(seeds.length)].clone();
            for (int n = r.nextInt(4); n >= 0; n--) f[14 + r.nextInt(f.length - 14)] = (byte) r.nextInt();
            if (r.nextInt(4) == 0) f = Arrays.copyOf(f, r.nextInt(f.length + 1));
            if (r.nextBoolean() && f.length > 34) fixChecksum(f);
            guest.send(f);
            if (i % 100 == 0) ping();
        }
        ping();
    }

    private static void fixChecksum(byte[] f) {
        int length = Math.min(f.length - 14, (f[14] & 15) * 4);
        Octets.put16(f, 24, 0);
        Octets.put16(f, 24, Ipv4.checksum(Ipv4.sum(f, 14, length, 0)));
    }

    private void ping() {
        guest.send(FrameGuest.echo(ROUTER, 10));
        guest.await(f -> FrameGuest.isIp(f, 1) && f[34] == 0);
    }
}
