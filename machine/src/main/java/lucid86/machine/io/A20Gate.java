package lucid86.machine.io;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The latch behind address line 20, shared by the keyboard controller's output port and port 92h: both write it, both
 * read it back, the last writer wins. Open at power-on, so that the reset vector is reachable.
 */
public final class A20Gate {
    private final IrqLine target;
    private boolean open = true;

    /** @param target told the new state at each change: true lets address bit 20 through */
    public A20Gate(IrqLine target) {
        this.target = target;
    }

    public boolean isOpen() {
        return open;
    }

    /** Opens or closes the gate. */
    public void set(boolean nowOpen) {
        if (nowOpen == open) return;
        open = nowOpen;
        target.set(nowOpen);
    }

    /** Back to open, telling the target in any case. */
    public void reset() {
        open = true;
        target.set(true);
    }

    public void save(StateOut out) {
        out.putBoolean("a20", open);
    }

    public void load(StateIn in) {
        open = in.getBoolean("a20");
        target.set(open);
    }
}
