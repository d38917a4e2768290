package lucid86.machine.dev.apic;

/** What an interrupt message does at its destination; the ordinal is the code in APIC registers (SDM vol. 3, 11.5.1). */
public enum DeliveryMode {
    /** The vector of the message, at every destination. */
    FIXED,
    /** The vector of the message, at the destination that runs at the lowest priority. */
    LOWEST_PRIORITY,
    SMI,
    /** Code 3; does nothing. */
    RESERVED,
    NMI,
    INIT,
    /** Start-up IPI; only a CPU that waits for one after INIT, which the bootstrap processor never does, takes notice. */
    STARTUP,
    /** The vector comes from the 8259As, in an INTA cycle. */
    EXT_INT;

    private static final DeliveryMode[] ALL = values();

    /** The mode with a code; bits above 0-2 are ignored. */
    public static DeliveryMode of(int code) {
        return ALL[code & 7];
    }

    /** The message carries a vector that goes through the request register. */
    public boolean hasVector() {
        return this == FIXED || this == LOWEST_PRIORITY;
    }
}
