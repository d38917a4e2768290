package lucid86.jit.bytecode;

import lucid86.machine.cpu.CpuState;

/** Base of generated classes. Public because hidden classes extend it. */
public abstract class CompiledCode {
    /** Results of {@link #run}. */
    public static final int THREW = -1, LEFT = -2;

    protected CompiledCode() {}

    /**
     * Runs from one of the region's entries until it leaves the region.
     *
     * @param entry number of the block to start with; negative to do nothing, see {@link Region#announce}
     * @return number of the block that left << 2 | how ({@link lucid86.jit.interp.Interpreter#EXIT} and so on); {@link #THREW}: the present instruction threw {@link CpuState#thrown};
     *     {@link #LEFT} - site: the instruction with this site number was not executed, nor those behind it, since the interpreter must do that
     */
    public abstract int run(CpuState c, int entry);

    /**
     * Uses each constant of the class and calls each method that {@link #run} calls, with nothing, so that all is linked. A constant that
     * HotSpot's optimising compiler finds unresolved, since its path has not run yet, makes it throw the whole method away later; and linking
     * takes the compile thread's time here, the guest's later.
     */
    protected abstract void resolve();
}
