package lucid86.jit.run;

import java.util.Arrays;
import java.util.function.BooleanSupplier;
import lucid86.jit.bytecode.Region;
import lucid86.jit.interp.Interpreter;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;

/**
 * Runs a region and those it leads to, along links, until one ends where none is known. Half of the time of a shell script
 * went to finding the next region before there were links.
 */
final class Chain {
    private static final int TARGETS = 1 << 12;

    private final CpuState cpu;
    private final Tiers tiers;
    private final EngineStatistics statistics;
    private final BooleanSupplier closed;
    /** Where indirect jumps led lately, by EIP. */
    private final Link[] targets = new Link[TARGETS];
    /** The region that ended last, and by which of its blocks it was entered. */
    private Installed last;
    private int lastEntry;

    /** @param closed whether the engine has something to do before the next instruction */
    Chain(CpuState cpu, Tiers tiers, EngineStatistics statistics, BooleanSupplier closed) {
        this.cpu = cpu;
        this.tiers = tiers;
        this.statistics = statistics;
        this.closed = closed;
    }

    Installed last() {
        return last;
    }

    /** The block that {@link #last} was entered by. */
    TranslationBlock lastEntry() {
        return last.blocks()[lastEntry];
    }

    /**
     * The budget must cover {@link Region#longest}.
     *
     * @param follow go on along links; what ends a block at the engine's door, as interrupts and their returns do, is followed, too, where
     *     nothing is to be done there
     * @return as {@link lucid86.jit.bytecode.CompiledCode#run}, of the region that is {@link #last} then
     */
    int run(Installed installed, int entry, boolean follow) {
        Region region = installed.region();
        int[] exec = cpu.mmu.codeTlb();
        int version = tiers.version(), first = cpu.budget, before = first;
        for (int entered = 1; ; entered++) {
            int result = region.run(cpu, entry);
            int budget = cpu.budget;
            installed.runs++;
            installed.instructions += before - budget;
            before = budget;
            if (result >= 0 && follow) {
                Link l = switch (result & 3) {
                    case Interpreter.INDIRECT -> target();
                    case Interpreter.EXIT -> budget > 0 && !closed.getAsBoolean() ? target() : null;
                    default -> installed.links[result];
                };
                // Paging and rings may be others behind a door.
                if ((result & 3) == Interpreter.EXIT && l != null) exec = cpu.mmu.codeTlb();
                if (l != null && l.version() == version && l.least() <= budget && (l.linearPage() < 0 || exec[l.linearPage()] == l.page()) && installed.runs < installed.askAt) {
                    region = l.region();
                    if (region.valid()) {
                        installed = l.installed();
                        entry = l.entry();
                        continue;
                    }
                }
            }
            last = installed;
            lastEntry = entry;
            statistics.entered += entered;
            statistics.compiledInstructions += first - budget;
            return result;
        }
    }

    private Link target() {
        int eip = cpu.r[CpuState.EIP];
        Link l = targets[slot(eip)];
        return l != null && l.eip() == eip && l.mode() == cpu.mode ? l : null;
    }

    private static int slot(int eip) {
        return (eip ^ eip >>> 12) & TARGETS - 1;
    }

    /** A region that ended with this result led to this block, which is entered by {@code installed}. */
    void link(Installed from, int result, TranslationBlock to, Installed installed) {
        TranslationBlock b = from.blocks()[result >> 2];
        if (to.mode != b.mode || to.secondPage >= 0) return;
        boolean flat = (to.mode & Mode.flat(CpuState.CS)) != 0;
        boolean indirect = (result & 3) == Interpreter.INDIRECT;
        // At the same distance in memory as in CS, not only in the same page, which may be mapped twice.
        boolean samePage = !indirect && b.secondPage < 0 && (b.start ^ to.start) >>> 12 == 0 && to.start - b.start == to.eip() - b.eip();
        if (!flat && !samePage) return;
        Link l = linkTo(to, installed, flat);
        if (indirect) targets[slot(to.eip())] = l;
        else from.links[result] = l;
    }

    private Link linkTo(TranslationBlock to, Installed installed, boolean flat) {
        return new Link(installed.region(), installed, to.entry, to.eip(), to.mode, flat ? to.eip() >>> 12 : -1, to.start & ~0xfff, installed.region().longest(), tiers.version());
    }

    /** The engine entered a block by its own door. */
    void entered(TranslationBlock b, Installed installed) {
        if (b.secondPage >= 0 || (b.mode & Mode.flat(CpuState.CS)) == 0) return;
        Link l = targets[slot(b.eip())];
        boolean known = l != null && l.eip() == b.eip() && l.mode() == b.mode && l.installed() == installed && l.version() == tiers.version();
        if (!known) targets[slot(b.eip())] = linkTo(b, installed, true);
    }

    /** Everything was dropped. */
    void forget() {
        Arrays.fill(targets, null);
    }
}
