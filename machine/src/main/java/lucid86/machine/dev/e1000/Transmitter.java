package lucid86.machine.dev.e1000;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import lucid86.machine.ether.Cable;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/** The way out: descriptors, from head to tail of the ring, to frames. */
final class Transmitter {
    private static final int DESCRIPTOR = 16, EOP = 1, IC = 4, TSE = 4, RS = 8, VLE = 0x40, DEXT = 0x20, IXSM = 1, TXSM = 2, DONE = 1;
    /** Longest packet that is gathered; longer ones are cut. */
    private static final int LONGEST = 128 << 10;
    /** The packet buffer holds frames for about so many nanoseconds of wire. */
    private static final long AHEAD = 100_000;

    private final Scheduler scheduler;
    private final MemoryMap memory;
    private final RegisterFile regs;
    private final Cable cable;
    private final Consumer<byte[]> loopback;
    private final IntConsumer raise;
    private final Consumer<String> log;
    private final Timer more;
    private final Offload checksums = new Offload(), segmentation = new Offload();

    /** The packet being gathered: what came of it, and the command and options of its first descriptor. */
    private byte[] packet = {};
    private int length, command, options;
    private boolean begun;
    private long wireFree;
    private boolean vlanTold;

    Transmitter(Scheduler scheduler, String name, MemoryMap memory, RegisterFile regs, Cable cable, Consumer<byte[]> loopback, IntConsumer raise,
            Consumer<String> log) {
        this.scheduler = scheduler;
        this.memory = memory;
        this.regs = regs;
        this.cable = cable;
        this.loopback = loopback;
        this.raise = raise;
        this.log = log;
        more = scheduler.timer(name + ".transmit", this::run);
    }

    void reset() {
        more.cancel();
        length = command = options = 0;
        begun = false;
        wireFree = 0;
    }

    /** Works off descriptors as far as the packet buffer holds them; goes on by itself. */
    void run() {
        int ring = regs.get(Reg.TDLEN) / DESCRIPTOR;
        if (!regs.isSet(Reg.TCTL, Reg.ENABLE) || ring == 0) return;
        long base = regs.get(Reg.TDBAL) & 0xffffffffL;
        boolean worked = false;
        // A tail outside the ring is never met: one turn is enough then.
        for (int i = 0; i < ring && regs.get(Reg.TDH) != regs.get(Reg.TDT); i++) {
            if (wireFree - scheduler.now() > AHEAD) {
                more.arm(wireFree - AHEAD / 2);
                return;
            }
            int head = regs.get(Reg.TDH) % ring;
            descriptor(base + (long) head * DESCRIPTOR);
            regs.set(Reg.TDH, (head + 1) % ring);
            worked = true;
        }
        if (worked && regs.get(Reg.TDH) == regs.get(Reg.TDT)) raise.accept(Reg.TXQE);
    }

    private void descriptor(long at) {
        int w0 = memory.read(at, 4), w1 = memory.read(at + 4, 4), w2 = memory.read(at + 8, 4), w3 = memory.read(at + 12, 4);
        int c = w2 >>> 24;
        boolean extended = (c & DEXT) != 0;
        if (extended && (w2 >>> 20 & 15) == 0) {
            ((c & TSE) != 0 ? segmentation : checksums).set(w0, w1, w2, w3);
        } else {
            if (!begun) {
                begun = true;
                length = 0;
                command = c;
                options = extended ? w3 >>> 8 & 0xff : 0;
            }
            gather(w0 & 0xffffffffL, w1, w2 & (extended ? 0xfffff : 0xffff));
            if ((c & VLE) != 0) tellVlan();
            if ((c & EOP) != 0) {
                send(extended, w2 >>> 16 & 0xff, w3 >>> 8 & 0xff, c);
                begun = false;
            }
        }
        if ((c & RS) != 0) {
            memory.write(at + 12, 4, w3 | DONE);
            raise.accept(Reg.TXDW);
        }
    }

    private void gather(long address, int high, int count) {
        int n = Math.min(count, LONGEST - length);
        if (packet.length < length + n) packet = Arrays.copyOf(packet, Math.max(2048, Integer.highestOneBit(length + n) * 2));
        // There is no memory above 4 GiB.
        if (high == 0) memory.read(address, packet, length, n);
        else Arrays.fill(packet, length, length + n, (byte) 0xff);
        length += n;
    }

    /** @param place of a legacy descriptor: where its checksum goes; {@code start}: where it begins */
    private void send(boolean extended, int place, int start, int last) {
        if (!extended) {
            byte[] frame = Arrays.copyOf(packet, length);
            if ((last & IC) != 0) Offload.insert(frame, start, place, frame.length);
            out(frame);
        } else if ((command & TSE) != 0 && segmentation.segmentSize() > 0) {
            int payload = length - segmentation.headerLength();
            for (int i = 0; i == 0 || i * segmentation.segmentSize() < payload; i++) {
                byte[] frame = segmentation.segment(packet, length, i);
                segmentation.insert(frame, (options & IXSM) != 0, (options & TXSM) != 0);
                out(frame);
            }
            regs.count(Reg.TSCTC, 1);
        } else {
            byte[] frame = Arrays.copyOf(packet, length);
            checksums.insert(frame, (options & IXSM) != 0, (options & TXSM) != 0);
            out(frame);
        }
    }

    private void out(byte[] frame) {
        if (frame.length == 0) return;
        if (frame.length > Cable.LONGEST) {
            log.accept("82540EM: a frame of " + frame.length + " octets does not fit an Ethernet");
            wireFree = Math.max(wireFree, scheduler.now()) + frame.length * 8L;
            return;
        }
        regs.count(Reg.GPTC, 1);
        regs.count(Reg.TPT, 1);
        if ((frame[0] & 1) != 0) regs.count(frame[0] == -1 ? Reg.BPTC : Reg.MPTC, 1);
        regs.countOctets(Reg.GOTCL, frame.length + 4);
        regs.countOctets(Reg.TOTL, frame.length + 4);
        if (regs.isSet(Reg.RCTL, 0xc0)) loopback.accept(frame);
        else wireFree = cable.send(frame);
    }

    private void tellVlan() {
        if (!vlanTold) log.accept("unimplemented: 82540EM: VLAN tags");
        vlanTold = true;
    }

    void save(StateOut o) {
        o.putBytes("transmit.packet", Arrays.copyOf(packet, length));
        o.putInts("transmit", new int[] {command, options, begun ? 1 : 0});
        o.putLong("transmit.wireFree", wireFree);
        checksums.save(o, "transmit.checksums");
        segmentation.save(o, "transmit.segmentation");
        more.save(o);
    }

    void load(StateIn in) {
        packet = in.getBytes("transmit.packet");
        length = packet.length;
        int[] v = in.getInts("transmit");
        if (v.length != 3 || length > LONGEST) throw new IllegalArgumentException("saved transmitter is out of range");
        command = v[0];
        options = v[1];
        begun = v[2] != 0;
        wireFree = in.getLong("transmit.wireFree");
        checksums.load(in, "transmit.checksums");
        segmentation.load(in, "transmit.segmentation");
        more.load(in);
    }
}
