package lucid86.machine.dev.e1000;

import java.util.function.Consumer;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.dev.pci.PciFunction;
import lucid86.machine.dev.pci.PciId;
import lucid86.machine.ether.Cable;
import lucid86.machine.ether.Eeprom93C46;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.io.PortDevice;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.mem.MmioDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * Intel 82540EM gigabit network controller, 8086:100E (PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's
 * Manual, 317453): registers at BAR 0, and through an address and a data port at BAR 1.
 *
 * <p>Modelled: both rings with legacy, context and data descriptors, checksums and TCP segmentation on the way out, checksum
 * checks on the way in, address filters, interrupt causes and throttling, EEPROM (EECD and EERD), the transceiver, statistics
 * of frames and octets. Frames take their time at 1 Gbit/s. A frame for which the receive ring has no descriptors waits at
 * the switch. Not modelled: VLAN tags and filters (logged when asked for), jumbo frames, the delay timers (an interrupt they
 * may delay comes at once), wake-up and management, flow control frames, flash memory.
 */
public final class E1000 implements Device, MmioDevice {
    private static final int INTEL = 0x8086, I82540EM = 0x100e, REVISION = 3, CLASS_ETHERNET = 0x020000;
    private static final int SIZE = 0x20000, IO_PORTS = 64, IO_DATA = 4;
    private static final long CABLE_SPEED = 1_000_000_000;
    private static final int EECD_SK = 1, EECD_CS = 2, EECD_DI = 4, EECD_DO = 8, EECD_REQUEST = 0x40, EECD_GRANT = 0x80, EECD_PRESENT = 0x100;
    private static final int EERD_START = 1, EERD_DONE = 0x10;
    private static final int MDIC_WRITE = 1, MDIC_READ = 2, MDIC_READY = 1 << 28, MDIC_INTERRUPT = 1 << 29, MDIC_ERROR = 1 << 30, PHY_ADDRESS = 1;
    /** Interrupt throttling counts in this many nanoseconds. */
    private static final long THROTTLE_UNIT = 256;

    private final String name;
    private final Scheduler scheduler;
    private final PciFunction function;
    private final RegisterFile regs = new RegisterFile();
    private final Phy phy = new Phy();
    private final Eeprom93C46 eeprom;
    private final Cable cable;
    private final Receiver receiver;
    private final Transmitter transmitter;
    private final Timer throttle;
    private boolean asserted;
    private long nextInterrupt;
    private int ioAddress;

    /** Adds its registers to a function made by {@link #function}. */
    public E1000(Scheduler scheduler, String name, MemoryMap memory, MacAddress address, PciFunction function, Consumer<String> log) {
        this.name = name;
        this.scheduler = scheduler;
        this.function = function;
        eeprom = new Eeprom93C46(eepromWords(address));
        receiver = new Receiver(memory, regs, this::raise);
        cable = new Cable(scheduler, name, CABLE_SPEED, new Cable.Card() {
            @Override
            public boolean readyFor(int length) {
                return receiver.readyFor(length);
            }

            @Override
            public void receive(byte[] frame) {
                receiver.receive(frame);
            }
        });
        transmitter = new Transmitter(scheduler, name, memory, regs, cable, receiver::receive, this::raise, log);
        throttle = scheduler.timer(name + ".throttle", this::drive);
        function.memoryBar(0, memory.mapDevice("82540EM registers", 0, SIZE, this, Layer.PCI), false);
        function.ioBar(1, IO_PORTS, new IoWindow());
        reset();
    }

    /** The PCI side. */
    public static PciFunction function(String name) {
        var id = new PciId(INTEL, I82540EM, REVISION, CLASS_ETHERNET, INTEL, 0x001e);
        return new PciFunction(name, id).init(PciFunction.STATUS, 2, 0x0220, 0).init(0x3e, 2, 0x00ff, 0).pin(1);
    }

    private static int[] eepromWords(MacAddress a) {
        var w = new int[Eeprom93C46.WORDS];
        for (int i = 0; i < 3; i++) w[i] = a.octet(2 * i) | a.octet(2 * i + 1) << 8;
        w[0x0a] = 0x4008; // valid, subsystem identifiers are loaded
        w[0x0b] = 0x001e;
        w[0x0c] = INTEL;
        w[0x0d] = I82540EM;
        w[0x0e] = INTEL;
        w[0x0f] = 0x3040; // pause frames
        int sum = 0;
        for (int i = 0; i < 0x3f; i++) sum += w[i];
        w[0x3f] = 0xbaba - sum & 0xffff;
        return w;
    }

    public Cable cable() {
        return cable;
    }

    // ---- interrupts ------------------------------------------------------------------------------------------------------

