package lucid86.jit.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments, stacks, strings and flags of user mode, and their faults, as a Zen CPU did it; inputs by {@code usergen.py}. */
class UserVectorTest {
    @ParameterizedTest
    @ValueSource(strings = {"interpret", "compile", "leave"})
    void allVectorsPass(String tier) throws Exception {
        var file = Path.of(UserVectorTest.class.getResource("/vectors/user.tsv.gz").toURI());
        var result = VectorRunner.runFile(file, VectorRunner.TIERS.get(tier));
        assertTrue(result.passed() + result.failed() > 2_900, "the whole file was read");
        assertEquals("", String.join("\n", result.failures().stream().limit(40).toList()));
    }
}
