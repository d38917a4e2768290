package lucid86.machine.mem;

/** Two watches as one: the debugger's and the guest's. */
record BothWatches(AccessWatch a, AccessWatch b) implements AccessWatch {
    @Override
    public boolean watchesPage(int linear) {
        return a.watchesPage(linear) || b.watchesPage(linear);
    }

    @Override
    public boolean hits(int linear, int size, boolean write) {
        return a.hits(linear, size, write) || b.hits(linear, size, write);
    }

    @Override
    public void accessed(int linear, int size, boolean write, int value) {
        if (a.hits(linear, size, write)) a.accessed(linear, size, write, value);
        if (b.hits(linear, size, write)) b.accessed(linear, size, write, value);
    }
}
