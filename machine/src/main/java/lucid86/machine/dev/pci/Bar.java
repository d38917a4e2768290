package lucid86.machine.dev.pci;

import lucid86.machine.io.PortDevice;
import lucid86.machine.mem.Region;

/** What a base address register places. Sizes are powers of two. */
sealed interface Bar {
    /** Bytes (or ports) decoded. */
    long size();

    /** The register's read-only low bits: space, type, prefetchable. */
    int type();

    /** Ports of a function; {@link #in} and {@link #out} pass offsets from the base, so the device need not know where it is. */
    final class Io implements Bar, PortDevice {
        private final int size;
        private final PortDevice device;
        /** First port, or -1 while not decoded. */
        int base = -1;

        Io(int size, PortDevice device) {
            if (size < 4 || size > 256 || Integer.bitCount(size) != 1) throw new IllegalArgumentException("I/O BAR size " + size);
            this.size = size;
            this.device = device;
        }

        @Override public long size() { return size; }

        @Override public int type() { return 1; }

        @Override public int in(int port, int width) { return device.in(port - base, width); }

        @Override public void out(int port, int width, int value) { device.out(port - base, width, value); }

        @Override public int peek(int port, int width) { return device.peek(port - base, width); }
    }

    /** Memory of a function. */
    record Memory(Region region, boolean prefetchable) implements Bar {
        public Memory {
            if (Long.bitCount(region.size) != 1) throw new IllegalArgumentException(region.name + ": size is no power of two");
        }

        @Override public long size() { return region.size; }

        @Override public int type() { return prefetchable ? 8 : 0; }
    }
}
