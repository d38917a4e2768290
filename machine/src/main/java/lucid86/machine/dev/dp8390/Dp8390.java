package lucid86.machine.dev.dp8390;

import java.util.Arrays;
import java.util.Optional;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.ether.Cable;
import lucid86.machine.ether.FrameCheck;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.io.IrqLine;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * National Semiconductor DP8390D/NS32490D network interface controller (datasheet TL/F/8582): the sixteen registers of its
 * four pages, the receive ring, the transmitter, both DMA channels, address filtering.
 *
 * <p>Modelled: everything an idle, full-duplex wire can show. Frames take their time at 10 Mbit/s; the check sequence is
 * stored behind received ones and counted. A frame for which the ring has no room waits at the switch, so the overflow
 * warning comes only when no frame could ever fit. Not modelled: collisions and other line errors (their bits and tally
 * counters stay 0, but for missed frames in monitor mode), the FIFO's contents in loopback (frames sent there leave no
 * trace but the transmit status), the diagnostic writes to page 2, automatic send (CR.RD = 3, done as a remote read of the
 * frame at the boundary, without following the link).
 */
final class Dp8390 implements Cable.Card {
    static final int CABLE_SPEED = 10_000_000;

    private static final int STP = 0x01, STA = 0x02, TXP = 0x04, RD = 0x38, RD_READ = 0x08, RD_WRITE = 0x10, RD_SEND = 0x18, RD_ABORT = 0x20;
    private static final int PRX = 0x01, PTX = 0x02, OVW = 0x10, CNT = 0x20, RDC = 0x40, RST = 0x80;
    private static final int RSR_PRX = 0x01, RSR_MISSED = 0x10, RSR_GROUP = 0x20, RSR_DISABLED = 0x40;
    private static final int TSR_PTX = 0x01;
    private static final int RCR_BROADCAST = 0x04, RCR_MULTICAST = 0x08, RCR_PROMISCUOUS = 0x10, RCR_MONITOR = 0x20;
    private static final int TCR_LOOPBACK = 0x06, DCR_WORDS = 0x01, DCR_NORMAL = 0x08;
    private static final int HEADER = 4, CRC = 4;

    private final Scheduler scheduler;
    private final BufferMemory memory;
    private final IrqLine irq;
    private final Cable cable;
    private final Timer transmitted;
    /** Page 3 of the RTL8029AS; the DP8390 has none. */
    private final Optional<Rtl8029Page> page3;

    private int cr, isr, imr, dcr, rcr, tcr, tsr, rsr;
    private int pstart, pstop, boundary, current, tpsr, tbcr;
    private int remoteStart, remoteAddress, remoteCount;
    private int missed;
    private final byte[] physical = new byte[6], multicast = new byte[8];

    Dp8390(Scheduler scheduler, String name, BufferMemory memory, IrqLine irq, Optional<Rtl8029Page> page3) {
        this.scheduler = scheduler;
        this.memory = memory;
        this.irq = irq;
        this.page3 = page3;
        cable = new Cable(scheduler, name, CABLE_SPEED, this);
        transmitted = scheduler.timer(name + ".transmitted", this::transmitted);
        reset();
    }

    Cable cable() {
        return cable;
    }

    /** The reset pin. Registers that the datasheet leaves undefined become 0. */
    void reset() {
        cr = STP | RD_ABORT;
        isr = RST;
        imr = dcr = rcr = tcr = tsr = rsr = 0;
        pstart = pstop = boundary = current = tpsr = tbcr = 0;
        remoteStart = remoteAddress = remoteCount = missed = 0;
        Arrays.fill(physical, (byte) 0);
        Arrays.fill(multicast, (byte) 0);
        page3.ifPresent(Rtl8029Page::reset);
        transmitted.cancel();
        cable.reset();
        drive();
    }

    private void drive() {
        irq.set((isr & imr & 0x7f) != 0);
    }

    private void raise(int bits) {
        isr |= bits;
        drive();
    }

    // ---- registers -------------------------------------------------------------------------------------------------------

    int read(int register) {
        int v = peek(register);
        if (cr >>> 6 == 0 && register == 0x0f) missed = 0; // tally counters clear when read
        return v;
    }

