package lucid86.machine.dev.e1000;

import java.util.Arrays;
import java.util.function.IntConsumer;
import lucid86.machine.ether.FrameCheck;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.mem.MemoryMap;

/** The way in: filters, and frames into the buffers of the ring's descriptors from head to tail. */
final class Receiver {
    private static final int DESCRIPTOR = 16, CRC = 4;
    private static final int UNICAST_ALL = 8, MULTICAST_ALL = 0x10, BROADCAST = 0x8000, EXTENDED_SIZE = 1 << 25, STRIP_CRC = 1 << 26;
    private static final int DONE = 1, EOP = 2, IGNORE_CHECKSUM = 4, TCP_CHECKED = 0x20, IP_CHECKED = 0x40, PASSED_INEXACT = 0x80;
    private static final int TCP_ERROR = 0x20, IP_ERROR = 0x40;
    private static final int CHECK_IP = 0x100, CHECK_TCP = 0x200;

    private final MemoryMap memory;
    private final RegisterFile regs;
    private final IntConsumer raise;

    Receiver(MemoryMap memory, RegisterFile regs, IntConsumer raise) {
        this.memory = memory;
        this.regs = regs;
        this.raise = raise;
    }

    private boolean enabled() {
        return regs.isSet(Reg.RCTL, Reg.ENABLE);
    }

    private int ring() {
        return regs.get(Reg.RDLEN) / DESCRIPTOR;
    }

    private int bufferSize() {
        int size = 2048 >>> (regs.get(Reg.RCTL) >>> 16 & 3);
        return regs.isSet(Reg.RCTL, EXTENDED_SIZE) ? size * 16 : size;
    }

    /** Descriptors between head and tail. */
    private int free() {
        return ring() == 0 ? 0 : Math.floorMod(regs.get(Reg.RDT) - regs.get(Reg.RDH), ring());
    }

    private int needed(int length) {
        int octets = length + (regs.isSet(Reg.RCTL, STRIP_CRC) ? 0 : CRC);
        return (octets + bufferSize() - 1) / bufferSize();
    }

    /** False while the ring has no room for a frame but could get some. */
    boolean readyFor(int length) {
        return !enabled() || needed(length) >= ring() || needed(length) <= free();
    }

    void receive(byte[] frame) {
        if (!enabled()) return;
        count(frame);
        int passed = filter(frame);
        if (passed < 0) return;
        if (needed(frame.length) > free()) {
            regs.count(Reg.MPC, 1);
            regs.count(Reg.RNBC, 1);
            raise.accept(Reg.RXO);
            return;
        }
        regs.count(Reg.GPRC, 1);
        regs.countOctets(Reg.GORCL, frame.length + CRC);
        store(frame, passed);
        int threshold = ring() >>> 1 + (regs.get(Reg.RCTL) >>> 8 & 3);
        raise.accept(free() <= threshold ? Reg.RXT0 | Reg.RXDMT0 : Reg.RXT0);
    }

    private void count(byte[] frame) {
        regs.count(Reg.TPR, 1);
        regs.countOctets(Reg.TORL, frame.length + CRC);
        if ((frame[0] & 1) != 0) regs.count(MacAddress.BROADCAST.matches(frame, 0) ? Reg.BPRC : Reg.MPRC, 1);
    }

    private void store(byte[] frame, int status) {
        byte[] data = frame;
        if (!regs.isSet(Reg.RCTL, STRIP_CRC)) {
            data = Arrays.copyOf(frame, frame.length + CRC);
            int check = FrameCheck.sequence(frame, 0, frame.length);
            for (int i = 0; i < CRC; i++) data[frame.length + i] = (byte) (check >>> i * 8);
        }
        int start = Math.min(regs.get(Reg.RXCSUM) & 0xff, frame.length);
        int sum = Integer.reverseBytes(~Checksum.sum(frame, start, frame.length, 0)) >>> 16;
        int checked = checksums(frame);
        long base = regs.get(Reg.RDBAL) & 0xffffffffL;
        for (int at = 0; at < data.length;) {
            int head = regs.get(Reg.RDH) % ring();
            long d = base + (long) head * DESCRIPTOR;
            int n = Math.min(bufferSize(), data.length - at);
            int high = memory.read(d + 4, 4);
            // There is no memory above 4 GiB.
            if (high == 0) memory.write(memory.read(d, 4) & 0xffffffffL, data, at, n);
            at += n;
            boolean last = at == data.length;
            memory.write(d + 8, 4, n | sum << 16);
            memory.write(d + 12, 4, DONE | (last ? EOP | status | checked : 0));
            regs.set(Reg.RDH, (head + 1) % ring());
        }
    }

    /** Status and, in bits 15-8, error bits of the checksums the chip is to check. */
    private int checksums(byte[] f) {
        boolean ip = regs.isSet(Reg.RXCSUM, CHECK_IP), tcp = regs.isSet(Reg.RXCSUM, CHECK_TCP);
        if (!ip && !tcp || f.length < 34 || Checksum.get16(f, 12) != 0x0800 || f[14] >>> 4 != 4) return IGNORE_CHECKSUM;
        int header = (f[14] & 15) * 4, length = Checksum.get16(f, 16), status = 0;
        if (header < 20 || length < header || 14 + length > f.length) return IGNORE_CHECKSUM;
        if (ip) status |= Checksum.sum(f, 14, 14 + header, 0) == 0xffff ? IP_CHECKED : IP_CHECKED | IP_ERROR << 8;
        boolean fragment = (Checksum.get16(f, 20) & 0x3fff) != 0;
        int protocol = f[23] & 0xff, from = 14 + header;
        if (!tcp || fragment || protocol != 6 && protocol != 17) return status;
        if (protocol == 17 && length >= header + 8 && Checksum.get16(f, from + 6) == 0) return status;
        int sum = Checksum.sum(f, 26, 34, protocol + length - header);
        return status | (Checksum.sum(f, from, 14 + length, sum) == 0xffff ? TCP_CHECKED : TCP_CHECKED | TCP_ERROR << 8);
    }

    /** Status bits of a frame that passes the filters; -1 for one that does not. */
    private int filter(byte[] f) {
        for (int i = 0; i < 16; i++) {
            int low = regs.get(Reg.RAL + i * 8), high = regs.get(Reg.RAL + i * 8 + 4);
            if (high < 0 && matches(f, low, high)) return 0;
        }
        if (MacAddress.BROADCAST.matches(f, 0)) return regs.isSet(Reg.RCTL, BROADCAST | MULTICAST_ALL) ? 0 : -1;
        if ((f[0] & 1) == 0) return regs.isSet(Reg.RCTL, UNICAST_ALL) ? PASSED_INEXACT : -1;
        if (regs.isSet(Reg.RCTL, MULTICAST_ALL)) return PASSED_INEXACT;
        int shift = new int[] {4, 3, 2, 0}[regs.get(Reg.RCTL) >>> 12 & 3];
        int hash = ((f[4] & 0xff) | (f[5] & 0xff) << 8) >>> shift & 0xfff;
        return (regs.get(Reg.MTA + (hash >>> 5) * 4) >>> (hash & 31) & 1) != 0 ? PASSED_INEXACT : -1;
    }

    private static boolean matches(byte[] f, int low, int high) {
        for (int i = 0; i < 4; i++) if (f[i] != (byte) (low >>> i * 8)) return false;
        return f[4] == (byte) high && f[5] == (byte) (high >>> 8);
    }
}
