package lucid86.jit.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.board.SliceEnd;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A test ROM as firmware: its POST codes are lines of the log, its text goes to the debug console. On every CPU model. */
class RomTest {
    private static final List<String> STEPS = List.of("00", "01", "02", "03", "04", "05", "06", "07", "08", "EE", "FF");

    @TempDir
    Path dir;

    /** A model in a tier. */
    record Run(CpuModel model, TierPolicy policy) {}

    static Stream<Run> runs() {
        return Stream.of(CpuModel.values()).flatMap(m -> Stream.of(new Run(m, TierPolicy.INTERPRET_ONLY), new Run(m, TierPolicy.COMPILE_AT_ONCE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void comesToTheEnd(Run run) throws IOException {
        // 64 KiB, and 128 KiB of which the upper half has the reset vector
        for (int halves = 1; halves <= 2; halves++) {
            Path image = dir.resolve("rom" + halves + ".bin");
            byte[] rom;
            try (var in = RomTest.class.getResourceAsStream("/guests/rom.img")) {
                rom = in.readAllBytes();
            }
            byte[] file = new byte[halves * rom.length];
            System.arraycopy(rom, 0, file, file.length - rom.length, rom.length);
            Files.write(image, file);
            comesToTheEnd(run, image);
        }
    }

    private static void comesToTheEnd(Run run, Path image) {
        var text = new StringBuilder();
        var codes = new ArrayList<String>();
        var engines = new ArrayList<Engine>();
        var config = MachineConfig.standard().withRam(16 << 20).withBios(image).withPostPort(0x190).withTextPort(0x3bc);
        try (var machine = new Machine(config, (cpu, _) -> {
            engines.add(new Engine(cpu, run.model, run.policy));
            return engines.getFirst();
        }, line -> {
            if (line.startsWith("POST ")) codes.add(line.substring(5, 7));
        })) {
            machine.board().listenDebugConsole(b -> text.append((char) b));
            SliceEnd end = machine.runSlice(2_000_000);
            assertEquals(STEPS, codes, () -> text + " " + end);
            assertEquals("all steps passed\n", text.toString());
        } finally {
            engines.forEach(Engine::close);
        }
    }
}
