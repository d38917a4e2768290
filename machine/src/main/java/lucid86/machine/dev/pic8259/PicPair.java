package lucid86.machine.dev.pic8259;

import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.io.IrqLine;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The PC's two cascaded 8259A: IRQ 0-7 on the master, 8-15 on the slave, whose INT pin drives the master's input 2; with
 * the edge/level control registers of the 82371.
 *
 * <p>Ports: 20h-21h master, A0h-A1h slave, 4D0h-4D1h ELCR.
 */
public final class PicPair implements Device, BytePortDevice {
    /** First port and number of ports of each range. */
    public static final int MASTER_PORT = 0x20, SLAVE_PORT = 0xa0, ELCR_PORT = 0x4d0, PORTS = 2;

    private static final int CASCADE = 2;

    private final IrqLine cpu;
    private final Pic8259 master;
    private final Pic8259 slave;
    private final IrqLine[] lines = new IrqLine[16];

    /** @param cpu the processor's INTR input */
    public PicPair(IrqLine cpu) {
        this.cpu = cpu;
        // IRQ 0, 1, 2, 8 and 13 are always edge-triggered in the 82371.
        var first = new Pic8259(true, 0xf8, cpu);
        master = first;
        slave = new Pic8259(false, 0xde, level -> first.setLine(CASCADE, level));
        for (int i = 0; i < 16; i++) {
            int n = i & 7;
            var chip = i < 8 ? master : slave;
            lines[i] = i == CASCADE ? IrqLine.NONE : level -> chip.setLine(n, level);
        }
        reset();
    }

    /** The wire into input 0..15. Input 2 is taken by the slave: its wire leads nowhere. */
    public IrqLine line(int irq) {
        return lines[irq];
    }

    public Pic8259 master() {
        return master;
    }

    public Pic8259 slave() {
        return slave;
    }

    /**
     * The CPU's INTA cycle.
     *
     * @return the vector, 0..255; that of IRQ 7 or 15 when the request has gone meanwhile
     */
    public int acknowledge() {
        int n = master.request();
        boolean cascaded = n >= 0 && master.isSlaveInput(n) && n == CASCADE;
        int served = master.acknowledge();
        if (!cascaded) return master.vectorBase() | Math.min(served, 7);
        return slave.vectorBase() | Math.min(slave.acknowledge(), 7);
    }

    @Override
    public int read(int port) {
        return switch (port) {
            case MASTER_PORT, MASTER_PORT + 1 -> master.read(port & 1);
            case SLAVE_PORT, SLAVE_PORT + 1 -> slave.read(port & 1);
            case ELCR_PORT -> master.readElcr();
            case ELCR_PORT + 1 -> slave.readElcr();
            default -> 0xff;
        };
    }

    @Override
    public int peek(int port) {
        return switch (port) {
            case MASTER_PORT, MASTER_PORT + 1 -> master.peek(port & 1);
            case SLAVE_PORT, SLAVE_PORT + 1 -> slave.peek(port & 1);
            default -> read(port);
        };
    }

    @Override
    public void write(int port, int value) {
        switch (port) {
            case MASTER_PORT, MASTER_PORT + 1 -> master.write(port & 1, value);
            case SLAVE_PORT, SLAVE_PORT + 1 -> slave.write(port & 1, value);
            case ELCR_PORT -> master.writeElcr(value);
            case ELCR_PORT + 1 -> slave.writeElcr(value);
            default -> {}
        }
    }

    @Override
    public String name() {
        return "pic8259";
    }

    @Override
    public void reset() {
        slave.reset();
        master.reset();
    }

    @Override
    public DeviceView view() {
        var b = DeviceView.of("8259A interrupt controllers");
        master.view(b, 0);
        slave.view(b, 8);
        return b.build();
    }

    @Override
    public void save(StateOut out) {
        master.save(out, "master");
        slave.save(out, "slave");
    }

    @Override
    public void load(StateIn in) {
        master.load(in, "master");
        slave.load(in, "slave");
        cpu.set(master.outputLevel());
    }
}
