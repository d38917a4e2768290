package lucid86.machine.dev.rtc146818;

/**
 * Writes into CMOS memory what a PC's setup program would and what firmware reads there: the AT layout, and the bytes that
 * SeaBIOS takes from it on the i440FX machine.
 */
public final class CmosSetup {
    private static final int FLOPPY_TYPES = 0x10, DISK_TYPES = 0x12, EQUIPMENT = 0x14, BASE_MEMORY = 0x15, EXTENDED_MEMORY = 0x17;
    private static final int EXTENDED_COPY = 0x30, ABOVE_16M = 0x34, BOOT_3 = 0x38, TRANSLATION = 0x39, BOOT_1_2 = 0x3d;
    private static final int ABOVE_4G = 0x5b, CPUS = 0x5f;

    private final Rtc146818 rtc;

    public CmosSetup(Rtc146818 rtc) {
        this.rtc = rtc;
    }

    /** Where to boot from, in the order SeaBIOS tries. */
    public enum Boot { NONE, FLOPPY, DISK, CD, NETWORK }

    /** Floppy drive types with their CMOS codes 0..5. */
    public enum Floppy { NONE, KB_360, MB_1_2, KB_720, MB_1_44, MB_2_88 }

    /** How INT 13h maps cylinders, heads and sectors; the ordinal is the code in byte 39h. */
    public enum Translation { NONE, LBA, LARGE, RECHS }

    /**
     * @param below4G bytes of RAM below 4 GiB, at least 1 MiB
     * @param above4G bytes of RAM from 4 GiB on
     */
    public CmosSetup memory(long below4G, long above4G) {
        word(BASE_MEMORY, 640);
        int extended = Math.clamp(below4G / 1024 - 1024, 0, 0xffff);
        word(EXTENDED_MEMORY, extended);
        word(EXTENDED_COPY, extended);
        word(ABOVE_16M, Math.clamp((below4G - (16 << 20)) / 65536, 0, 0xffff));
        int high = Math.clamp(above4G / 65536, 0, 0xffffff);
        word(ABOVE_4G, high & 0xffff);
        rtc.setRam(ABOVE_4G + 2, high >> 16);
        return this;
    }

    /**
     * @param checkFloppySignature false boots floppies whose first sector lacks 55 AA
     */
    public CmosSetup bootOrder(Boot first, Boot second, Boot third, boolean checkFloppySignature) {
        rtc.setRam(BOOT_1_2, first.ordinal() | second.ordinal() << 4);
        rtc.setRam(BOOT_3, third.ordinal() << 4 | (checkFloppySignature ? 0 : 1));
        return this;
    }

    /** Drive types, and the equipment byte: 80-column colour display, FPU, PS/2 mouse, number of floppy drives. */
    public CmosSetup floppies(Floppy a, Floppy b) {
        rtc.setRam(FLOPPY_TYPES, a.ordinal() << 4 | b.ordinal());
        int drives = (a != Floppy.NONE ? 1 : 0) + (b != Floppy.NONE ? 1 : 0);
        rtc.setRam(EQUIPMENT, 0x06 | (drives > 0 ? 1 | drives - 1 << 6 : 0));
        return this;
    }

    /**
     * Geometry of hard disk 0 or 1 as type 47.
     *
     * @param cylinders 1..65535; @param heads 1..16; @param sectors 1..63
     */
    public CmosSetup disk(int drive, int cylinders, int heads, int sectors) {
        if (drive < 0 || drive > 1) throw new IllegalArgumentException("CMOS knows hard disks 0 and 1, not " + drive);
        rtc.setRam(DISK_TYPES, rtc.ram(DISK_TYPES) | (drive == 0 ? 0xf0 : 0x0f));
        rtc.setRam(0x19 + drive, 47);
        int at = drive == 0 ? 0x1b : 0x24;
        word(at, cylinders);
        rtc.setRam(at + 2, heads);
        word(at + 3, 0xffff); // no write precompensation
        rtc.setRam(at + 5, 0xc0 | (heads > 8 ? 8 : 0));
        word(at + 6, cylinders);
        rtc.setRam(at + 8, sectors);
        return this;
    }

    /** Translation of ATA disk 0..3 (two per channel). */
    public CmosSetup translation(int disk, Translation t) {
        int shift = (disk & 3) * 2;
        rtc.setRam(TRANSLATION, rtc.ram(TRANSLATION) & ~(3 << shift) | t.ordinal() << shift);
        return this;
    }

    /** @param count processors in the machine, 1..256 */
    public CmosSetup processors(int count) {
        rtc.setRam(CPUS, count - 1);
        return this;
    }

    /** Stores the checksum of bytes 10h-2Dh; call it last. */
    public void checksum() {
        int sum = 0;
        for (int i = 0x10; i <= 0x2d; i++) sum += rtc.ram(i);
        rtc.setRam(0x2e, sum >> 8);
        rtc.setRam(0x2f, sum);
    }

    private void word(int at, int value) {
        rtc.setRam(at, value);
        rtc.setRam(at + 1, value >> 8);
    }
}
