package lucid86.jit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Random;
import lucid86.jit.run.TierPolicy;
import org.junit.jupiter.api.Test;

/** Random sequences of x87 instructions, among them integer ones and some that fault: compiled with registers in locals, as interpreted. */
class X87RunFuzzTest {
    private static final String[] INTEGER = {"40", "01d8", "8b06", "39d8", "8907", "d1c0", "f7f9", "dbe3", "d92e", "d9fa", "dfe0", "9bdd3e", "0f58c1"};

    private final FuzzMachine interpreted = new FuzzMachine(TierPolicy.INTERPRET_ONLY, true);
    private final FuzzMachine leaving = new FuzzMachine(TierPolicy.COMPILE_AND_LEAVE, false);

    @Test
    void registersInLocalsChangeNothing() {
        FuzzMachine.cases("X87RunFuzzTest", 4000, this::runCase);
    }

    private void runCase(long seed) {
        var random = new Random(seed * 0x9e3779b97f4a7c15L);
        byte[] code = code(random);
        long state = random.nextLong();
        for (var m : new FuzzMachine[] {interpreted, leaving}) {
            m.prepare(FuzzMachine.Kind.USER32, code, new Random(state));
            m.usualFpu(new Random(state));
        }
        for (int slice : new int[] {30, 5, 40}) {
            interpreted.run(slice);
            leaving.run(slice);
            assertEquals("", TierFuzzTest.difference(interpreted, leaving), () -> "case " + seed + " " + HexFormat.of().formatHex(code));
            if (interpreted.stopped()) return;
        }
    }

    /** Register forms of all opcodes, and memory forms through ESI and EDI. */
    private static byte[] code(Random random) {
        var out = new ByteArrayOutputStream();
        for (int n = 4 + random.nextInt(24); n > 0; n--) {
            if (random.nextInt(6) == 0) {
                out.writeBytes(HexFormat.of().parseHex(INTEGER[random.nextInt(INTEGER.length - (random.nextInt(4) == 0 ? 0 : 6))]));
                continue;
            }
            out.write(0xd8 + random.nextInt(8));
            if (random.nextInt(3) == 0) out.write(random.nextInt(8) << 3 | (random.nextBoolean() ? 6 : 7));
            else out.write(0xc0 | random.nextInt(64));
        }
        return out.toByteArray();
    }
}
