package lucid86.debugger.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import lucid86.machine.board.InputEvent;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.board.Nic;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.net.NetworkConfig;
import org.junit.jupiter.api.Test;

/** What a recording keeps of network cards and of what came through their cables. */
class NetworkRecordTest {
    private static final RecordCodec CODEC = new RecordCodec(UnaryOperator.identity());

    private static <T> T there(Class<T> type, T v) throws IOException {
        var out = new ByteArrayOutputStream();
        CODEC.write(new DataOutputStream(out), type, v);
        return CODEC.read(new DataInputStream(new ByteArrayInputStream(out.toByteArray())), type);
    }

    private static MachineConfig config() {
        var forward = new NetworkConfig.Forward(false, Optional.of("127.0.0.1"), 2222, 0, 22);
        return MachineConfig.standard().withNic(Nic.of(Nic.Model.RTL8139, MacAddress.ofCard(0), NetworkConfig.standard().withForwards(List.of(forward))));
    }

    @Test
    void cardsAndNetworksAreKeptAsTheyAre() throws IOException {
        assertEquals(config(), there(MachineConfig.class, config()));
    }

    @Test
    void aRecordedMachineHasTheCardsButNoNetworks() {
        var nic = config().withoutNetworks().nics().getFirst();
        assertEquals(config().nics().getFirst().withoutNetwork(), nic);
        assertTrue(nic.network().isEmpty());
    }

    @Test
    void framesAreKept() throws IOException {
        var packet = new InputEvent.Packet(1, new byte[] {1, 2, 3});
        var at = there(InputEvent.At.class, new InputEvent.At(123, packet));
        assertEquals(123, at.time());
        assertArrayEquals(packet.frame(), ((InputEvent.Packet) at.event()).frame());
    }
}
