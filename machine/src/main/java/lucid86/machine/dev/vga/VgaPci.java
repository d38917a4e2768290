package lucid86.machine.dev.vga;

import lucid86.machine.dev.pci.PciFunction;
import lucid86.machine.dev.pci.PciId;
import lucid86.machine.mem.MemoryMap;

/**
 * The display adapter as PCI card 1234:1111: BAR0 is the frame buffer, BAR2 the register window, and the expansion ROM
 * holds the video BIOS. The ports, A0000-BFFFF and, once it is enabled, the ROM answer whatever the command register says,
 * as on an emulated card that never shares the bus with a second VGA: Bochs' BIOS copies the ROM with the memory bit off.
 */
public final class VgaPci {
    private static final int VENDOR = 0x1234, DEVICE = 0x1111, REVISION = 2, CLASS_VGA = 0x030000;

    private VgaPci() {}

    /**
     * Makes the function.
     *
     * @param rom the video BIOS; allocated in the map, rounded up to a power of two; empty for none
     * @param registerWindow whether the card has BAR2, as later cards of this kind do
     * @param priority of the three memory regions
     */
    public static PciFunction of(MemoryMap map, Vga vga, byte[] rom, boolean registerWindow, int priority) {
        var f = new PciFunction("vga.pci", PciId.of(VENDOR, DEVICE, REVISION, CLASS_VGA));
        f.memoryBar(0, map.mapMemory("VGA frame buffer", 0, vga.memorySize(), vga.memoryOffset(), priority), true);
        if (registerWindow) f.memoryBar(2, map.mapDevice("VGA registers", 0, VgaMmio.SIZE, vga.mmio(), priority), false);
        if (rom.length > 0) {
            int size = romSize(rom);
            int at = map.allocate(size);
            System.arraycopy(rom, 0, map.backing, at, rom.length);
            f.romBar(map.mapRom("VGA BIOS", 0, size, at, priority));
            f.letRomAnswerAlone();
        }
        return f;
    }

    /** Bytes of backing memory that {@link #of} allocates for a ROM. */
    public static int romSize(byte[] rom) {
        return rom.length == 0 ? 0 : Math.max(4096, Integer.highestOneBit(rom.length * 2 - 1));
    }
}
