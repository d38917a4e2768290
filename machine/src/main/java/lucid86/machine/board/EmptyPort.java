package lucid86.machine.board;

import lucid86.machine.io.PortDevice;

/** Nobody: reads float to all ones, writes go nowhere. */
enum EmptyPort implements PortDevice {
    INSTANCE;

    @Override
    public int in(int port, int size) {
        return -1;
    }

    @Override
    public void out(int port, int size, int value) {}

    @Override
    public int peek(int port, int size) {
        return -1;
    }
}
