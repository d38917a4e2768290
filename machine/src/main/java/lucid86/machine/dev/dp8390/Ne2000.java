package lucid86.machine.dev.dp8390;

import java.util.Optional;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.dev.pci.PciFunction;
import lucid86.machine.dev.pci.PciId;
import lucid86.machine.ether.Cable;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;

/**
 * An NE2000 card: a {@link Dp8390} with 16 KiB of its own memory, behind 32 ports. 0-Fh are the controller's registers, 10h-17h
 * the data port of its remote DMA, 18h-1Fh reset the card when read or written. Sources: National Semiconductor AN-729 for
 * the board, the RTL8029AS datasheet for the PCI version.
 *
 * <p>Modelled: the 16-bit ISA card, and the RTL8029AS (10EC:8029) whose ports BAR 0 places. The data port takes accesses of
 * any width, one controller transfer for each octet or word. Not modelled: the ISA card's boot ROM and jumpers.
 */
public final class Ne2000 implements Device, PortDevice {
    /** Number of ports, and where the ISA card usually has them. */
    public static final int PORTS = 32, ISA_PORT = 0x300, ISA_IRQ = 9;

    private static final int DATA = 0x10, RESET = 0x18;
    private static final int REALTEK = 0x10ec, RTL8029 = 0x8029, CLASS_ETHERNET = 0x020000;

    private final String name;
    private final String title;
    private final int base;
    private final BufferMemory memory;
    private final Dp8390 chip;

    private Ne2000(Scheduler scheduler, String name, String title, int base, MacAddress address, IrqLine irq, Optional<Rtl8029Page> page3) {
        this.name = name;
        this.title = title;
        this.base = base;
        memory = new BufferMemory(address);
        chip = new Dp8390(scheduler, name, memory, irq, page3);
    }

    /**
     * The ISA card; its ports are to be claimed.
     *
     * @param base its first port
     */
    public static Ne2000 isa(Scheduler scheduler, String name, int base, MacAddress address, IrqLine irq) {
        return new Ne2000(scheduler, name, "NE2000", base, address, irq, Optional.empty());
    }

    /** The RTL8029AS behind a function made by {@link #function}. */
    public static Ne2000 pci(Scheduler scheduler, String name, MacAddress address, PciFunction function) {
        var card = new Ne2000(scheduler, name, "RTL8029AS (NE2000)", 0, address, function.interruptLine(), Optional.of(new Rtl8029Page()));
        function.ioBar(0, PORTS, card);
        return card;
    }

    /** The PCI side of an RTL8029AS. */
    public static PciFunction function(String name) {
        return new PciFunction(name, PciId.of(REALTEK, RTL8029, 0, CLASS_ETHERNET)).init(PciFunction.STATUS, 2, 0x0200, 0).pin(1);
    }

    public Cable cable() {
        return chip.cable();
    }

    // ---- ports -----------------------------------------------------------------------------------------------------------

    @Override
    public int in(int port, int size) {
        return read(port - base & 0x1f, size, false);
    }

    @Override
    public int peek(int port, int size) {
        return read(port - base & 0x1f, size, true);
    }

    private int read(int offset, int size, boolean peek) {
        if (offset < DATA || offset >= RESET) {
            int v = 0;
            for (int i = 0; i < size; i++) v |= readOctet(offset + i & 0x1f, peek) << i * 8;
            return v;
        }
        if (peek) return chip.peekData();
        if (size == 1) return chip.readData() & 0xff;
        int unit = chip.words() ? 2 : 1, v = 0;
        for (int i = 0; i < size; i += unit) v |= (chip.readData() & (unit == 2 ? 0xffff : 0xff)) << i * 8;
        return v;
    }

    private int readOctet(int offset, boolean peek) {
        if (offset < DATA) return peek ? chip.peek(offset) : chip.read(offset);
        if (offset >= RESET && !peek) chip.reset();
        return 0;
    }

    @Override
    public void out(int port, int size, int value) {
        int offset = port - base & 0x1f;
        if (offset < DATA || offset >= RESET) {
            for (int i = 0; i < size; i++) writeOctet(offset + i & 0x1f, value >>> i * 8 & 0xff);
            return;
        }
        int unit = chip.words() && size > 1 ? 2 : 1;
        for (int i = 0; i < size; i += unit) chip.writeData(value >>> i * 8 & (unit == 2 ? 0xffff : 0xff));
    }

    private void writeOctet(int offset, int value) {
        if (offset < DATA) chip.write(offset, value);
        else if (offset >= RESET) chip.reset();
    }

    // ---- device ----------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        chip.reset();
    }

    @Override
    public DeviceView view() {
        var v = DeviceView.of(title + " network card");
        chip.describe(v);
        return v.build();
    }

    @Override
    public void save(StateOut o) {
        chip.save(o);
        o.putBytes("memory", memory.ram);
    }

    @Override
    public void load(StateIn in) {
        in.getBytes("memory", memory.ram);
        chip.load(in);
    }
}
