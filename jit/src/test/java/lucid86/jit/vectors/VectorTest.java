package lucid86.jit.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every instruction vector recorded on a real processor, through both engines. */
class VectorTest {
    @ParameterizedTest
    @ValueSource(strings = {"interpret", "compile", "leave"})
    void allVectorsPass(String tier) throws Exception {
        var file = Path.of(VectorTest.class.getResource("/vectors/vec1.tsv.gz").toURI());
        var policy = VectorRunner.TIERS.get(tier);
        var result = VectorRunner.runFile(file, policy);
        result.byKind().forEach((kind, c) -> System.out.printf("%s %s: %d passed, %d failed%n", tier, kind, c[0], c[1]));
        assertTrue(result.passed() + result.failed() > 20_000, "the whole file was read");
        assertEquals("", String.join("\n", result.failures().stream().limit(40).toList()));
    }
}
