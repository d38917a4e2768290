package lucid86.machine.dev.acpi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes ACPI Machine Language (ACPI specification 6.4, chapter 20) piece by piece: each method returns the bytes of one
 * term, terms are nested by passing them on.
 */
final class Aml {
    /** Operands every method has. */
    static final byte[] ARG0 = {0x68}, LOCAL0 = {0x60}, ZERO = {0x00}, ONE = {0x01};

    /** Address spaces of operation regions. */
    static final int SYSTEM_IO = 1, PCI_CONFIG = 2;

    private Aml() {}

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] p : parts) out.writeBytes(p);
        return out.toByteArray();
    }

    private static byte[] op(int... bytes) {
        var b = new byte[bytes.length];
        for (int i = 0; i < b.length; i++) b[i] = (byte) bytes[i];
        return b;
    }

    /** Opcode, package length, body. The length counts itself and takes 1 to 4 bytes. */
    private static byte[] sized(byte[] opcode, byte[]... body) {
        byte[] b = join(body);
        return join(opcode, length(b.length), b);
    }

    private static byte[] length(int body) {
        if (body + 1 < 0x40) return op(body + 1);
        for (int extra = 1; extra <= 3; extra++) {
            int total = body + 1 + extra;
            if (total >= 1 << 4 + 8 * extra) continue;
            var b = new byte[1 + extra];
            b[0] = (byte) (extra << 6 | total & 15);
            for (int i = 1; i <= extra; i++) b[i] = (byte) (total >>> 8 * i - 4);
            return b;
        }
        throw new IllegalArgumentException("AML package too long: " + body);
    }

    /** A name such as {@code \_SB.PCI0}: segments of up to four characters, an optional root prefix. */
    static byte[] name(String path) {
        boolean root = path.startsWith("\\");
        String[] segments = (root ? path.substring(1) : path).split("\\.");
        var out = new ByteArrayOutputStream();
        if (root) out.write('\\');
        if (segments.length == 1 && segments[0].isEmpty()) out.write(0);
        else if (segments.length == 2) out.write(0x2e);
        else if (segments.length > 2) {
            out.write(0x2f);
            out.write(segments.length);
        }
        for (String s : segments) if (!s.isEmpty()) out.writeBytes((s + "____").substring(0, 4).getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    static byte[] integer(long v) {
        if (v == 0) return ZERO;
        if (v == 1) return ONE;
        if (v <= 0xff) return op(0x0a, (int) v);
        if (v <= 0xffff) return op(0x0b, (int) v, (int) v >> 8);
        return op(0x0c, (int) v, (int) (v >> 8), (int) (v >> 16), (int) (v >> 24));
    }

    /** A compressed EISA id such as {@code PNP0A03}, as an integer. */
    static byte[] eisaId(String id) {
        int letters = (id.charAt(0) - 0x40) << 10 | (id.charAt(1) - 0x40) << 5 | id.charAt(2) - 0x40;
        int v = letters << 16 | Integer.parseInt(id.substring(3), 16);
        return integer(Integer.reverseBytes(v) & 0xffffffffL);
    }

    // ---- objects -------------------------------------------------------------------------------------------------------

    static byte[] define(String name, byte[] value) {
        return join(op(0x08), name(name), value);
    }

    static byte[] scope(String name, byte[]... terms) {
        return sized(op(0x10), name(name), join(terms));
    }

    static byte[] device(String name, byte[]... terms) {
        return sized(op(0x5b, 0x82), name(name), join(terms));
    }

    /** A processor without power states of its own. */
    static byte[] processor(String name, int id) {
        return sized(op(0x5b, 0x83), name(name), op(id, 0, 0, 0, 0, 0));
    }

    /** A serialized method. */
    static byte[] method(String name, int arguments, byte[]... terms) {
        return sized(op(0x14), name(name), op(arguments | 8), join(terms));
    }

    static byte[] pack(byte[]... elements) {
        return sized(op(0x12), op(elements.length), join(elements));
    }

    static byte[] buffer(byte[] data) {
        return sized(op(0x11), integer(data.length), data);
    }

    static byte[] region(String name, int space, int offset, int size) {
        return join(op(0x5b, 0x80), name(name), op(space), integer(offset), integer(size));
    }

    /** Byte-wide fields of a region, one after the other. */
    static byte[] byteFields(String region, String... fields) {
        var list = new ByteArrayOutputStream();
        for (String f : fields) list.writeBytes(join(name(f), op(8)));
        return sized(op(0x5b, 0x81), name(region), op(1), list.toByteArray());
    }

    // ---- statements and expressions ----------------------------------------------------------------------------------

    static byte[] wordField(byte[] source, int offset, String name) {
        return join(op(0x8b), source, integer(offset), name(name));
    }

    static byte[] store(byte[] value, byte[] target) {
        return join(op(0x70), value, target);
    }

    static byte[] and(byte[] a, byte[] b) {
        return join(op(0x7b), a, b, ZERO);
    }

    static byte[] or(byte[] a, byte[] b) {
        return join(op(0x7d), a, b, ZERO);
    }

    static byte[] shiftLeft(byte[] a, byte[] b) {
        return join(op(0x79), a, b, ZERO);
    }

    /** 1 + the number of the lowest bit set, or 0. */
    static byte[] lowestBit(byte[] a) {
        return join(op(0x82), a, ZERO);
    }

    static byte[] subtract(byte[] a, byte[] b) {
        return join(op(0x74), a, b, ZERO);
    }

    static byte[] when(byte[] condition, byte[]... terms) {
        return sized(op(0xa0), condition, join(terms));
    }

    static byte[] give(byte[] value) {
        return join(op(0xa4), value);
    }

    // ---- resource descriptors (ACPI 6.4, 6.4) ---------------------------------------------------------------------------

    /** A resource template: descriptors and the end tag, as a buffer. */
    static byte[] resources(byte[]... descriptors) {
        return buffer(join(join(descriptors), op(0x79, 0)));
    }

    static byte[] io(int first, int count) {
        return op(0x47, 1, first, first >> 8, first, first >> 8, 1, count);
    }

    /** An edge-triggered, exclusive ISA interrupt. */
    static byte[] irq(int irq) {
        return op(0x22, 1 << irq, 1 << irq >> 8);
    }

    /** Level-triggered, low-active, shared interrupts, one bit for each of IRQ 0-15. */
    static byte[] sharedIrqs(int mask) {
        return op(0x23, mask, mask >> 8, 0x18);
    }

    /** A fixed range of memory, read and write, below 4 GiB. */
    static byte[] memory(long first, int size) {
        return ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x86).putShort((short) 9).put((byte) 1)
                .putInt((int) first).putInt(size).array();
    }

    /** An 8-bit ISA DMA channel. */
    static byte[] dma(int channel) {
        return op(0x2a, 1 << channel, 0);
    }

    static byte[] busRange(int first, int last) {
        return word(2, 0x0c, 0, first, last);
    }

    static byte[] ioWindow(int first, int last) {
        return word(1, 0x0c, 3, first, last);
    }

    private static byte[] word(int type, int flags, int typeFlags, int first, int last) {
        int n = last - first + 1;
        return op(0x88, 13, 0, type, flags, typeFlags, 0, 0, first, first >> 8, last, last >> 8, 0, 0, n, n >> 8);
    }

    static byte[] memoryWindow(long first, long last, boolean cacheable) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(op(0x87, 23, 0, 0, 0x0c, cacheable ? 3 : 1));
        for (long v : new long[] {0, first, last, 0, last - first + 1})
            out.writeBytes(op((int) v, (int) v >> 8, (int) v >> 16, (int) v >> 24));
        return out.toByteArray();
    }
}
