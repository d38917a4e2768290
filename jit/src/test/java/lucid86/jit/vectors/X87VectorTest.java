package lucid86.jit.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * x87 instructions on every class of operand, unmasked exceptions, aliases, control instructions and the limits of the
 * transcendental functions, as a Zen CPU did them; the inputs are made by {@code x87gen.py}.
 */
class X87VectorTest {
    @ParameterizedTest
    @ValueSource(strings = {"interpret", "compile", "leave"})
    void allVectorsPass(String tier) throws Exception {
        var file = Path.of(X87VectorTest.class.getResource("/vectors/x87.tsv.gz").toURI());
        var result = VectorRunner.runFile(file, VectorRunner.TIERS.get(tier));
        assertTrue(result.passed() + result.failed() > 5_700, "the whole file was read");
        assertEquals("", String.join("\n", result.failures().stream().limit(40).toList()));
    }
}
