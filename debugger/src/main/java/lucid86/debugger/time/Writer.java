package lucid86.debugger.time;

/**
 * Who changed something last.
 *
 * @param what in words, such as {@code "00007c10, 1 byte"}
 * @param found false when history does not reach back so far
 * @param instructions executed before it: going there shows the machine right before the change
 * @param time virtual time in nanoseconds
 * @param device a chip did it, not an instruction
 * @param linear linear address of the instruction
 * @param instruction its text; of a chip's change, the next instruction's
 */
public record Writer(String what, boolean found, long instructions, long time, boolean device, int linear, String instruction) {
    static Writer none(String what) {
        return new Writer(what, false, 0, 0, false, 0, "");
    }
}