    int peek(int register) {
        if (register == 0) return cr;
        return switch (cr >>> 6) {
            case 0 -> readPage0(register);
            case 1 -> register < 7 ? physical[register - 1] & 0xff : register == 7 ? current : multicast[register - 8] & 0xff;
            case 2 -> readPage2(register);
            default -> page3.isPresent() ? page3.get().read(register) : 0xff;
        };
    }

    private int readPage0(int register) {
        return switch (register) {
            case 0x01, 0x02 -> current << 8 >>> (register - 1) * 8 & 0xff; // local DMA rests at the current page
            case 0x03 -> boundary;
            case 0x04 -> tsr;
            case 0x07 -> isr;
            case 0x08 -> remoteAddress & 0xff;
            case 0x09 -> remoteAddress >>> 8;
            case 0x0a -> page3.isPresent() ? Rtl8029Page.ID0 : 0xff;
            case 0x0b -> page3.isPresent() ? Rtl8029Page.ID1 : 0xff;
            case 0x0c -> rsr;
            case 0x0f -> missed;
            default -> 0; // collisions, FIFO, line errors
        };
    }

    private int readPage2(int register) {
        return switch (register) {
            case 0x01 -> pstart;
            case 0x02 -> pstop;
            case 0x04 -> tpsr;
            case 0x05 -> current;
            case 0x0c -> rcr | 0xc0;
            case 0x0d -> tcr | 0xe0;
            case 0x0e -> dcr | 0x80;
            case 0x0f -> imr | 0x80;
            default -> 0xff;
        };
    }

    void write(int register, int value) {
        if (register == 0) {
            writeCommand(value);
            return;
        }
        switch (cr >>> 6) {
            case 0 -> writePage0(register, value);
            case 1 -> {
                if (register < 7) physical[register - 1] = (byte) value;
                else if (register == 7) current = value;
                else multicast[register - 8] = (byte) value;
            }
            case 3 -> page3.ifPresent(p -> p.write(register, value));
            default -> {} // page 2 is for diagnosis
        }
        cable.roomMade();
    }

    private void writePage0(int register, int value) {
        switch (register) {
            case 0x01 -> pstart = value;
            case 0x02 -> pstop = value;
            case 0x03 -> boundary = value;
            case 0x04 -> tpsr = value;
            case 0x05 -> tbcr = tbcr & 0xff00 | value;
            case 0x06 -> tbcr = tbcr & 0x00ff | value << 8;
            case 0x07 -> {
                isr &= ~(value & 0x7f); // RST follows the stopped state
                drive();
            }
            case 0x08 -> remoteAddress = remoteStart = remoteStart & 0xff00 | value;
            case 0x09 -> remoteAddress = remoteStart = remoteStart & 0x00ff | value << 8;
            case 0x0a -> remoteCount = remoteCount & 0xff00 | value;
            case 0x0b -> remoteCount = remoteCount & 0x00ff | value << 8;
            case 0x0c -> rcr = value & 0x3f;
            case 0x0d -> tcr = value & 0x1f;
            case 0x0e -> dcr = value & 0x7f;
            case 0x0f -> {
                imr = value & 0x7f;
                drive();
            }
            default -> {}
        }
    }

    private void writeCommand(int value) {
        boolean transmits = (cr & TXP) != 0;
        // TXP cannot be taken back; a stop lets the transmitter finish, and RST tells when all is quiet.
        cr = value & ~TXP | cr & TXP;
        if ((value & STP) != 0) isr |= RST;
        else if ((value & STA) != 0) isr &= ~RST;
        if ((value & TXP) != 0 && !transmits && (value & STP) == 0) transmit();
        switch (value & RD) {
            case RD_READ, RD_WRITE -> {
                if (remoteCount == 0) raise(RDC);
            }
            case RD_SEND -> sendPacket();
            default -> {} // abort: the counters stay as they are
        }
        drive();
        cable.roomMade();
    }

