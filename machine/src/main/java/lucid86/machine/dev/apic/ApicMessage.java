package lucid86.machine.dev.apic;

/**
 * An interrupt message between APICs.
 *
 * @param vector 0-255; of meaning when the mode has a vector
 * @param destination an APIC ID, or a set of logical destinations; FFh is everybody
 * @param logical {@code destination} is matched with the logical destination registers
 * @param level from a level-triggered input: its end of interrupt is broadcast to the I/O APICs
 */
public record ApicMessage(DeliveryMode mode, int vector, int destination, boolean logical, boolean level) {
    /** The destination that means all APICs. */
    public static final int EVERYBODY = 0xff;
}
