package lucid86.machine.dev.rtl8139;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.dev.pci.PciFunction;
import lucid86.machine.dev.pci.PciId;
import lucid86.machine.ether.Cable;
import lucid86.machine.ether.Eeprom93C46;
import lucid86.machine.ether.FrameCheck;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.io.PortDevice;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.mem.MmioDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.ClockRate;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * Realtek RTL8139C(L) fast Ethernet controller, 10EC:8139 (datasheet RTL8139C, revision 1.4): 256 registers at the ports of
 * BAR 0 and in the memory of BAR 1.
 *
 * <p>Modelled: the four transmit descriptors, the receive buffer with and without wrapping, address filters, interrupts, the
 * timer, EEPROM, configuration registers behind their lock, an MII whose link of 100 Mbit/s full duplex is always up. Frames
 * take their time on the wire; one that the receive buffer has no room for waits at the switch. Not modelled: early receive
 * and transmit interrupts, the C+ mode of its successor, flow control, wake-up, CardBus. BAR 1 takes 4 KiB of addresses
 * rather than 256 bytes; all behind the registers reads as zero.
 */
public final class Rtl8139 implements Device, Cable.Card {
    private static final int REALTEK = 0x10ec, RTL8139 = 0x8139, REVISION = 0x10, CLASS_ETHERNET = 0x020000;
    private static final int REGISTERS = 256, WINDOW = 4096;
    private static final long CABLE_SPEED = 100_000_000;
    /** The timer counts the PCI clock. */
    private static final ClockRate PCI_CLOCK = new ClockRate(33_000_000);

    private static final int IDR = 0x00, MAR = 0x08, TSD = 0x10, TSAD = 0x20, RBSTART = 0x30, CR = 0x37, CAPR = 0x38, CBR = 0x3a, IMR = 0x3c, ISR = 0x3e;
    private static final int TCR = 0x40, RCR = 0x44, TCTR = 0x48, MPC = 0x4c, EECR = 0x50, CONFIG0 = 0x51, CONFIG1 = 0x52, TIMER_INT = 0x54;
    private static final int CONFIG3 = 0x59, CONFIG4 = 0x5a, REVISION_ID = 0x5e, TSAD_ALL = 0x60, BMCR = 0x62, BMSR = 0x64, ANAR = 0x66, ANLPAR = 0x68;
    private static final int ANER = 0x6a, CSCR = 0x74, CONFIG5 = 0xd8;
    private static final int CR_EMPTY = 1, CR_TRANSMIT = 4, CR_RECEIVE = 8, CR_RESET = 0x10;
    private static final int ROK = 1, TOK = 4, RXOVW = 0x10, TIME_OUT = 0x4000;
    private static final int OWN = 0x2000, SENT = 0x8000, LENGTH = 0x1fff;
    private static final int HARDWARE_VERSION = 0x7400_0000, LOOPBACK = 0x0006_0000;
    private static final int ALL = 1, PHYSICAL = 2, MULTICAST = 4, BROADCAST = 8, NO_WRAP = 0x80;
    private static final int STATUS_OK = 1, STATUS_BROADCAST = 0x2000, STATUS_PHYSICAL = 0x4000, STATUS_MULTICAST = 0x8000;
    private static final int HEADER = 4, CRC = 4;

    private final String name;
    private final Scheduler scheduler;
    private final MemoryMap memory;
    private final PciFunction function;
    private final Eeprom93C46 eeprom;
    private final Cable cable;
    private final Timer transmitted, timeOut;
    private final byte[] octets = new byte[REGISTERS], writable = new byte[REGISTERS];
    private final ByteBuffer regs = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    /** When each descriptor's frame has left; {@link Long#MAX_VALUE} when none is on its way. */
    private final long[] leaves = new long[4];
    /** Virtual time at which the timer was at 0. */
    private long timerStart;

