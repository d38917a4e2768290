package lucid86.machine.board;

import java.util.Optional;
import lucid86.machine.dev.dp8390.Ne2000;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.net.NetworkConfig;

/**
 * A network card and where its cable leads.
 *
 * @param port of an ISA card: its first port, a multiple of 20h from 200h to 3E0h
 * @param irq of an ISA card: its interrupt line, 3-15
 * @param network what is at the other end, if anything; whoever runs the machine connects it
 */
public record Nic(Model model, MacAddress address, int port, int irq, Optional<NetworkConfig> network) {
    /** Where an ISA card usually is. */
    public static final int ISA_PORT = Ne2000.ISA_PORT, ISA_IRQ = Ne2000.ISA_IRQ;

    /** The kinds of cards. */
    public enum Model {
        E1000("e1000"),
        RTL8139("rtl8139"),
        NE2K_PCI("ne2k_pci"),
        NE2K_ISA("ne2k_isa");

        private final String words;

        Model(String words) {
            this.words = words;
        }

        /** As an option names it: QEMU's names. */
        public String words() {
            return words;
        }
    }

    public Nic {
        if (port < 0x200 || port > 0x3e0 || port % Ne2000.PORTS != 0)
            throw new ConfigException(String.format("an ISA network card has its ports at a multiple of 20h from 200h to 3e0h, not %xh", port));
        if (irq < 3 || irq > 15 || irq == 8 || irq == 13) throw new ConfigException("an ISA network card has IRQ 3 to 15, not " + irq);
        if (address.group()) throw new ConfigException(address + " is a group's address, no card can have it");
    }

    /** A card with the usual resources. */
    public static Nic of(Model model, MacAddress address, NetworkConfig network) {
        return new Nic(model, address, ISA_PORT, ISA_IRQ, Optional.of(network));
    }

    /** The same card with its cable unplugged. */
    public Nic withoutNetwork() {
        return new Nic(model, address, port, irq, Optional.empty());
    }
}
