package lucid86.machine.dev.ide;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.disk.BlockImage;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;

/**
 * An ATA hard disk: ATA/ATAPI-6 (T13 1410D), with the ATA-1 to ATA-4 commands PCs use.
 *
 * <p>Modelled: sector reads and writes by CHS, 28- and 48-bit addresses, single, multiple and DMA; verify; identify;
 * features; geometry; power modes as far as they show; SMART. Not modelled: security, host protected area, queued
 * commands, which a disk without these feature sets aborts.
 */
public final class AtaDisk extends IdeDrive {
    private static final int SECTOR = 512;
    private static final int MAX_MULTIPLE = 16, DMA_SECTORS = BUFFER / SECTOR;
    private static final int WRITE_PROTECTED = 0x40;

    /** What the running command does with its sectors. */
    private enum Work { NONE, READ, WRITE, READ_DMA, WRITE_DMA, WRITE_BUFFER }

    private final BlockImage image;
    private final Consumer<String> log;
    private final Set<Integer> logged = new HashSet<>();
    private final long sectors;
    private final int cylinders;

    /** As set by INITIALIZE DEVICE PARAMETERS; 0 sectors: no geometry, CHS addresses fail. */
    private int heads = 16, sectorsPerTrack = 63;
    /** Sectors per interrupt of the MULTIPLE commands; 0 while disabled. */
    private int multiple;
    private boolean writeCache = true, lookAhead = true;
    /** SET FEATURES transfer mode: 20h + multiword DMA mode or 40h + Ultra DMA mode. */
    private int dmaMode = 0x22;
    private boolean standby;
    private final Smart smart = new Smart();

    private Work work = Work.NONE;
    private boolean extended;
    private long lba;
    private int remaining;
    /** Sectors per block of this command, and in the buffer now. */
    private int perBlock, inBuffer;

    AtaDisk(String name, Scheduler scheduler, int unit, BlockImage image, Consumer<String> log) {
        super(name, scheduler, unit);
        this.image = image;
        this.log = log;
        sectors = image.size() / SECTOR;
        if (sectors == 0) throw new IllegalArgumentException(image.name() + " is smaller than a sector");
        cylinders = Math.clamp(sectors / (16 * 63), 1, 16383);
    }

    /** Size in 512-byte sectors. */
    public long sectors() {
        return sectors;
    }

    @Override
    boolean packet() {
        return false;
    }

    @Override
    int idleStatus() {
        return READY | SEEK_COMPLETE;
    }

    @Override
    void resetSettings(boolean hard) {
        work = Work.NONE;
        standby = false;
        if (!hard) return;
        heads = 16;
        sectorsPerTrack = 63;
        multiple = 0;
        writeCache = lookAhead = true;
        dmaMode = 0x22;
        smart.enabled = true;
    }

    // ---- commands ---------------------------------------------------------------------------------------------------

    @Override
    void execute() {
        int c = regs.command;
        work = Work.NONE;
        switch (c) {
            case 0x20, 0x21 -> transfer(Work.READ, false, 1);
            case 0x24 -> transfer(Work.READ, true, 1);
            case 0x30, 0x31, 0x3c -> transfer(Work.WRITE, false, 1);
            case 0x34 -> transfer(Work.WRITE, true, 1);
            case 0xc4 -> multiple(Work.READ, false);
            case 0x29 -> multiple(Work.READ, true);
            case 0xc5 -> multiple(Work.WRITE, false);
            case 0x39, 0xce -> multiple(Work.WRITE, true);
            case 0xc8, 0xc9 -> transfer(Work.READ_DMA, false, DMA_SECTORS);
            case 0x25 -> transfer(Work.READ_DMA, true, DMA_SECTORS);
            case 0xca, 0xcb -> transfer(Work.WRITE_DMA, false, DMA_SECTORS);
            case 0x35, 0x3d -> transfer(Work.WRITE_DMA, true, DMA_SECTORS);
            case 0x40, 0x41 -> verify(false);
            case 0x42 -> verify(true);
            case 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f -> recalibrate();
            case 0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x7b, 0x7c, 0x7d, 0x7e, 0x7f -> seek();
            case 0x91 -> initializeParameters();
            case 0xc6 -> setMultiple();
            case 0xec -> identify();
            case 0xef -> setFeatures();
            case 0xb0 -> {
                switch (smart.execute(regs, buffer)) {
                    case ABORTED -> fail(TaskFile.ERROR_ABORT);
                    case DONE -> succeed();
                    case SECTOR -> offer(SECTOR);
                }
            }
            case 0xe7, 0xea -> flush();
            case 0xe0, 0x94, 0xe2, 0x96, 0xe6, 0x99 -> power(true);
            case 0xe1, 0x95, 0xe3, 0x97 -> power(false);
            case 0xe5, 0x98 -> {
                regs.count = standby ? 0x00 : 0xff;
                succeed();
            }
            case 0xe4 -> offer(SECTOR);
            case 0xe8 -> {
                work = Work.WRITE_BUFFER;
                ask(SECTOR, false);
            }
            case 0x00, 0x08, 0xa0, 0xa1 -> fail(TaskFile.ERROR_ABORT); // NOP; the packet commands tell what this is not
            default -> {
                if (logged.add(c)) log.accept(String.format("unimplemented: %s: ATA command %02xh, aborted", name(), c));
                fail(TaskFile.ERROR_ABORT);
            }
        }
    }

