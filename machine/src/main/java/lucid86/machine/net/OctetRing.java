package lucid86.machine.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A queue of octets of limited size that can be looked into. */
final class OctetRing {
    static final int CAPACITY = 65536;

    /** Made when it is first used: many connections carry data one way only. */
    private byte[] data = {};
    private int head, size;

    int size() {
        return size;
    }

    int room() {
        return CAPACITY - size;
    }

    /** Adds octets; there must be room. */
    void add(byte[] from, int at, int count) {
        if (count > room()) throw new IllegalArgumentException(count + " octets for " + room());
        allocate();
        int tail = head + size & CAPACITY - 1, first = Math.min(count, CAPACITY - tail);
        System.arraycopy(from, at, data, tail, first);
        System.arraycopy(from, at + first, data, 0, count - first);
        size += count;
    }

    /** Copies {@code count} octets from position {@code at} on. */
    byte[] peek(int at, int count) {
        var out = new byte[count];
        int start = head + at & CAPACITY - 1, first = Math.min(count, CAPACITY - start);
        System.arraycopy(data, start, out, 0, first);
        System.arraycopy(data, 0, out, first, count - first);
        return out;
    }

    /** Forgets the first octets. */
    void drop(int count) {
        head = head + count & CAPACITY - 1;
        size -= count;
    }

    /** Reads what there is and has room; -1 when the channel has ended, else the number of octets. */
    int fill(ReadableByteChannel from) throws IOException {
        allocate();
        int total = 0;
        while (room() > 0) {
            int tail = head + size & CAPACITY - 1;
            int n = from.read(ByteBuffer.wrap(data, tail, Math.min(room(), CAPACITY - tail)));
            if (n < 0) return total == 0 ? -1 : total;
            if (n == 0) return total;
            size += n;
            total += n;
        }
        return total;
    }

    /** Writes as much as the channel takes. */
    void drain(WritableByteChannel to) throws IOException {
        while (size > 0) {
            int n = to.write(ByteBuffer.wrap(data, head, Math.min(size, CAPACITY - head)));
            if (n == 0) return;
            drop(n);
        }
    }

    private void allocate() {
        if (data.length == 0) data = new byte[CAPACITY];
    }
}
