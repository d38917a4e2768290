package lucid86.jit.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random instructions of all rows in a row, by {@code NativeSpecs}, as a Zen CPU did them; the file's first line has the seed. */
class FuzzVectorTest {
    @ParameterizedTest
    @ValueSource(strings = {"interpret", "compile", "leave"})
    void allVectorsPass(String tier) throws Exception {
        var file = Path.of(FuzzVectorTest.class.getResource("/vectors/fuzz.tsv.gz").toURI());
        var result = VectorRunner.runFile(file, VectorRunner.TIERS.get(tier));
        assertTrue(result.passed() + result.failed() >= 2_500, "the whole file was read");
        assertEquals("", String.join("\n", result.failures().stream().limit(40).toList()));
    }
}
