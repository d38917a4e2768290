package lucid86.debugger.expr;

import lucid86.debugger.inspect.DescriptorTable;
import lucid86.debugger.view.Address;

/** The parts of an expression. Each node knows where it begins in the text, for messages. */
sealed interface Node {
    int at();

    record Number(long value, int at) implements Node {}

    /** A register, flag or other thing with a name of its own. */
    record Variable(Variables.Reader reader, String name, int at) implements Node {}

    /** A symbol; looked up anew each time, since symbols come and go. */
    record Symbol(String name, int at) implements Node {}

    record Unary(String operator, Node value, int at) implements Node {}

    record Binary(String operator, Node left, Node right, int at) implements Node {}

    /** {@code segment:offset}. The segment is a register's number, or an expression for a selector. */
    record Segmented(int register, Node selector, Node offset, int at) implements Node {}

    /** What lies at an address. */
    record Memory(Node address, int size, boolean physical, int at) implements Node {}

    /** An address in physical memory, as such: {@code phys:a0000}. */
    record Physical(Node address, int at) implements Node {}

    /** {@code gdt[n]}: where a table's entry lies. */
    record TableEntry(DescriptorTable.Kind table, Node index, int at) implements Node {}

    /** {@code int n}: where the handler of a vector begins. */
    record Handler(Node vector, int at) implements Node {}

    /** {@code name(value)}. */
    record Call(String function, Node value, int at) implements Node {}

    /** The result of a node: a value, and the address it is if it was written as one. */
    record Result(long value, Address address) {
        static Result of(long v) {
            return new Result(v, null);
        }
    }
}
