package lucid86.machine.dev.fdc82077;

import java.util.Optional;

/** The commands of the 82077AA: opcode, the bits that tell it, and the number of bytes with the opcode; data sheet, table 5-1. */
enum FdcCommand {
    READ_DATA(0x06, 0x1f, 9),
    READ_DELETED(0x0c, 0x1f, 9),
    WRITE_DATA(0x05, 0x3f, 9),
    WRITE_DELETED(0x09, 0x3f, 9),
    READ_TRACK(0x02, 0x9f, 9),
    VERIFY(0x16, 0x1f, 9),
    SCAN_EQUAL(0x11, 0x1f, 9),
    SCAN_LOW(0x19, 0x1f, 9),
    SCAN_HIGH(0x1d, 0x1f, 9),
    FORMAT(0x0d, 0xbf, 6),
    READ_ID(0x0a, 0xbf, 2),
    RECALIBRATE(0x07, 0xff, 2),
    SEEK(0x0f, 0xff, 3),
    RELATIVE_SEEK(0x8f, 0xbf, 3),
    SENSE_INTERRUPT(0x08, 0xff, 1),
    SENSE_DRIVE(0x04, 0xff, 2),
    SPECIFY(0x03, 0xff, 3),
    CONFIGURE(0x13, 0xff, 4),
    VERSION(0x10, 0xff, 1),
    DUMPREG(0x0e, 0xff, 1),
    PERPENDICULAR(0x12, 0xff, 2),
    LOCK(0x14, 0x7f, 1);

    private final int code;
    private final int mask;
    private final int length;

    FdcCommand(int code, int mask, int length) {
        this.code = code;
        this.mask = mask;
        this.length = length;
    }

    int length() {
        return length;
    }

    boolean writes() {
        return this == WRITE_DATA || this == WRITE_DELETED || this == FORMAT;
    }

    boolean scans() {
        return this == SCAN_EQUAL || this == SCAN_LOW || this == SCAN_HIGH;
    }

    /** The command an opcode byte starts, or empty for an invalid one. */
    static Optional<FdcCommand> of(int opcode) {
        for (FdcCommand c : values()) if ((opcode & c.mask) == c.code) return Optional.of(c);
        return Optional.empty();
    }
}
