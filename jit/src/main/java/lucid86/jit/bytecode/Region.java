package lucid86.jit.bytecode;

import java.util.List;
import lucid86.jit.ir.Block;
import lucid86.machine.cpu.CpuState;

/** Blocks compiled together into one method. */
public final class Region {
    /** Line number of code that belongs to no single instruction: slow paths and ways out. Others are site numbers plus 1. */
    public static final int SLOW_PATHS = 0xffff;

    /** A few more than HotSpot's Tier3InvocationThreshold. */
    private static final int CALLS_TO_COMPILE = 220;
    /** Few, since HotSpot counts these calls, too, and an optimising compilation now would be one without a profile. */
    private static final int TRIALS = 3, CALLS_TO_TIME = 8;
    /** Measured for one call: 18 to 40 in HotSpot's interpreter, 4 to 13 in compiled code. */
    private static final int COMPILED_NANOS = 13;

    private final String name;
    private final List<Block> blocks;
    private final CompiledCode code;
    private final byte[] classFile;
    private final int methodSize;
    private final long compileNanos;
    private final Sites sites;
    private final int longest;
    private volatile boolean valid = true;

    Region(String name, List<Block> blocks, CompiledCode code, byte[] classFile, int methodSize, long compileNanos, Sites sites, int longest) {
        this.name = name;
        this.blocks = blocks;
        this.code = code;
        this.classFile = classFile;
        this.methodSize = methodSize;
        this.compileNanos = compileNanos;
        this.sites = sites;
        this.longest = longest;
    }

    /** Instructions that the budget must cover when it is entered: as many as it may execute before it asks. */
    public int longest() {
        return longest;
    }

    /** See {@link CompiledCode#run}. */
    public int run(CpuState c, int entry) {
        return code.run(c, entry);
    }

    /**
     * Calls the method often enough, without effect, for HotSpot to compile it: its own interpreter is many times slower than the
     * guest interpreter, which goes on with the blocks meanwhile.
     */
    public void announce() {
        for (int i = 0; i < CALLS_TO_COMPILE; i++) code.run(null, -1);
    }

    /** Whether HotSpot has compiled the method, as far as the time of a few calls without effect tells: there is no other way to ask. */
    public boolean announced() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIALS; i++) {
            long start = System.nanoTime();
            for (int k = 0; k < CALLS_TO_TIME; k++) code.run(null, -1);
            least = Math.min(least, System.nanoTime() - start);
        }
        return least < CALLS_TO_TIME * COMPILED_NANOS;
    }

    /** Its instructions. */
    public Sites sites() {
        return sites;
    }

    /** Name of the generated class, for people. */
    public String name() {
        return name;
    }

    public List<Block> blocks() {
        return blocks;
    }

    /** The generated class file. */
    public byte[] classFile() {
        return classFile.clone();
    }

    /** Size of the generated method in bytecodes. */
    public int methodSize() {
        return methodSize;
    }

    /** Time taken to generate and load it, in nanoseconds of host time. */
    public long compileNanos() {
        return compileNanos;
    }

    public boolean valid() {
        return valid;
    }

    /** Not to be entered any more: some of its guest code changed. */
    public void invalidate() {
        valid = false;
    }
}
