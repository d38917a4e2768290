package lucid86.machine.mem;

/**
 * Numbers in backing memory, little-endian, wherever they begin. The var handles of {@link MemoryMap} are for this class and the interpreter's loop
 * alone: HotSpot's first compiler would make half a dozen calls of the library's methods of each access, or inline them with their counters. A call of
 * these it leaves a call ({@code -XX:C1InlineStackLimit}), and they are compiled well soon; the second compiler makes one instruction of either.
 */
public final class Backing {
    private Backing() {}

    public static short getShort(byte[] memory, int at) {
        return (short) MemoryMap.SHORT.get(memory, at);
    }

    public static int getInt(byte[] memory, int at) {
        return (int) MemoryMap.INT.get(memory, at);
    }

    public static long getLong(byte[] memory, int at) {
        return (long) MemoryMap.LONG.get(memory, at);
    }

    public static void setShort(byte[] memory, int at, short v) {
        MemoryMap.SHORT.set(memory, at, v);
    }

    public static void setInt(byte[] memory, int at, int v) {
        MemoryMap.INT.set(memory, at, v);
    }

    public static void setLong(byte[] memory, int at, long v) {
        MemoryMap.LONG.set(memory, at, v);
    }
}
