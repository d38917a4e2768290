package lucid86.debugger.stop;

import java.util.Optional;
import lucid86.debugger.view.Inspector;
import lucid86.machine.cpu.Mode;

/** Something a breakpoint was hit by. */
public sealed interface Happening {
    /** For people, in half a line. */
    String text();

    /** The instruction at the breakpoint comes next. */
    record Executing(int linear) implements Happening {
        @Override public String text() { return String.format("at %08x", linear); }
    }

    /**
     * @param address linear; physical when a bus master wrote
     * @param before what was there, up to eight bytes; empty where nothing is mapped
     * @param value what is written; empty for reads and bus masters
     */
    record Touched(boolean write, boolean busMaster, long address, int size, Optional<Long> before, Optional<Long> value) implements Happening {
        @Override
        public String text() {
            String what = busMaster ? "bus master writes " : write ? "writes " : "reads ";
            String old = before.map(v -> String.format(": %0" + Math.min(size, 8) * 2 + "x", v)).orElse("");
            return what + String.format("%d at %08x", size, address) + old + value.map(v -> String.format(" -> %0" + size * 2 + "x", v)).orElse("");
        }
    }

    record PortUsed(int port, int size, boolean out, int value) implements Happening {
        @Override public String text() { return String.format(out ? "out %x, %0" + size * 2 + "x" : "in %x: %0" + size * 2 + "x", port, value); }
    }

    record Interrupted(int vector, boolean external, boolean software, int error, int selector, int eip) implements Happening {
        @Override
        public String text() {
            String kind = software ? "INT" : external ? "interrupt" : "exception";
            return String.format("%s %02x%s from %04x:%08x", kind, vector, error != 0 ? String.format(" (error %x)", error) : "", selector, eip);
        }
    }

    record LineRose(int irq) implements Happening {
        @Override public String text() { return "IRQ " + irq + " raised"; }
    }

    record ModeSwitched(int from, int to) implements Happening {
        @Override public String text() { return kind(from) + " -> " + kind(to); }

        private static String kind(int mode) {
            return Mode.text(mode & (Mode.CODE32 | Mode.PROTECTED | Mode.VM86));
        }
    }

    record RingChanged(int from, int to) implements Happening {
        @Override public String text() { return "ring " + from + " -> " + to; }
    }

    record ControlChanged(int register, int from, int to) implements Happening {
        @Override public String text() { return String.format("CR%d %08x -> %08x", register, from, to); }
    }

    record FramePainted() implements Happening {
        @Override public String text() { return "vertical retrace"; }
    }

    record BlockCompiled(int linear, String name) implements Happening {
        @Override public String text() { return String.format("block %08x compiled into %s", linear, name); }
    }

    record BlockDropped(int linear, String why) implements Happening {
        @Override public String text() { return String.format("block %08x dropped: %s", linear, why); }
    }

    record ShutDown() implements Happening {
        @Override public String text() { return "CPU shut down (triple fault)"; }
    }

    /** The nearest symbol of an address in parentheses, or nothing. */
    static String symbol(Inspector machine, int linear) {
        return machine.symbols().near(linear).map(s -> " (" + s + ")").orElse("");
    }
}
