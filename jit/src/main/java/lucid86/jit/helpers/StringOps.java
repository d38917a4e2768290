package lucid86.jit.helpers;

import static lucid86.machine.cpu.CpuState.EAX;
import static lucid86.machine.cpu.CpuState.ECX;
import static lucid86.machine.cpu.CpuState.EDI;
import static lucid86.machine.cpu.CpuState.ES;
import static lucid86.machine.cpu.CpuState.ESI;

import java.util.Arrays;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Mode;
import lucid86.machine.mem.Backing;

/**
 * Repeated string instructions. Registers are brought up to date after every element, so that a fault or an interrupt
 * leaves the instruction restartable. An element costs one instruction of virtual time; copies and fills within pages
 * are done in one go.
 */
public final class StringOps {
    public static final int MOVS = 0, CMPS = 1, STOS = 2, LODS = 3, SCAS = 4;

    /** Bits of a {@link #shape}: addresses have 32 bits; ends where elements are equal. */
    static final int WIDE = 0x100, UNTIL_EQUAL = 0x200;

    /** The lowest bit of each byte. */
    private static final long LOW_BITS = 0x0101010101010101L;

    private StringOps() {}

    /** Packs what {@link #repeat} must know about an instruction. */
    public static int shape(int kind, int size, int addressSize, boolean repne) {
        return kind | size << 4 | (addressSize == 4 ? WIDE : 0) | (repne ? UNTIL_EQUAL : 0);
    }

    /**
     * Executes elements until the count is 0, the condition ends the repetition, or the budget is used up.
     *
     * @param shape from {@link #shape}
     * @param seg segment of the source
     * @return 1 when the instruction is finished, 0 when it must be executed again
     */
    public static int repeat(CpuState c, int shape, int seg) {
        return ShortStrings.few(c, shape, seg) ? 1 : many(c, shape, seg);
    }

    private static int many(CpuState c, int shape, int seg) {
        int kind = shape & 15, size = shape >> 4 & 7;
        int mask = (shape & WIDE) != 0 ? -1 : 0xffff;
        if ((c.r[ECX] & mask) == 0) return 1;
        if ((kind == MOVS || kind == STOS) && whole(c, shape, mask, seg)) return 1;
        // One element was paid for when the block was entered. Alone (exact), only one: its device access has a time.
        long most = c.exact ? 1 : c.budget + 1L;
        int done = 0;
        boolean finished = false, completed = false;
        try {
            while (!finished && done < most) {
                int n = kind == LODS ? 0 : bulk(c, shape, mask, seg, most - done);
                if (n == 0) {
                    element(c, kind, size, mask, seg);
                    n = 1;
                }
                done += n;
                int left = (c.r[ECX] & mask) - n;
                c.r[ECX] = c.r[ECX] & ~mask | left & mask;
                finished = left == 0;
                if (kind == CMPS || kind == SCAS) {
                    int zero = Flags.zero(c.r[CpuState.CC_OP], c.r[CpuState.CC_B], c.r[CpuState.CC_RES]);
                    finished |= zero == ((shape & UNTIL_EQUAL) != 0 ? 1 : 0);
                }
            }
            completed = true;
        } finally {
            c.repeating = completed && !finished;
            c.budget -= completed ? done - 1 : done;
        }
        return finished ? 1 : 0;
    }

    /**
     * Executes all of a copy or fill that is ascending, lies in one page of memory (source and destination), and that the budget covers.
     *
     * @return false when it is not one of these; nothing has happened then
     */
    private static boolean whole(CpuState c, int shape, int mask, int seg) {
        int size = shape >> 4 & 7, n = c.r[ECX] & mask, bytes = n << log2(size);
        if (c.exact || !isPlain(c) || n <= 0 || n > 4096 || n > c.budget) return false;
        int di = c.r[EDI] & mask, toLin = c.base(ES) + di;
        if ((toLin & 0xfff) + bytes > 4096 || (di & 0xffffffffL) + bytes - 1 > within(c.writeMax[ES], mask)) return false;
        int to = c.mmu.writableAt(toLin);
        if (to < 0) return false;
        if ((shape & 15) == STOS) {
            fill(c.mmu.memory, to, bytes, size, c.r[EAX]);
        } else {
            int si = c.r[ESI] & mask, fromLin = c.base(seg) + si;
            if ((fromLin & 0xfff) + bytes > 4096 || (si & 0xffffffffL) + bytes - 1 > within(c.readMax[seg], mask)) return false;
            int from = c.mmu.readableAt(fromLin);
            if (from < 0) return false;
            move(c.mmu.memory, from, to, bytes, size);
            c.r[ESI] = c.r[ESI] & ~mask | si + bytes & mask;
        }
        c.r[EDI] = c.r[EDI] & ~mask | di + bytes & mask;
        c.r[ECX] &= ~mask;
        c.repeating = false;
        c.budget -= n - 1;
        return true;
    }

    /** Ascending, and no access needs to be aligned. */
    static boolean isPlain(CpuState c) {
        return c.r[CpuState.DF] > 0 && (c.mode & Mode.ALIGN_CHECK) == 0;
    }

