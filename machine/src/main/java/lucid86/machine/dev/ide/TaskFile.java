package lucid86.machine.dev.ide;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/** A drive's command block registers. Those wider in 48-bit commands remember the value written before the last one. */
final class TaskFile {
    static final int ERROR_ABORT = 0x04, ERROR_NOT_FOUND = 0x10, ERROR_DATA = 0x40;

    int feature, count, low, mid, high;
    int oldFeature, oldCount, oldLow, oldMid, oldHigh;
    /** Device/head without the drive-select bit, which the channel owns. */
    int device;
    int error;
    int command;

    /** Register 1-6 as the host writes it. */
    void write(int register, int value) {
        switch (register) {
            case 1 -> { oldFeature = feature; feature = value; }
            case 2 -> { oldCount = count; count = value; }
            case 3 -> { oldLow = low; low = value; }
            case 4 -> { oldMid = mid; mid = value; }
            case 5 -> { oldHigh = high; high = value; }
            default -> device = value;
        }
    }

    /** Register 1-5 as the host reads it; {@code previous} selects the values written before (control bit HOB). */
    int read(int register, boolean previous) {
        return switch (register) {
            case 1 -> error;
            case 2 -> previous ? oldCount : count;
            case 3 -> previous ? oldLow : low;
            case 4 -> previous ? oldMid : mid;
            default -> previous ? oldHigh : high;
        };
    }

    /** The values after reset that tell what kind of drive answers; see ATA/ATAPI-6, 9.12. */
    void sign(boolean packet) {
        count = 1;
        low = 1;
        mid = packet ? 0x14 : 0;
        high = packet ? 0xeb : 0;
        oldFeature = oldCount = oldLow = oldMid = oldHigh = 0;
        feature = 0;
        device = 0;
        error = 1;
    }

    boolean lba() {
        return (device & 0x40) != 0;
    }

    /** 28-bit sector number. */
    long lba28() {
        return (device & 15L) << 24 | high << 16 | mid << 8 | low;
    }

    void setLba28(long lba) {
        low = (int) lba & 0xff;
        mid = (int) (lba >> 8) & 0xff;
        high = (int) (lba >> 16) & 0xff;
        device = device & ~15 | (int) (lba >> 24) & 15;
    }

    long lba48() {
        return (long) (oldHigh << 16 | oldMid << 8 | oldLow) << 24 | high << 16 | mid << 8 | low;
    }

    void setLba48(long lba) {
        low = (int) lba & 0xff;
        mid = (int) (lba >> 8) & 0xff;
        high = (int) (lba >> 16) & 0xff;
        oldLow = (int) (lba >> 24) & 0xff;
        oldMid = (int) (lba >> 32) & 0xff;
        oldHigh = (int) (lba >> 40) & 0xff;
    }

    /** Number of sectors a command asks for; 0 in the register means the largest number. */
    int sectors(boolean extended) {
        int n = extended ? oldCount << 8 | count : count;
        return n != 0 ? n : extended ? 0x10000 : 0x100;
    }

    void setSectors(int n, boolean extended) {
        count = n & 0xff;
        if (extended) oldCount = n >> 8 & 0xff;
    }

    void save(StateOut o) {
        o.putInts("taskfile", new int[] {feature, count, low, mid, high,
            oldFeature, oldCount, oldLow, oldMid, oldHigh, device, error, command});
    }

    void load(StateIn in) {
        int[] v = in.getInts("taskfile");
        if (v.length != 13) throw new IllegalArgumentException("saved task file has " + v.length + " registers, not 13");
        for (int i = 0; i < v.length; i++) v[i] &= 0xff;
        feature = v[0];
        count = v[1];
        low = v[2];
        mid = v[3];
        high = v[4];
        oldFeature = v[5];
        oldCount = v[6];
        oldLow = v[7];
        oldMid = v[8];
        oldHigh = v[9];
        device = v[10];
        error = v[11];
        command = v[12];
    }
}
