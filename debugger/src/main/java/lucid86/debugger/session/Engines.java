package lucid86.debugger.session;

import java.util.Locale;
import java.util.TreeSet;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.ConfigException;
import lucid86.machine.cpu.CpuState;

/** Makes the engine of a PC, and knows the CPU models there are. */
public final class Engines {
    private Engines() {}

    static Engine create(CpuState cpu, String model, TierPolicy policy) {
        return new Engine(cpu, named(model), policy);
    }

    private static CpuModel named(String model) {
        try {
            return CpuModel.named(model);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("-cpu: " + e.getMessage(), e);
        }
    }

    /** The CPU models, a line for each: name, signature, and what it has beyond the one before. */
    public static String models() {
        var text = new StringBuilder("CPU models, each with all that the one before has:\n");
        CpuModel before = null;
        for (CpuModel m : CpuModel.values()) {
            var added = new TreeSet<>(m.features());
            if (before != null) added.removeAll(before.features());
            before = m;
            String features = String.join(" ", added.stream().map(f -> f.name().toLowerCase(Locale.ROOT).replace('_', '.')).toList());
            text.append(String.format("  %-10s %05x  %s%n", m.modelName(), m.signature(), features));
        }
        return text.toString();
    }
}
