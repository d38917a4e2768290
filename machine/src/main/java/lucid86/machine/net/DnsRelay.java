package lucid86.machine.net;

import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A name server (RFC 1035) that asks the host's resolver. It knows what that can tell: addresses (A) and names of addresses
 * (PTR). There is no IPv6 in the guest's network, so AAAA questions have no answers; other types are not implemented.
 * Names that mean the host itself lead to the router, which stands for it.
 */
final class DnsRelay {
    static final int PORT = 53;

    private static final int HEADER = 12, A = 1, PTR = 12, AAAA = 28, INTERNET = 1;
    private static final int RESPONSE = 0x8000, OPCODE = 0x7800, WANTED = 0x0100, AVAILABLE = 0x0080;
    private static final int OK = 0, FORMAT_ERROR = 1, NO_SUCH_NAME = 3, NOT_IMPLEMENTED = 4, REFUSED = 5;
    private static final int ADDRESSES = 16, TTL_SECONDS = 30;

    private final NetworkConfig config;
    private final GuestLink link;
    private final Lookups lookups;

    DnsRelay(NetworkConfig config, GuestLink link, Lookups lookups) {
        this.config = config;
        this.link = link;
        this.lookups = lookups;
    }

    /** A question as it stands in a query, and where it ends. */
    private record Question(String name, int type, int kind, int end) {
        static Optional<Question> read(byte[] q) {
            var name = new StringBuilder();
            int at = HEADER;
            while (at < q.length && q[at] != 0) {
                int n = q[at] & 0xff;
                if (n > 63 || at + 1 + n >= q.length || name.length() + n > 254) return Optional.empty();
                if (!name.isEmpty()) name.append('.');
                name.append(new String(q, at + 1, n, StandardCharsets.ISO_8859_1));
                at += 1 + n;
            }
            if (at + 5 > q.length) return Optional.empty();
            return Optional.of(new Question(name.toString(), Octets.get16(q, at + 1), Octets.get16(q, at + 3), at + 5));
        }
    }

    /** @param data resource data for each answer */
    private record Answer(int code, List<byte[]> data) {
        static Answer of(int code) {
            return new Answer(code, List.of());
        }
    }

    void query(int guest, int port, byte[] q) {
        if (q.length < HEADER || (Octets.get16(q, 2) & RESPONSE) != 0) return;
        var question = Octets.get16(q, 4) == 1 ? Question.read(q) : Optional.<Question>empty();
        if ((Octets.get16(q, 2) & OPCODE) != 0) reply(guest, port, q, question, Answer.of(NOT_IMPLEMENTED));
        else if (question.isEmpty()) reply(guest, port, q, question, Answer.of(FORMAT_ERROR));
        else if (config.restricted()) reply(guest, port, q, question, Answer.of(REFUSED));
        else lookups.submit(() -> resolve(question.get()), a -> reply(guest, port, q, question, a));
    }

    private Answer resolve(Question q) {
        if (q.kind() != INTERNET || q.type() != A && q.type() != PTR && q.type() != AAAA) return Answer.of(NOT_IMPLEMENTED);
        try {
            return q.type() == PTR ? name(q.name()) : addresses(q);
        } catch (UnknownHostException _) {
            return Answer.of(NO_SUCH_NAME);
        }
    }

    private Answer addresses(Question q) throws UnknownHostException {
        // What is no name must not be taken for an address or an empty name, which Java makes the loopback address of.
        if (!q.name().matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*") || q.name().matches("[0-9.]+")) return Answer.of(NO_SUCH_NAME);
        var all = new ArrayList<byte[]>();
        for (InetAddress a : InetAddress.getAllByName(q.name())) {
            if (q.type() != A || !(a instanceof Inet4Address v4) || all.size() == ADDRESSES) continue;
            all.add(v4.isLoopbackAddress() ? Ipv4.host(config.gateway()).getAddress() : v4.getAddress());
        }
        return new Answer(OK, all);
    }

    private static Answer name(String reverse) throws UnknownHostException {
        var m = java.util.regex.Pattern.compile("(?i)([0-9]+)\\.([0-9]+)\\.([0-9]+)\\.([0-9]+)\\.in-addr\\.arpa").matcher(reverse);
        if (!m.matches()) return Answer.of(NO_SUCH_NAME);
        int address;
        try {
            address = Ipv4.parse(m.group(4) + "." + m.group(3) + "." + m.group(2) + "." + m.group(1));
        } catch (IllegalArgumentException _) {
            return Answer.of(NO_SUCH_NAME);
        }
        String name = Ipv4.host(address).getCanonicalHostName();
        if (name.equals(Ipv4.text(address))) throw new UnknownHostException(name);
        var data = new ByteArrayOutputStream();
        for (String label : name.split("\\.")) {
            if (label.isEmpty() || label.length() > 63) return Answer.of(NO_SUCH_NAME);
            data.write(label.length());
            data.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        data.write(0);
        return new Answer(OK, List.of(data.toByteArray()));
    }

    private void reply(int guest, int port, byte[] q, Optional<Question> question, Answer answer) {
        var out = new ByteArrayOutputStream();
        int length = question.map(Question::end).orElse(HEADER);
        byte[] head = java.util.Arrays.copyOf(q, length);
        Octets.put16(head, 2, RESPONSE | Octets.get16(q, 2) & (OPCODE | WANTED) | AVAILABLE | answer.code());
        Octets.put16(head, 4, question.isPresent() ? 1 : 0);
        Octets.put16(head, 6, answer.data().size());
        Octets.put32(head, 8, 0);
        out.writeBytes(head);
        for (byte[] data : answer.data()) {
            var record = new byte[12 + data.length];
            Octets.put16(record, 0, 0xc000 | HEADER); // the question's name
            Octets.put16(record, 2, question.orElseThrow().type());
            Octets.put16(record, 4, INTERNET);
            Octets.put32(record, 6, TTL_SECONDS);
            Octets.put16(record, 10, data.length);
            System.arraycopy(data, 0, record, 12, data.length);
            out.writeBytes(record);
        }
        link.send(config.dns(), guest, Ipv4.UDP, Udp.datagram(config.dns(), PORT, guest, port, out.toByteArray(), out.size()));
    }
}
