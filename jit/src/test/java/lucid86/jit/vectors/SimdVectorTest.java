package lucid86.jit.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * MMX to SSE4.2 under every MXCSR setting, unmasked exceptions included, as a Zen CPU did it; the inputs are made by
 * {@code simdgen.py}.
 */
class SimdVectorTest {
    @ParameterizedTest
    @ValueSource(strings = {"interpret", "compile", "leave"})
    void allVectorsPass(String tier) throws Exception {
        var file = Path.of(SimdVectorTest.class.getResource("/vectors/simd.tsv.gz").toURI());
        var result = VectorRunner.runFile(file, VectorRunner.TIERS.get(tier));
        assertTrue(result.passed() + result.failed() > 2_900, "the whole file was read");
        assertEquals("", String.join("\n", result.failures().stream().limit(40).toList()));
    }
}
