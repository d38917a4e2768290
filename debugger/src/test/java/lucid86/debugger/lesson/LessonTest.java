package lucid86.debugger.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LessonTest {
    private static final String TEXT = """
            # A title

            Some *text*.

            ## First

            Do it.

            ```goal
            check: eax == 5 && screen "a && b"
            hint: think
            go: step 3
            go: run
            show: code memory
            layout: jit
            needs: nasm
            ```

            ## Second

            ```
            ## no step, but code
            ```
            """;

    @Test
    void readsStepsAndGoals() {
        var lesson = Lesson.parse("x", TEXT);
        assertEquals("A title", lesson.title());
        assertEquals("Some *text*.", lesson.introduction());
        assertEquals(2, lesson.steps().size());
        var goal = lesson.steps().getFirst().goal().orElseThrow();
        assertEquals("Do it.", lesson.steps().getFirst().text());
        assertEquals(2, goal.check().parts().size());
        assertEquals("think", goal.hint());
        assertEquals(2, goal.way().size());
        assertEquals(List.of("code", "memory"), goal.panels());
        assertEquals(Set.of(Lesson.Need.NASM), goal.needs());
        assertTrue(lesson.steps().get(1).goal().isEmpty());
        assertTrue(lesson.steps().get(1).text().contains("## no step"));
    }

    @Test
    void mistakesAreToldWithTheirLine() {
        assertMistake("text", "x:1: a lesson begins with '# Title'");
        assertMistake("# T\n## S\n```goal\nhint: h\n```\n", "the goal has no check");
        assertMistake("# T\n## S\n```goal\ncheck: eax ==\n```\n", "x:4: ");
        assertMistake("# T\n## S\n```goal\ncheck: eax\ncolour: red\n```\n", "not 'colour'");
        assertMistake("# T\n## S\n```goal\ncheck: eax\n", "does not end");
        assertMistake("# T\n```goal\ncheck: eax\n```\n", "a goal stands in a step");
    }

    private static void assertMistake(String text, String message) {
        var e = assertThrows(IllegalArgumentException.class, () -> Lesson.parse("x", text));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void teachersFolderIsReadInOrder(@TempDir Path dir) throws Exception {
        Files.writeString(dir.resolve("2.md"), "# Two\n");
        Files.writeString(dir.resolve("1.md"), "# One\n");
        Files.writeString(dir.resolve("notes.txt"), "no lesson");
        assertEquals(List.of("One", "Two"), Course.read(dir).lessons().stream().map(Lesson::title).toList());
        assertThrows(IllegalArgumentException.class, () -> Course.read(Files.createDirectory(dir.resolve("empty"))));
    }
}
