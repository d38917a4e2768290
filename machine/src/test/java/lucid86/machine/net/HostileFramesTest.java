package lucid86.machine.net;

import static lucid86.machine.net.FrameGuest.ADDRESS;
import static lucid86.machine.net.FrameGuest.ROUTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A network that is not restricted, with a guest that sends anything: the network's thread lives on, serves a well-behaved
 * connection after it all, and never holds more than its tables allow. The hosts outside are servers of this test on loopback.
 */
class HostileFramesTest {
    private static final int FRAMES = 60_000, FLOOD = 4000, PATIENCE = 1000;
    /** What {@link GuestLink} lets wait for the guest; connections, UDP sockets and those just closed, at most. */
    private static final int WINDOW = 256, SOCKETS = 512 + 256 + 64;

    private final FrameGuest guest = new FrameGuest();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final InetAddress loopback = Ipv4.host(127 << 24 | 1);
    private ServerSocket server;
    private DatagramSocket echo;
    /** Bound, but nobody listens: connections are refused. */
    private Socket nobody;
    private UserNetwork network;
    private HostileFrames frames;
    /** Number of the last echo request of {@link #settle}: an answer to an earlier one says nothing about now. */
    private int asked = 0x5e77_0000;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 50, loopback);
        echo = new DatagramSocket(0, loopback);
        nobody = new Socket();
        nobody.bind(new InetSocketAddress(loopback, 0));
        network = UserNetwork.open(NetworkConfig.standard(), guest.arrived::add, log::add);
        guest.connect(network::sent, () -> network.taken(1));
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("HostileFramesTest -Dseed=" + seed);
        frames = new HostileFrames(new Random(seed), List.of(server.getLocalPort(), echo.getLocalPort(), nobody.getLocalPort()));
    }

    @AfterEach
    void close() throws IOException {
        network.close();
        server.close();
        echo.close();
        nobody.close();
    }

    private void serve(int kind, Socket s) {
        try (s) {
            switch (kind % 5) {
                case 0 -> s.setSoLinger(true, 0); // a reset
                case 1 -> s.getOutputStream().write(new byte[100_000]);
                case 2 -> s.getInputStream().readNBytes(10_000);
                default -> s.getInputStream().transferTo(s.getOutputStream());
            }
        } catch (IOException _) {
            // as hostile connections go
        }
    }

    private void acceptAll() {
        Thread.ofVirtual().start(() -> {
            try {
                for (int n = 0;; n++) {
                    int kind = n;
                    var s = server.accept();
                    Thread.ofVirtual().start(() -> serve(kind, s));
                }
            } catch (IOException _) {
                // the test is over
            }
        });
        Thread.ofVirtual().start(() -> {
            try {
                var p = new DatagramPacket(new byte[2000], 2000);
                while (true) {
                    p.setLength(2000);
                    echo.receive(p);
                    echo.send(p);
                }
            } catch (IOException _) {
                // the test is over
            }
        });
    }

    /** The guest takes what has come, as far as it likes. */
    private void take(int most) {
        assertTrue(guest.arrived.size() <= WINDOW, () -> guest.arrived.size() + " frames wait for the guest");
        for (byte[] f = guest.arrived.poll(); f != null; f = --most > 0 ? guest.arrived.poll() : null) {
            network.taken(1);
            frames.saw(f);
        }
    }

    /** The network answers, after it has dealt with all that was sent to it. What it says while the guest's window is full is lost: the guest asks again. */
    private void settle() {
        for (int tries = 0; tries < PATIENCE; tries++) {
            guest.send(FrameGuest.arpRequest(ADDRESS)); // it may have been told otherwise
            guest.send(FrameGuest.echo(ROUTER, 10, ++asked));
            if (answered()) {
                assertEquals(List.of(), log);
                return;
            }
        }
        throw new AssertionError("the router does not answer any more: " + log);
    }

    private boolean answered() {
        try {
            for (byte[] f = guest.arrived.poll(50, TimeUnit.MILLISECONDS); f != null; f = guest.arrived.poll(50, TimeUnit.MILLISECONDS)) {
                network.taken(1);
                frames.saw(f);
                if (FrameGuest.echoed(f, asked)) return true;
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return false;
    }

    private void worksStill() {
        settle();
        for (int port = 5000;; port++) {
            var tcp = new HandTcp(guest, port, ROUTER, server.getLocalPort());
            tcp.syn();
            var answer = tcp.await(_ -> true);
            if (!answer.has(TcpSegment.SYN)) continue; // an old connection of the same ports
            tcp.expected = answer.sequence() + 1;
            tcp.send(TcpSegment.ACK, 0, new byte[0]);
            tcp.finishUnlessReset(); // some servers of this test do
            return;
        }
    }

    @Test
    void anyFrameIsSurvivedWithTheOutsideOpen() {
        acceptAll();
        for (int sent = 0, round = 0; sent < FRAMES; round++) {
            for (byte[] f : frames.next()) {
                guest.send(f);
                sent++;
            }
            if (round % 4 == 0 && round % 3000 < 2500) take(200);
            if (round % 200 == 0) settle();
            if (round % 5000 == 4999) network.restored();
        }
        worksStill();
    }

    @Test
    void floodsTakeNoMoreThanTheTablesHold() throws IOException {
        Assumptions.assumeTrue(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean, "counts open files");
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        settle();
        long before = system.getOpenFileDescriptorCount(), most = before;
        for (int i = 0; i < FLOOD; i++) {
            byte[] syn = TcpSegment.make(ADDRESS, 6000 + i, ROUTER, server.getLocalPort(), i, 0, TcpSegment.SYN, 1000, 0, new byte[0]);
            guest.send(FrameGuest.ip(ADDRESS, ROUTER, Ipv4.TCP, syn));
            guest.send(FrameGuest.udp(ADDRESS, 6000 + i, ROUTER, echo.getLocalPort(), new byte[] {1}));
            guest.send(FrameGuest.fragment(ADDRESS, ROUTER, Ipv4.UDP, new byte[1480], 0, 1480, 0x2000, i));
            byte[] stranger = FrameGuest.echo(ROUTER, 10);
            Octets.put32(stranger, 26, i * 0x01010101);
            guest.send(stranger);
            if (i % 50 == 0) {
                settle();
                most = Math.max(most, system.getOpenFileDescriptorCount());
            }
        }
        assertTrue(most - before > 200, "the flood came through: " + (most - before));
        assertTrue(most - before <= SOCKETS + 32, (most - before) + " more files are open");
        acceptAll();
        worksStill();
        network.close();
        assertTrue(system.getOpenFileDescriptorCount() - before <= 100, "all sockets of the network are closed");
    }
}
