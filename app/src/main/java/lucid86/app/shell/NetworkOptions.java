package lucid86.app.shell;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.Nic;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.net.NetworkConfig;

/** The network options, in QEMU's words: {@code -nic}, {@code -netdev} with {@code -device}, {@code -object filter-dump}. */
final class NetworkOptions {
    private static final Nic.Model USUAL = Nic.Model.E1000;
    private static final Pattern FORWARD = Pattern.compile("(?:(tcp|udp):)?([^:]*):([0-9]+)-([^:]*):([0-9]+)");

    /** Networks by the ids that {@code -device} and {@code -object} name. */
    private final Map<String, NetworkConfig> networks = new HashMap<>();
    private final Map<String, Path> captures = new HashMap<>();
    private final List<Card> cards = new ArrayList<>();

    /** A card whose network is not looked up yet. */
    private record Card(Nic.Model model, Optional<MacAddress> address, int port, int irq, String network) {}

    NetworkOptions(List<String> nics, List<String> netdevs, List<String> objects) {
        for (String o : objects) capture(Words.of("-object", o));
        for (String n : netdevs) netdev(Words.of("-netdev", n));
        for (String n : nics) nic(Words.of("-nic", n));
    }

    /** One option's first word and its {@code name=value} pairs. */
    private static final class Words {
        final String option, kind;
        private final Map<String, List<String>> values = new LinkedHashMap<>();

        private Words(String option, String kind) {
            this.option = option;
            this.kind = kind;
        }

        static Words of(String option, String text) {
            String[] parts = text.split(",");
            var w = new Words(option, parts.length == 0 ? "" : parts[0]);
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                if (equals < 1) throw new ConfigException(option + ": '" + parts[i] + "' is not NAME=VALUE");
                w.values.computeIfAbsent(parts[i].substring(0, equals), _ -> new ArrayList<>()).add(parts[i].substring(equals + 1));
            }
            return w;
        }

        List<String> all(String name) {
            var v = values.remove(name);
            return v == null ? List.of() : v;
        }

        Optional<String> one(String name) {
            var v = all(name);
            if (v.size() > 1) throw new ConfigException(option + ": " + name + " is given twice");
            return v.stream().findFirst();
        }

        String needed(String name) {
            return one(name).orElseThrow(() -> new ConfigException(option + " " + kind + " wants " + name + "="));
        }

        int number(String name, int otherwise) {
            var v = one(name);
            try {
                return v.isEmpty() ? otherwise : Integer.decode(v.get());
            } catch (NumberFormatException _) {
                throw new ConfigException(option + ": " + name + " is a number, not '" + v.get() + "'");
            }
        }