    /** Adds its registers to a function made by {@link #function}. */
    public Rtl8139(Scheduler scheduler, String name, MemoryMap memory, MacAddress address, PciFunction function) {
        this.name = name;
        this.scheduler = scheduler;
        this.memory = memory;
        this.function = function;
        eeprom = new Eeprom93C46(eepromWords(address));
        cable = new Cable(scheduler, name, CABLE_SPEED, this);
        transmitted = scheduler.timer(name + ".transmitted", this::transmitted);
        timeOut = scheduler.timer(name + ".timeout", () -> raise(TIME_OUT));
        declareWritable();
        function.ioBar(0, REGISTERS, new Ports());
        function.memoryBar(1, memory.mapDevice("RTL8139 registers", 0, WINDOW, new Window(), Layer.PCI), false);
        reset();
    }

    /** The PCI side. */
    public static PciFunction function(String name) {
        var id = new PciId(REALTEK, RTL8139, REVISION, CLASS_ETHERNET, REALTEK, RTL8139);
        return new PciFunction(name, id).init(PciFunction.STATUS, 2, 0x0280, 0).init(0x3e, 2, 0x4020, 0).pin(1);
    }

    private static int[] eepromWords(MacAddress a) {
        var w = new int[Eeprom93C46.WORDS];
        w[0] = 0x8129;
        w[1] = w[3] = REALTEK;
        w[2] = w[4] = RTL8139;
        w[5] = 0x4020;
        for (int i = 0; i < 3; i++) w[7 + i] = a.octet(2 * i) | a.octet(2 * i + 1) << 8;
        return w;
    }

    private void declareWritable() {
        writable(IDR, 6, -1);
        writable(MAR, 8, -1);
        for (int i = 0; i < 16; i++) writable(TSAD + i, 1, -1);
        writable(RBSTART, 4, -1);
        writable(CR, 1, CR_TRANSMIT | CR_RECEIVE);
        writable(CAPR, 2, -1);
        writable(IMR, 2, -1);
        writable(TCR, 4, 0x0307_07f0);
        writable(RCR, 4, 0x0f03_ffbf);
        writable(EECR, 1, 0xce);
        writable(TIMER_INT, 4, -1);
        writable(0x5c, 2, 0x0fff);
        writable(BMCR, 2, 0x3100);
        writable(ANAR, 2, 0x2fff);
        for (int r : new int[] {0x70, 0x78, 0x7c, 0x80}) writable(r, 4, -1);
        for (int r : new int[] {CONFIG0 + 1, CONFIG3, CONFIG4, CONFIG5}) writable(r, 1, -1);
    }

    private void writable(int register, int count, int bits) {
        for (int i = 0; i < count; i++) writable[register + i] = (byte) (bits >>> i * 8);
    }

    public Cable cable() {
        return cable;
    }

    // ---- reset and interrupt ---------------------------------------------------------------------------------------------

    @Override
    public void reset() {
        Arrays.fill(octets, (byte) 0);
        eeprom.pins(false, false, false);
        loadFromEeprom();
        octets[CONFIG1] = 0x0d;
        octets[REVISION_ID] = REVISION;
        regs.putShort(BMCR, (short) 0x1100).putShort(BMSR, (short) 0x782d).putShort(ANAR, (short) 0x05e1).putShort(ANLPAR, (short) 0x45e1);
        regs.putShort(ANER, (short) 0x0001).putShort(CSCR, (short) 0xc3c8);
        timerStart = scheduler.now();
        softReset();
    }

    private void loadFromEeprom() {
        for (int i = 0; i < 3; i++) regs.putShort(IDR + 2 * i, (short) eeprom.word(7 + i));
    }

    /** What CR.RST does: transmitter, receiver and interrupts; addresses and configuration stay. */
    private void softReset() {
        for (int i = 0; i < 4; i++) {
            regs.putInt(TSD + 4 * i, OWN).putInt(TSAD + 4 * i, 0);
            leaves[i] = Long.MAX_VALUE;
        }
        octets[CR] = 0;
        regs.putInt(RBSTART, 0).putShort(CAPR, (short) 0xfff0).putShort(CBR, (short) 0).putInt(IMR, 0);
        regs.putInt(TCR, 0).putInt(RCR, 0).putInt(MPC, 0).putInt(TIMER_INT, 0);
        transmitted.cancel();
        timeOut.cancel();
        cable.reset();
        drive();
    }

