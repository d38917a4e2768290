package lucid86.jit.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.board.SliceEnd;
import lucid86.machine.dev.firmware.FirmwareFinder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every workload of the benchmark guest, once, in every tier: the checksums are those of other machines. */
class BenchGuestTest {
    private static final Path BENCH = Path.of("../resources/bench");
    /** Many times what the guest needs at the smallest scale. */
    private static final long LIMIT = 1_000_000_000;
    private static final int FLOPPY_BYTES = 1_474_560, COMMAND_LINE_AT = 548;

    @TempDir
    Path dir;

    @BeforeEach
    void needsSeaBios() {
        assumeTrue(FirmwareFinder.usual(Optional.empty()).find("bios-256k.bin", "bios.bin").isPresent(), "SeaBIOS is not installed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"normal", "interpret", "compile"})
    void checksumsAreRight(String tier) throws IOException {
        var config = BenchRunner.kernel(BENCH.resolve("bench.img"), Optional.empty(), "scale=0", 64);
        assertEquals(expected(), results(config, tier));
    }

    @Test
    void bootsFromAFloppyDisk() throws IOException {
        byte[] image = Arrays.copyOf(Files.readAllBytes(BENCH.resolve("bench.img")), FLOPPY_BYTES);
        byte[] commandLine = "scale=0".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(commandLine, 0, image, COMMAND_LINE_AT, commandLine.length);
        Path disk = Files.write(dir.resolve("bench.img"), image);
        assertEquals(expected(), results(BenchRunner.floppy(disk, 64), "normal"));
    }

    /** What the guest prints, one line per workload, in alphabetical order. */
    private static String results(MachineConfig config, String tier) {
        var text = new StringBuilder();
        var log = new ArrayList<String>();
        try (var runner = new BenchRunner(config, BenchRunner.policy(tier), b -> text.append((char) b), log)) {
            SliceEnd end = runner.run(LIMIT);
            assertEquals(SliceEnd.POWERED_OFF, end, () -> text + "\n" + log);
        }
        var found = new TreeMap<String, String>();
        for (String line : text.toString().lines().toList()) {
            String[] words = line.split(" ");
            if (words[0].equals("END")) found.put(words[1], words[2]);
            else if (words[0].equals("FAULT")) found.put("FAULT", line);
        }
        return found.toString();
    }

    private static String expected() throws IOException {
        var sums = new TreeMap<String, String>();
        List<String> lines = Files.readAllLines(BENCH.resolve("checksums.txt"));
        for (String line : lines) if (!line.startsWith("#")) sums.put(line.split(" ")[0], line.split(" ")[1]);
        return sums.toString();
    }
}