    private static void element(CpuState c, int kind, int size, int mask, int seg) {
        switch (kind) {
            case MOVS -> {
                int v = source(c, size, mask, seg);
                write(c, size, Segments.linWrite(c, ES, c.r[EDI] & mask, size), v);
                advance(c, ESI, size, mask);
                advance(c, EDI, size, mask);
            }
            case STOS -> {
                write(c, size, Segments.linWrite(c, ES, c.r[EDI] & mask, size), c.r[EAX]);
                advance(c, EDI, size, mask);
            }
            case LODS -> {
                int v = source(c, size, mask, seg);
                int keep = size == 4 ? 0 : -1 << size * 8;
                c.r[EAX] = c.r[EAX] & keep | v;
                advance(c, ESI, size, mask);
            }
            case CMPS -> {
                // Which of two bad operands faults is each model's own; recorded CPUs mostly look at ES:EDI first.
                int b = destination(c, size, mask), a = source(c, size, mask, seg);
                advance(c, ESI, size, mask);
                advance(c, EDI, size, mask);
                compare(c, size, a, b);
            }
            default -> {
                int b = destination(c, size, mask);
                advance(c, EDI, size, mask);
                compare(c, size, c.r[EAX] & truncation(size), b);
            }
        }
    }

    private static int truncation(int size) {
        return size == 4 ? -1 : (1 << size * 8) - 1;
    }

    private static int source(CpuState c, int size, int mask, int seg) {
        return read(c, size, Segments.linRead(c, seg, c.r[ESI] & mask, size));
    }

    private static int destination(CpuState c, int size, int mask) {
        return read(c, size, Segments.linRead(c, ES, c.r[EDI] & mask, size));
    }

    private static int read(CpuState c, int size, int lin) {
        return size == 1 ? c.mmu.read8(lin) : size == 2 ? c.mmu.read16(lin) : c.mmu.read32(lin);
    }

    private static void write(CpuState c, int size, int lin, int v) {
        if (size == 1) c.mmu.write8(lin, v);
        else if (size == 2) c.mmu.write16(lin, v);
        else c.mmu.write32(lin, v);
    }

    private static void advance(CpuState c, int reg, int bytes, int mask) {
        c.r[reg] = c.r[reg] & ~mask | c.r[reg] + bytes * c.r[CpuState.DF] & mask;
    }

    private static void compare(CpuState c, int size, int a, int b) {
        c.r[CpuState.CC_OP] = Flags.op(Flags.SUB, size);
        c.r[CpuState.CC_A] = a;
        c.r[CpuState.CC_B] = b;
        c.r[CpuState.CC_RES] = a - b & truncation(size);
    }

    /**
     * Copies, fills, searches or compares as many elements as lie within one page (source and destination), both in memory, ascending.
     *
     * @return elements done, 0 when the general way must be taken
     */
    private static int bulk(CpuState c, int shape, int mask, int seg, long most) {
        int kind = shape & 15, size = shape >> 4 & 7;
        boolean writes = kind == MOVS || kind == STOS;
        if (!isPlain(c)) return 0;
        int di = c.r[EDI] & mask;
        int toLin = c.base(ES) + di;
        int to = writes ? c.mmu.writableAt(toLin) : c.mmu.readableAt(toLin);
        if (to < 0) return 0;
        long n = Math.min(most, c.r[ECX] & mask & 0xffffffffL);
        n = Math.min(n, 4096 - (toLin & 0xfff) >> log2(size));
        n = Math.min(n, within(writes ? c.writeMax[ES] : c.readMax[ES], mask) - (di & 0xffffffffL) + 1 >> log2(size));
        if (n < 2) return 0;
        boolean equalEnds = (shape & UNTIL_EQUAL) != 0;
        return switch (kind) {
            case STOS -> fill(c, size, mask, to, (int) n);
            case MOVS -> copy(c, size, mask, seg, to, (int) n);
            case SCAS -> search(c, size, mask, to, (int) n, equalEnds);
            default -> compare(c, size, mask, seg, to, (int) n, equalEnds);
        };
    }

    /** Of a size in bytes: 1, 2 or 4. Shifts, since a division takes as long as copying a hundred bytes. */
    private static int log2(int size) {
        return size >> 1;
    }

    private static int at(byte[] m, int offset, int size) {
        return size == 1 ? m[offset] & 0xff : size == 2 ? Backing.getShort(m, offset) & 0xffff : Backing.getInt(m, offset);
    }

    private static void put(byte[] m, int offset, int size, int v) {
        if (size == 1) m[offset] = (byte) v;
        else if (size == 2) Backing.setShort(m, offset, (short) v);
        else Backing.setInt(m, offset, v);
    }

    private static int search(CpuState c, int size, int mask, int to, int n, boolean equalEnds) {
        byte[] m = c.mmu.memory;
        int wanted = c.r[EAX] & truncation(size);
        int i = size == 1 ? leap(m, to, n - 1, wanted, equalEnds) : 0;
        while (i < n - 1 && (at(m, to + i * size, size) == wanted) != equalEnds) i++;
        compare(c, size, wanted, at(m, to + i * size, size));
        advance(c, EDI, (i + 1) * size, mask);
        return i + 1;
    }

