package lucid86.machine.cpu;

/** What a CPU sees of its interrupt controller: its local APIC, or the bare 8259A of a CPU without one. */
@FunctionalInterface
public interface InterruptController {
    /** IA32_APIC_BASE, MSR 1Bh: the bit that says that the local APIC is there at all, and that of the bootstrap processor. */
    long APIC_ENABLED = 1 << 11, BOOTSTRAP = 1 << 8;

    /** The INTA cycle: the vector of the interrupt that goes to the CPU now, 0-255. */
    int acknowledge();

    /** IA32_APIC_BASE; a controller that is no APIC reads as one that is switched off. */
    default long apicBase() {
        return BOOTSTRAP;
    }

    /** Writes IA32_APIC_BASE; reserved bits have been checked. */
    default void setApicBase(long value) {}
}
