package lucid86.machine.net;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the network at a card's cable looks like. The guest is offered the address 15 of the network; 2 is the router,
 * which also stands for this host (its loopback services can be reached there), 3 answers names.
 *
 * @param network the network's address, first octet in the top bits
 * @param prefix its bits that are fixed, 8 to 28
 * @param restricted the guest reaches nothing outside; only {@code forwards} connect to it
 * @param forwards ports of this host that lead to the guest
 * @param capture a file that receives all frames in pcap format
 */
public record NetworkConfig(int network, int prefix, boolean restricted, List<Forward> forwards, Optional<Path> capture) {
    /**
     * A port of this host that leads to the guest.
     *
     * @param udp or else TCP
     * @param hostAddress the address on which this host listens, in figures; empty: all of them
     * @param hostPort 1-65535; 0 lets the system choose one, which is logged
     * @param guest the guest's address; 0: the one it is offered
     */
    public record Forward(boolean udp, Optional<String> hostAddress, int hostPort, int guest, int guestPort) {
        public Forward {
            if (hostPort < 0 || hostPort > 0xffff || guestPort < 1 || guestPort > 0xffff)
                throw new IllegalArgumentException("ports are 1 to 65535");
        }
    }

    public NetworkConfig {
        if (prefix < 8 || prefix > 28) throw new IllegalArgumentException("a network's prefix is 8 to 28 bits, not " + prefix);
        network &= -1 << 32 - prefix;
        if (!Ipv4.unicast(network)) throw new IllegalArgumentException(Ipv4.text(network) + " is no network for hosts");
        forwards = List.copyOf(forwards);
    }

    /** 10.0.2.0/24, open to the outside. */
    public static NetworkConfig standard() {
        return new NetworkConfig(10 << 24 | 2 << 8, 24, false, List.of(), Optional.empty());
    }

    /** Reads an address such as {@code "10.0.2.15"}; an {@link IllegalArgumentException} for anything else. */
    public static int address(String text) {
        return Ipv4.parse(text);
    }

    public NetworkConfig withNetwork(int address, int bits) {
        return new NetworkConfig(address, bits, restricted, forwards, capture);
    }

    public NetworkConfig withRestricted(boolean on) {
        return new NetworkConfig(network, prefix, on, forwards, capture);
    }

    public NetworkConfig withForwards(List<Forward> all) {
        return new NetworkConfig(network, prefix, restricted, all, capture);
    }

    public NetworkConfig withCapture(Path file) {
        return new NetworkConfig(network, prefix, restricted, forwards, Optional.of(file));
    }

    int mask() {
        return -1 << 32 - prefix;
    }

    int gateway() {
        return network + 2;
    }

    int dns() {
        return network + 3;
    }

    /** The address offered to the guest. */
    int guest() {
        return network + 15 - (prefix == 28 ? 1 : 0);
    }

    int broadcast() {
        return network | ~mask();
    }

    boolean inside(int address) {
        return (address & mask()) == network;
    }
}