    /** The frame at the boundary becomes the source of a remote read, with the length its header tells. */
    private void sendPacket() {
        remoteAddress = remoteStart = boundary << 8;
        remoteCount = memory.read(remoteAddress + 2) | memory.read(remoteAddress + 3) << 8;
        cr = cr & ~RD | RD_READ;
        if (remoteCount == 0) raise(RDC);
    }

    // ---- remote DMA, through the board's data port -------------------------------------------------------------------------

    /** Reads one transfer (an octet, or two in word mode) of the present remote read; all ones when there is none. */
    int readData() {
        int v = peekData();
        if (reads()) advance();
        return v;
    }

    int peekData() {
        if (!reads()) return words() ? 0xffff : 0xff;
        int even = words() ? remoteAddress & ~1 : remoteAddress;
        return words() ? memory.read(even) | memory.read(even + 1) << 8 : memory.read(even);
    }

    void writeData(int value) {
        if ((cr & RD) != RD_WRITE || remoteCount == 0) return;
        int even = words() ? remoteAddress & ~1 : remoteAddress;
        memory.write(even, value & 0xff);
        if (words()) memory.write(even + 1, value >>> 8 & 0xff);
        advance();
    }

    private boolean reads() {
        return (cr & RD) == RD_READ && remoteCount != 0;
    }

    boolean words() {
        return (dcr & DCR_WORDS) != 0;
    }

    private void advance() {
        int step = words() ? 2 : 1;
        remoteAddress = remoteAddress + step & 0xffff;
        if (remoteAddress == pstop << 8) remoteAddress = pstart << 8;
        remoteCount = Math.max(0, remoteCount - step);
        if (remoteCount == 0) {
            cr = cr & ~RD | RD_ABORT;
            raise(RDC);
        }
    }

    // ---- transmitter -------------------------------------------------------------------------------------------------------

    private void transmit() {
        cr |= TXP;
        tsr = 0;
        boolean loopback = (tcr & TCR_LOOPBACK) != 0 || (dcr & DCR_NORMAL) == 0;
        var frame = new byte[Math.min(tbcr, Cable.LONGEST)];
        for (int i = 0; i < frame.length; i++) frame[i] = (byte) memory.read((tpsr << 8) + i & 0xffff);
        if (loopback || frame.length == 0) transmitted.arm(scheduler.now() + 1000);
        else transmitted.arm(cable.send(frame));
    }

    private void transmitted() {
        cr &= ~TXP;
        tsr = TSR_PTX;
        raise(PTX);
    }

    // ---- receiver ----------------------------------------------------------------------------------------------------------

    private boolean listening() {
        // Started once, it runs until it is stopped, even when a command sets neither bit.
        return (isr & RST) == 0 && (tcr & TCR_LOOPBACK) == 0 && (dcr & DCR_NORMAL) != 0;
    }

    private int ringPages() {
        return Math.max(0, pstop - pstart);
    }

    private static int pages(int length) {
        return HEADER + length + CRC + 255 >>> 8;
    }

    /** Pages that can be filled without reaching the boundary. */
    private int freePages() {
        int ring = ringPages();
        if (ring == 0) return 0;
        int free = Math.floorMod(boundary - current, ring);
        return free == 0 ? ring : free;
    }

    private boolean fits(int length) {
        // One page stays free: with all of them used, the ring would look empty.
        return pages(length) < freePages();
    }

    @Override
    public boolean readyFor(int length) {
        // A ring that is too small for the frame at its best will never be ready: receive() tells so.
        return !listening() || (rcr & RCR_MONITOR) != 0 || pages(length) >= ringPages() || fits(length);
    }

    @Override
    public void receive(byte[] frame) {
        if (!listening() || !accepts(frame)) return;
        int group = (frame[0] & 1) != 0 ? RSR_GROUP : 0;
        if ((rcr & RCR_MONITOR) != 0) {
            rsr = RSR_MISSED | RSR_DISABLED | group;
            if (missed < 0xc0 && ++missed >= 0x80) raise(CNT);
            return;
        }
        if (!fits(frame.length)) {
            rsr = RSR_MISSED | group;
            raise(OVW);
            return;
        }
        rsr = RSR_PRX | group;
        store(frame);
        raise(PRX);
    }