    private void raise(int bits) {
        regs.putShort(ISR, (short) (regs.getShort(ISR) | bits));
        drive();
    }

    private void drive() {
        function.setInterrupt((regs.getShort(ISR) & regs.getShort(IMR) & 0xffff) != 0);
    }

    // ---- registers -------------------------------------------------------------------------------------------------------

    /** Reading has no effects, on this chip. */
    private int read(int offset, int size) {
        int v = 0;
        for (int i = 0; i < size; i++) v |= (offset + i < REGISTERS ? octet(offset + i) : 0) << i * 8;
        return v;
    }

    private int octet(int at) {
        int v = octets[at] & 0xff;
        if (at == CR) return v | (empty() ? CR_EMPTY : 0);
        if (at == EECR) return v & ~1 | (eeprom.dataOut() ? 1 : 0);
        if (at == TCR + 3) return v | HARDWARE_VERSION >>> 24;
        if (at >= TCTR && at < TCTR + 4) return (int) PCI_CLOCK.ticks(scheduler.now() - timerStart) >>> (at - TCTR) * 8 & 0xff;
        if (at == TSAD_ALL || at == TSAD_ALL + 1) return summary() >>> (at - TSAD_ALL) * 8 & 0xff;
        return v;
    }

    /** OWN of the four descriptors in bits 3-0, aborted ones in 7-4, underruns in 11-8, sent ones in 15-12. */
    private int summary() {
        int v = 0;
        for (int i = 0; i < 4; i++) {
            int d = regs.getInt(TSD + 4 * i);
            v |= ((d & OWN) != 0 ? 1 : 0) << i | ((d & SENT) != 0 ? 1 : 0) << 12 + i;
        }
        return v;
    }

    private void write(int offset, int size, int value) {
        for (int i = 0; i < size && offset + i < REGISTERS; i++) writeOctet(offset + i, value >>> i * 8 & 0xff);
        if (touches(offset, size, CR, 1) && (part(offset, value, CR) & CR_RESET) != 0) softReset();
        for (int i = 0; i < 4; i++)
            if (touches(offset, size, TSD + 4 * i + 1, 1)) startDescriptor(i, offset, size, value);
        if (touches(offset, size, TCTR, 4)) timerStart = scheduler.now();
        if (touches(offset, size, TCTR, 4) || touches(offset, size, TIMER_INT, 4)) armTimer();
        if (touches(offset, size, MPC, 4)) regs.putInt(MPC, 0);
        if (touches(offset, size, EECR, 1)) eepromCommand();
        if (touches(offset, size, IMR, 4)) drive();
        cable.roomMade();
    }

    private static boolean touches(int offset, int size, int register, int count) {
        return offset < register + count && offset + size > register;
    }

    /** The octet that a write has for a register. */
    private static int part(int offset, int value, int register) {
        return value >>> (register - offset) * 8 & 0xff;
    }

    private void writeOctet(int at, int v) {
        if (at == ISR || at == ISR + 1) {
            octets[at] &= (byte) ~v;
            return;
        }
        boolean locked = at >= CONFIG0 && at <= CONFIG1 || at == CONFIG3 || at == CONFIG4 || at == CONFIG5 || at == BMCR || at == BMCR + 1;
        if (locked && (octets[EECR] & 0xc0) != 0xc0) return;
        octets[at] = (byte) (octets[at] & ~writable[at] | v & writable[at]);
    }

    /** The EEPROM's pins in mode 10; mode 01 loads the card's own address again. */
    private void eepromCommand() {
        int v = octets[EECR];
        int mode = v >>> 6 & 3;
        if (mode == 2) eeprom.pins((v & 8) != 0, (v & 4) != 0, (v & 2) != 0);
        if (mode == 1) {
            loadFromEeprom();
            octets[EECR] = 0;
        }
    }

