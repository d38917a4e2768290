package lucid86.machine.dev.piix;

import java.util.function.IntFunction;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.dev.pci.PciFunction;
import lucid86.machine.dev.pci.PciId;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortDevice;

/**
 * Intel 82371SB (PIIX3) PCI-to-ISA bridge, function 0 (datasheet 290550), 00:01.0.
 *
 * <p>Modelled: PIRQ routing (60h-63h), the reset control register at port CF9h; X-bus, top of memory, SMI and other ISA
 * decoding registers as storage. The ISA devices it contains (8259A, 8254, 8237, NMI logic) are chips of their own; its
 * SMI sources (power management of the PIIX3) are not modelled.
 */
public final class Piix3Isa extends PciFunction {
    private static final int PIRQ_ROUTE = 0x60, ROUTING_OFF = 0x80;

    private final Runnable resetRequest;
    private final IrqLine[] irqs = new IrqLine[16];
    private final boolean[] pirq = new boolean[4];
    private final boolean[] driven = new boolean[16];
    private int resetControl;

    /**
     * @param irqInput gives this chip's input to each ISA interrupt line 0-15
     * @param resetRequest pulls the machine's reset line
     */
    public Piix3Isa(IntFunction<IrqLine> irqInput, Runnable resetRequest) {
        super("piix3", PciId.of(0x8086, 0x7000, 0, 0x060100));
        this.resetRequest = resetRequest;
        for (int i = 0; i < 16; i++) irqs[i] = irqInput.apply(i);
        init(COMMAND, 2, 0x0007, 0x0008);
        init(STATUS, 2, 0x0200, 0).initClearable(STATUS, 2, 0x7800);
        init(0x4c, 1, 0x4d, 0xff); // ISA recovery timer
        init(0x4e, 2, 0x0003, 0x01ff); // X-bus chip select
        for (int i = 0; i < 4; i++) init(PIRQ_ROUTE + i, 1, ROUTING_OFF, 0x8f);
        init(0x69, 1, 0x02, 0xfe); // top of memory
        init(0x6a, 2, 0x0000, 0x80f1);
        init(0x70, 2, 0x8080, 0xefef); // motherboard IRQ routes
        init(0x76, 2, 0x0c0c, 0x8f8f);
        init(0x78, 2, 0x0002, 0xffff);
        init(0x80, 1, 0, 0x7f);
        init(0x82, 1, 0, 0x0f);
        init(0xa0, 1, 0x08, 0x1f).init(0xa2, 2, 0, 0x00ff).init(0xa4, 4, 0, -1).init(0xa8, 1, 0x0f, 0xff);
        init(0xaa, 2, 0, 0x00ff).init(0xac, 1, 0, 0xff).init(0xae, 1, 0, 0xff);
    }

    /** PIRQA#-PIRQD# (0-3) change level. */
    public void pirq(int line, boolean level) {
        if (pirq[line] == level) return;
        pirq[line] = level;
        drive();
    }

    @Override
    protected void configWritten(int offset, int size) {
        if (offset <= PIRQ_ROUTE + 3 && offset + size > PIRQ_ROUTE) drive();
    }

    /** Recomputes the ISA lines the PIRQs are steered to. Lines 0, 1, 2, 8 and 13 cannot be chosen (datasheet, 2.5.11). */
    private void drive() {
        int wanted = 0;
        for (int i = 0; i < 4; i++) {
            int route = readConfig(PIRQ_ROUTE + i, 1);
            if (pirq[i] && (route & ROUTING_OFF) == 0) wanted |= 1 << (route & 0x0f);
        }
        wanted &= 0xdef8;
        for (int irq = 0; irq < 16; irq++) {
            boolean level = (wanted >>> irq & 1) != 0;
            if (driven[irq] == level) continue;
            driven[irq] = level;
            irqs[irq].set(level);
        }
    }

    /** The register at CF9h: bit 2 going from 0 to 1 resets; bit 1 chooses a hard reset and reads back. */
    public PortDevice resetControl() {
        return new PortDevice() {
            @Override public int in(int port, int size) {
                return resetControl;
            }

            @Override public void out(int port, int size, int value) {
                boolean rising = (value & 4) != 0 && (resetControl & 4) == 0;
                resetControl = value & 6;
                if (rising) resetRequest.run();
            }

            @Override public int peek(int port, int size) {
                return resetControl;
            }
        };
    }

    @Override
    public void reset() {
        resetControl = 0;
        super.reset();
    }

    @Override
    protected String title() {
        return "82371SB PIIX3 PCI-to-ISA bridge";
    }

    @Override
    public DeviceView view() {
        var v = describe(DeviceView.of(title())).group("PCI interrupt steering");
        for (int i = 0; i < 4; i++) {
            int route = readConfig(PIRQ_ROUTE + i, 1);
            String meaning = ((route & ROUTING_OFF) != 0 ? "off" : "IRQ " + (route & 15)) + (pirq[i] ? ", asserted" : "");
            v.hex8("PIRQ" + (char) ('A' + i), route, meaning);
        }
        return v.group("reset control").hex8("CF9", resetControl).build();
    }
}
