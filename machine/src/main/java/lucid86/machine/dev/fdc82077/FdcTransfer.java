package lucid86.machine.dev.fdc82077;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.DmaChannel;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The execution phase of the commands that read or write a track: finds a sector, moves its bytes, goes on to the next.
 * 82077AA data sheet, 5.1 and 5.2. A step is one sector; {@link Outcome} says what happens next.
 */
final class FdcTransfer {
    static final int ABNORMAL = 0x40, EQUIPMENT = 0x10;
    private static final int ST1_END = 0x80, ST1_DATA = 0x20, ST1_OVERRUN = 0x10;
    private static final int ST1_NO_DATA = 0x04, ST1_PROTECTED = 0x02, ST1_NO_MARK = 0x01;
    private static final int ST2_DELETED = 0x40, ST2_DATA = 0x20, ST2_WRONG = 0x10;
    private static final int ST2_EQUAL = 0x08, ST2_UNSATISFIED = 0x04, ST2_BAD = 0x02;
    /** A DMA request that is not answered for this many tries of one step's time is an overrun: about one revolution. */
    private static final int PATIENCE = 2000;

    /** What the controller does after a step. */
    enum Outcome {
        /** Step again after a sector's time. */
        AGAIN,
        /** Nothing turns under the head: wait for a disk and the motor. */
        NO_INDEX,
        /** The host reads or writes the buffer byte by byte. */
        HOST_READS, HOST_WRITES,
        /** Result phase. */
        DONE,
        /** The buffer is ready to be moved: only between the parts of a step. */
        MOVE
    }

    private final DmaChannel dma;
    private final Consumer<String> log;
    private final byte[] buffer = new byte[FloppyDrive.SECTOR];
    /** The disk's side of a scan; the host's is in the buffer. */
    private final byte[] compared = new byte[FloppyDrive.SECTOR];

    private FdcCommand command = FdcCommand.READ_DATA;
    private boolean multiTrack, mfm, skip, byHost;
    private int unit, head, rate;
    private int cylinder, headId, sector, size, last, length;
    /** Sectors done by READ TRACK and FORMAT, or left to VERIFY when it counts. */
    private int counter;
    private boolean verifyCounts;
    private int filler;
    private boolean seekEnd;
    private int st0, st1, st2;
    /** Bytes of the buffer moved, and wanted; 0 wanted: the next sector has to be found first. */
    private int position, wanted;
    private int tries;
    private boolean scanMet;
    private boolean oddFormatLogged;

    FdcTransfer(DmaChannel dma, Consumer<String> log) {
        this.dma = dma;
        this.log = log;
    }

    /** Takes the parameters: {@code p} holds the command's bytes, {@code rate} the data rate bits. */
    void start(FdcCommand c, int[] p, int rate, boolean byHost, boolean seekEnd) {
        command = c;
        multiTrack = (p[0] & 0x80) != 0 && c != FdcCommand.READ_TRACK;
        mfm = (p[0] & 0x40) != 0;
        skip = (p[0] & 0x20) != 0;
        unit = p[1] & 3;
        head = p[1] >> 2 & 1;
        this.rate = rate;
        this.byHost = byHost;
        this.seekEnd = seekEnd;
        st0 = st1 = st2 = 0;
        position = wanted = tries = 0;
        scanMet = verifyCounts = false;
        if (c == FdcCommand.FORMAT) {
            cylinder = headId = sector = 0;
            size = p[2];
            last = p[3];
            filler = p[5];
            counter = 0;
        } else {
            cylinder = p[2];
            headId = p[3];
            sector = p[4];
            size = p[5];
            last = p[6];
            length = p[8];
            verifyCounts = c == FdcCommand.VERIFY && (p[1] & 0x80) != 0;
            counter = c == FdcCommand.READ_TRACK ? 0 : length == 0 ? 256 : length;
        }
    }

    int unit() {
        return unit;
    }

    /** The seven result bytes. */
    int[] result() {
        return new int[] {st0 | (seekEnd ? 0x20 : 0) | head << 2 | unit, st1, st2, cylinder, headId, sector, size};
    }

    /**
     * One step.
     *
     * @param spinning the drive has a disk and its motor is on
     * @param dmaGate requests reach the DMA controller
     */
    Outcome step(Optional<FloppyDrive> selected, boolean spinning, boolean dmaGate) {
        if (selected.isEmpty() || !spinning) return Outcome.NO_INDEX;
        FloppyDrive drive = selected.get();
        if (wanted == 0) {
            Outcome outcome = prepare(drive);
            if (outcome != Outcome.MOVE) return outcome;
        }
        if (position == wanted) return used(drive, false); // VERIFY moves nothing; the host may have moved it all
        if (byHost) return toHost() ? Outcome.HOST_READS : Outcome.HOST_WRITES;
        if (!dmaGate || !dma.ready()) return starved();
        int count = wanted - position;
        position += toHost() ? dma.deviceToMemory(buffer, position, count) : dma.memoryToDevice(buffer, position, count);
        boolean end = dma.terminalCount();
        if (position < wanted && !end) return starved();
        return used(drive, end);
    }

