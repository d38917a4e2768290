package lucid86.jit.interp;

import lucid86.jit.ir.Helper;

/** A block as the interpreter sees it: its code, the blocks it is known to lead to, and how long it may be run without asking anybody. */
public abstract class CodeBlock {
    /** Offset of the first instruction in CS. */
    protected final int eip;
    /** Offset in backing memory of the page it begins in. */
    protected final int page;
    /** Its first instruction reaches into another page. */
    protected final boolean straddles;
    /** Number of guest instructions. */
    protected final int count;
    /** Where it was seen to lead: fall-through or only successor, and taken branch. */
    CodeBlock next, taken;
    /** Where an indirect jump at its end led last, and before that to something else. */
    CodeBlock target, otherTarget;
    /** The code of those four, so that the host may fetch code and block at once where both are far from its caches. */
    long[] nextWords, takenWords, targetWords, otherWords;
    /** How often it was interpreted. */
    protected long runs;
    /** The number of runs at which the interpreter must not go on to this block by itself any more; 0: never. */
    protected long askAt;

    final long[] words;
    final Helper[] helpers;
    private final Code code;

    protected CodeBlock(int eip, int page, boolean straddles, int count, Code code) {
        this.eip = eip;
        this.page = page;
        this.straddles = straddles;
        this.count = count;
        this.code = code;
        words = code.words();
        helpers = code.helpers();
    }

    /** It was seen to continue at this block. */
    protected final void linkNext(CodeBlock to) {
        next = to;
        nextWords = to.words;
    }

    /** Its branch was taken to this block. */
    protected final void linkTaken(CodeBlock to) {
        taken = to;
        takenWords = to.words;
    }

    /** Its indirect jump led to this block. */
    protected final void linkTarget(CodeBlock to) {
        if (target == to) return;
        otherTarget = target;
        otherWords = targetWords;
        target = to;
        targetWords = to.words;
    }

    /** See {@link #linkNext}; null when not yet seen. */
    public CodeBlock next() {
        return next;
    }

    /** See {@link #linkTaken}; null when not yet seen. */
    public CodeBlock taken() {
        return taken;
    }

    /** Which guest instruction (0-based) a position in the code belongs to. */
    public final int insnOf(int position) {
        return code.insnOf(position);
    }
}
