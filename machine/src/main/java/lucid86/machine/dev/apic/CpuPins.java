package lucid86.machine.dev.apic;

/** The pins of a CPU that its local APIC drives. */
public interface CpuPins {
    /** INTR: an interrupt waits to be acknowledged. */
    void intr(boolean level);

    /** NMI#, a pulse. */
    void nmi();

    /** SMI#, a pulse. */
    void smi();

    /** INIT#, a pulse; must end in {@link LocalApic#init}. */
    void init();
}