    /** How many of the first {@code n} bytes, a multiple of eight, hold nothing that ends the search. */
    private static int leap(byte[] m, int at, int n, int wanted, boolean equalEnds) {
        long pattern = wanted * LOW_BITS;
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            long difference = Backing.getLong(m, at + i) ^ pattern;
            boolean ends = equalEnds ? (difference - LOW_BITS & ~difference & LOW_BITS << 7) != 0 : difference != 0;
            if (ends) break;
        }
        return i;
    }

    private static int compare(CpuState c, int size, int mask, int seg, int to, int most, boolean equalEnds) {
        int from = c.mmu.readableAt(c.base(seg) + (c.r[ESI] & mask));
        int n = from < 0 ? 0 : withinSource(c, size, mask, seg, most);
        if (n < 2) return 0;
        byte[] m = c.mmu.memory;
        int i = 0;
        if (equalEnds) {
            while (i < n - 1 && at(m, from + i * size, size) != at(m, to + i * size, size)) i++;
        } else {
            int bytes = (n - 1) * size, different = Arrays.mismatch(m, from, from + bytes, m, to, to + bytes);
            i = different < 0 ? n - 1 : different >> log2(size);
        }
        compare(c, size, at(m, from + i * size, size), at(m, to + i * size, size));
        advance(c, ESI, (i + 1) * size, mask);
        advance(c, EDI, (i + 1) * size, mask);
        return i + 1;
    }

    /** How many of so many elements lie within the source's page and segment. */
    private static int withinSource(CpuState c, int size, int mask, int seg, int n) {
        int si = c.r[ESI] & mask;
        long room = within(c.readMax[seg], mask) - (si & 0xffffffffL) + 1;
        return (int) Math.min(Math.min(n, 4096 - (c.base(seg) + si & 0xfff) >> log2(size)), room >> log2(size));
    }

    private static long within(long max, int mask) {
        return Math.min(max, mask & 0xffffffffL);
    }

    private static int fill(CpuState c, int size, int mask, int to, int n) {
        fill(c.mmu.memory, to, n << log2(size), size, c.r[EAX]);
        advance(c, EDI, n * size, mask);
        return n;
    }

    /** Fills with an element; the number of bytes is a multiple of its size. */
    private static void fill(byte[] m, int to, int bytes, int size, int element) {
        int v = size == 1 ? (element & 0xff) * 0x01010101 : size == 2 ? (element & 0xffff) * 0x10001 : element;
        if (bytes < 8) {
            for (int i = 0; i < bytes; i += size) put(m, to + i, size, v);
        } else if (bytes >= 64 && v == Integer.rotateLeft(v, 8)) {
            Arrays.fill(m, to, to + bytes, (byte) v);
        } else {
            long two = Swar.pair(v, v);
            for (int i = 0; i < bytes - 8; i += 8) Backing.setLong(m, to + i, two);
            Backing.setLong(m, to + bytes - 8, two);
        }
    }

    private static int copy(CpuState c, int size, int mask, int seg, int to, int n) {
        int from = c.mmu.readableAt(c.base(seg) + (c.r[ESI] & mask));
        n = from < 0 ? 0 : withinSource(c, size, mask, seg, n);
        if (n < 2) return 0;
        int bytes = n * size;
        move(c.mmu.memory, from, to, bytes, size);
        advance(c, ESI, bytes, mask);
        advance(c, EDI, bytes, mask);
        return n;
    }

    /** Copies element by element, ascending; the number of bytes is a multiple of their size. */
    private static void move(byte[] m, int from, int to, int bytes, int size) {
        int distance = to - from;
        if (distance > -bytes && distance < bytes) {
            if (distance <= 0) System.arraycopy(m, from, m, to, bytes);
            else if (distance >= size) replicate(m, from, distance, bytes);
            else for (int i = 0; i < bytes; i += size) put(m, to + i, size, at(m, from + i, size));
        } else if (bytes > 64) {
            System.arraycopy(m, from, m, to, bytes);
        } else if (bytes < 8) {
            for (int i = 0; i < bytes; i += size) put(m, to + i, size, at(m, from + i, size));
        } else {
            for (int i = 0; i < bytes - 8; i += 8) Backing.setLong(m, to + i, Backing.getLong(m, from + i));
            Backing.setLong(m, to + bytes - 8, Backing.getLong(m, from + bytes - 8));
        }
    }

    /** Moves up onto itself, element by element, and so repeats what is between the two places. */
    private static void replicate(byte[] m, int from, int distance, int bytes) {
        // What is there already repeats itself, so more of it can be copied each time.
        for (int done = 0; done < bytes; ) {
            int n = Math.min(distance + done, bytes - done);
            System.arraycopy(m, from, m, from + distance + done, n);
            done += n;
        }
    }
}
