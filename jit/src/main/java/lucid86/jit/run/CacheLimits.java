package lucid86.jit.run;

/**
 * How much an engine keeps.
 *
 * @param blocks most translation blocks; when there are more, all are dropped
 * @param words most words of 64 bits of the interpreter's code; when there are more, and most are of valid blocks, all are dropped
 * @param bytecodes most bytecodes of all regions together; when there are more, the regions used least lately go. HotSpot makes
 *     some five bytes of machine code of each, and ten while it profiles
 */
public record CacheLimits(int blocks, int words, long bytecodes) {
    public static final CacheLimits DEFAULT = new CacheLimits(250_000, 1 << 23, 12 << 20);
}
