package lucid86.machine.mem;

/** Sees accesses to some linear pages: data breakpoints of the guest (DR0-3) and of the debugger. */
public interface AccessWatch {
    /** True when the page holding this address is watched; its accesses then always take the slow path. */
    boolean watchesPage(int linear);

    /** True when this access must be seen (it is then repeated alone, and reported by {@link #accessed}). */
    boolean hits(int linear, int size, boolean write);

    /** Called right before a hit access happens. {@code value} is what is written; 0 for reads. */
    void accessed(int linear, int size, boolean write, int value);
}
