package lucid86.debugger.symbol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SymbolFilesTest {
    @TempDir
    Path dir;

    private Path resource(String name) throws IOException {
        Path file = dir.resolve(name);
        try (var in = SymbolFilesTest.class.getResourceAsStream("/debugger/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    private Path text(String text) throws IOException {
        return Files.writeString(dir.resolve("symbols.txt"), text);
    }

    /** The file's DWARF version is its number; addresses are what objdump -dl says. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void readsElfSymbolsAndLines(int version) throws IOException {
        var t = SymbolFiles.read(resource("lines" + version + ".elf"), 0);
        assertEquals(Optional.of("twice"), t.nameOf(0x100000), "static functions, too");
        assertEquals(Optional.of(0x10000a), t.addressOf("start"));
        assertEquals(Optional.of("start+6"), t.near(0x100010));
        assertTrue(t.addressOf("counter").isPresent());
        assertEquals(Optional.of("lines.c:5"), t.sourceOf(0x100000));
        assertEquals(Optional.of("lines.c:6"), t.sourceOf(0x100003));
        assertEquals(Optional.of("lines.c:11"), t.sourceOf(0x100010));
        assertEquals(Optional.of("lines.c:13"), t.sourceOf(0x100020));
        assertEquals(Optional.of("lines.c:16"), t.sourceOf(0x100043));
        assertEquals(Optional.of("twice"), SymbolFiles.read(resource("lines" + version + ".elf"), 0x1000).nameOf(0x101000));
    }

    @Test
    void survivesDamagedElfFiles() throws IOException {
        byte[] good = Files.readAllBytes(resource("lines5.elf"));
        Path file = dir.resolve("damaged.elf");
        var random = new Random(1);
        for (int i = 0; i < 400; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j < 20; j++) bad[5 + random.nextInt(bad.length - 5)] = (byte) random.nextInt();
            Files.write(file, i % 4 == 0 ? java.util.Arrays.copyOf(bad, 5 + random.nextInt(bad.length - 5)) : bad);
            try {
                SymbolFiles.read(file, 0);
            } catch (IOException _) {
                // said so, which is all that is asked
            }
        }
    }

    @Test
    void readsSystemMaps() throws IOException {
        var t = SymbolFiles.read(text("c1000000 t local\nc1000000 T startup_32\nc1000000 T _text\nc1001000 t do_one_initcall\n00000001 A absolute\nc8800000 t module_code\t[ext4]\n"), 0);
        assertEquals(Optional.of("startup_32"), t.nameOf(0xc1000000), "the first global name");
        assertEquals(Optional.of(0xc1000000), t.addressOf("_text"), "but all names are known");
        assertEquals(Optional.of(0xc1000000), t.addressOf("local"));
        assertEquals(Optional.empty(), t.addressOf("absolute"));
        assertEquals(Optional.of("do_one_initcall+10"), t.near(0xc1001010));
        assertEquals(Optional.of(0xc8800000), t.addressOf("module_code"));
    }

    @Test
    void readsNasmMaps() throws IOException {
        var t = SymbolFiles.read(text("\n- NASM Map file ----\n\nSource file:  x.asm\nOutput file:  x.bin\n\n-- Symbols ----\n\n---- Section .text ----\n\n"
                + "Real              Virtual           Name\n               0              7C00  start\n              1B              7C1B  loop\n"), 0x7c00);
        assertEquals(Optional.of(0x7c00), t.addressOf("start"));
        assertEquals(Optional.of("loop"), t.nameOf(0x7c1b));
    }

    @Test
    void refusesWhatItDoesNotKnow() throws IOException {
        Path file = text("hello\nworld\n");
        assertThrows(IOException.class, () -> SymbolFiles.read(file, 0));
        assertThrows(IOException.class, () -> SymbolFiles.read(dir, 0));
        assertThrows(IOException.class, () -> SymbolFiles.read(dir.resolve("nothing"), 0));
        Files.write(file, new byte[0]);
        assertThrows(IOException.class, () -> SymbolFiles.read(file, 0));
    }
}
