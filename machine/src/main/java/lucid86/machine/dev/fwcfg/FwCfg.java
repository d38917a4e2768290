package lucid86.machine.dev.fwcfg;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.PortDevice;
import lucid86.machine.io.PortSpace;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * QEMU's firmware configuration device (its specification: docs/specs/fw_cfg): numbered items of bytes, some of which are
 * named files. Selector at port 510h (16 bits), data at 511h (8 bits), DMA address at 514h-51Bh (big-endian).
 *
 * <p>Modelled: reading by port and by DMA, the file directory. Not modelled: writing of items (DMA writes report an
 * error). Items nobody set are empty; bytes past an item's end read as zeros, at most {@value #MAX_TAIL} of them in one
 * DMA transfer, so that a guest cannot ask for gigabytes of zeros.
 */
public final class FwCfg implements Device, PortDevice {
    public static final int SIGNATURE = 0x00, ID = 0x01, RAM_SIZE = 0x03, CPUS = 0x05, BOOT_MENU = 0x0e, MAX_CPUS = 0x0f;
    /** 1 when IRQ 0 is on input 2 of the I/O APIC. */
    public static final int IRQ0_OVERRIDE = 0x8002;
    private static final int FILE_DIRECTORY = 0x19, FIRST_FILE = 0x20, MAX_NAME = 55;

    private static final int DMA_ERROR = 1, DMA_READ = 2, DMA_SKIP = 4, DMA_SELECT = 8, DMA_WRITE = 16;
    private static final int MAX_TAIL = 64 << 10;
    private static final byte[] DMA_SIGNATURE = "QEMU CFG".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EMPTY = {};

    private final MemoryMap map;
    private final Map<Integer, byte[]> items = new TreeMap<>();
    private final Map<String, byte[]> files = new TreeMap<>();
    private int selected;
    private long offset;
    private int dmaHigh;

    public FwCfg(PortSpace ports, MemoryMap map) {
        this.map = map;
        set(SIGNATURE, "QEMU".getBytes(StandardCharsets.US_ASCII));
        set(ID, le32(1 | 2)); // traditional interface and DMA
        ports.claim(0x510, 2, this);
        ports.claim(0x514, 8, this);
    }

    // ---- contents ------------------------------------------------------------------------------------------------------

    /** Sets an item; the array is not copied. */
    public void set(int key, byte[] data) {
        items.put(key, data);
    }

    public void set16(int key, int value) {
        set(key, new byte[] {(byte) value, (byte) (value >> 8)});
    }

    public void set64(int key, long value) {
        set(key, ByteBuffer.allocate(8).putLong(Long.reverseBytes(value)).array());
    }

    /** Adds or replaces a named file; the name has at most 55 ASCII characters. */
    public void file(String name, byte[] data) {
        if (name.length() > MAX_NAME) throw new IllegalArgumentException("fw_cfg file name too long: " + name);
        files.put(name, data);
        int n = 0;
        var directory = ByteBuffer.allocate(4 + files.size() * 64);
        directory.putInt(files.size());
        for (var e : files.entrySet()) {
            directory.position(4 + n * 64).putInt(e.getValue().length).putShort((short) (FIRST_FILE + n)).putShort((short) 0);
            directory.put(e.getKey().getBytes(StandardCharsets.US_ASCII));
            items.put(FIRST_FILE + n++, e.getValue());
        }
        items.put(FILE_DIRECTORY, directory.array());
    }

    private static byte[] le32(int v) {
        return new byte[] {(byte) v, (byte) (v >> 8), (byte) (v >> 16), (byte) (v >> 24)};
    }

    private byte[] item() {
        return items.getOrDefault(selected, EMPTY);
    }

    // ---- ports -----------------------------------------------------------------------------------------------------------

    @Override
    public int in(int port, int size) {
        if (port != 0x511 || size != 1) return peek(port, size);
        int v = peek(port, 1);
        offset = Math.min(offset + 1, item().length);
        return v;
    }

    @Override
    public int peek(int port, int size) {
        if (port >= 0x514) {
            int v = 0;
            for (int i = 0; i < size; i++) v |= DMA_SIGNATURE[port - 0x514 + i] << i * 8;
            return v;
        }
        if (port == 0x510) return size == 2 ? selected : 0;
        return offset < item().length ? item()[(int) offset] & 0xff : 0;
    }

    @Override
    public void out(int port, int size, int value) {
        if (port == 0x510 && size == 2) {
            selected = value;
            offset = 0;
        } else if (port == 0x514 && size == 4) {
            dmaHigh = Integer.reverseBytes(value);
        } else if (port == 0x518 && size == 4) {
            long at = (long) dmaHigh << 32 | Integer.reverseBytes(value) & 0xffffffffL;
            dmaHigh = 0;
            dma(at);
        }
    }

    // ---- DMA -------------------------------------------------------------------------------------------------------------

    /** Runs the 16-byte descriptor (control, length, address; big-endian) at a physical address, then writes back its control word. */
    private void dma(long at) {
        if (at < 0 || at > 0xffffffffL - 16) return;
        var raw = new byte[16];
        map.read(at, raw, 0, 16);
        var descriptor = ByteBuffer.wrap(raw);
        int control = descriptor.getInt();
        long length = descriptor.getInt() & 0xffffffffL;
        long address = descriptor.getLong();
        if ((control & DMA_SELECT) != 0) {
            selected = control >>> 16;
            offset = 0;
        }
        boolean ok = true;
        if ((control & DMA_READ) != 0) ok = copyOut(address, length);
        else if ((control & DMA_WRITE) != 0) ok = false;
        else if ((control & DMA_SKIP) != 0) offset = Math.min(offset + length, item().length);
        map.write(at, new byte[] {0, 0, 0, (byte) (ok ? 0 : DMA_ERROR)}, 0, 4);
    }

    private boolean copyOut(long address, long length) {
        byte[] data = item();
        long have = Math.min(length, data.length - offset), tail = length - have;
        if (address < 0 || address + length > 1L << 32 || tail > MAX_TAIL) return false;
        map.write(address, data, (int) offset, (int) have);
        map.write(address + have, new byte[(int) tail], 0, (int) tail);
        offset += have;
        return true;
    }

    // ---- device ------------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "fw-cfg";
    }

    @Override
    public void reset() {
        selected = 0;
        offset = 0;
        dmaHigh = 0;
    }

    @Override
    public DeviceView view() {
        var v = DeviceView.of("firmware configuration (fw_cfg)").hex16("selected", selected).text("offset", offset, "of " + item().length);
        v.group("files");
        files.forEach((name, data) -> v.text(name, data.length, "bytes"));
        return v.build();
    }

    @Override
    public void save(StateOut o) {
        o.putInt("selected", selected);
        o.putLong("offset", offset);
        o.putInt("dmaHigh", dmaHigh);
    }

    @Override
    public void load(StateIn in) {
        selected = in.getInt("selected") & 0xffff;
        offset = Math.clamp(in.getLong("offset"), 0, item().length);
        dmaHigh = in.getInt("dmaHigh");
    }
}
