package lucid86.machine.net;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import lucid86.machine.ether.MacAddress;

/**
 * Gives the guest its address: DHCP (RFC 2131, options of RFC 2132) and plain BOOTP (RFC 951). There is one address to
 * give; whoever asks gets it.
 */
final class Dhcp {
    static final int SERVER_PORT = 67, CLIENT_PORT = 68;

    private static final int FIXED = 236, COOKIE = 0x63825363;
    private static final int FLAG_BROADCAST = 0x8000;
    private static final int LEASE_SECONDS = 86400;
    private static final int DISCOVER = 1, OFFER = 2, REQUEST = 3, ACK = 5, NAK = 6, INFORM = 8;
    private static final int MASK = 1, ROUTER = 3, DNS = 6, BROADCAST = 28, REQUESTED = 50, LEASE = 51, TYPE = 53, SERVER = 54, END = 255;

    private final NetworkConfig config;
    private final GuestLink link;

    Dhcp(NetworkConfig config, GuestLink link) {
        this.config = config;
        this.link = link;
    }

    /** Answers a message to the server's port. */
    void message(byte[] m) {
        // Ethernet hardware addresses of six octets only.
        if (m.length < FIXED || m[0] != 1 || m[1] != 1 || m[2] != 6) return;
        boolean dhcp = m.length >= FIXED + 4 && Octets.get32(m, FIXED) == COOKIE;
        int type = dhcp ? option(m, TYPE, 1).map(o -> (int) o[0]).orElse(0) : 0;
        switch (type) {
            case 0 -> reply(m, 0, config.guest());
            case DISCOVER -> reply(m, OFFER, config.guest());
            case REQUEST -> requestAddress(m);
            case INFORM -> reply(m, ACK, 0);
            default -> {} // decline, release: nothing to note
        }
    }

    private void requestAddress(byte[] m) {
        var server = option(m, SERVER, 4);
        if (server.isPresent() && Octets.get32(server.get(), 0) != config.gateway()) return; // meant for another server
        int wanted = option(m, REQUESTED, 4).map(o -> Octets.get32(o, 0)).orElse(Octets.get32(m, 12));
        if (wanted == config.guest()) reply(m, ACK, wanted);
        else reply(m, NAK, 0);
    }

    private static Optional<byte[]> option(byte[] m, int wanted, int length) {
        int at = FIXED + 4;
        while (at + 1 < m.length && (m[at] & 0xff) != END) {
            if (m[at] == 0) {
                at++;
                continue;
            }
            int n = m[at + 1] & 0xff;
            if (at + 2 + n > m.length) break;
            if ((m[at] & 0xff) == wanted && n == length) return Optional.of(Arrays.copyOfRange(m, at + 2, at + 2 + n));
            at += 2 + n;
        }
        return Optional.empty();
    }

    /** @param type of the DHCP message; 0 for BOOTP */
    private void reply(byte[] m, int type, int address) {
        var fixed = new byte[FIXED];
        fixed[0] = 2;
        fixed[1] = 1;
        fixed[2] = 6;
        System.arraycopy(m, 4, fixed, 4, 4); // transaction
        System.arraycopy(m, 10, fixed, 10, 6); // flags, client's address
        Octets.put32(fixed, 16, address);
        Octets.put32(fixed, 20, config.gateway());
        System.arraycopy(m, 28, fixed, 28, 16); // hardware address
        var out = new ByteArrayOutputStream();
        out.writeBytes(fixed);
        out.writeBytes(word(COOKIE));
        if (type != 0) {
            option(out, TYPE, new byte[] {(byte) type});
            option(out, SERVER, word(config.gateway()));
        }
        if (type != NAK) {
            option(out, MASK, word(config.mask()));
            option(out, BROADCAST, word(config.broadcast()));
            option(out, ROUTER, word(config.gateway()));
            option(out, DNS, word(config.dns()));
            if (type != 0 && address != 0) option(out, LEASE, word(LEASE_SECONDS));
        }
        out.write(END);
        // BOOTP clients want messages of 300 octets at least.
        byte[] message = Arrays.copyOf(out.toByteArray(), Math.max(300, out.size()));
        send(m, message, type == NAK);
    }

    private void send(byte[] m, byte[] message, boolean nak) {
        int client = Octets.get32(m, 12);
        boolean broadcast = nak || (Octets.get16(m, 10) & FLAG_BROADCAST) != 0;
        var hardware = MacAddress.of(m, 28);
        int to = client != 0 && !nak ? client : Ipv4.BROADCAST;
        byte[] datagram = Udp.datagram(config.gateway(), SERVER_PORT, to, CLIENT_PORT, message, message.length);
        link.sendTo(broadcast || hardware.group() ? MacAddress.BROADCAST : hardware, config.gateway(), to, Ipv4.UDP, datagram);
    }

    private static void option(ByteArrayOutputStream out, int code, byte[] value) {
        out.write(code);
        out.write(value.length);
        out.writeBytes(value);
    }

    private static byte[] word(int v) {
        var b = new byte[4];
        Octets.put32(b, 0, v);
        return b;
    }
}
