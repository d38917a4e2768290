package lucid86.machine.mem;

/**
 * Priorities of the PC's memory regions, lowest first, as the 440FX decodes addresses: what is DRAM never reaches PCI,
 * shadow RAM hides the ROM below it, SMRAM hides the VGA window.
 */
public final class Layer {
    /** Whatever PCI base address registers place; loses against everything else. */
    public static final int PCI = 1;
    /** Fixed windows on the ISA bus: VGA at A0000h, the BIOS ROM and its alias. */
    public static final int ISA = 2;
    public static final int RAM = 3;
    /** RAM that chip set registers place over ROM or over the VGA window: PAM and SMRAM. */
    public static final int SHADOW = 4;
    /** Registers inside the CPU, whose accesses never leave it: the local APIC. */
    public static final int CPU = 5;

    private Layer() {}
}
