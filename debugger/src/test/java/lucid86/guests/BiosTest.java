package lucid86.guests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import lucid86.debugger.guests.GuestFailure;
import lucid86.debugger.guests.Step;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig.Drive;
import lucid86.machine.dev.kbc8042.Key;
import lucid86.machine.disk.FloppyFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The firmware's services as DOS uses them, with a floppy of each format in drive B ({@code bios.asm}). */
class BiosTest {
    private static final int SECTOR = 512;

    @TempDir
    Path dir;

    private final byte[] disk = new byte[4 << 20];

    @BeforeEach
    void makeDisk() throws IOException {
        TestGuests.assumeSeaBios();
        new Random(7).nextBytes(disk);
        disk[510] = disk[511] = 0;
        Files.write(dir.resolve("disk"), disk);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"D1680", "D1722"})
    void servesAFloppyOfEachFormat(FloppyFormat format) throws GuestFailure, IOException {
        byte[] before = new byte[(int) format.bytes()];
        new Random(format.ordinal()).nextBytes(before);
        geometry(format, before);
        Path floppy = dir.resolve("floppy");
        Files.write(floppy, before);
        var config = TestGuests.machine("bios").withSnapshot(false).withDrive(DriveSlot.FDB, Drive.floppy(floppy))
                .withDrive(DriveSlot.HDA, Drive.disk(dir.resolve("disk"))).withBootOrder("a", false);
        try (var run = TestGuests.boot(config, TierPolicy.NORMAL)) {
            run.take(new Step.Expect("key", 30));
            run.take(new Step.Press(Key.A));
            run.take(new Step.Press(Key.ESCAPE));
            run.take(new Step.Expect("bios end\n", 5));
            assertEquals(expected(format, before), run.serial());
        }
        byte[] after = Files.readAllBytes(floppy), want = before.clone();
        int track = format.sectors() * SECTOR, cylinder = track * format.heads();
        for (int i = 0; i < SECTOR; i++) want[cylinder + SECTOR + i] = (byte) (i ^ 0x5a);
        Arrays.fill(want, 3 * cylinder, 3 * cylinder + track, (byte) 0xf6);
        assertArrayEquals(want, after);
    }

    private String expected(FloppyFormat f, byte[] image) {
        byte[] formatted = new byte[f.sectors() * SECTOR];
        Arrays.fill(formatted, (byte) 0xf6);
        byte[] last = Arrays.copyOfRange(image, image.length - f.sectors() * SECTOR, image.length);
        return String.format("""
                B type 0100
                B parameters %s
                B reset 0000
                B first sector 0001
                 %04X
                B last track %04X
                 %04X
                B behind the track C %s
                B write 0001
                B verify 0001
                B media for format C 0100
                B format 0000
                B formatted %04X
                 %04X
                B change line C 0600
                drives end
                80 parameters 063F 0F01
                80 extensions AA55 0007
                80 size 00002000 0200
                80 sector 7 0000
                 %04X
                80 behind the end C 0100
                81 is missing C 0100
                equipment 0267
                conventional 027F
                extended 3BF8
                E801 0000 3BF8
                E820 00000000 0009FC00 0001
                E820 0009FC00 00000400 0002
                E820 000F0000 00010000 0002
                E820 00100000 00EFE000 0001
                E820 00FFE000 00002000 0002
                E820 FFFC0000 00040000 0002
                A20 0001
                block move 0000
                moved 1234
                clock 0000
                date 2026 0101
                wait 0000
                key 1E61
                key 011B
                bios end
                """, driveParameters(f), sum(Arrays.copyOf(image, SECTOR)), f.sectors(), sum(last),
                fillsDrive(f) ? "0101" : "2000", f.sectors(), sum(formatted),
                sum(Arrays.copyOfRange(disk, 7 * SECTOR, 9 * SECTOR)));
    }

    /** Last cylinder and sector, heads and drives, type of the drive that the disk is in: 1.2M, 1.44M or 2.88M. */
    private static String driveParameters(FloppyFormat f) {
        if (f.size() == FloppyFormat.Size.INCH_5) return "4F0F 0102 0002";
        return f == FloppyFormat.D2880 ? "4F24 0102 0005" : "4F12 0102 0004";
    }

    /** The firmware knows the geometry of the largest disks; of others it is told by the controller. */
    private static boolean fillsDrive(FloppyFormat f) {
        return f == FloppyFormat.D1200 || f == FloppyFormat.D1440 || f == FloppyFormat.D2880;
    }

    private static int sum(byte[] data) {
        int sum = 0;
        for (byte b : data) sum = (sum << 1 | sum >>> 15) + (b & 0xff) & 0xffff;
        return sum;
    }

    /** What a FAT's parameter block says of the geometry. */
    private static void geometry(FloppyFormat f, byte[] image) {
        int total = f.cylinders() * f.heads() * f.sectors();
        image[0x13] = (byte) total;
        image[0x14] = (byte) (total >> 8);
        image[0x18] = (byte) f.sectors();
        image[0x1a] = (byte) f.heads();
        image[0x19] = image[0x1b] = 0;
    }
}
