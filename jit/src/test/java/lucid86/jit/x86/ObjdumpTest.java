package lucid86.jit.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sample of {@link ObjdumpSweep}, from a seed that {@code -Dlucid86.sweep.seed=N} sets. */
class ObjdumpTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void lengthsAndTextsAgree(boolean code32) throws IOException {
        Assumptions.assumeTrue(Objdump.installed(), "needs objdump (binutils)");
        long seed = Long.getLong("lucid86.sweep.seed", 1);
        var sweep = new ObjdumpSweep(code32);
        sweep.sample(new Random(seed), 24);
        assertEquals(Map.of(), sweep.wrong(), "seed " + seed);
        assertTrue(sweep.compared() > 20_000);
    }
}