    private void armTimer() {
        long at = regs.getInt(TIMER_INT) & 0xffffffffL;
        if (at == 0) timeOut.cancel();
        else timeOut.arm(timerStart + PCI_CLOCK.nanos(at));
    }

    // ---- transmitter -----------------------------------------------------------------------------------------------------

    private void startDescriptor(int i, int offset, int size, int value) {
        int at = TSD + 4 * i, old = regs.getInt(at), written = old;
        for (int k = 0; k < 4; k++) {
            if (!touches(offset, size, at + k, 1)) continue;
            written = written & ~(0xff << k * 8) | part(offset, value, at + k) << k * 8;
        }
        // OWN set means that the chip has read the frame; writing it as 0 gives the chip another.
        if ((written & OWN) != 0 || leaves[i] != Long.MAX_VALUE || (octets[CR] & CR_TRANSMIT) == 0) return;
        int length = written & LENGTH;
        regs.putInt(at, written & (LENGTH | 0x003f_0000) | OWN);
        var frame = new byte[Math.min(length, Cable.LONGEST)];
        memory.read(regs.getInt(TSAD + 4 * i) & 0xffffffffL, frame, 0, frame.length);
        boolean loop = (regs.getInt(TCR) & LOOPBACK) == LOOPBACK;
        leaves[i] = loop || frame.length == 0 ? scheduler.now() + 1000 : cable.send(frame);
        if (loop && frame.length >= Cable.SHORTEST) receive(frame);
        armTransmitted();
    }

    private void armTransmitted() {
        long first = Arrays.stream(leaves).min().orElseThrow();
        if (first == Long.MAX_VALUE) transmitted.cancel();
        else transmitted.arm(first);
    }

    private void transmitted() {
        for (int i = 0; i < 4; i++) {
            if (leaves[i] > scheduler.now()) continue;
            leaves[i] = Long.MAX_VALUE;
            regs.putInt(TSD + 4 * i, regs.getInt(TSD + 4 * i) | SENT);
        }
        armTransmitted();
        raise(TOK);
    }

    // ---- receiver --------------------------------------------------------------------------------------------------------

    private int bufferSize() {
        return 8192 << (regs.getInt(RCR) >>> 11 & 3);
    }

    private int readAt() {
        return (regs.getShort(CAPR) & 0xffff) + 16 & bufferSize() - 1;
    }

    private int writeAt() {
        return regs.getShort(CBR) & 0xffff & bufferSize() - 1;
    }

    private boolean empty() {
        return readAt() == writeAt();
    }

    private static int needed(int length) {
        return HEADER + length + CRC + 3 & ~3;
    }

    private boolean receives() {
        return (octets[CR] & CR_RECEIVE) != 0;
    }

    private boolean fits(int length) {
        int free = readAt() - writeAt() & bufferSize() - 1;
        return empty() || needed(length) < free;
    }

    @Override
    public boolean readyFor(int length) {
        return !receives() || fits(length);
    }

    @Override
    public void receive(byte[] frame) {
        int status = filter(frame);
        if (!receives() || status == 0) return;
        if (!fits(frame.length)) {
            regs.putInt(MPC, regs.getInt(MPC) + 1 & 0xff_ffff);
            raise(RXOVW);
            return;
        }
        int count = frame.length + CRC, check = FrameCheck.sequence(frame, 0, frame.length);
        var whole = ByteBuffer.allocate(HEADER + count).order(ByteOrder.LITTLE_ENDIAN);
        whole.putShort((short) (STATUS_OK | status)).putShort((short) count).put(frame).putInt(check);
        store(whole.array());
        regs.putShort(CBR, (short) (writeAt() + needed(frame.length) & bufferSize() - 1));
        raise(ROK);
    }

    /** With wrapping off, what does not fit at the end of the buffer goes behind it; the largest buffer always wraps. */
    private void store(byte[] whole) {
        long start = regs.getInt(RBSTART) & 0xffffffffL;
        boolean wraps = (regs.getInt(RCR) & NO_WRAP) == 0 || bufferSize() == 65536;
        int first = wraps ? Math.min(whole.length, bufferSize() - writeAt()) : whole.length;
        memory.write(start + writeAt(), whole, 0, first);
        memory.write(start, whole, first, whole.length - first);
    }

