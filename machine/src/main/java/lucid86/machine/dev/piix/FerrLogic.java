package lucid86.machine.dev.piix;

import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.io.IrqLine;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * How a PC tells programs of x87 errors (82371SB datasheet, coprocessor error register): FERR# raises IRQ 13; a write to
 * port F0h takes the interrupt back until FERR# has gone and comes again.
 *
 * <p>Not modelled: the IGNNE# pin that the same write asserts. A handler that clears the error with FNCLEX does not miss it.
 *
 * <p>Ports: F0h, and F1h, which reset the 80287 and does nothing since.
 */
public final class FerrLogic implements Device, BytePortDevice {
    public static final int PORT = 0xf0, PORTS = 2;

    private final IrqLine irq13;
    private boolean ferr, answered;

    public FerrLogic(IrqLine irq13) {
        this.irq13 = irq13;
    }

    /** The CPU's FERR# pin; high means an error waits. */
    public IrqLine ferr() {
        return level -> {
            if (level == ferr) return;
            ferr = level;
            answered = false;
            drive();
        };
    }

    private void drive() {
        irq13.set(ferr && !answered);
    }

    @Override
    public int read(int port) {
        return 0xff;
    }

    @Override
    public int peek(int port) {
        return 0xff;
    }

    @Override
    public void write(int port, int value) {
        if (port != PORT) return;
        answered = true;
        drive();
    }

    @Override
    public String name() {
        return "ferr";
    }

    @Override
    public void reset() {
        ferr = answered = false;
        drive();
    }

    @Override
    public DeviceView view() {
        return DeviceView.of("x87 error logic").flag("FERR", ferr).flag("answered", answered).build();
    }

    @Override
    public void save(StateOut o) {
        o.putBoolean("ferr", ferr);
        o.putBoolean("answered", answered);
    }

    @Override
    public void load(StateIn in) {
        ferr = in.getBoolean("ferr");
        answered = in.getBoolean("answered");
        drive();
    }
}
