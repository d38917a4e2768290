package lucid86.debugger.stop;

import java.util.OptionalInt;

/** What can stop a machine. */
public sealed interface Trigger {
    /** Before the instruction at this place is executed. */
    record Execute(Location at) implements Trigger {}

    /** Ways to touch memory. */
    enum Access {
        READ, WRITE, ACCESS,
        /** A write that changes a value. */
        CHANGE;

        boolean includes(boolean write) {
            return this == ACCESS || write != (this == READ);
        }
    }

    /**
     * After the instruction that touches these bytes, as the CPU's own data breakpoints work; fetching code does not count. What bus
     * masters write counts where the address is physical or paging is off: the machine stops before the next instruction then.
     *
     * @param from linear, or physical for a {@link Location.Physical}
     * @param length in bytes, at least 1
     */
    record Memory(Location from, int length, Access access) implements Trigger {
        public Memory {
            if (length < 1) throw new IllegalArgumentException("a watched range has at least one byte");
        }
    }

    /**
     * After the instruction that uses a port.
     *
     * @param first first port
     * @param last last port
     * @param in reads count
     * @param out writes count
     * @param mask bits of the value that must be as in {@code value}; 0: any value
     */
    record Port(int first, int last, boolean in, boolean out, int mask, int value) implements Trigger {
        public Port {
            if (first < 0 || last > 0xffff || last < first) throw new IllegalArgumentException("ports are 0 to ffff, the lower one first");
        }
    }

    /**
     * At the handler of an interrupt or exception, before its first instruction.
     *
     * @param vector empty: any
     * @param ah what AH must be, for calls of the BIOS; empty: anything
     * @param al what AL must be; empty: anything
     */
    record Interrupt(OptionalInt vector, OptionalInt ah, OptionalInt al) implements Trigger {}

    /**
     * When an interrupt line rises, whether the controller lets it through or not.
     *
     * @param line IRQ 0 to 15; empty: any
     */
    record Irq(OptionalInt line) implements Trigger {}

    /** After an instruction, interrupt or reset that changes between real, virtual-8086 and protected mode, or between 16- and 32-bit code. */
    record ModeSwitch() implements Trigger {}

    /** After whatever changes the privilege level. */
    record RingChange() implements Trigger {}

    /** @param register 0, 3 or 4: after CR0, CR3 or CR4 has been given another value */
    record Control(int register) implements Trigger {
        public Control {
            if (register != 0 && register != 3 && register != 4) throw new IllegalArgumentException("CR0, CR3 and CR4 can be watched, not CR" + register);
        }
    }

    /** At a vertical retrace of the display. */
    record Frame() implements Trigger {}

    /**
     * When a class of bytecode comes into use.
     *
     * @param linear only one that holds a block that begins there; empty: any
     */
    record Compiled(OptionalInt linear) implements Trigger {}

    /**
     * When a translation is dropped because its code changed or for another reason.
     *
     * @param linear only a block that begins there; empty: any
     */
    record Dropped(OptionalInt linear) implements Trigger {}

    /** When the CPU shuts down, as after a triple fault; before the board resets it. */
    record TripleFault() implements Trigger {}
}