    private void raise(int causes) {
        regs.set(Reg.ICR, regs.get(Reg.ICR) | causes);
        drive();
    }

    /** Drives the interrupt pin; a new assertion waits until the throttle lets it through. */
    private void drive() {
        boolean pending = (regs.get(Reg.ICR) & regs.get(Reg.IMS)) != 0;
        if (pending && !asserted && scheduler.now() < nextInterrupt) {
            if (!throttle.armed()) throttle.arm(nextInterrupt);
            return;
        }
        if (pending && !asserted) nextInterrupt = scheduler.now() + regs.get(Reg.ITR) * THROTTLE_UNIT;
        asserted = pending;
        function.setInterrupt(pending);
    }

    // ---- registers -------------------------------------------------------------------------------------------------------

    @Override
    public int read(int offset, int size) {
        int value = readRegister(offset & ~3);
        return part(value, offset, size);
    }

    @Override
    public int peek(int offset, int size) {
        return part(peekRegister(offset & ~3), offset, size);
    }

    private static int part(int value, int offset, int size) {
        return size == 4 ? value : value >>> (offset & 3) * 8 & (1 << size * 8) - 1;
    }

    private int readRegister(int offset) {
        int v = peekRegister(offset);
        if (offset == Reg.ICR) {
            regs.set(Reg.ICR, 0);
            drive();
        } else if (offset >= Reg.STATISTICS && offset < Reg.STATISTICS_END) {
            regs.set(offset, 0);
        }
        return v;
    }

    private int peekRegister(int offset) {
        if (offset >= Reg.END) return 0;
        return switch (offset) {
            case 0x04 -> regs.get(Reg.CTRL); // the same again
            case Reg.EECD -> regs.get(Reg.EECD) | EECD_PRESENT | (eeprom.dataOut() ? EECD_DO : 0);
            case Reg.ICR -> regs.get(Reg.ICR) | (asserted ? 1 << 31 : 0);
            case Reg.ICS, Reg.IMC -> 0;
            default -> regs.get(offset);
        };
    }

    @Override
    public void write(int offset, int size, int value) {
        if (size == 4) writeRegister(offset & ~3, value);
        else {
            // The chip takes whole registers only; a part of one is merged with what is there.
            int shift = (offset & 3) * 8, mask = (1 << size * 8) - 1 << shift;
            writeRegister(offset & ~3, peekRegister(offset & ~3) & ~mask | value << shift & mask);
        }
    }

    private void writeRegister(int offset, int value) {
        if (offset >= Reg.END || offset >= Reg.STATISTICS && offset < Reg.STATISTICS_END) return;
        switch (offset) {
            case Reg.CTRL, 0x04 -> writeControl(value);
            case Reg.EECD -> writeEecd(value);
            case Reg.EERD -> {
                if ((value & EERD_START) != 0) regs.set(Reg.EERD, value & 0xff00 | EERD_DONE | eeprom.word(value >>> 8 & 0xff) << 16);
            }
            case Reg.MDIC -> writeMdic(value);
            case Reg.ICR -> {
                regs.set(Reg.ICR, regs.get(Reg.ICR) & ~value);
                drive();
            }
            case Reg.ICS -> raise(value & Reg.ALL_CAUSES);
            case Reg.IMS -> {
                regs.set(Reg.IMS, regs.get(Reg.IMS) | value & Reg.ALL_CAUSES);
                drive();
            }
            case Reg.IMC -> {
                regs.set(Reg.IMS, regs.get(Reg.IMS) & ~value);
                drive();
            }
            default -> {
                regs.write(offset, value);
                followed(offset);
            }
        }
    }

    private void followed(int offset) {
        switch (offset) {
            case Reg.TDT, Reg.TCTL, Reg.TDLEN -> transmitter.run();
            case Reg.RDT, Reg.RCTL, Reg.RDLEN, Reg.RDH -> cable.roomMade();
            default -> {}
        }
    }

    private void writeControl(int value) {
        regs.write(Reg.CTRL, value);
        if ((value & Reg.CTRL_RST) != 0) resetChip();
        else if ((value & Reg.CTRL_PHY_RST) != 0) phy.reset();
    }

    private void writeEecd(int value) {
        regs.set(Reg.EECD, value & (EECD_SK | EECD_CS | EECD_DI | 0x30 | EECD_REQUEST) | ((value & EECD_REQUEST) != 0 ? EECD_GRANT : 0));
        eeprom.pins((value & EECD_CS) != 0, (value & EECD_SK) != 0, (value & EECD_DI) != 0);
    }

