package lucid86.jit.bytecode;

/** The guest instructions of a region by site number: what generated code says when one of them cannot go on. */
public final class Sites {
    private final int[] eip, left, block;

    Sites(int count) {
        eip = new int[count];
        left = new int[count];
        block = new int[count];
    }

    void set(int site, int itsEip, int itsLeft, int itsBlock) {
        eip[site] = itsEip;
        left[site] = itsLeft;
        block[site] = itsBlock;
    }

    /** EIP of the instruction. */
    public int eip(int site) {
        return eip[site];
    }

    /** Instructions of its block that follow it. */
    public int left(int site) {
        return left[site];
    }

    /** Number of its block in the region. */
    public int block(int site) {
        return block[site];
    }
}