    private void multiple(Work w, boolean ext) {
        if (multiple == 0) fail(TaskFile.ERROR_ABORT);
        else transfer(w, ext, multiple);
    }

    private void transfer(Work w, boolean ext, int block) {
        if (!address(ext)) return;
        if ((w == Work.WRITE || w == Work.WRITE_DMA) && image.readOnly()) {
            fail(WRITE_PROTECTED | TaskFile.ERROR_ABORT);
            return;
        }
        standby = false;
        work = w;
        perBlock = block;
        if (w == Work.WRITE || w == Work.WRITE_DMA) nextWrite(false);
        else load();
    }

    /** Takes address and count from the task file; ends the command when the first sector does not exist. */
    private boolean address(boolean ext) {
        extended = ext;
        remaining = regs.sectors(ext);
        if (ext) lba = regs.lba48();
        else if (regs.lba()) lba = regs.lba28();
        else {
            int head = regs.device & 15;
            if (sectorsPerTrack == 0 || head >= heads || regs.low == 0 || regs.low > sectorsPerTrack) {
                fail(TaskFile.ERROR_NOT_FOUND);
                return false;
            }
            lba = ((long) (regs.high << 8 | regs.mid) * heads + head) * sectorsPerTrack + regs.low - 1;
        }
        if (lba < sectors) return true;
        fail(TaskFile.ERROR_NOT_FOUND);
        return false;
    }

    /** Shows in the task file where the command is. */
    private void report(long sector, int left) {
        regs.setSectors(left, extended);
        if (extended) regs.setLba48(sector);
        else if (regs.lba()) regs.setLba28(sector);
        else if (sectorsPerTrack > 0) {
            int track = (int) (sector / sectorsPerTrack);
            regs.low = (int) (sector % sectorsPerTrack) + 1;
            regs.mid = track / heads & 0xff;
            regs.high = track / heads >> 8 & 0xff;
            regs.device = regs.device & ~15 | track % heads;
        }
    }

    /** How many sectors the next block has; fails the command and returns 0 when the disk ends first. */
    private int nextBlock() {
        int n = Math.min(remaining, perBlock);
        if (lba + n <= sectors) return n;
        n = (int) (sectors - lba);
        if (n > 0) return n;
        failAt(lba, TaskFile.ERROR_NOT_FOUND);
        return 0;
    }

    private void failAt(long sector, int error) {
        report(sector, remaining);
        work = Work.NONE;
        fail(error);
    }

    private void advance() {
        lba += inBuffer;
        remaining -= inBuffer;
        inBuffer = 0;
    }

    private void finish() {
        work = Work.NONE;
        report(lba - 1, 0);
    }

    // ---- reading ----------------------------------------------------------------------------------------------------

    @Override
    void load() {
        inBuffer = nextBlock();
        if (inBuffer == 0) return;
        try {
            image.read(lba * SECTOR, buffer, 0, inBuffer * SECTOR);
        } catch (IOException e) {
            log.accept(name() + ": reading sector " + lba + " failed: " + e.getMessage());
            failAt(lba, TaskFile.ERROR_DATA);
            return;
        }
        if (work == Work.READ_DMA) dmaBlock(true, inBuffer * SECTOR);
        else offer(inBuffer * SECTOR);
    }

