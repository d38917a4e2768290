package lucid86.debugger.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.InputEvent;
import lucid86.machine.board.Machine;
import lucid86.machine.board.Nic;
import lucid86.machine.net.NetworkConfig;
import lucid86.machine.net.PcapFile;
import lucid86.machine.net.UserNetwork;

/** The networks at the cables of a machine's cards. A machine that repeats a recorded run has none. */
public final class Networks implements AutoCloseable {
    /** By the number of the card. */
    private final Map<Integer, UserNetwork> networks = new LinkedHashMap<>();
    private final List<PcapFile> captures = new ArrayList<>();

    private Networks() {}

    /** Cables that lead nowhere. */
    static Networks none() {
        return new Networks();
    }

    /** Opens and connects them; what cannot be had is a {@link ConfigException}. On the machine's thread. */
    public static Networks connect(Machine machine, Consumer<String> log) {
        var all = new Networks();
        var ports = machine.board().networkPorts();
        try {
            for (int i = 0; i < ports.size(); i++) {
                int card = i;
                Nic nic = machine.board().config.nics().get(i);
                if (nic.network().isEmpty()) continue;
                NetworkConfig config = nic.network().get();
                var network = UserNetwork.open(config, frame -> machine.post(new InputEvent.Packet(card, frame)), log);
                all.networks.put(i, network);
                ports.get(i).connect(network);
                if (config.capture().isEmpty()) continue;
                var capture = new PcapFile(config.capture().get(), log);
                all.captures.add(capture);
                ports.get(i).listen(capture);
            }
            return all;
        } catch (IOException e) {
            all.close();
            throw new ConfigException(e.getMessage(), e);
        }
    }

    /** The network at a card's cable, which is plugged in. */
    public UserNetwork get(int card) {
        return networks.get(card);
    }

    @Override
    public void close() {
        networks.values().forEach(UserNetwork::close);
        captures.forEach(PcapFile::close);
    }
}
