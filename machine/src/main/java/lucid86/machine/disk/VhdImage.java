package lucid86.machine.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A dynamic VHD image; Microsoft's Virtual Hard Disk Image Format Specification 1.0. A table tells where each block of
 * (usually) 2 MiB lies; before a block's data comes a bitmap of its sectors, in which 0 means zeros.
 *
 * <p>The order of writes is: a new footer behind the new block, bitmap and data, then, when these are on the host's storage,
 * the table entry. A crash in between loses at most free space, and there is always a footer where programs look for one.
 */
final class VhdImage implements BlockImage {
    private static final int SECTOR = 512, HEADER = 1024, CHECKSUM_AT = 36;
    private static final int UNUSED = -1;
    private static final int SMALLEST_BLOCK = 4096, LARGEST_BLOCK = 256 << 20;
    /** More table than any medium of the format's 2 TiB needs; entries. */
    private static final int TABLE_LIMIT = 1 << 24;
    private static final String COOKIE = "cxsparse";

    private final ByteStore file;
    private final VhdFooter footer;
    private final int blockSize;
    private final int bitmapBytes;
    private final long tableOffset;
    private final int[] table;
    private final long size;
    private final boolean readOnly;
    /** Where the next new block goes, over the old footer. */
    private long end;
    /** The bitmap read last, and its block. */
    private int cachedBlock = UNUSED;
    private final byte[] bitmap;

    private VhdImage(ByteStore file, VhdFooter footer, ImageUse use) throws IOException {
        this.file = file;
        this.footer = footer;
        size = footer.size();
        check(size > 0 && size % SECTOR == 0, "size");
        use.exactSize(file.name(), size);
        var bytes = new byte[HEADER];
        long at = footer.dataOffset();
        check(at >= VhdFooter.LENGTH && at % SECTOR == 0 && at <= file.length() - HEADER, "header address");
        file.read(at, bytes, 0, HEADER);
        var header = ByteBuffer.wrap(bytes);
        check(new String(bytes, 0, COOKIE.length(), java.nio.charset.StandardCharsets.ISO_8859_1).equals(COOKIE)
                && VhdFooter.checksumFits(bytes, CHECKSUM_AT), "header");
        tableOffset = header.getLong(16);
        int entries = header.getInt(28);
        blockSize = header.getInt(32);
        check(blockSize >= SMALLEST_BLOCK && blockSize <= LARGEST_BLOCK && Integer.bitCount(blockSize) == 1, "block size");
        check(entries > 0 && entries <= TABLE_LIMIT && entries >= Math.ceilDiv(size, blockSize), "block table's size");
        check(tableOffset >= at + HEADER && tableOffset % SECTOR == 0 && tableOffset + entries * 4L <= file.length(), "block table's address");
        bitmapBytes = Math.ceilDiv(blockSize / SECTOR / 8, SECTOR) * SECTOR;
        bitmap = new byte[bitmapBytes];
        var t = new byte[entries * 4];
        file.read(tableOffset, t, 0, t.length);
        table = new int[entries];
        ByteBuffer.wrap(t).asIntBuffer().get(table);
        long length = file.length();
        boolean ends = VhdFooter.atEnd(file).isPresent();
        end = ends ? length - VhdFooter.LENGTH : Math.ceilDiv(length, SECTOR) * SECTOR;
        check(end % SECTOR == 0 && end >= tableOffset + t.length, "footer's place");
        readOnly = !file.writable();
    }

    /** Takes over an open file that is a VHD of any kind. */
    static BlockImage open(ByteStore file, ImageUse use) throws IOException {
        var end = VhdFooter.atEnd(file);
        var footer = end.isPresent() ? end : VhdFooter.at(file, 0);
        if (footer.isEmpty()) throw new ImageException(file.name() + " is no VHD image or is cut off: get a complete copy");
        return switch (footer.get().type()) {
            case VhdFooter.FIXED -> fixed(file, footer.get(), use);
            case VhdFooter.DYNAMIC -> new VhdImage(file, footer.get(), use);
            case VhdFooter.DIFFERENCING -> throw new ImageException(file.name()
                    + " is a differencing VHD image, which is not supported: merge it with its parent");
            default -> throw new ImageException(file.name() + " is a VHD image of an unknown kind: convert it with 'qemu-img convert'");
        };
    }