    @Override
    void blockRead() {
        if (work != Work.READ) { // IDENTIFY, READ BUFFER
            end(idleStatus(), false);
            return;
        }
        advance();
        if (remaining > 0) loadLater(Math.min(remaining, perBlock) * SECTOR);
        else {
            finish();
            end(idleStatus(), false);
        }
    }

    @Override
    void dmaRead() {
        advance();
        if (remaining > 0) load();
        else {
            finish();
            succeed();
        }
    }

    // ---- writing ----------------------------------------------------------------------------------------------------

    private void nextWrite(boolean interrupting) {
        inBuffer = nextBlock();
        if (inBuffer == 0) return;
        if (work == Work.WRITE_DMA) dmaBlock(false, inBuffer * SECTOR);
        else ask(inBuffer * SECTOR, interrupting);
    }

    @Override
    void store() {
        if (work == Work.WRITE_BUFFER) {
            work = Work.NONE;
            succeed();
            return;
        }
        try {
            image.write(lba * SECTOR, buffer, 0, inBuffer * SECTOR);
            if (!writeCache) image.flush();
        } catch (IOException e) {
            log.accept(name() + ": writing sector " + lba + " failed: " + e.getMessage());
            failAt(lba, TaskFile.ERROR_ABORT);
            return;
        }
        advance();
        if (remaining > 0) nextWrite(true);
        else {
            finish();
            succeed();
        }
    }

    @Override
    void dmaWritten() {
        store();
    }

    // ---- commands without data --------------------------------------------------------------------------------------

    private void verify(boolean ext) {
        if (!address(ext)) return;
        if (lba + remaining > sectors) {
            remaining -= (int) (sectors - lba);
            failAt(sectors, TaskFile.ERROR_NOT_FOUND);
            return;
        }
        lba += remaining;
        finish();
        succeed();
    }

    private void recalibrate() {
        extended = false;
        if (regs.lba()) regs.setLba28(0);
        else regs.mid = regs.high = 0;
        succeed();
    }

    private void seek() {
        if (address(false)) succeed();
    }

    /** ATA-3, 8.10: the device register holds the last head, the count register the sectors per track. */
    private void initializeParameters() {
        heads = (regs.device & 15) + 1;
        sectorsPerTrack = regs.count;
        if (sectorsPerTrack == 0) fail(TaskFile.ERROR_ABORT);
        else succeed();
    }

    private void setMultiple() {
        int n = regs.count;
        boolean valid = n <= MAX_MULTIPLE && Integer.bitCount(n) <= 1;
        multiple = valid ? n : 0;
        if (valid) succeed();
        else fail(TaskFile.ERROR_ABORT);
    }

    private void flush() {
        try {
            image.flush();
            succeed();
        } catch (IOException e) {
            log.accept(name() + ": flushing failed: " + e.getMessage());
            fail(TaskFile.ERROR_ABORT);
        }
    }

    private void power(boolean down) {
        standby = down;
        succeed();
    }

    private void setFeatures() {
        boolean known = true;
        switch (regs.feature) {
            case 0x02 -> writeCache = true;
            case 0x82 -> {
                writeCache = false;
                flush();
                return;
            }
            case 0x03 -> known = setTransferMode(regs.count);
            case 0x55 -> lookAhead = false;
            case 0xaa -> lookAhead = true;
            case 0x66, 0xcc -> { } // settings kept or not over a soft reset: kept, as most disks do
            default -> known = false;
        }
        if (known) succeed();
        else fail(TaskFile.ERROR_ABORT);
    }

    private boolean setTransferMode(int mode) {
        int kind = mode >> 3, number = mode & 7;
        switch (kind) {
            case 0 -> { return number <= 1; } // PIO default
            case 1 -> { return number <= 4; } // PIO with flow control
            case 4 -> {
                if (number > 2) return false;
                dmaMode = mode;
                return true;
            }
            case 8 -> {
                if (number > 5) return false;
                dmaMode = mode;
                return true;
            }
            default -> { return false; }
        }
    }

