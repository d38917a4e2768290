package lucid86.debugger.lockstep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.MachineConfig;

/** Lockstep from the command line. */
public final class LockstepRun {
    private static final long STRETCH = 4_000_000, SECOND = 1_000_000_000;
    private static final Map<String, TierPolicy> ENGINES =
            Map.of("interpret", TierPolicy.INTERPRET_ONLY, "compile", TierPolicy.COMPILE_AT_ONCE, "mixed", TierPolicy.NORMAL);

    private LockstepRun() {}

    /**
     * Runs a machine twice, or beside a log.
     *
     * @param what two engines, {@code interpret,compile}, with a limit in seconds of virtual time after another comma; or the name of a
     *     log QEMU wrote with {@code -d exec,cpu,nochain}
     * @param out receives lines
     * @return true when no difference was found
     */
    public static boolean run(MachineConfig config, String what, Consumer<String> out) {
        List<String> parts = List.of(what.split(","));
        // Two machines cannot both write an image.
        var apart = config.withSnapshot(true);
        try {
            if (parts.size() < 2 || !ENGINES.containsKey(parts.getFirst())) return alongLog(apart, Path.of(what), out);
        } catch (IOException e) {
            throw new ConfigException("-lockstep: cannot read " + what + ": " + e.getMessage(), e);
        }
        if (!ENGINES.containsKey(parts.get(1))) throw new ConfigException("-lockstep wants two of interpret, compile, mixed, or a log, not '" + what + "'");
        long limit = parts.size() > 2 ? seconds(parts.get(2)) : Long.MAX_VALUE / 2;
        try (var a = new Side(parts.get(0), apart, ENGINES.get(parts.get(0))); var b = new Side(parts.get(1), apart, ENGINES.get(parts.get(1)))) {
            var told = new long[1];
            var parted = new Lockstep(a, b, STRETCH).run(limit, n -> {
                if (n - told[0] < 500_000_000) return;
                told[0] = n;
                out.accept("the same after " + n / 1_000_000 + " million instructions");
            });
            return tell(parted, a.name, b.name, a.machine.instructions(), out);
        }
    }

    private static long seconds(String text) {
        try {
            return Math.multiplyExact(Long.parseLong(text), SECOND);
        } catch (NumberFormatException | ArithmeticException e) {
            throw new ConfigException("-lockstep: '" + text + "' is no number of seconds", e);
        }
    }

    private static boolean alongLog(MachineConfig config, Path log, Consumer<String> out) throws IOException {
        try (var side = new Side("this", config, TierPolicy.INTERPRET_ONLY); var in = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
            var parted = new QemuLockstep(side).run(in);
            return tell(parted, "this machine", "the log", side.machine.instructions(), out);
        }
    }

    private static boolean tell(Optional<Divergence> parted, String first, String second, long instructions, Consumer<String> out) {
        if (parted.isEmpty()) out.accept("no difference in " + instructions + " instructions");
        else parted.get().text(first, second).lines().forEach(out);
        return parted.isEmpty();
    }
}
