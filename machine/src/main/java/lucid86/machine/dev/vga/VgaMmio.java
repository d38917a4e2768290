package lucid86.machine.dev.vga;

import java.util.function.Consumer;
import lucid86.machine.mem.MmioDevice;

/**
 * The 4 KiB register window of the PCI card (QEMU's "standard VGA" interface): the EDID at 000h, VGA ports 3C0-3DF at
 * 400h, the VBE registers at 500h as consecutive words, the QEMU extension (size and byte order) at 600h. The byte order
 * is fixed to little endian. Elsewhere reads give zero.
 */
public final class VgaMmio implements MmioDevice {
    /** Bytes of the window. */
    public static final int SIZE = 0x1000;

    private static final int PORTS = 0x400, DISPI = 0x500, QEXT = 0x600;
    private static final int QEXT_SIZE = 8, LITTLE_ENDIAN = 0x1e1e1e1e;
    private final VgaPorts ports;
    private final Dispi dispi;
    private final DispiPorts.DispiWriter writer;
    private final Consumer<String> log;
    private boolean logged;
    private final byte[] edid = Edid.block();

    VgaMmio(VgaPorts ports, Dispi dispi, DispiPorts.DispiWriter writer, Consumer<String> log) {
        this.ports = ports;
        this.dispi = dispi;
        this.writer = writer;
        this.log = log;
    }

    @Override
    public int read(int offset, int size) {
        if (inPorts(offset, size)) return ports.in(offset - PORTS + 0x3c0, size);
        return quiet(offset, size);
    }

    @Override
    public int peek(int offset, int size) {
        if (inPorts(offset, size)) return ports.peek(offset - PORTS + 0x3c0, size);
        return quiet(offset, size);
    }

    private int quiet(int offset, int size) {
        int v = 0;
        for (int i = 0; i < size; i++) v |= byteAt(offset + i) << i * 8;
        return v;
    }

    private int byteAt(int at) {
        if (at < edid.length) return edid[at] & 0xff;
        if (at >= DISPI && at < DISPI + Dispi.COUNT * 2) return dispi.read(at - DISPI >> 1) >>> (at & 1) * 8 & 0xff;
        if (at >= QEXT && at < QEXT + 4) return QEXT_SIZE >>> (at & 3) * 8 & 0xff;
        if (at >= QEXT + 4 && at < QEXT + 8) return LITTLE_ENDIAN & 0xff;
        return 0;
    }

    private static boolean inPorts(int offset, int size) {
        return offset >= PORTS && offset + size <= PORTS + 0x20;
    }

    @Override
    public void write(int offset, int size, int value) {
        if (inPorts(offset, size)) {
            ports.out(offset - PORTS + 0x3c0, size, value);
        } else if (size >= 2 && (offset & 1) == 0 && offset >= DISPI && offset + size <= DISPI + Dispi.COUNT * 2) {
            writer.write(offset - DISPI >> 1, value & 0xffff);
            if (size == 4) writer.write((offset - DISPI >> 1) + 1, value >>> 16);
        } else if (!logged && !(offset == QEXT + 4 && value == LITTLE_ENDIAN)) {
            logged = true;
            log.accept(String.format("unimplemented: VGA register window written at %03xh, %d bytes", offset, size));
        }
    }
}