    private void identify() {
        int currentCylinders = sectorsPerTrack == 0 ? 0 : Math.clamp(sectors / (heads * sectorsPerTrack), 1, 65535);
        long currentSectors = Math.min(sectors, (long) currentCylinders * heads * sectorsPerTrack);
        int selectedMultiword = dmaMode >> 3 == 4 ? 0x100 << (dmaMode & 7) : 0;
        int selectedUltra = dmaMode >> 3 == 8 ? 0x100 << (dmaMode & 7) : 0;
        new Identify(buffer)
                .word(0, 0x0040)
                .word(1, cylinders).word(3, 16).word(6, 63)
                .text(10, 10, "LU8600000" + unit)
                .word(20, 3).word(21, BUFFER / SECTOR)
                .text(23, 4, "1.0")
                .text(27, 20, "LUCID86 HARD DISK")
                .word(47, 0x8000 | MAX_MULTIPLE)
                .word(48, 1) // 32-bit data port
                .word(49, 0x0f00).word(50, 0x4000)
                .word(51, 0x0200).word(52, 0x0200)
                .word(53, 7)
                .word(54, currentCylinders).word(55, heads).word(56, sectorsPerTrack).words(57, 2, currentSectors)
                .word(59, multiple == 0 ? 0 : 0x100 | multiple)
                .words(60, 2, Math.min(sectors, 0x0fffffff))
                .word(63, 0x0007 | selectedMultiword).word(64, 3)
                .word(65, 120).word(66, 120).word(67, 120).word(68, 120)
                .word(80, 0x007e)
                .word(82, 0x7069).word(83, 0x7400).word(84, 0x4003)
                .word(85, 0x7008 | (smart.enabled ? 1 : 0) | (writeCache ? 0x20 : 0) | (lookAhead ? 0x40 : 0)).word(86, 0x3400).word(87, 0x4003)
                .word(88, 0x003f | selectedUltra)
                .word(93, unit == 0 ? 0x604b : 0x6b00)
                .words(100, 4, sectors)
                .seal();
        offer(SECTOR);
    }

    // ---- Device -----------------------------------------------------------------------------------------------------

    @Override
    public DeviceView view() {
        var view = viewRegisters("ATA hard disk: " + image.name());
        viewSettings(view);
        return view.build();
    }

    @Override
    void viewSettings(DeviceView.Builder view) {
        view.group("Disk")
                .text("sectors", sectors)
                .flag("write-protected", image.readOnly())
                .text("geometry", heads + " heads, " + sectorsPerTrack + " sectors")
                .text("multiple", multiple)
                .flag("write cache", writeCache)
                .flag("look-ahead", lookAhead)
                .hex8("DMA mode", dmaMode)
                .group("Command")
                .text("work", work)
                .text("sector", lba)
                .text("remaining", remaining);
    }

    @Override
    void saveSettings(StateOut o) {
        o.putInts("settings", new int[] {heads, sectorsPerTrack, multiple,
            writeCache ? 1 : 0, lookAhead ? 1 : 0, dmaMode, standby ? 1 : 0, smart.enabled ? 1 : 0});
        o.putString("work", work.name());
        o.putLong("lba", lba);
        o.putInts("progress", new int[] {extended ? 1 : 0, remaining, perBlock, inBuffer});
    }

    @Override
    void loadSettings(StateIn in) {
        int[] s = in.getInts("settings");
        int[] p = in.getInts("progress");
        long at = in.getLong("lba");
        var saved = Work.valueOf(in.getString("work"));
        // Between commands the address is the last one's, wherever that was.
        boolean within = saved == Work.NONE || saved == Work.WRITE_BUFFER || p.length == 4 && at + p[3] <= sectors;
        boolean sane = s.length == 8 && p.length == 4
                && s[0] >= 1 && s[0] <= 16 && s[1] >= 0 && s[1] <= 255 && s[2] >= 0 && s[2] <= MAX_MULTIPLE
                && p[1] >= 0 && p[1] <= 0x10000 && p[2] >= 0 && p[2] <= DMA_SECTORS && p[3] >= 0 && p[3] <= DMA_SECTORS
                && at >= 0 && within;
        if (!sane) throw new IllegalArgumentException("saved state of " + name() + " is out of range, or of a larger disk");
        heads = s[0];
        sectorsPerTrack = s[1];
        multiple = s[2];
        writeCache = s[3] != 0;
        lookAhead = s[4] != 0;
        dmaMode = s[5];
        standby = s[6] != 0;
        smart.enabled = s[7] != 0;
        work = saved;
        lba = at;
        extended = p[0] != 0;
        remaining = p[1];
        perBlock = p[2];
        inBuffer = p[3];
    }
}
