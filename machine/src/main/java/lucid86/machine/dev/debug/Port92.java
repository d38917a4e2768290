package lucid86.machine.dev.debug;

import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.A20Gate;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * System control port A of the PS/2, as the 82371 has it: bit 0 going from 0 to 1 pulses the CPU's INIT, bit 1 is the A20
 * gate. The other bits read 0.
 *
 * <p>Port: 92h.
 */
public final class Port92 implements Device, BytePortDevice {
    public static final int PORT = 0x92;

    private final A20Gate a20;
    private final Runnable init;
    private boolean fastInit;

    /** @param init resets the CPU alone; runs inside the port write */
    public Port92(A20Gate a20, Runnable init) {
        this.a20 = a20;
        this.init = init;
    }

    @Override
    public int read(int port) {
        return peek(port);
    }

    @Override
    public int peek(int port) {
        return (a20.isOpen() ? 2 : 0) | (fastInit ? 1 : 0);
    }

    @Override
    public void write(int port, int value) {
        a20.set((value & 2) != 0);
        boolean was = fastInit;
        fastInit = (value & 1) != 0;
        if (fastInit && !was) init.run();
    }

    @Override
    public String name() {
        return "port92";
    }

    @Override
    public void reset() {
        fastInit = false;
        a20.reset();
    }

    @Override
    public DeviceView view() {
        return DeviceView.of("System control port A").hex8("port 92h", peek(PORT)).flag("A20 gate", a20.isOpen()).build();
    }

    /** Saves the shared A20 gate as well. */
    @Override
    public void save(StateOut out) {
        out.putBoolean("init", fastInit);
        a20.save(out);
    }

    @Override
    public void load(StateIn in) {
        fastInit = in.getBoolean("init");
        a20.load(in);
    }
}
