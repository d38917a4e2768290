package lucid86.jit.helpers;

import static lucid86.machine.cpu.CpuState.EAX;
import static lucid86.machine.cpu.CpuState.ECX;
import static lucid86.machine.cpu.CpuState.EDI;
import static lucid86.machine.cpu.CpuState.ES;
import static lucid86.machine.cpu.CpuState.ESI;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.mem.Backing;

/**
 * Repeated copies and fills of a few doublewords, which compilers make of small records. There is no loop: HotSpot takes a few milliseconds for that, and long for
 * loops.
 */
final class ShortStrings {
    /** Most doublewords. */
    private static final int FEW = 8;

    private static final int COPY = StringOps.MOVS | 4 << 4 | StringOps.WIDE, FILL = StringOps.STOS | 4 << 4 | StringOps.WIDE;

    private ShortStrings() {}

    /**
     * Executes all of a copy or fill of a few doublewords that is ascending, lies in one page of memory (source and destination), and that the budget
     * covers.
     *
     * @return false when it is not one of these; nothing has happened then
     */
    static boolean few(CpuState c, int shape, int seg) {
        int what = shape & ~StringOps.UNTIL_EQUAL;
        if (what != COPY && what != FILL) return false;
        int n = c.r[ECX], bytes = n << 2;
        if (n <= 0 || n > FEW || n > c.budget || c.exact || !StringOps.isPlain(c)) return false;
        int di = c.r[EDI], toLin = c.base(ES) + di;
        if ((toLin & 0xfff) + bytes > 4096 || (di & 0xffffffffL) + bytes - 1 > c.writeMax[ES]) return false;
        int to = c.mmu.writableAt(toLin);
        if (to < 0) return false;
        byte[] m = c.mmu.memory;
        if (what == COPY) {
            int si = c.r[ESI], fromLin = c.base(seg) + si;
            if ((fromLin & 0xfff) + bytes > 4096 || (si & 0xffffffffL) + bytes - 1 > c.readMax[seg]) return false;
            int from = c.mmu.readableAt(fromLin);
            if (from < 0) return false;
            copyFew(m, from, to, n);
            c.r[ESI] = si + bytes;
        } else {
            fillFew(m, to, n, c.r[EAX]);
        }
        c.r[EDI] = di + bytes;
        c.r[ECX] = 0;
        c.repeating = false;
        c.budget -= n - 1;
        return true;
    }

    /** One by one, since a host waits where it reads at once what has just been written in parts. That is right for those that overlap, too. */
    private static void copyFew(byte[] m, int from, int to, int n) {
        if (n == FEW) {
            copyFour(m, from, to);
            from += 16;
            to += 16;
        }
        if (n >= 4) {
            copyFour(m, from, to);
            from += 16;
            to += 16;
        }
        if ((n & 2) != 0) {
            Backing.setInt(m, to, Backing.getInt(m, from));
            Backing.setInt(m, to + 4, Backing.getInt(m, from + 4));
            from += 8;
            to += 8;
        }
        if ((n & 1) != 0) Backing.setInt(m, to, Backing.getInt(m, from));
    }

    private static void copyFour(byte[] m, int from, int to) {
        Backing.setInt(m, to, Backing.getInt(m, from));
        Backing.setInt(m, to + 4, Backing.getInt(m, from + 4));
        Backing.setInt(m, to + 8, Backing.getInt(m, from + 8));
        Backing.setInt(m, to + 12, Backing.getInt(m, from + 12));
    }

    private static void fillFew(byte[] m, int to, int n, int v) {
        long two = Swar.pair(v, v);
        if (n == FEW) {
            Backing.setLong(m, to + 16, two);
            Backing.setLong(m, to + 24, two);
        }
        if (n >= 4) {
            Backing.setLong(m, to, two);
            Backing.setLong(m, to + 8, two);
            to += 16;
        }
        if ((n & 2) != 0) {
            Backing.setLong(m, to, two);
            to += 8;
        }
        if ((n & 1) != 0) Backing.setInt(m, to, v);
    }
}
