package lucid86.jit.run;

/**
 * What is remembered of a block that was dropped: numbers only, so that it holds nothing of the cache alive.
 *
 * @param linear linear address it was translated at
 * @param why in words
 */
public record DroppedBlock(int linear, int start, int eip, int mode, long runs, int insns, int bytes, int irOps, String why) {
    static DroppedBlock of(TranslationBlock b) {
        return new DroppedBlock(b.linear, b.start, b.eip(), b.mode, b.runs(), b.count(), b.bytes, b.operations(), b.dropReason);
    }
}
