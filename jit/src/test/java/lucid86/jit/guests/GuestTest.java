package lucid86.jit.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import lucid86.jit.run.CacheLimits;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.board.SliceEnd;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that check the CPU they run on, as the only firmware of a whole machine, in every tier and with a cache so
 * small that translations are dropped all the time. Sources and how to run them on QEMU: {@code guests/guest.inc}.
 */
class GuestTest {
    private static final List<String> GUESTS = List.of("a20", "apic", "debug", "gates", "irq", "limits", "paging", "smc", "smm", "tasks", "v86");
    /** More instructions than any guest needs. */
    private static final long LIMIT = 100_000_000;

    @TempDir
    Path dir;

    /** Bytecodes of a few regions. */
    private static final int LITTLE_ROOM = 10_000;
    /** Words of the interpreter's code for some dozen blocks. */
    private static final int FEW_WORDS = 500;

    /** A way to run. */
    private record Variant(String name, TierPolicy policy, CacheLimits limits) {}

    /** A guest and a way to run it. */
    record Run(String guest, Variant variant) {
        @Override
        public String toString() {
            return guest + ", " + variant.name;
        }
    }

    static Stream<Run> runs() {
        var variants = List.of(
                new Variant("interpreted", TierPolicy.INTERPRET_ONLY, CacheLimits.DEFAULT),
                new Variant("compiled at once", TierPolicy.COMPILE_AT_ONCE, CacheLimits.DEFAULT),
                new Variant("compiled at once, rare things left to the interpreter", TierPolicy.COMPILE_AND_LEAVE, CacheLimits.DEFAULT),
                new Variant("compiled when warm", new TierPolicy(20, false), CacheLimits.DEFAULT),
                new Variant("compiled in the background", new TierPolicy(50, true), CacheLimits.DEFAULT),
                new Variant("tiny cache", new TierPolicy(20, false), new CacheLimits(8, CacheLimits.DEFAULT.words(), CacheLimits.DEFAULT.bytecodes())),
                new Variant("little room for the interpreter's code", new TierPolicy(20, false), new CacheLimits(CacheLimits.DEFAULT.blocks(), FEW_WORDS, CacheLimits.DEFAULT.bytecodes())),
                new Variant("little room for compiled code", new TierPolicy(20, false), new CacheLimits(CacheLimits.DEFAULT.blocks(), CacheLimits.DEFAULT.words(), LITTLE_ROOM)));
        var all = new ArrayList<Run>();
        for (String guest : GUESTS) for (Variant v : variants) all.add(new Run(guest, v));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void findsNothingWrong(Run run) throws IOException {
        Path image = dir.resolve("guest.img");
        try (var in = GuestTest.class.getResourceAsStream("/guests/" + run.guest + ".img")) {
            Files.write(image, in.readAllBytes());
        }
        var engines = new ArrayList<Engine>();
        var printed = new StringBuilder();
        var log = new ArrayList<String>();
        var config = MachineConfig.standard().withRam(16 << 20).withBios(image).withDebugExit(0x501, 2);
        try (var machine = new Machine(config, (cpu, _) -> {
            cpu.identity = CpuModel.PENTIUM3;
            var engine = new Engine(cpu, CpuModel.PENTIUM3.features(), run.variant.policy, run.variant.limits);
            engines.add(engine);
            return engine;
        }, log::add)) {
            machine.board().listenDebugConsole(b -> printed.append((char) b));
            SliceEnd end = machine.runSlice(LIMIT);
            assertEquals(OptionalInt.of(1), machine.exitCode(), () -> printed + " " + end + " " + log);
            Engine engine = engines.getFirst();
            assertTrue(engine.regionBytecodes() <= run.variant.limits.bytecodes(), () -> engine.regionBytecodes() + " bytecodes");
            if (run.variant.limits.bytecodes() == LITTLE_ROOM && run.guest.equals("irq")) assertTrue(engine.statistics().evictedRegions() > 0, "none had to go");
            if (run.variant.limits.words() == FEW_WORDS) assertTrue(engine.dropReasons().containsKey("cache full"), () -> "all had room: " + engine.dropReasons());
        } finally {
            engines.forEach(Engine::close);
        }
    }
}
