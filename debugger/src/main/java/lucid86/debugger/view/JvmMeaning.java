package lucid86.debugger.view;

import java.util.Map;

/** What JVM instructions do (JVM specification, chapter 6), as far as generated code uses them. */
final class JvmMeaning {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("IADD", "Takes two ints off the stack and pushes their sum."),
            Map.entry("ISUB", "Takes two ints off the stack and pushes their difference."),
            Map.entry("IMUL", "Takes two ints off the stack and pushes the low half of their product."),
            Map.entry("LMUL", "Takes two longs off the stack and pushes their product."),
            Map.entry("IAND", "Bitwise and of the two ints on top of the stack."),
            Map.entry("IOR", "Bitwise or of the two ints on top of the stack."),
            Map.entry("IXOR", "Bitwise exclusive or of the two ints on top of the stack."),
            Map.entry("LAND", "Bitwise and of the two longs on top of the stack."),
            Map.entry("INEG", "Negates the int on top of the stack."),
            Map.entry("ISHL", "Shifts an int left."),
            Map.entry("ISHR", "Shifts an int right; the sign stays."),
            Map.entry("IUSHR", "Shifts an int right, zeros from the left."),
            Map.entry("LUSHR", "Shifts a long right, zeros from the left."),
            Map.entry("LSHR", "Shifts a long right; the sign stays."),
            Map.entry("I2L", "Makes a long of an int, with its sign."),
            Map.entry("L2I", "Makes an int of a long's low half."),
            Map.entry("I2B", "Keeps the low byte, with its sign."),
            Map.entry("I2S", "Keeps the low 16 bits, with their sign."),
            Map.entry("I2C", "Keeps the low 16 bits, without sign."),
            Map.entry("DUP", "Pushes the top of the stack once more."),
            Map.entry("DUP2", "Pushes the two topmost values once more."),
            Map.entry("SWAP", "Exchanges the two topmost values."),
            Map.entry("POP", "Forgets the top of the stack."),
            Map.entry("IALOAD", "Takes an array and an index off the stack and pushes the int there: a TLB entry, or a word of the register file."),
            Map.entry("IASTORE", "Takes an array, an index and an int off the stack and stores it there: a word of the register file."),
            Map.entry("BALOAD", "Takes an array and an index off the stack and pushes the byte there: guest memory."),
            Map.entry("BASTORE", "Takes an array, an index and an int off the stack and stores its low byte: guest memory."),
            Map.entry("IINC", "Adds a constant to a local variable."),
            Map.entry("GOTO", "Jumps."),
            Map.entry("IFEQ", "Jumps if the int on top of the stack is 0."),
            Map.entry("IFNE", "Jumps if the int on top of the stack is not 0."),
            Map.entry("IFLT", "Jumps if the int on top of the stack is negative: a TLB entry that leads nowhere, or a spent budget."),
            Map.entry("IFGE", "Jumps if the int on top of the stack is not negative."),
            Map.entry("IFGT", "Jumps if the int on top of the stack is positive."),
            Map.entry("IFLE", "Jumps if the int on top of the stack is not positive."),
            Map.entry("IF_ICMPEQ", "Takes two ints off the stack; jumps if they are equal."),
            Map.entry("IF_ICMPNE", "Takes two ints off the stack; jumps if they differ."),
            Map.entry("IF_ICMPLT", "Takes two ints off the stack; jumps if the first is less."),
            Map.entry("IF_ICMPGE", "Takes two ints off the stack; jumps if the first is not less."),
            Map.entry("IF_ICMPGT", "Takes two ints off the stack; jumps if the first is greater: an access that crosses a page."),
            Map.entry("IF_ICMPLE", "Takes two ints off the stack; jumps if the first is not greater."),
            Map.entry("TABLESWITCH", "Jumps by a number: here, to the block by which the region is entered."),
            Map.entry("LOOKUPSWITCH", "Jumps by a value: here, a return to one of the calls in this region."),
            Map.entry("INVOKESTATIC", "Calls a static method: a helper."),
            Map.entry("INVOKEVIRTUAL", "Calls a method of an object: a slow path, or an access through a VarHandle, which HotSpot makes one machine instruction of."),
            Map.entry("GETSTATIC", "Pushes a constant of a class."),
            Map.entry("GETFIELD", "Takes an object off the stack and pushes one of its fields: CPU state."),
            Map.entry("PUTFIELD", "Stores the top of the stack in a field of an object: CPU state."),
            Map.entry("LDC", "Pushes a constant: a number, or guest memory and TLB, which are constants of the generated class."),
            Map.entry("ATHROW", "Throws an exception on: a guest fault leaves the region, the registers are written back."),
            Map.entry("IRETURN", "Leaves the method: tells the engine which block ended, and how."),
            Map.entry("TRYCATCHBLOCK", "Where guest faults are caught, so that registers held in local variables can be written back."));

    private JvmMeaning() {}

    /** @param line of a class's text, stripped; an empty answer for what is no instruction */
    static String of(String line) {
        int space = line.indexOf(' ');
        String op = space < 0 ? line : line.substring(0, space);
        String known = WORDS.get(op);
        if (known != null) return known;
        if (op.startsWith("ICONST_") || op.equals("BIPUSH") || op.equals("SIPUSH") || op.startsWith("LCONST_")) return "Pushes a constant.";
        if (op.equals("ILOAD") || op.equals("LLOAD")) return "Pushes a local variable: a guest register, a flag's operand or a temporary.";
        if (op.equals("ISTORE") || op.equals("LSTORE")) return "Takes the top of the stack into a local variable: a guest register, a flag's operand or a temporary.";
        if (op.equals("ALOAD") || op.equals("ASTORE")) return "Moves a reference between the stack and a local variable: CPU state or the register file.";
        return "";
    }
}
