package lucid86.jit.bytecode;

import lucid86.machine.mem.MemoryMap;

/**
 * Numbers in backing memory, for generated code. It does not use the var handles itself: HotSpot's first compiler would inline half a dozen
 * of the library's methods, with counters, for each access. A call of these it leaves a call ({@code -XX:C1InlineStackLimit}), which makes its code three
 * times as small; the second compiler makes one instruction of either.
 */
final class Backing {
    private Backing() {}

    static int getInt(byte[] memory, int at) {
        return (int) MemoryMap.INT.get(memory, at);
    }

    static short getShort(byte[] memory, int at) {
        return (short) MemoryMap.SHORT.get(memory, at);
    }

    static void setInt(byte[] memory, int at, int v) {
        MemoryMap.INT.set(memory, at, v);
    }

    static void setShort(byte[] memory, int at, short v) {
        MemoryMap.SHORT.set(memory, at, v);
    }
}
