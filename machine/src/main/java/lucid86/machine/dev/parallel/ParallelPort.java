package lucid86.machine.dev.parallel;

import java.util.function.IntConsumer;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.io.IrqLine;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * A parallel port of the PS/2 kind (IEEE 1284 compatibility and byte mode; IBM PS/2 Hardware Interface Technical Reference)
 * with a printer that takes every byte.
 *
 * <p>Modelled: data, status and control registers, the direction bit, STROBE with BUSY and a pulse of ACK after it, the
 * interrupt on ACK. A byte takes the printer {@value #BUSY_NS} ns. Not modelled: EPP and ECP modes, a printer out of paper
 * or switched off.
 *
 * <p>Three ports: data, status, control.
 */
public final class ParallelPort implements Device, BytePortDevice {
    public static final int PORT = 0x378, PORTS = 3, IRQ = 7;

    private static final int STROBE = 1, IRQ_ENABLE = 0x10, INPUT = 0x20, CONTROL_BITS = 0x3f;
    private static final int NOT_BUSY = 0x80, NOT_ACK = 0x40, SELECTED = 0x10, NOT_ERROR = 0x08, UNUSED = 0x07;
    private static final int BUSY_NS = 5000, ACK_NS = 2500;

    private final IrqLine irq;
    private final Scheduler scheduler;
    private final Timer timer;
    private IntConsumer printer = _ -> {};
    private int data, control;
    private boolean busy, acknowledging;

    /** @param irq raised for the time of an ACK pulse while enabled */
    public ParallelPort(Scheduler scheduler, IrqLine irq) {
        this.scheduler = scheduler;
        this.irq = irq;
        timer = scheduler.timer("lpt1.printer", this::printed);
    }

    /** Says who gets the bytes. */
    public void connect(IntConsumer to) {
        printer = to;
    }

    private void strobe() {
        if (busy) return;
        busy = true;
        acknowledging = false;
        printer.accept(data);
        timer.arm(scheduler.now() + BUSY_NS);
    }

    /** First the printer is ready and acknowledges, then the pulse ends. */
    private void printed() {
        acknowledging = busy;
        busy = false;
        if (acknowledging) timer.arm(timer.when() + ACK_NS);
        drive();
    }

    private void drive() {
        irq.set(acknowledging && (control & IRQ_ENABLE) != 0);
    }

    @Override
    public int read(int port) {
        return peek(port);
    }

    @Override
    public int peek(int port) {
        return switch (port & 3) {
            case 0 -> (control & INPUT) != 0 ? 0xff : data;
            case 1 -> (busy ? 0 : NOT_BUSY) | (acknowledging ? 0 : NOT_ACK) | SELECTED | NOT_ERROR | UNUSED;
            case 2 -> control | 0xc0;
            default -> 0xff;
        };
    }

    @Override
    public void write(int port, int value) {
        switch (port & 3) {
            case 0 -> data = value;
            case 2 -> {
                boolean rising = (value & ~control & STROBE) != 0;
                control = value & CONTROL_BITS;
                if (rising && (control & INPUT) == 0) strobe();
                drive();
            }
            default -> {} // the status register cannot be written
        }
    }

    @Override
    public String name() {
        return "lpt1";
    }

    @Override
    public void reset() {
        data = 0;
        control = 0x0c; // not initialising, selected
        busy = acknowledging = false;
        timer.cancel();
        drive();
    }

    @Override
    public DeviceView view() {
        return DeviceView.of("Parallel port LPT1").hex8("data", data).hex8("status", peek(1), busy ? "busy" : "ready")
                .hex8("control", peek(2), (control & INPUT) != 0 ? "input" : "output").build();
    }

    @Override
    public void save(StateOut out) {
        out.putInts("registers", new int[] {data, control});
        out.putBoolean("busy", busy);
        out.putBoolean("acknowledging", acknowledging);
        timer.save(out);
    }

    @Override
    public void load(StateIn in) {
        int[] v = in.getInts("registers");
        if (v.length != 2) throw new IllegalArgumentException("saved parallel port has " + v.length + " registers, not 2");
        data = v[0] & 0xff;
        control = v[1] & CONTROL_BITS;
        busy = in.getBoolean("busy");
        acknowledging = in.getBoolean("acknowledging");
        timer.load(in);
        drive();
    }
}