    private Outcome starved() {
        if (tries++ < PATIENCE) return Outcome.AGAIN;
        return fail(ST1_OVERRUN, 0);
    }

    private boolean toHost() {
        return !command.writes() && !command.scans();
    }

    // ---- the host's side without DMA --------------------------------------------------------------------------------

    boolean wantsByte() {
        return position < wanted;
    }

    int peekByte() {
        return buffer[position] & 0xff;
    }

    /** Takes the next byte; true when it was the buffer's last. */
    boolean takeByte() {
        return ++position == wanted;
    }

    boolean giveByte(int value) {
        buffer[position++] = (byte) value;
        return position == wanted;
    }

    // ---- sectors ----------------------------------------------------------------------------------------------------

    private Outcome fail(int one, int two) {
        st0 = ABNORMAL;
        st1 |= one;
        st2 |= two;
        return Outcome.DONE;
    }

    /** Finds the next sector, and fills the buffer when it goes to the host. */
    private Outcome prepare(FloppyDrive drive) {
        tries = 0;
        position = 0;
        if (command.writes() && drive.writeProtected()) return fail(ST1_PROTECTED, 0);
        if (command == FdcCommand.FORMAT) {
            wanted = 4;
            return Outcome.MOVE;
        }
        int sectors = mfm ? drive.sectors(head, rate) : 0;
        if (sectors == 0) return fail(ST1_NO_MARK, 0);
        int physical = sector;
        if (command == FdcCommand.READ_TRACK) {
            physical = counter % sectors + 1;
            if (physical != sector || cylinder != drive.track() || headId != head || size != 2) st1 |= ST1_NO_DATA;
        } else {
            if (cylinder != drive.track()) return fail(ST1_NO_DATA, cylinder == 0xff ? ST2_BAD : ST2_WRONG);
            if (headId != head || size != 2 || sector < 1 || sector > sectors) return fail(ST1_NO_DATA, 0);
        }
        if (!command.writes()) {
            boolean unexpected = drive.deleted(head, physical) != (command == FdcCommand.READ_DELETED);
            if (unexpected && command != FdcCommand.READ_TRACK) {
                st2 |= ST2_DELETED;
                if (skip) return next(false);
            }
            try {
                drive.read(head, physical, command.scans() ? compared : buffer);
            } catch (IOException e) {
                log.accept("fdc: reading failed: " + e.getMessage());
                return fail(ST1_DATA, ST2_DATA);
            }
        }
        wanted = FloppyDrive.SECTOR;
        if (command == FdcCommand.VERIFY) position = wanted;
        return Outcome.MOVE;
    }

    /** The buffer has been moved, up to terminal count if {@code end}: use it and go on. */
    private Outcome used(FloppyDrive drive, boolean end) {
        try {
            switch (command) {
                case WRITE_DATA, WRITE_DELETED -> {
                    // The disk may have been changed, or the head moved on by a seek, since the sector was found.
                    if (cylinder != drive.track() || sector > drive.sectors(head, rate)) return fail(ST1_NO_MARK, 0);
                    Arrays.fill(buffer, position, wanted, (byte) 0); // the controller writes zeros after terminal count
                    drive.write(head, sector, buffer, command == FdcCommand.WRITE_DELETED);
                }
                case FORMAT -> {
                    return formatted(drive, end);
                }
                default -> { }
            }
        } catch (IOException e) {
            log.accept("fdc: writing failed: " + e.getMessage());
            st0 = ABNORMAL | EQUIPMENT;
            return Outcome.DONE;
        }
        wanted = 0;
        if (command.scans() && scan()) return Outcome.DONE;
        // A sector with the wrong data mark ends the command after it was transferred.
        boolean stop = (st2 & ST2_DELETED) != 0 && !skip;
        Outcome outcome = next(end || stop);
        if (command.scans() && outcome == Outcome.DONE && !scanMet) st2 |= ST2_UNSATISFIED;
        return outcome;
    }

