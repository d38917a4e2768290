package lucid86.debugger.view;

import java.util.List;
import java.util.Locale;
import lucid86.debugger.stop.Location;

/** An address in one of the guest's address spaces. */
public sealed interface Address {
    record Linear(int address) implements Address {}

    record Physical(long address) implements Address {}

    /** An offset in a segment given by its selector, as CS:EIP is. */
    record Segmented(int selector, int offset) implements Address {}

    /** An offset in the segment that a segment register holds: ES 0, CS 1, SS 2, DS 3, FS 4, GS 5. */
    record InRegister(int segment, int offset) implements Address {}

    /** Asks for the linear address it stands for now. */
    record ToLinear(Address address) implements View<Integer> {
        @Override
        public Integer read(Inspector machine) {
            return machine.linear(address);
        }
    }

    /** The address so many bytes further, wrapping around within its space. */
    default Address plus(long bytes) {
        return switch (this) {
            case Linear a -> new Linear((int) (a.address + bytes));
            case Physical a -> new Physical(a.address + bytes & 0xfffffffffL);
            case Segmented a -> new Segmented(a.selector, (int) (a.offset + bytes));
            case InRegister a -> new InRegister(a.segment, (int) (a.offset + bytes));
        };
    }

    /** As written in front of a line of a dump. */
    default String text() {
        return switch (this) {
            case Linear a -> String.format("%08x", a.address);
            case Physical a -> String.format("%08x", a.address);
            case Segmented a -> String.format("%04x:%0" + (a.offset >>> 16 == 0 ? 4 : 8) + "x", a.selector, a.offset);
            case InRegister a -> Registers.SEGMENT_NAMES.get(a.segment) + String.format(":%0" + (a.offset >>> 16 == 0 ? 4 : 8) + "x", a.offset);
        };
    }

    /**
     * Reads what people type: {@code 7c00}, {@code phys:a0000}, {@code 0040:001e}, {@code ss:esp}, {@code esi+10}, {@code eip}.
     * Numbers are hexadecimal; register names give their present value; offsets may be added or subtracted.
     *
     * @param registers for register names
     * @throws IllegalArgumentException with a message for people
     */
    static Address parse(String text, Registers registers) {
        String t = text.strip().toLowerCase(Locale.ROOT);
        int colon = t.indexOf(':');
        if (colon < 0) {
            if (t.equals("eip") || t.equals("ip")) return new InRegister(1, registers.eip());
            return new Linear(value(t, registers));
        }
        String space = t.substring(0, colon).strip();
        int offset = value(t.substring(colon + 1), registers);
        if (space.equals("phys") || space.equals("p")) return new Physical(offset & 0xffffffffL);
        int register = List.of("es", "cs", "ss", "ds", "fs", "gs").indexOf(space);
        if (register >= 0) return new InRegister(register, offset);
        int selector = value(space, registers);
        if (selector >>> 16 != 0) throw new IllegalArgumentException("'" + space + "' is not a segment: four hexadecimal digits");
        return new Segmented(selector, offset);
    }

    private static int value(String text, Registers registers) {
        int total = 0, start = 0;
        boolean minus = false;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) != '+' && text.charAt(i) != '-') continue;
            int v = term(text.substring(start, i).strip(), registers);
            total += minus ? -v : v;
            minus = i < text.length() && text.charAt(i) == '-';
            start = i + 1;
        }
        return total;
    }

    private static int term(String t, Registers registers) {
        int r = Registers.GENERAL_NAMES.indexOf(t.toUpperCase(Locale.ROOT));
        if (r >= 0) return registers.general().get(r);
        r = List.of("ax", "cx", "dx", "bx", "sp", "bp", "si", "di").indexOf(t);
        if (r >= 0) return registers.general().get(r) & 0xffff;
        if (t.equals("eip") || t.equals("ip")) return registers.eip();
        return Location.parse(t).linear();
    }
}
