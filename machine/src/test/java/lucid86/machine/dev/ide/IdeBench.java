package lucid86.machine.dev.ide;

import java.util.ArrayList;
import java.util.List;
import lucid86.machine.disk.MemoryImage;
import lucid86.machine.io.PortSpace;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.time.Scheduler;

/** An IDE controller on a bench: ports, lines, a clock turned by hand, and a host that speaks the protocol. */
final class IdeBench {
    final List<String> log = new ArrayList<>();
    final Scheduler scheduler = new Scheduler();
    final MemoryMap memory = new MemoryMap(1 << 20, 0);
    final PortSpace ports = new PortSpace(log::add);
    final boolean[] irq = new boolean[2];
    final int[] edges = new int[2];
    final IdeController ide = new IdeController(scheduler, memory, level -> line(0, level), level -> line(1, level), log::add);
    long now;
    int base = 0x1f0;

    IdeBench() {
        scheduler.connect(() -> now, () -> {});
        memory.mapMemory("ram", 0, 1 << 20, 0, 0);
        for (var c : List.of(ide.primary(), ide.secondary())) {
            ports.claim(c.commandBase(), 8, c);
            ports.claim(c.controlPort(), 1, c);
        }
        ports.claim(0xc000, 16, ide.busMaster());
    }

    private void line(int channel, boolean level) {
        if (level && !irq[channel]) edges[channel]++;
        irq[channel] = level;
    }

    /** An image whose every sector carries its own number. */
    static MemoryImage numbered(int sectors, int size) {
        var b = new byte[sectors * size];
        for (int s = 0; s < sectors; s++)
            for (int i = 0; i < size; i++) b[s * size + i] = (byte) (i % 4 == 0 ? s : i % 4 == 1 ? s >> 8 : i);
        return new MemoryImage("numbered", b, false);
    }

    int in(int register) {
        return ports.in(base + register, 1);
    }

    void out(int register, int value) {
        ports.out(base + register, 1, value);
    }

    int control() {
        return ports.in(base + 0x206, 1);
    }

    void control(int value) {
        ports.out(base + 0x206, 1, value);
    }

    /** Lets every armed timer fire, in order. */
    void settle() {
        for (int i = 0; i < 100_000; i++) {
            long next = scheduler.next();
            if (next == Long.MAX_VALUE) return;
            now = Math.max(now, next);
            scheduler.runDue();
        }
        throw new AssertionError("timers never end");
    }

    /** Writes feature, count, LBA and device, then the command, and waits. */
    void command(int code, int feature, int count, int low, int mid, int high, int device) {
        out(6, device);
        out(1, feature);
        out(2, count);
        out(3, low);
        out(4, mid);
        out(5, high);
        out(7, code);
        settle();
    }

    void lba(int code, int lba, int count) {
        command(code, 0, count, lba & 0xff, lba >> 8 & 0xff, lba >> 16 & 0xff, 0xe0 | lba >> 24 & 15);
    }

    byte[] readData(int count) {
        var b = new byte[count];
        for (int i = 0; i < count; i += 2) {
            int v = ports.in(base, 2);
            b[i] = (byte) v;
            if (i + 1 < count) b[i + 1] = (byte) (v >> 8);
        }
        return b;
    }

    void writeData(byte[] b) {
        for (int i = 0; i < b.length; i += 2) ports.out(base, 2, b[i] & 0xff | (i + 1 < b.length ? (b[i + 1] & 0xff) << 8 : 0));
    }

    /** Sends a packet (padded to 12 bytes) with this byte count limit; returns when the drive has answered. */
    void packet(boolean dma, int limit, int... bytes) {
        out(1, dma ? 1 : 0);
        out(4, limit & 0xff);
        out(5, limit >> 8);
        out(7, 0xa0);
        settle();
        var p = new byte[12];
        for (int i = 0; i < bytes.length; i++) p[i] = (byte) bytes[i];
        writeData(p);
        settle();
    }

    int byteCount() {
        return in(4) | in(5) << 8;
    }

    /** Reads a PIO reply to its end, block by block. */
    byte[] reply() {
        var out = new java.io.ByteArrayOutputStream();
        while ((control() & 8) != 0) {
            out.writeBytes(readData(byteCount()));
            settle();
        }
        return out.toByteArray();
    }

    /** Sets up the bus master of the primary channel with one table of (address, count) ranges at 8000h and starts it. */
    void busMaster(boolean toMemory, int... ranges) {
        for (int i = 0; i < ranges.length; i += 2) {
            memory.write(0x8000 + i * 4, 4, ranges[i]);
            memory.write(0x8004 + i * 4, 4, ranges[i + 1] & 0xffff | (i + 2 == ranges.length ? 0x80000000 : 0));
        }
        ports.out(0xc004, 4, 0x8000);
        ports.out(0xc002, 1, 0x06);
        ports.out(0xc000, 1, toMemory ? 8 : 0);
        ports.out(0xc000, 1, toMemory ? 9 : 1);
    }
}
