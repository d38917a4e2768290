package lucid86.jit.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import lucid86.jit.bytecode.Region;

/** Remembers which regions were compiled lately, for display: numbers and names only, so that it holds no code alive. Emulation thread. */
public final class CompileHistory {
    /** How many are remembered. */
    public static final int KEPT = 2000;

    /**
     * A region that was put into use.
     *
     * @param number counts from 1
     * @param hostNanos when, as {@link System#nanoTime} counts
     * @param head key of its first block: offset in backing memory, EIP, mode
     * @param methodSize of the generated method, in bytecodes
     * @param compileNanos host time it took to generate and load
     */
    public record Entry(long number, long hostNanos, String name, int start, int eip, int mode, int blocks, int insns, int methodSize, long compileNanos) {}

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long number;

    void add(Region region, TranslationBlock head) {
        if (entries.size() == KEPT) entries.removeFirst();
        int insns = region.blocks().stream().mapToInt(b -> b.insns()).sum();
        entries.addLast(new Entry(++number, System.nanoTime(), region.name(), head.start, head.eip(), head.mode, region.blocks().size(), insns,
                region.methodSize(), region.compileNanos()));
    }

    /** The oldest first. */
    public List<Entry> entries() {
        return new ArrayList<>(entries);
    }
}
