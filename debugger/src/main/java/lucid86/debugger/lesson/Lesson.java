package lucid86.debugger.lesson;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import lucid86.debugger.script.Sight;

/**
 * A lesson, read from a Markdown file: a heading {@code # Title}, an introduction, and steps that begin with {@code ## Step}. A step may have
 * a goal, a fenced block:
 *
 * <pre>
 *   ```goal
 *   check: at boot.try &amp;&amp; cl == 2      what must be so, a {@link Sight}
 *   hint: Ctrl+F10 runs to the cursor.  told on request
 *   go: break boot.try once                the way there, lines of a {@link lucid86.debugger.script.Script}, run by "Show me"
 *   go: run
 *   show: code registers                panels to look at
 *   layout: jit                         or a whole layout
 *   needs: nasm                         what must be there: nasm, kernel
 *   ```
 * </pre>
 *
 * @param id of the file, without ending; stable, for remembering progress
 * @param introduction Markdown
 */
public record Lesson(String id, String title, String introduction, List<Step> steps) {
    /** What a goal may need besides the machine of the lessons. */
    public enum Need {
        /** NASM is installed. */
        NASM("NASM has to be installed"),
        /** A Linux kernel was given on the command line. */
        KERNEL("a kernel has to be given: start with -kernel FILE");

        private final String text;

        Need(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** A part of a lesson with its own heading. */
    public record Step(String title, String text, Optional<Goal> goal) {}

    /**
     * Something to reach.
     *
     * @param way how to get there from the goal before, lines of a script; may be empty
     * @param layout name of a layout, or empty
     */
    public record Goal(Sight check, String hint, List<String> way, List<String> panels, Optional<String> layout, Set<Need> needs) {}

    public Lesson {
        steps = List.copyOf(steps);
    }

    /** Reads a file's text; throws {@link IllegalArgumentException} with file, line and what is wrong. */
    public static Lesson parse(String id, String text) {
        return new LessonReader(id, text.lines().toList()).read();
    }

    /** All goals, in order. */
    public List<Goal> goals() {
        var all = new ArrayList<Goal>();
        for (Step s : steps) s.goal().ifPresent(all::add);
        return all;
    }
}
