package lucid86.jit.interp;

import lucid86.jit.ir.Helper;

/** A block as the interpreter sees it: its code, the blocks it is known to lead to, and how long it may be run without asking anybody; see {@link BlockMemory}. */
public abstract class CodeBlock {
    /** Offset of the first instruction in CS. */
    protected final int eip;
    /** Offset in backing memory of the page it begins in. */
    protected final int page;
    /** Number of guest instructions. */
    protected final int count;

    final Helper[] helpers;
    /** Position of its header. Only memory itself changes it. */
    int at;
    private final BlockMemory memory;
    /** Where each guest instruction starts, counted from the first operation. */
    private final int[] insnAt;
    /** Its place in memory is not its own for long: nothing is kept there. */
    private boolean detached;
    /** How often it was run, once it is detached. */
    private long finalRuns;
    /** How many accesses the TLB did not know, or not as plain memory, when it was interpreted. */
    protected int slowAccesses;
    /** Its links are where an indirect jump led. */
    private boolean indirect;

    /** @param keep it stays until memory is cleared, otherwise until the next block is made */
    protected CodeBlock(int eip, int page, int count, Code code, BlockMemory memory, boolean keep) {
        this.eip = eip;
        this.page = page;
        this.count = count;
        this.memory = memory;
        insnAt = code.insnAt();
        helpers = code.helpers();
        detached = !keep;
        at = memory.add(this, code.words(), keep);
    }

    /** Nobody is to go on to this block by itself any more, and it keeps nothing in memory from now on. */
    protected final void detach() {
        finalRuns = runs();
        put(BlockMemory.ASK_AT, 0);
        detached = true;
    }

    boolean isDetached() {
        return detached;
    }

    private long get(int word) {
        return memory.words()[at + word];
    }

    private void put(int word, long v) {
        if (!detached) memory.words()[at + word] = v;
    }

    /** How often it was interpreted. */
    public final long runs() {
        return detached ? finalRuns : get(BlockMemory.RUNS);
    }

    protected final void setRuns(long n) {
        put(BlockMemory.RUNS, n);
    }

    /** The number of runs at which the interpreter must not go on to this block by itself any more; 0: never. */
    protected final void setAskAt(long runs) {
        put(BlockMemory.ASK_AT, runs);
    }

    /** It was seen to continue at this block. */
    protected final void linkNext(CodeBlock to) {
        put(BlockMemory.LINKS, get(BlockMemory.LINKS) & ~0xffffffffL | to.at);
    }

    /** Its branch was taken to this block. */
    protected final void linkTaken(CodeBlock to) {
        put(BlockMemory.LINKS, get(BlockMemory.LINKS) & 0xffffffffL | (long) to.at << 32);
    }

    /** Its indirect jump led to this block. */
    protected final void linkTarget(CodeBlock to) {
        indirect = true;
        int last = (int) get(BlockMemory.LINKS);
        if (last != to.at) put(BlockMemory.LINKS, (long) last << 32 | to.at);
    }

    /** See {@link #linkNext}; null when not yet seen. */
    public CodeBlock next() {
        return linked((int) links());
    }

    /** See {@link #linkTaken}; null when not yet seen. */
    public CodeBlock taken() {
        return linked((int) (links() >>> 32));
    }

    private long links() {
        return detached || indirect ? 0 : get(BlockMemory.LINKS);
    }

    private CodeBlock linked(int position) {
        return position == 0 ? null : memory.block(position);
    }

    /** Which guest instruction (0-based) a position in memory belongs to. */
    public final int insnOf(int position) {
        int n = 0, from = at + BlockMemory.HEADER;
        while (n + 1 < insnAt.length && from + insnAt[n + 1] <= position) n++;
        return n;
    }
}
