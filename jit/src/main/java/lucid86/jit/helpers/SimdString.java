package lucid86.jit.helpers;

import lucid86.jit.ir.HelperEffects;
import lucid86.jit.ir.HelperUse;
import lucid86.machine.cpu.CpuState;

/**
 * The string comparisons of SSE4.2, and CRC32. The first operand is the needle, the set or the ranges; the second the text
 * (SDM vol. 2, 4.1).
 */
@HelperEffects(HelperUse.NO_REGS)
public final class SimdString {
    private static final int ANY = 0, RANGES = 1, EACH = 2;

    private SimdString() {}

    /**
     * PCMPESTRx.
     *
     * @param what numbers of the registers in bits 0-7 and 8-15, the immediate in bits 16-23
     * @return the result bits, and the flags in their EFLAGS positions shifted left by 16
     */
    public static int explicit(CpuState c, int what, int lengthA, int lengthB) {
        int lanes = (what >> 16 & 1) != 0 ? 8 : 16;
        return compare(c, what & 0xff, what >> 8 & 0xff, what >> 16, lanes, explicitLength(lengthA, lanes), explicitLength(lengthB, lanes));
    }

    /** PCMPISTRx: the strings end before their first zero. Arguments and result as in {@link #explicit}. */
    public static int implicit(CpuState c, int what) {
        int lanes = (what >> 16 & 1) != 0 ? 8 : 16;
        int a = what & 0xff, b = what >> 8 & 0xff;
        return compare(c, a, b, what >> 16, lanes, implicitLength(c, a, lanes), implicitLength(c, b, lanes));
    }

    private static int explicitLength(int v, int lanes) {
        return (int) Math.min(Math.abs((long) v), lanes);
    }

    private static int implicitLength(CpuState c, int reg, int lanes) {
        int n = 0;
        while (n < lanes && lane(c, reg, n, lanes, false) != 0) n++;
        return n;
    }

    private static int lane(CpuState c, int reg, int i, int lanes, boolean signed) {
        int v = lanes == 16 ? SimdMove.pextrb(c, reg, i) : SimdMove.pextrw(c, reg, i);
        return !signed ? v : lanes == 16 ? (byte) v : (short) v;
    }

    private static int compare(CpuState c, int a, int b, int imm, int lanes, int lengthA, int lengthB) {
        boolean signed = (imm & 2) != 0;
        int mode = imm >> 2 & 3, bits = 0;
        for (int j = 0; j < lanes; j++) {
            boolean hit = switch (mode) {
                case ANY -> j < lengthB && inSet(c, a, lane(c, b, j, lanes, signed), lanes, lengthA, signed);
                case RANGES -> j < lengthB && inRange(c, a, lane(c, b, j, lanes, signed), lanes, lengthA, signed);
                case EACH -> j < lengthA == j < lengthB && (j >= lengthA || lane(c, a, j, lanes, false) == lane(c, b, j, lanes, false));
                default -> startsAt(c, a, b, j, lanes, lengthA, lengthB);
            };
            if (hit) bits |= 1 << j;
        }
        int all = (1 << lanes) - 1;
        if ((imm & 0x30) == 0x10) bits ^= all;
        if ((imm & 0x30) == 0x30) bits ^= (1 << lengthB) - 1;
        int flags = (bits != 0 ? 1 : 0) | (lengthB < lanes ? 0x40 : 0) | (lengthA < lanes ? 0x80 : 0) | (bits & 1) << 11;
        return bits | flags << 16;
    }

    private static boolean inSet(CpuState c, int set, int v, int lanes, int length, boolean signed) {
        for (int i = 0; i < length; i++) if (lane(c, set, i, lanes, signed) == v) return true;
        return false;
    }

    private static boolean inRange(CpuState c, int ranges, int v, int lanes, int length, boolean signed) {
        for (int i = 0; i + 1 < length; i += 2)
            if (v >= lane(c, ranges, i, lanes, signed) && v <= lane(c, ranges, i + 1, lanes, signed)) return true;
        return false;
    }

    /** The needle, as far as it lies within the register, is found at j. */
    private static boolean startsAt(CpuState c, int needle, int text, int j, int lanes, int needleLength, int textLength) {
        for (int i = 0; i < needleLength && i + j < lanes; i++)
            if (i + j >= textLength || lane(c, needle, i, lanes, false) != lane(c, text, i + j, lanes, false)) return false;
        return true;
    }

    /** ECX of PCMPxSTRI: the lowest result bit, the highest with bit 6 of imm, or the number of lanes. */
    @HelperEffects(HelperUse.PURE)
    public static int index(CpuState c, int result, int imm) {
        int bits = result & 0xffff;
        if (bits == 0) return (imm & 1) != 0 ? 8 : 16;
        return (imm & 0x40) != 0 ? 31 - Integer.numberOfLeadingZeros(bits) : Integer.numberOfTrailingZeros(bits);
    }

    /** XMM0 of PCMPxSTRM: the result bits, or with bit 6 of imm lanes of ones. */
    public static void mask(CpuState c, int result, int imm) {
        int bits = result & 0xffff;
        c.xmm[0] = bits;
        c.xmm[1] = 0;
        if ((imm & 0x40) == 0) return;
        int lanes = (imm & 1) != 0 ? 8 : 16;
        for (int i = 0; i < lanes; i++) {
            int v = -(bits >> i & 1);
            if (lanes == 16) SimdMove.pinsrb(c, 0, v, i);
            else SimdMove.pinsrw(c, 0, v, i);
        }
    }

    // ---- CRC32 ---------------------------------------------------------------------------------------------------------

    /** Remainders of the Castagnoli polynomial 0x1edc6f41, bits reflected. */
    private static final int[] CRC = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int v = i;
            for (int k = 0; k < 8; k++) v = v >>> 1 ^ ((v & 1) != 0 ? 0x82f63b78 : 0);
            CRC[i] = v;
        }
    }

    /** Takes {@code bytes} bytes of a value into a checksum. */
    @HelperEffects(HelperUse.PURE)
    public static int crc32(CpuState c, int crc, int value, int bytes) {
        for (int i = 0; i < bytes; i++) crc = crc >>> 8 ^ CRC[(crc ^ value >>> i * 8) & 0xff];
        return crc;
    }

    /** The number of ones. */
    @HelperEffects(HelperUse.PURE)
    public static int popcnt(CpuState c, int v) {
        return Integer.bitCount(v);
    }
}