    /** The transceiver answers at once. */
    private void writeMdic(int value) {
        int register = value >>> 16 & 31, operation = value >>> 26 & 3, result = value & ~0xf000_0000 | MDIC_READY;
        if ((value >>> 21 & 31) != PHY_ADDRESS || operation != MDIC_READ && operation != MDIC_WRITE) result |= MDIC_ERROR;
        else if (operation == MDIC_READ) result = result & ~0xffff | phy.read(register);
        else if (phy.write(register, value & 0xffff)) raise(Reg.LSC);
        regs.set(Reg.MDIC, result);
        if ((value & MDIC_INTERRUPT) != 0) raise(Reg.MDAC);
    }

    /** Address and data ports: the way to the registers from real mode (manual, 13.2.3). */
    private final class IoWindow implements PortDevice {
        @Override
        public int in(int port, int size) {
            if ((port & ~3) == IO_DATA) return size == 4 ? E1000.this.read(ioAddress, 4) : 0;
            return peek(port, size);
        }

        @Override
        public int peek(int port, int size) {
            if (size != 4) return 0;
            return port == 0 ? ioAddress : port == IO_DATA ? E1000.this.peek(ioAddress, 4) : 0;
        }

        @Override
        public void out(int port, int size, int value) {
            if (size != 4) return;
            if (port == 0) ioAddress = value & SIZE - 4;
            else if (port == IO_DATA) E1000.this.write(ioAddress, 4, value);
        }
    }

    // ---- device ----------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        ioAddress = 0;
        phy.reset();
        resetChip();
    }

    /** What a write to CTRL.RST does: all but the transceiver; the address comes from the EEPROM again. */
    private void resetChip() {
        regs.reset();
        eeprom.pins(false, false, false);
        regs.set(Reg.RAL, eeprom.word(0) | eeprom.word(1) << 16);
        regs.set(Reg.RAL + 4, eeprom.word(2) | 1 << 31);
        throttle.cancel();
        nextInterrupt = 0;
        transmitter.reset();
        cable.reset();
        drive();
    }

    @Override
    public DeviceView view() {
        var v = DeviceView.of("82540EM (e1000) network card");
        v.group("control").hex32("CTRL", regs.get(Reg.CTRL)).hex32("STATUS", regs.get(Reg.STATUS)).hex32("EECD", peekRegister(Reg.EECD));
        v.hex32("MDIC", regs.get(Reg.MDIC)).hex16("PHY control", phy.read(Phy.CONTROL)).hex32("I/O address", ioAddress);
        v.group("interrupt").hex32("ICR", regs.get(Reg.ICR)).hex32("IMS", regs.get(Reg.IMS)).text("ITR", regs.get(Reg.ITR));
        v.flag("asserted", asserted);
        v.group("receive").hex32("RCTL", regs.get(Reg.RCTL)).hex32("RXCSUM", regs.get(Reg.RXCSUM));
        ring(v, Reg.RDBAL, "RD");
        v.text("address", new MacAddress(Integer.toUnsignedLong(Integer.reverseBytes(regs.get(Reg.RAL))) << 16
                | Short.reverseBytes((short) regs.get(Reg.RAL + 4)) & 0xffff));
        v.group("transmit").hex32("TCTL", regs.get(Reg.TCTL));
        ring(v, Reg.TDBAL, "TD");
        v.group("statistics").text("good frames received", Integer.toUnsignedString(regs.get(Reg.GPRC)));
        v.text("missed frames", Integer.toUnsignedString(regs.get(Reg.MPC))).text("good frames sent", Integer.toUnsignedString(regs.get(Reg.GPTC)));
        cable.describe(v);
        return v.build();
    }

    private void ring(DeviceView.Builder v, int base, String prefix) {
        v.hex32(prefix + "BAL", regs.get(base)).text(prefix + "LEN", regs.get(base + 8));
        v.text(prefix + "H", regs.get(base + 0x10)).text(prefix + "T", regs.get(base + 0x18));
    }

    @Override
    public void save(StateOut o) {
        regs.save(o);
        phy.save(o);
        eeprom.save(o);
        o.putInt("ioAddress", ioAddress);
        o.putBoolean("asserted", asserted);
        o.putLong("nextInterrupt", nextInterrupt);
        throttle.save(o);
        transmitter.save(o);
        cable.save(o);
    }

    @Override
    public void load(StateIn in) {
        regs.load(in);
        phy.load(in);
        eeprom.load(in);
        ioAddress = in.getInt("ioAddress") & SIZE - 4;
        asserted = in.getBoolean("asserted");
        nextInterrupt = in.getLong("nextInterrupt");
        throttle.load(in);
        transmitter.load(in);
        cable.load(in);
        function.setInterrupt(asserted);
    }
}
