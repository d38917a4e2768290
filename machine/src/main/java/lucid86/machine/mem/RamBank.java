package lucid86.machine.mem;

/**
 * RAM beyond what one Java array can hold together with the rest of memory. It answers as a device does, so it is right
 * but slow; it exists so that guests with up to 3 GiB run at all.
 */
public final class RamBank implements MmioDevice {
    private final byte[] bytes;
    /** Pages written, while that is wanted. */
    private java.util.BitSet written;

    public RamBank(int size) {
        bytes = new byte[size];
    }

    /** The contents, for hashing and saving. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int read(int offset, int size) {
        return peek(offset, size);
    }

    @Override
    public int peek(int offset, int size) {
        return switch (size) {
            case 1 -> bytes[offset] & 0xff;
            case 2 -> Backing.getShort(bytes, offset) & 0xffff;
            default -> Backing.getInt(bytes, offset);
        };
    }

    void noteWritten(boolean on) {
        written = on ? new java.util.BitSet() : null;
    }

    int[] takeWritten() {
        int[] pages = written.stream().toArray();
        written.clear();
        return pages;
    }

    void restorePage(int page, byte[] contents) {
        if (written != null) written.set(page);
        System.arraycopy(contents, 0, bytes, page * TrackedMemory.PAGE, TrackedMemory.PAGE);
    }

    @Override
    public void write(int offset, int size, int value) {
        if (written != null) written.set(offset / TrackedMemory.PAGE);
        switch (size) {
            case 1 -> bytes[offset] = (byte) value;
            case 2 -> Backing.setShort(bytes, offset, (short) value);
            default -> Backing.setInt(bytes, offset, value);
        }
    }
}
