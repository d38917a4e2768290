package lucid86.debugger.time;

/**
 * A moment worth going to.
 *
 * @param name such as {@code "boot sector"}
 * @param instructions executed until then
 * @param time virtual time in nanoseconds
 */
public record Bookmark(String name, long instructions, long time) {}
