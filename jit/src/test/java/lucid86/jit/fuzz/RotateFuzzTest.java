package lucid86.jit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Random;
import lucid86.jit.run.TierPolicy;
import org.junit.jupiter.api.Test;

/** Rotates, what sets flags before them, accesses that may fault and conditions after them: flags that are put off are right where somebody looks. */
class RotateFuzzTest {
    /** ADD, SUB, XOR, INC; ROL, ROR, RCL by immediates, by CL; loads and stores; SETcc, ADC, LAHF. Register numbers are filled in. */
    private static final String[] PATTERNS = {"01r", "29r", "31r", "ffr0", "c1r0i", "c1r1i", "c0r0i", "66c1r1i", "d1r0", "c1r2i", "d3r0", "8b06", "8907", "0f92r0", "0f94r0",
        "0f9ar0", "0f90r0", "11r", "9f", "0f9fr0"};

    private final FuzzMachine interpreted = new FuzzMachine(TierPolicy.INTERPRET_ONLY, true);
    private final FuzzMachine compiled = new FuzzMachine(TierPolicy.COMPILE_AT_ONCE, false), leaving = new FuzzMachine(TierPolicy.COMPILE_AND_LEAVE, false);

    @Test
    void flagsOfRotatesAreRightInAllTiers() {
        FuzzMachine.cases("RotateFuzzTest", 4000, this::runCase);
    }

    private void runCase(long seed) {
        var random = new Random(seed * 0x9e3779b97f4a7c15L);
        byte[] code = code(random);
        long state = random.nextLong();
        for (var m : new FuzzMachine[] {interpreted, compiled, leaving}) {
            m.prepare(FuzzMachine.Kind.USER32, code, new Random(state));
            m.run(40);
        }
        assertEquals("", TierFuzzTest.difference(interpreted, compiled), () -> "compiled: case " + seed + " " + HexFormat.of().formatHex(code));
        assertEquals("", TierFuzzTest.difference(interpreted, leaving), () -> "leaving: case " + seed + " " + HexFormat.of().formatHex(code));
    }

    private static byte[] code(Random random) {
        var out = new ByteArrayOutputStream();
        for (int n = 3 + random.nextInt(12); n > 0; n--) {
            String p = PATTERNS[random.nextInt(PATTERNS.length)];
            int digit = p.matches(".*r[0-9].*") ? p.charAt(p.indexOf('r') + 1) - '0' : random.nextInt(4);
            String modrm = String.format("%02x", 0xc0 | digit << 3 | random.nextInt(4));
            out.writeBytes(HexFormat.of().parseHex(p.replaceFirst("r[0-9]?", modrm).replace("i", String.format("%02x", random.nextInt(34)))));
        }
        return out.toByteArray();
    }
}
