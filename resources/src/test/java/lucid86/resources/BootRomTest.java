package lucid86.resources;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed boot ROM is what its source assembles to. */
class BootRomTest {
    private static final Path SOURCE = Path.of("src/main/asm/kernelboot.asm");

    @TempDir
    Path dir;

    private static byte[] committed() throws IOException {
        try (var in = BootRomTest.class.getResourceAsStream("/lucid86/boot/kernelboot.bin")) {
            return in.readAllBytes();
        }
    }

    @Test
    void nasmReproducesTheCommittedImage() throws IOException, InterruptedException {
        assumeTrue(nasmExists(), "nasm is not installed");
        Path out = dir.resolve("rom");
        var nasm = new ProcessBuilder("nasm", "-f", "bin", "-w+all", "-w+error", "-o", out.toString(), SOURCE.toString()).inheritIO().start();
        assertEquals(true, nasm.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, nasm.exitValue());
        assertArrayEquals(Files.readAllBytes(out), committed());
    }

    private static boolean nasmExists() throws InterruptedException {
        try {
            return new ProcessBuilder("nasm", "-v").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theImageIsAnOptionRomWithABootstrapEntry() throws IOException {
        byte[] rom = committed();
        assertEquals(0x55, rom[0]);
        assertEquals((byte) 0xaa, rom[1]);
        assertEquals(rom.length, rom[2] * 512);
        int pnp = rom[0x1a] & 0xff;
        assertEquals("$PnP", new String(rom, pnp, 4, java.nio.charset.StandardCharsets.US_ASCII));
        int entry = rom[pnp + 0x1a] & 0xff | (rom[pnp + 0x1b] & 0xff) << 8;
        assertEquals((byte) 0xfa, rom[entry], "the entry begins with CLI");
        assertEquals(0, rom[rom.length - 1], "room for the checksum");
    }
}
