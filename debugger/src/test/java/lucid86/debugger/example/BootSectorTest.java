package lucid86.debugger.example;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lucid86.machine.dev.firmware.FirmwareFinder;
import lucid86.resources.Lessons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BootSectorTest {
    @TempDir
    Path dir;

    @Test
    void watchesALessonBoot() throws IOException {
        var finder = FirmwareFinder.usual(Optional.empty());
        assumeTrue(finder.find("bios-256k.bin", "bios.bin").isPresent() && finder.findVgaBios().isPresent(), "SeaBIOS is not installed");
        var said = new ByteArrayOutputStream();
        BootSector.watch(Files.write(dir.resolve("lessons.img"), Lessons.image()), new PrintStream(said, true, StandardCharsets.UTF_8));
        String text = said.toString(StandardCharsets.UTF_8);
        for (String s : new String[] {"from drive 0, the firmware says", "its first instruction: jmp ", "loaded by a device", "the last interrupt was in the firmware", "L U C I D 8 6"})
            assertTrue(text.contains(s), text);
    }

    /** What the documentation shows is what was tried. */
    @Test
    void isTheExampleOfTheDocumentation() throws IOException {
        String source = Files.readString(Path.of("src/test/java/lucid86/debugger/example/BootSector.java"));
        String example = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("\n        // end")).stripIndent() + "\n";
        assertTrue(Files.readString(Path.of("../docs/DEBUGGER.md")).contains("```java\n" + example + "```"), example);
    }
}
