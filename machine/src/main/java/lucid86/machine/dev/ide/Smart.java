package lucid86.machine.dev.ide;

import java.util.Arrays;

/**
 * The SMART feature set of a disk that never wears out: ATA/ATAPI-6 (T13 1410D), 8.54. Attributes, thresholds, the logs'
 * directory, an empty error log and an empty self-test log; self-tests end at once and are not logged.
 */
final class Smart {
    private static final int SECTOR = 512;
    /** Attribute numbers: reallocated sectors, hours of operation, power cycles, pending sectors. */
    private static final int[] ATTRIBUTES = {5, 9, 12, 197};
    private static final int VALUE = 100, THRESHOLD = 10;
    private static final int ATTRIBUTE_BYTES = 12;
    private static final int SUMMARY_LOG = 1, SELF_TEST_LOG = 6;

    boolean enabled = true;

    /** What a command leads to: an error, nothing more, or a sector for the host. */
    enum Outcome { ABORTED, DONE, SECTOR }

    /** Executes command B0h. */
    Outcome execute(TaskFile regs, byte[] buffer) {
        if (regs.mid != 0x4f || regs.high != 0xc2) return Outcome.ABORTED;
        if (regs.feature == 0xd8) enabled = true;
        if (!enabled) return Outcome.ABORTED;
        return switch (regs.feature) {
            case 0xd0 -> data(buffer);
            case 0xd1 -> thresholds(buffer);
            case 0xd2, 0xd4, 0xd8, 0xda -> Outcome.DONE; // DAh: 4Fh and C2h left as they are say that all is well
            case 0xd5 -> log(regs.low, regs.count, buffer);
            case 0xd9 -> {
                enabled = false;
                yield Outcome.DONE;
            }
            default -> Outcome.ABORTED;
        };
    }

    private static Outcome data(byte[] to) {
        begin(to, 16);
        for (int i = 0; i < ATTRIBUTES.length; i++) {
            int at = 2 + i * ATTRIBUTE_BYTES;
            to[at] = (byte) ATTRIBUTES[i];
            to[at + 1] = 0x32; // kept up to date online, counts events
            to[at + 3] = to[at + 4] = VALUE; // now, and worst; the raw value stays 0
        }
        to[362] = 2; // offline collection completed
        to[367] = 0x11; // EXECUTE OFFLINE IMMEDIATE and self-tests
        to[368] = 3; // attributes are saved
        to[370] = 1; // error log
        to[372] = 1; // minutes of a short self-test
        to[373] = 1; // and of an extended one
        return seal(to);
    }

    private static Outcome thresholds(byte[] to) {
        begin(to, 16);
        for (int i = 0; i < ATTRIBUTES.length; i++) {
            to[2 + i * ATTRIBUTE_BYTES] = (byte) ATTRIBUTES[i];
            to[3 + i * ATTRIBUTE_BYTES] = THRESHOLD;
        }
        return seal(to);
    }

    private static Outcome log(int address, int sectors, byte[] to) {
        if (sectors != 1) return Outcome.ABORTED;
        begin(to, 1);
        switch (address) {
            case 0 -> {
                to[SUMMARY_LOG * 2] = 1; // sectors of each log
                to[SELF_TEST_LOG * 2] = 1;
                return Outcome.SECTOR; // without a checksum
            }
            case SUMMARY_LOG, SELF_TEST_LOG -> {
                return seal(to);
            }
            default -> {
                return Outcome.ABORTED;
            }
        }
    }

    private static void begin(byte[] to, int revision) {
        Arrays.fill(to, 0, SECTOR, (byte) 0);
        to[0] = (byte) revision;
    }

    /** The last byte makes all of them add up to zero. */
    private static Outcome seal(byte[] to) {
        int sum = 0;
        for (int i = 0; i < SECTOR - 1; i++) sum += to[i];
        to[SECTOR - 1] = (byte) -sum;
        return Outcome.SECTOR;
    }
}
