package lucid86.jit.interp;

import java.util.Arrays;

/**
 * The code of all blocks as the interpreter runs it, one behind the other and each behind a header of what is asked of a block on the way to the next: in objects
 * of their own all that lies so far apart that the host waits for its memory, block after block.
 */
public final class BlockMemory {
    /** Words of a header: how often the block was run, and at which number of runs the interpreter must not go on to it by itself any more (0: never). */
    static final int RUNS = 0, ASK_AT = 1;
    /** Its EIP, and in the upper half its page in backing memory; the bits of {@link #COUNT} there are its number of instructions. */
    static final int PLACE = 2, COUNT = 0xfff;
    /**
     * Where it was seen to lead, as positions of headers, 0 for nowhere: fall-through or only successor, and in the upper half where its branch leads; or the places its indirect
     * jump led to last, the latest in the lower half.
     */
    static final int LINKS = 3;
    /** Its number, see {@link #block}. */
    static final int NUMBER = 4;
    static final int HEADER = 5;

    private final int most;
    private long[] words;
    private CodeBlock[] blocks = new CodeBlock[1 << 10];
    /** Position 0 means none, and so does number 0. */
    private int used = 1, count = 1;

    /** @param most words, headers included */
    public BlockMemory(int most) {
        this.most = most;
        words = new long[Math.min(most, 1 << 14)];
    }

    long[] words() {
        return words;
    }

    /** The block with a header at this position. */
    CodeBlock block(int position) {
        return blocks[(int) words[position + NUMBER]];
    }

    /** Whether there is room for a block with this code; where it is little after all that dropped blocks left has been given up (and links are forgotten), there is none. */
    public boolean hasRoom(Code code) {
        if (used + HEADER + code.words().length <= most) return true;
        compact();
        return used <= most / 2;
    }

    private void compact() {
        int to = 1, kept = 1;
        for (int i = 1; i < count; i++) {
            CodeBlock b = blocks[i];
            int end = i + 1 < count ? blocks[i + 1].at : used;
            if (b.isDetached()) continue;
            int size = end - b.at;
            System.arraycopy(words, b.at, words, to, size);
            words[to + NUMBER] = kept;
            words[to + LINKS] = 0;
            b.at = to;
            blocks[kept++] = b;
            to += size;
        }
        Arrays.fill(blocks, kept, count, null);
        used = to;
        count = kept;
    }

    /** Forgets all blocks. Their code stays until others take its place, since one of them may be running. */
    public void clear() {
        Arrays.fill(blocks, 0, count, null);
        used = count = 1;
    }

    /**
     * Puts a block here.
     *
     * @param keep otherwise the next block takes its place
     * @return position of its header
     */
    int add(CodeBlock b, long[] code, boolean keep) {
        int at = used, end = at + HEADER + code.length;
        if (end > words.length) words = Arrays.copyOf(words, Math.max(end, words.length * 2));
        if (count == blocks.length) blocks = Arrays.copyOf(blocks, count * 2);
        words[at + RUNS] = words[at + ASK_AT] = words[at + LINKS] = 0;
        words[at + PLACE] = b.eip & 0xffffffffL | (long) (b.page | b.count) << 32;
        words[at + NUMBER] = count;
        blocks[count] = b;
        System.arraycopy(code, 0, words, at + HEADER, code.length);
        if (keep) {
            used = end;
            count++;
        }
        return at;
    }
}