    private void store(byte[] frame) {
        int count = HEADER + frame.length + CRC;
        int next = current + pages(frame.length);
        if (next >= pstop) next -= ringPages();
        int check = FrameCheck.sequence(frame, 0, frame.length);
        var whole = new byte[count];
        whole[0] = (byte) rsr;
        whole[1] = (byte) next;
        whole[2] = (byte) count;
        whole[3] = (byte) (count >>> 8);
        System.arraycopy(frame, 0, whole, HEADER, frame.length);
        for (int i = 0; i < CRC; i++) whole[HEADER + frame.length + i] = (byte) (check >>> i * 8);
        int at = current << 8;
        for (byte b : whole) {
            memory.write(at++, b & 0xff);
            if (at == pstop << 8) at = pstart << 8;
        }
        current = next & 0xff;
    }

    private boolean accepts(byte[] frame) {
        if ((rcr & RCR_PROMISCUOUS) != 0) return true;
        if (MacAddress.BROADCAST.matches(frame, 0)) return (rcr & RCR_BROADCAST) != 0;
        if ((frame[0] & 1) != 0) {
            int hash = FrameCheck.multicastHash(frame);
            return (rcr & RCR_MULTICAST) != 0 && (multicast[hash >>> 3] >>> (hash & 7) & 1) != 0;
        }
        return Arrays.equals(frame, 0, MacAddress.LENGTH, physical, 0, MacAddress.LENGTH);
    }

    // ---- view and state ----------------------------------------------------------------------------------------------------

    void describe(DeviceView.Builder v) {
        v.group("controller");
        v.hex8("CR", cr, ((isr & RST) != 0 ? "stopped " : "started ") + ((cr & TXP) != 0 ? "transmits" : ""));
        v.hex8("ISR", isr).hex8("IMR", imr).hex8("DCR", dcr, words() ? "words" : "octets");
        v.hex8("RCR", rcr).hex8("TCR", tcr).hex8("TSR", tsr).hex8("RSR", rsr);
        v.text("address", MacAddress.of(physical, 0));
        v.text("multicast", java.util.HexFormat.of().formatHex(multicast));
        v.group("ring");
        v.hex8("PSTART", pstart).hex8("PSTOP", pstop).hex8("BNRY", boundary).hex8("CURR", current, freePages() + " pages free");
        v.group("transmitter").hex8("TPSR", tpsr).text("TBCR", tbcr);
        v.group("remote DMA").hex16("address", remoteAddress).text("count", remoteCount);
        v.text("missed frames", missed);
        page3.ifPresent(p -> p.describe(v));
        cable.describe(v);
    }

    void save(StateOut o) {
        o.putInts("registers", new int[] {cr, isr, imr, dcr, rcr, tcr, tsr, rsr, pstart, pstop, boundary, current, tpsr, tbcr,
            remoteStart, remoteAddress, remoteCount, missed});
        o.putBytes("physical", physical);
        o.putBytes("multicast", multicast);
        page3.ifPresent(p -> p.save(o));
        transmitted.save(o);
        cable.save(o);
    }

    void load(StateIn in) {
        int[] v = in.getInts("registers");
        if (v.length != 18) throw new IllegalArgumentException("saved DP8390 has " + v.length + " registers, not 18");
        for (int i = 0; i < v.length; i++) {
            boolean wide = i == 13 || i >= 14 && i <= 16;
            if ((v[i] & (wide ? ~0xffff : ~0xff)) != 0) throw new IllegalArgumentException("saved DP8390 register " + i + " is out of range");
        }
        cr = v[0];
        isr = v[1];
        imr = v[2];
        dcr = v[3];
        rcr = v[4];
        tcr = v[5];
        tsr = v[6];
        rsr = v[7];
        pstart = v[8];
        pstop = v[9];
        boundary = v[10];
        current = v[11];
        tpsr = v[12];
        tbcr = v[13];
        remoteStart = v[14];
        remoteAddress = v[15];
        remoteCount = v[16];
        missed = v[17];
        in.getBytes("physical", physical);
        in.getBytes("multicast", multicast);
        page3.ifPresent(p -> p.load(in));
        transmitted.load(in);
        cable.load(in);
        drive();
    }
}
