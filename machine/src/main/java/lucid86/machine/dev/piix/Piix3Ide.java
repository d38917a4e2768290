package lucid86.machine.dev.piix;

import lucid86.machine.dev.pci.PciFunction;
import lucid86.machine.dev.pci.PciId;
import lucid86.machine.io.PortDevice;

/**
 * Intel 82371SB (PIIX3) IDE interface, function 1 (datasheet 290550), 00:01.1: the PCI side of the two IDE channels.
 *
 * <p>Modelled: bus master registers at BAR 4 (given by the IDE controllers), IDE timing registers as storage. The
 * channels answer at their fixed ports whatever the decode enable bits (40h, 42h bit 15) say. Timings have no effect.
 */
public final class Piix3Ide extends PciFunction {
    /** @param busMaster the 16 ports of both channels' bus master registers, as offsets 0-15 */
    public Piix3Ide(PortDevice busMaster) {
        super("piix3-ide", PciId.of(0x8086, 0x7010, 0, 0x010180));
        init(STATUS, 2, 0x0280, 0).initClearable(STATUS, 2, 0x3800);
        init(0x0d, 1, 0, 0xf0);
        init(0x40, 4, 0, 0xf3fff3ff);
        init(0x44, 1, 0, 0xff);
        ioBar(4, 16, busMaster);
    }

    @Override
    protected String title() {
        return "82371SB PIIX3 IDE interface";
    }
}
