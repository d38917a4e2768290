package lucid86.app.panel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What changed between two lists of lines. */
class LineDiffTest {
    private static String diff(String before, String after) {
        return LineDiff.of(List.of(before.split("")), List.of(after.split("")), String::equals).stream().map(i -> switch (i.change()) {
            case SAME -> "";
            case GONE -> "-";
            case NEW -> "+";
        } + i.line()).collect(Collectors.joining());
    }

    @Test
    void tellsWhatWentAndCame() {
        assertEquals("abc", diff("abc", "abc"));
        assertEquals("a-bc", diff("abc", "ac"));
        assertEquals("a+xbc", diff("abc", "axbc"));
        assertEquals("a-b+xc", diff("abc", "axc"));
    }
}