    private static BlockImage fixed(ByteStore file, VhdFooter footer, ImageUse use) throws IOException {
        if (footer.size() != file.length() - VhdFooter.LENGTH)
            throw new ImageException(file.name() + " is a fixed VHD image of " + footer.size()
                    + " bytes, but the file is of another size: get a complete copy");
        return RawImage.part(file, footer.size(), use);
    }

    private void check(boolean good, String what) throws ImageException {
        if (!good) throw new ImageException(file.name() + " is damaged (its " + what + " makes no sense): get a complete copy");
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean readOnly() {
        return readOnly;
    }

    /** Where a block's bitmap is; it must lie between the table and the footer. */
    private long place(int block) throws ImageException {
        long at = (table[block] & 0xffffffffL) * SECTOR;
        check(at >= tableOffset + table.length * 4L && at + bitmapBytes + blockSize <= end, "block address");
        return at;
    }

    private byte[] bitmap(int block) throws IOException {
        if (cachedBlock != block) {
            cachedBlock = UNUSED;
            file.read(place(block), bitmap, 0, bitmapBytes);
            cachedBlock = block;
        }
        return bitmap;
    }

    private static boolean present(byte[] bitmap, int sector) {
        return (bitmap[sector >> 3] & 0x80 >> (sector & 7)) != 0;
    }

    @Override
    public void read(long offset, byte[] to, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size);
        while (count > 0) {
            int block = (int) (offset / blockSize), within = (int) (offset % blockSize), n = Math.min(count, blockSize - within);
            if (table[block] == UNUSED) Arrays.fill(to, from, from + n, (byte) 0);
            else readBlock(block, within, to, from, n);
            offset += n;
            from += n;
            count -= n;
        }
    }

    private void readBlock(int block, int within, byte[] to, int from, int n) throws IOException {
        file.read(place(block) + bitmapBytes + within, to, from, n);
        byte[] there = bitmap(block);
        for (int s = within / SECTOR; s <= (within + n - 1) / SECTOR; s++) {
            if (present(there, s)) continue;
            int first = Math.max(s * SECTOR, within), last = Math.min((s + 1) * SECTOR, within + n);
            Arrays.fill(to, from + first - within, from + last - within, (byte) 0);
        }
    }

    @Override
    public void write(long offset, byte[] data, int from, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, size);
        if (readOnly) throw new ImageException(name() + " is write-protected: attach a writable copy");
        while (count > 0) {
            int block = (int) (offset / blockSize), within = (int) (offset % blockSize), n = Math.min(count, blockSize - within);
            if (table[block] == UNUSED) addBlock(block, within, data, from, n);
            else writeBlock(block, within, data, from, n);
            offset += n;
            from += n;
            count -= n;
        }
    }

    /** Writes whole sectors, so that a part of one that was not there is zeros. */
    private void writeBlock(int block, int within, byte[] data, int from, int n) throws IOException {
        int first = within / SECTOR, last = (within + n - 1) / SECTOR;
        var sectors = new byte[(last - first + 1) * SECTOR];
        readBlock(block, first * SECTOR, sectors, 0, sectors.length);
        System.arraycopy(data, from, sectors, within - first * SECTOR, n);
        file.write(place(block) + bitmapBytes + (long) first * SECTOR, sectors, 0, sectors.length);
        byte[] there = bitmap(block);
        boolean changed = false;
        for (int s = first; s <= last; s++) {
            changed |= !present(there, s);
            there[s >> 3] |= (byte) (0x80 >> (s & 7));
        }
        if (changed) file.write(place(block) + first / 8, there, first / 8, last / 8 - first / 8 + 1);
    }

    private void addBlock(int block, int within, byte[] data, int from, int n) throws IOException {
        long at = end, after = at + bitmapBytes + blockSize;
        if (after / SECTOR > 0xfffffffeL)
            throw new ImageException(name() + " is full: convert it to qcow2 with 'qemu-img convert'");
        file.write(after, footer.bytes(), 0, VhdFooter.LENGTH); // between here and the old footer the file is zeros
        end = after;
        var all = new byte[bitmapBytes];
        Arrays.fill(all, (byte) 0xff);
        file.write(at, all, 0, bitmapBytes);
        file.write(at + bitmapBytes + within, data, from, n);
        file.force();
        file.write(tableOffset + block * 4L, ByteBuffer.allocate(4).putInt((int) (at / SECTOR)).array(), 0, 4);
        table[block] = (int) (at / SECTOR);
    }

    @Override
    public void flush() throws IOException {
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
