package lucid86.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.Nic;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.net.NetworkConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class NetworkOptionsTest {
    private static List<Nic> nics(String... args) {
        var options = new Options();
        new CommandLine(options).setPosixClusteredShortOptionsAllowed(false).setOverwrittenOptionsAllowed(true).parseArgs(args);
        return options.config().nics();
    }

    @Test
    void thereIsNoCardUnlessOneIsAskedFor() {
        assertEquals(List.of(), nics());
        assertEquals(List.of(), nics("-nic", "none"));
    }

    @Test
    void nicMakesACardAndItsNetwork() {
        assertEquals(List.of(Nic.of(Nic.Model.E1000, MacAddress.ofCard(0), NetworkConfig.standard())), nics("-nic", "user"));
        var all = nics("-nic", "user,model=ne2k_isa,iobase=0x280,irq=3,mac=52:54:00:00:00:07", "-nic", "user,model=rtl8139");
        assertEquals(0x280, all.get(0).port());
        assertEquals(3, all.get(0).irq());
        assertEquals("52:54:00:00:00:07", all.get(0).address().toString());
        assertEquals(Nic.Model.RTL8139, all.get(1).model());
        assertEquals(MacAddress.ofCard(1), all.get(1).address());
    }

    @Test
    void forwardsAreRead() {
        var network = nics("-nic", "user,restrict=on,hostfwd=tcp:127.0.0.1:2222-:22,hostfwd=udp::53-10.0.2.99:5353").getFirst().network().orElseThrow();
        assertTrue(network.restricted());
        assertEquals(new NetworkConfig.Forward(false, Optional.of("127.0.0.1"), 2222, 0, 22), network.forwards().get(0));
        assertEquals(new NetworkConfig.Forward(true, Optional.empty(), 53, NetworkConfig.address("10.0.2.99"), 5353), network.forwards().get(1));
    }

    @Test
    void netdevDeviceAndDumpBelongTogether() {
        var nic = nics("-netdev", "user,id=n0,net=192.168.5.0/24", "-device", "e1000,netdev=n0", "-object", "filter-dump,id=f,netdev=n0,file=x.pcap").getFirst();
        assertEquals(NetworkConfig.standard().withNetwork(NetworkConfig.address("192.168.5.0"), 24).withCapture(Path.of("x.pcap")), nic.network().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tap", "user,model=wonder", "user,mac=52:54", "user,mac=53:54:00:12:34:56", "user,hostfwd=22", "user,hostfwd=tcp::99999-:22",
        "user,hostfwd=tcp::22-:0", "user,net=10.0.2", "user,net=127.0.0.0/8", "user,net=10.0.0.0/30", "user,restrict=maybe", "user,colour=red",
        "user,model=ne2k_isa,iobase=0x301", "user,model=ne2k_isa,irq=2", "user,model=ne2k_isa,irq=x", "user,oops", "user,mac=52:54:00:12:34:56,mac=52:54:00:12:34:57"})
    void refusesInOneLine(String text) {
        var e = assertThrows(ConfigException.class, () -> nics("-nic", text));
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    @Test
    void refusesWhatDoesNotBelongTogether() {
        assertThrows(ConfigException.class, () -> nics("-device", "e1000,netdev=n9"));
        assertThrows(ConfigException.class, () -> nics("-object", "filter-dump,netdev=n9,file=x"));
        assertThrows(ConfigException.class, () -> nics("-netdev", "user,id=n", "-device", "e1000,netdev=n", "-device", "e1000,netdev=n"));
        assertThrows(ConfigException.class, () -> nics("-netdev", "user"));
    }
}
