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

    /** x87 state as the vectors give it: abridged physical tags, registers ST(0) first. */
    record FpuImage(int cw, int sw, int tags, int[] signExp, long[] mant) {
        static FpuImage parse(String s) {
            if (s.equals("-")) return null;
            String[] f = s.split(",");
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
            String[] f = s.split(",");
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

    private static int[] registers(String s) {
        String[] f = s.split(",");
        var v = new int[f.length];
        for (int i = 0; i < f.length; i++) v[i] = hex(f[i]);
        return v;
    }

    private static byte[] bytes(String s, int size) {
        return s.equals("-") ? new byte[size] : HexFormat.of().parseHex(s);
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
        byte[] stackOut = c[13].equals("=") ? null : HexFormat.of().parseHex(c[13]);
        return new CpuVector(c[0], c[1], HexFormat.of().parseHex(c[2]), hex(c[3]), hex(c[4]), registers(c[5]), data, stack, FpuImage.parse(c[8]),
                SseImage.parse(c[9]), vector, error, cr2, registers(c[11]), c[12].equals("=") ? data : HexFormat.of().parseHex(c[12]), stackOut,
                FpuImage.parse(c[14]), SseImage.parse(c[15]), line);
    }
}
