package lucid86.debugger.trace;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be logged, by QEMU's names. */
public enum LogItem {
    /** Guest code of each block when it is translated. */
    IN_ASM,
    /** IR as lifted. */
    OP,
    /** IR after all passes. */
    OP_OPT,
    /** Bytecode of each class when it is made. */
    OUT_ASM,
    /** Each block entered from the engine's loop. */
    EXEC,
    /** Exceptions and hardware interrupts, before they are delivered. */
    INT,
    /** The CPU's registers at each block entered. */
    CPU,
    /** Page faults and the page table entries that led to them. */
    MMU,
    /** What a guest does that the machine does not know. */
    GUEST_ERRORS;

    /**
     * Reads a list such as {@code in_asm,int}.
     *
     * @throws IllegalArgumentException naming what is not known
     */
    public static Set<LogItem> parse(String list) {
        var items = EnumSet.noneOf(LogItem.class);
        for (String name : list.split(",")) {
            try {
                items.add(valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException _) {
                throw new IllegalArgumentException("can log in_asm, op, op_opt, out_asm, exec, int, cpu, mmu and guest_errors, not '" + name + "'");
            }
        }
        return items;
    }
}
