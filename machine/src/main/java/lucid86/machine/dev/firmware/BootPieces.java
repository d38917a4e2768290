package lucid86.machine.dev.firmware;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the boot ROM ({@code kernelboot.asm}) shall load, and how it shall start it: the contents of the fw_cfg file
 * {@value #FILE}.
 */
final class BootPieces {
    /** Name of the file the boot ROM looks for. */
    static final String FILE = "opt/lucid86/kernel";

    /** Kinds of kernels, as numbered in the file. */
    static final int LINUX = 1, MULTIBOOT = 2;

    /** RAM kept free below its top: firmware's ACPI tables and the like live there. */
    static final int TOP_RESERVE = 1 << 20;
    private static final long MAX_TOTAL = 1 << 30;

    private record Piece(long address, byte[] data) {}

    private final String kernel;
    private final long ram;
    private final List<Piece> pieces = new ArrayList<>();
    private long total;

    /**
     * @param kernel its name, for messages
     * @param ram bytes of RAM
     */
    BootPieces(String kernel, long ram) {
        this.kernel = kernel;
        this.ram = ram;
    }

    /** Adds bytes to be loaded at a physical address: from 9000h to 98000h, or from 1 MiB to below the top of RAM. */
    void add(long address, byte[] data) throws IOException {
        checkRoom(address, data.length);
        pieces.add(new Piece(address, data));
        total += data.length;
        if (total > Math.min(ram, MAX_TOTAL))
            throw new IOException("kernel " + kernel + " and what comes with it are too large");
    }

    /** Complains unless so many bytes at this address lie in memory that may be loaded. */
    void checkRoom(long address, long size) throws IOException {
        boolean low = address >= 0x9000 && address + size <= 0x9a000;
        boolean high = address >= 0x100000 && address + size <= ram - TOP_RESERVE;
        if (!low && !high) {
            String where = String.format("%x-%x", address, address + size);
            throw new IOException("kernel " + kernel + " wants memory at " + where + ", which this machine with " + (ram >> 20)
                    + " MiB does not have for it");
        }
    }

    /** The file. {@code entry} and {@code info} are explained in {@code kernelboot.asm}. */
    byte[] file(int kind, int entry, int info) {
        var b = ByteBuffer.allocate(Math.toIntExact(16 + pieces.size() * 8L + total)).order(ByteOrder.LITTLE_ENDIAN);
        b.put("L86B".getBytes(StandardCharsets.US_ASCII)).putShort((short) kind).putShort((short) pieces.size()).putInt(entry).putInt(info);
        for (Piece p : pieces) b.putInt((int) p.address).putInt(p.data.length).put(p.data);
        return b.array();
    }
}