    /** Status bits of a frame that passes; 0 for one that does not. */
    private int filter(byte[] f) {
        int rcr = regs.getInt(RCR);
        boolean all = (rcr & ALL) != 0;
        if (MacAddress.BROADCAST.matches(f, 0)) return all || (rcr & BROADCAST) != 0 ? STATUS_BROADCAST : 0;
        if ((f[0] & 1) != 0) {
            int hash = FrameCheck.multicastHash(f);
            return all || (rcr & MULTICAST) != 0 && (octets[MAR + (hash >>> 3)] >>> (hash & 7) & 1) != 0 ? STATUS_MULTICAST : 0;
        }
        boolean ours = Arrays.equals(f, 0, 6, octets, IDR, IDR + 6);
        // A frame taken only because all are has none of the address bits; bit 0, set for all, tells it from none.
        return ours && (rcr & PHYSICAL) != 0 ? STATUS_PHYSICAL : all ? STATUS_OK : 0;
    }

    // ---- the two windows -------------------------------------------------------------------------------------------------

    private final class Ports implements PortDevice {
        @Override
        public int in(int port, int size) {
            return Rtl8139.this.read(port, size);
        }

        @Override
        public int peek(int port, int size) {
            return Rtl8139.this.read(port, size);
        }

        @Override
        public void out(int port, int size, int value) {
            Rtl8139.this.write(port, size, value);
        }
    }

    private final class Window implements MmioDevice {
        @Override
        public int read(int offset, int size) {
            return Rtl8139.this.read(offset, size);
        }

        @Override
        public int peek(int offset, int size) {
            return Rtl8139.this.read(offset, size);
        }

        @Override
        public void write(int offset, int size, int value) {
            Rtl8139.this.write(offset, size, value);
        }
    }

    // ---- device ----------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return name;
    }

    @Override
    public DeviceView view() {
        var v = DeviceView.of("RTL8139C network card");
        v.group("control").hex8("CR", read(CR, 1)).hex16("IMR", read(IMR, 2)).hex16("ISR", read(ISR, 2)).hex8("9346CR", read(EECR, 1));
        v.text("address", MacAddress.of(octets, IDR)).text("multicast", java.util.HexFormat.of().formatHex(octets, MAR, MAR + 8));
        v.hex32("TCTR", read(TCTR, 4)).hex32("TimerInt", read(TIMER_INT, 4)).hex16("BMCR", read(BMCR, 2));
        v.group("receive").hex32("RCR", read(RCR, 4)).hex32("RBSTART", read(RBSTART, 4)).text("buffer", bufferSize() + " bytes");
        v.hex16("CAPR", read(CAPR, 2)).hex16("CBR", read(CBR, 2)).text("missed", read(MPC, 4));
        v.group("transmit").hex32("TCR", read(TCR, 4));
        for (int i = 0; i < 4; i++) v.hex32("TSD" + i, read(TSD + 4 * i, 4)).hex32("TSAD" + i, read(TSAD + 4 * i, 4));
        cable.describe(v);
        return v.build();
    }

    @Override
    public void save(StateOut o) {
        o.putBytes("registers", octets);
        o.putLongs("leaves", leaves);
        o.putLong("timerStart", timerStart);
        eeprom.save(o);
        transmitted.save(o);
        timeOut.save(o);
        cable.save(o);
    }

    @Override
    public void load(StateIn in) {
        in.getBytes("registers", octets);
        long[] l = in.getLongs("leaves");
        if (l.length != 4) throw new IllegalArgumentException("saved RTL8139 has " + l.length + " descriptors, not 4");
        System.arraycopy(l, 0, leaves, 0, 4);
        timerStart = in.getLong("timerStart");
        eeprom.load(in);
        transmitted.load(in);
        timeOut.load(in);
        cable.load(in);
        drive();
    }
}
