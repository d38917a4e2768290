package lucid86.machine.io;

/** Wired-OR: several sources drive one line; it is high while any of them is. */
public final class SharedLine {
    private final IrqLine out;
    private int sources;
    private long high;

    public SharedLine(IrqLine out) {
        this.out = out;
    }

    /** A new input; at most 64. */
    public IrqLine input() {
        if (sources == 64) throw new IllegalStateException("more than 64 sources on a line");
        long bit = 1L << sources++;
        return level -> set(bit, level);
    }

    private void set(long bit, boolean level) {
        long before = high;
        high = level ? high | bit : high & ~bit;
        if ((before != 0) != (high != 0)) out.set(high != 0);
    }

    /** The level now. */
    public boolean level() {
        return high != 0;
    }
}
