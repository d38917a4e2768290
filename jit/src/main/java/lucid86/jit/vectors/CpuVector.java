package lucid86.jit.vectors;

import java.math.BigInteger;
import java.util.HexFormat;

/**
 * One recorded instruction: state before, code, state after. The format is a line of 16 tab-separated columns; see
 * {@code docs/VECTORS.md}.
 */
record CpuVector(
        String name, String kind, byte[] code, int eflagsMask, int fpuMask, int[] in, byte[] data, byte[] stack, FpuImage fpuIn, SseImage sseIn,
        int vector, int error, int cr2, int[] out, byte[] dataOut, byte[] stackOut, FpuImage fpuOut, SseImage sseOut, String line) {

    /** Most bytes of code. */
    private static final int LONGEST = 0x700;

    /** x87 state as the vectors give it: abridged physical tags, registers ST(0) first. */
    record FpuImage(int cw, int sw, int tags, int[] signExp, long[] mant) {
        static FpuImage parse(String s) {
            if (s.equals("-")) return null;
            String[] f = fields(s, 11, 20);
            var se = new int[8];
            var m = new long[8];
            for (int i = 0; i < 8; i++) {
                se[i] = Integer.parseInt(f[3 + i].substring(0, 4), 16);
                m[i] = new BigInteger(f[3 + i].substring(4), 16).longValue();
            }
            return new FpuImage(hex(f[0]), hex(f[1]), hex(f[2]), se, m);
        }
    }

    /** MXCSR and XMM0-7 as (low, high). */
    record SseImage(int mxcsr, long[] xmm) {
        static SseImage parse(String s) {
            if (s.equals("-")) return null;
            String[] f = fields(s, 9, 32);
            var x = new long[16];
            for (int i = 0; i < 8; i++) {
                x[2 * i + 1] = Long.parseUnsignedLong(f[1 + i].substring(0, 16), 16);
                x[2 * i] = Long.parseUnsignedLong(f[1 + i].substring(16), 16);
            }
            return new SseImage(hex(f[0]), x);
        }
    }

    private static int hex(String s) {
        return Integer.parseUnsignedInt(s, 16);
    }

    private static int[] registers(String s, int count) {
        String[] f = s.split(",");
        if (f.length != count) throw new IllegalArgumentException(count + " registers expected, not " + f.length);
        var v = new int[f.length];
        for (int i = 0; i < f.length; i++) v[i] = hex(f[i]);
        return v;
    }

    private static byte[] bytes(String s, int size) {
        if (s.equals("-")) return new byte[size];
        byte[] b = HexFormat.of().parseHex(s);
        if (b.length != size) throw new IllegalArgumentException(size + " bytes expected, not " + b.length);
        return b;
    }

    private static String[] fields(String s, int count, int digits) {
        String[] f = s.split(",");
        if (f.length != count) throw new IllegalArgumentException(count + " fields expected, not " + f.length);
        for (int i = count - 8; i < count; i++)
            if (f[i].length() != digits) throw new IllegalArgumentException(digits + " digits expected, not '" + f[i] + "'");
        return f;
    }

    static CpuVector parse(String line) {
        String[] c = line.split("\t", -1);
        if (c.length < 16) throw new IllegalArgumentException("a vector has 16 columns, this line " + c.length);
        byte[] data = bytes(c[6], 64), stack = bytes(c[7], 32);
        int vector = -1, error = 0, cr2 = 0;
        if (!c[10].equals("-")) {
            String[] e = c[10].split(",");
            vector = Integer.parseInt(e[0]);
            error = e.length > 1 ? hex(e[1]) : 0;
            cr2 = e.length > 2 ? hex(e[2]) : 0;
        }
        byte[] code = HexFormat.of().parseHex(c[2]);
        if (code.length > LONGEST) throw new IllegalArgumentException("code has " + code.length + " bytes, at most " + LONGEST + " fit");
        byte[] stackOut = c[13].equals("=") ? null : bytes(c[13], 64);
        return new CpuVector(c[0], c[1], code, hex(c[3]), hex(c[4]), registers(c[5], 9), data, stack, FpuImage.parse(c[8]),
                SseImage.parse(c[9]), vector, error, cr2, registers(c[11], 10), c[12].equals("=") ? data : bytes(c[12], 64), stackOut,
                FpuImage.parse(c[14]), SseImage.parse(c[15]), line);
    }
}