        void end() {
            if (!values.isEmpty()) throw new ConfigException(option + " " + kind + " has no '" + values.keySet().iterator().next() + "'");
        }
    }

    // ---- the options -------------------------------------------------------------------------------------------------------

    private void capture(Words w) {
        if (!w.kind.equals("filter-dump")) throw new ConfigException("-object is filter-dump, not '" + w.kind + "'");
        w.one("id");
        String file = w.needed("file");
        try {
            captures.put(w.needed("netdev"), Path.of(file));
        } catch (InvalidPathException e) {
            throw new ConfigException("-object filter-dump: '" + file + "' is no file name", e);
        }
        w.end();
    }

    private void netdev(Words w) {
        if (!w.kind.equals("user")) throw new ConfigException("-netdev is user, not '" + w.kind + "'");
        String id = w.needed("id");
        if (networks.put(id, network(w)) != null) throw new ConfigException("two -netdev have the id '" + id + "'");
        w.end();
    }

    private void nic(Words w) {
        if (w.kind.equals("none")) {
            w.end();
            return;
        }
        if (!w.kind.equals("user")) throw new ConfigException("-nic is user or none, not '" + w.kind + "'");
        String id = w.one("id").orElse("nic " + cards.size());
        var model = w.one("model").map(m -> model(m).orElseThrow(() -> new ConfigException("-nic: model is one of " + models() + ", not '" + m + "'")));
        var card = card(w, model.orElse(USUAL), id);
        if (networks.put(id, network(w)) != null) throw new ConfigException("two networks have the id '" + id + "'");
        w.end();
        cards.add(card);
    }

    /** Takes a {@code -device} option if it is a network card. */
    boolean takes(String device) {
        var model = model(device.split(",", 2)[0]);
        if (model.isEmpty()) return false;
        var w = Words.of("-device", device);
        w.one("id");
        var card = card(w, model.get(), w.needed("netdev"));
        w.end();
        cards.add(card);
        return true;
    }

    /** All cards with their networks. */
    List<Nic> cards() {
        var unused = new LinkedHashMap<>(networks);
        var result = new ArrayList<Nic>();
        for (Card c : cards) {
            var network = unused.remove(c.network());
            if (network == null)
                throw new ConfigException(networks.containsKey(c.network()) ? "two cards are at the network '" + c.network() + "'"
                        : "there is no -netdev with the id '" + c.network() + "'");
            var file = captures.remove(c.network());
            var mac = c.address().orElse(MacAddress.ofCard(result.size()));
            result.add(new Nic(c.model(), mac, c.port(), c.irq(), Optional.of(file == null ? network : network.withCapture(file))));
        }
        if (!captures.isEmpty())
            throw new ConfigException("-object filter-dump: no card is at a network '" + captures.keySet().iterator().next() + "'");
        return result;
    }

    // ---- their parts -------------------------------------------------------------------------------------------------------

    private static Optional<Nic.Model> model(String words) {
        return Stream.of(Nic.Model.values()).filter(m -> m.words().equals(words)).findFirst();
    }

    private static String models() {
        return Stream.of(Nic.Model.values()).map(Nic.Model::words).collect(Collectors.joining(", "));
    }

    private static Card card(Words w, Nic.Model model, String network) {
        boolean isa = model == Nic.Model.NE2K_ISA;
        var mac = w.one("mac").map(t -> sensible(w.option, () -> MacAddress.parse(t)));
        return new Card(model, mac, isa ? w.number("iobase", Nic.ISA_PORT) : Nic.ISA_PORT, isa ? w.number("irq", Nic.ISA_IRQ) : Nic.ISA_IRQ, network);
    }

    private static NetworkConfig network(Words w) {
        var c = NetworkConfig.standard();
        var net = w.one("net");
        if (net.isPresent()) {
            var m = Pattern.compile("([0-9.]+)(?:/([0-9]{1,2}))?").matcher(net.get());
            if (!m.matches()) throw new ConfigException(w.option + ": net is a network such as 10.0.2.0/24, not '" + net.get() + "'");
            var base = c;
            c = sensible(w.option, () -> base.withNetwork(NetworkConfig.address(m.group(1)), m.group(2) == null ? 24 : Integer.parseInt(m.group(2))));
        }
        c = c.withRestricted(w.one("restrict").map(v -> onOff(w, v)).orElse(false));
        var forwards = new ArrayList<NetworkConfig.Forward>();
        for (String f : w.all("hostfwd")) forwards.add(sensible(w.option, () -> forward(w.option, f)));
        return c.withForwards(forwards);
    }

    private static boolean onOff(Words w, String v) {
        return switch (v) {
            case "on", "yes", "y" -> true;
            case "off", "no", "n" -> false;
            default -> throw new ConfigException(w.option + ": restrict is on or off, not '" + v + "'");
        };
    }

    private static NetworkConfig.Forward forward(String option, String text) {
        var m = FORWARD.matcher(text);
        if (!m.matches()) throw new ConfigException(option + ": hostfwd looks like tcp:127.0.0.1:2222-:22, not '" + text + "'");
        Optional<String> host = Optional.empty();
        try {
            if (!m.group(2).isEmpty()) host = Optional.of(InetAddress.getByName(m.group(2)).getHostAddress());
        } catch (UnknownHostException e) {
            throw new ConfigException(option + ": hostfwd: this host has no address '" + m.group(2) + "'", e);
        }
        int guest = m.group(4).isEmpty() ? 0 : NetworkConfig.address(m.group(4));
        return new NetworkConfig.Forward("udp".equals(m.group(1)), host, port(m.group(3)), guest, port(m.group(5)));
    }

    private static int port(String text) {
        return text.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(text);
    }

    private static <T> T sensible(String option, java.util.function.Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(option + ": " + e.getMessage(), e);
        }
    }
}
