package lucid86.machine.dev.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirmwareTest {
    @TempDir
    Path dir;

    @Test
    void imagesEndAtFourGigabytesAndShowBelowOneMegabyte() {
        for (int size : new int[] {64 << 10, 128 << 10, 256 << 10, 4 << 20}) {
            var image = new byte[size];
            image[size - 16] = (byte) 0xea;
            image[0] = 0x12;
            var map = new MemoryMap(0x1000, 4 << 20);
            new CpuState(map);
            new BiosImage("test", image).map(map);
            assertEquals(0xea, map.read(0xfffffff0L, 1));
            assertEquals(0xea, map.read(0xffff0, 1));
            assertEquals(0x12, map.read(0x100000000L - size, 1));
            assertEquals(size == 64 << 10 ? 0xff : size > 128 << 10 ? 0 : 0x12, map.read(0xe0000, 1));
            map.write(0xfffffff0L, 1, 0);
            assertEquals(0xea, map.read(0xfffffff0L, 1), "read-only");
        }
    }

    @Test
    void oddImagesAreRefused() throws IOException {
        Path odd = Files.write(dir.resolve("odd"), new byte[70_000]);
        Path small = Files.write(dir.resolve("small"), new byte[512]);
        for (Path p : List.of(odd, small, dir, dir.resolve("none")))
            assertEquals(1, assertThrows(IOException.class, () -> BiosImage.read(p)).getMessage().lines().count());
    }

    @Test
    void theFinderPrefersEarlierPlacesAndSaysWhatToInstall() throws IOException {
        Path a = Files.createDirectory(dir.resolve("a")), b = Files.createDirectory(dir.resolve("b"));
        var finder = new FirmwareFinder(List.of(a, b));
        assertTrue(assertThrows(IOException.class, finder::bios).getMessage().contains("apt-get install seabios"));
        assertEquals(Optional.empty(), finder.findVgaBios());
        Path small = Files.createFile(b.resolve("bios.bin"));
        assertEquals(small, finder.bios());
        Path large = Files.createFile(b.resolve("bios-256k.bin"));
        assertEquals(large, finder.bios());
        Path first = Files.createFile(a.resolve("bios.bin"));
        assertEquals(first, finder.bios());
    }

    @Test
    void optionRomsNeedTheirSignature() throws IOException {
        var rom = new byte[512];
        Path p = Files.write(dir.resolve("rom"), rom);
        assertThrows(IOException.class, () -> OptionRom.read(p));
        rom[0] = 0x55;
        rom[1] = (byte) 0xaa;
        Files.write(p, rom);
        assertEquals(512, OptionRom.read(p).length);
        assertThrows(IOException.class, () -> OptionRom.read(dir));
    }
}
