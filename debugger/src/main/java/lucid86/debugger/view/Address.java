package lucid86.debugger.view;

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
}