    /** Moves the sector address on; ends the command after the last sector or when {@code end}. */
    private Outcome next(boolean end) {
        if (command == FdcCommand.READ_TRACK) {
            counter++;
            sector = sector + 1 & 0xff;
            return end || counter >= last ? Outcome.DONE : Outcome.AGAIN;
        }
        boolean counted = verifyCounts && --counter == 0;
        boolean atEnd = sector == last;
        int step = command.scans() && length == 2 ? 2 : 1;
        sector = sector + step & 0xff;
        if (!atEnd) return end || counted ? Outcome.DONE : Outcome.AGAIN;
        sector = 1;
        boolean second = multiTrack && head == 0;
        if (multiTrack) {
            headId ^= 1;
            head ^= second && !end && !counted ? 1 : 0;
        }
        if (!second) cylinder = cylinder + 1 & 0xff;
        if (end || counted) return Outcome.DONE;
        if (second) return Outcome.AGAIN;
        // VERIFY and the scans run to the end of the track by design; for the others terminal count is missing.
        if (command != FdcCommand.VERIFY && !command.scans()) return fail(ST1_END, 0);
        return verifyCounts ? fail(ST1_NO_DATA, 0) : Outcome.DONE;
    }

    /** Compares the host's bytes with the disk's; FFh matches anything. True when the condition is met. */
    private boolean scan() {
        int difference = 0;
        for (int i = 0; i < position && difference == 0; i++)
            if (buffer[i] != -1 && compared[i] != -1) difference = (compared[i] & 0xff) - (buffer[i] & 0xff);
        scanMet = difference == 0 || command == FdcCommand.SCAN_LOW && difference < 0 || command == FdcCommand.SCAN_HIGH && difference > 0;
        if (difference == 0) st2 |= ST2_EQUAL;
        return scanMet;
    }

    /** Four bytes for one sector of FORMAT have arrived: its future address. */
    private Outcome formatted(FloppyDrive drive, boolean end) throws IOException {
        if (position < wanted) return Outcome.DONE;
        cylinder = buffer[0] & 0xff;
        headId = buffer[1] & 0xff;
        sector = buffer[2] & 0xff;
        int n = buffer[3] & 0xff;
        boolean fits = mfm && n == 2 && cylinder == drive.track() && headId == head
                && sector >= 1 && sector <= drive.sectors(head, rate);
        if (fits) {
            var data = new byte[FloppyDrive.SECTOR];
            Arrays.fill(data, (byte) filler);
            drive.write(head, sector, data, false);
        } else if (!oddFormatLogged) {
            oddFormatLogged = true;
            log.accept(String.format("unimplemented: fdc: formatting sector c=%d h=%d r=%d n=%d, which the image's format does not have",
                    cylinder, headId, sector, n));
        }
        wanted = 0;
        counter++;
        return end || counter >= last ? Outcome.DONE : Outcome.AGAIN;
    }

    // ---- state ------------------------------------------------------------------------------------------------------

    void view(DeviceView.Builder view) {
        view.group("Transfer")
                .text("command", command)
                .text("drive", (char) ('A' + unit))
                .text("head", head)
                .text("sector", sector)
                .text("address", "c " + cylinder + " h " + headId + " r " + sector + " n " + size + ", last " + last)
                .text("moved", position + " of " + wanted);
    }

    void save(StateOut o) {
        o.putString("command", command.name());
        o.putInts("transfer", new int[] {multiTrack ? 1 : 0, mfm ? 1 : 0, skip ? 1 : 0, byHost ? 1 : 0,
            unit, head, rate, cylinder, headId, sector, size, last,
            length, counter, verifyCounts ? 1 : 0, filler, seekEnd ? 1 : 0, st0, st1, st2, position, wanted, tries, scanMet ? 1 : 0});
        o.putBytes("buffer", buffer);
        o.putBytes("compared", compared);
    }

    void load(StateIn in) {
        int[] v = in.getInts("transfer");
        // Nothing wanted, the position is what is left of the last sector.
        if (v.length != 24 || v[20] < 0 || v[20] > FloppyDrive.SECTOR || v[21] < 0 || v[21] > FloppyDrive.SECTOR || v[21] != 0 && v[20] > v[21])
            throw new IllegalArgumentException("saved floppy transfer is out of range");
        command = FdcCommand.valueOf(in.getString("command"));
        multiTrack = v[0] != 0;
        mfm = v[1] != 0;
        skip = v[2] != 0;
        byHost = v[3] != 0;
        unit = v[4] & 3;
        head = v[5] & 1;
        rate = v[6] & 3;
        cylinder = v[7] & 0xff;
        headId = v[8] & 0xff;
        sector = v[9] & 0xff;
        size = v[10] & 0xff;
        last = v[11] & 0xff;
        length = v[12] & 0xff;
        counter = v[13] & 0x1ff;
        verifyCounts = v[14] != 0;
        filler = v[15] & 0xff;
        seekEnd = v[16] != 0;
        st0 = v[17] & 0xff;
        st1 = v[18] & 0xff;
        st2 = v[19] & 0xff;
        position = v[20];
        wanted = v[21];
        tries = v[22] & 0xffff;
        scanMet = v[23] != 0;
        in.getBytes("buffer", buffer);
        in.getBytes("compared", compared);
    }
}
