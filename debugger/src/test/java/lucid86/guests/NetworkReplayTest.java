package lucid86.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import lucid86.debugger.guests.GuestFailure;
import lucid86.debugger.guests.GuestRun;
import lucid86.debugger.guests.Step;
import lucid86.debugger.save.Recording;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Tape;
import lucid86.debugger.stop.StopReason;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.InputEvent;
import lucid86.machine.board.Nic;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.net.NetworkConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run in which packets came from a host at any time is repeated without the host ({@code net.asm}), to the same state on any engine. */
class NetworkReplayTest {
    private static final int DATAGRAMS = 25;

    @TempDir
    Path dir;

    /** Sends datagrams of different sizes through a forwarded port; each comes back but for the time the guest writes into it. */
    private static int exchange(int port) throws IOException {
        var random = new Random(7);
        int back = 0;
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.setSoTimeout(30_000);
            for (int i = 0; i < DATAGRAMS; i++) {
                var data = new byte[9 + random.nextInt(1400)];
                random.nextBytes(data);
                data[8] = (byte) (i == DATAGRAMS - 1 ? 'q' : 'x');
                socket.send(new DatagramPacket(data, data.length, InetAddress.getLoopbackAddress(), port));
                var answer = new DatagramPacket(new byte[2000], 2000);
                socket.receive(answer);
                assertEquals(data.length, answer.getLength());
                for (int k = 8; k < data.length; k++) assertEquals(data[k], answer.getData()[k], "octet " + k);
                back++;
            }
        }
        return back;
    }

    private static CompletableFuture<Integer> talking(GuestRun run) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return exchange(run.networks().get(0).forwardedPort(0));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void packetsOfARecordedRunComeAgainAtTheirTimes() throws GuestFailure, IOException {
        TestGuests.assumeSeaBios();
        var forward = new NetworkConfig.Forward(true, Optional.of("127.0.0.1"), 0, 0, 7);
        var config = TestGuests.machine("net").withNic(
                Nic.of(Nic.Model.NE2K_ISA, MacAddress.ofCard(0), NetworkConfig.standard().withForwards(List.of(forward))));
        Path file = dir.resolve("run.rec");
        String said;
        try (var run = TestGuests.boot(config, TierPolicy.NORMAL)) {
            Recording.begin(run.machine());
            run.take(new Step.Expect("ready\n", 30));
            var host = talking(run);
            run.take(new Step.Expect("net end\n", 120));
            assertEquals(DATAGRAMS, host.join());
            said = run.serial();
            Recording.save(run.machine(), file);
        }
        try (var recording = Recording.open(file)) {
            assertTrue(recording.inputs().stream().filter(i -> i.event() instanceof InputEvent.Packet).count() > DATAGRAMS);
            for (var policy : List.of(TierPolicy.NORMAL, TierPolicy.INTERPRET_ONLY)) assertEquals(said, replayed(recording, policy));
        }
    }

    /** Runs a recording; what it said on COM1. */
    private static String replayed(Recording recording, TierPolicy policy) {
        var said = new StringBuilder();
        var output = new SessionOptions.Output() {
            @Override
            public void serial(int port, int value) {
                said.append((char) value);
            }
        };
        var options = new SessionOptions(false, Pace.FREE, policy, _ -> {}, output, Optional.empty(), Optional.empty(), Tape.replaying(recording));
        assertFalse(recording.config().nics().getFirst().network().isPresent());
        try (var session = Session.open(recording.config(), options)) {
            var stop = session.runToStop(new Command.Run());
            var end = assertInstanceOf(StopReason.Replayed.class, stop, stop.text());
            assertTrue(end.same(), end.text());
        }
        return said.toString();
    }
}
