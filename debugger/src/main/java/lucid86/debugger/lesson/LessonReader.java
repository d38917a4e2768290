package lucid86.debugger.lesson;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import lucid86.debugger.lesson.Lesson.Goal;
import lucid86.debugger.lesson.Lesson.Need;
import lucid86.debugger.lesson.Lesson.Step;
import lucid86.debugger.script.Sight;

/** Reads one lesson's file, line by line. */
final class LessonReader {
    private static final String GOAL = "```goal", FENCE = "```";

    private final String id;
    private final List<String> lines;
    private int at;

    LessonReader(String id, List<String> lines) {
        this.id = id;
        this.lines = lines;
    }

    Lesson read() {
        while (at < lines.size() && lines.get(at).isBlank()) at++;
        if (at == lines.size() || !lines.get(at).startsWith("# ")) throw wrong("a lesson begins with '# Title'");
        String title = lines.get(at++).substring(2).strip();
        String introduction = text(null);
        var steps = new ArrayList<Step>();
        while (at < lines.size()) steps.add(step());
        return new Lesson(id, title, introduction, steps);
    }

    private Step step() {
        String title = lines.get(at++).substring(3).strip();
        var goals = new ArrayList<Goal>();
        String text = text(goals);
        if (goals.size() > 1) throw wrong("the step '" + title + "' has more than one goal");
        return new Step(title, text, goals.stream().findFirst());
    }

    /** Text up to the next step; goals in it are taken out, where they are allowed. */
    private String text(List<Goal> goals) {
        var text = new StringBuilder();
        boolean code = false;
        while (at < lines.size() && (code || !lines.get(at).startsWith("## "))) {
            String line = lines.get(at++);
            if (!code && line.strip().equals(GOAL)) {
                if (goals == null) throw wrong("a goal stands in a step, which begins with '## Title'");
                goals.add(goal());
                continue;
            }
            if (line.startsWith(FENCE)) code = !code;
            if (!code) checkLinks(line);
            text.append(line).append('\n');
        }
        return text.toString().strip();
    }

    private void checkLinks(String line) {
        try {
            LessonLink.all(line);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private Goal goal() {
        Sight check = null;
        String hint = "";
        Optional<String> layout = Optional.empty();
        var way = new ArrayList<String>();
        var panels = new ArrayList<String>();
        var needs = EnumSet.noneOf(Need.class);
        while (true) {
            if (at == lines.size()) throw wrong("the goal's block does not end with ```");
            String line = lines.get(at++).strip();
            if (line.equals(FENCE)) break;
            if (line.isEmpty()) continue;
            int colon = line.indexOf(':');
            String key = colon < 0 ? line : line.substring(0, colon).strip(), value = colon < 0 ? "" : line.substring(colon + 1).strip();
            try {
                switch (key) {
                    case "check" -> check = Sight.parse(value);
                    case "hint" -> hint = value;
                    case "go" -> way.add(value);
                    case "show" -> panels.addAll(List.of(value.split("\\s+")));
                    case "layout" -> layout = Optional.of(value);
                    case "needs" -> needs.add(need(value));
                    default -> throw new IllegalArgumentException("a goal has check, hint, go, show, layout and needs, not '" + key + "'");
                }
            } catch (IllegalArgumentException e) {
                throw wrong(e.getMessage());
            }
        }
        if (check == null) throw wrong("the goal has no check");
        return new Goal(check, hint, List.copyOf(way), List.copyOf(panels), layout, needs);
    }

    private static Need need(String name) {
        for (Need n : Need.values()) if (n.name().toLowerCase(Locale.ROOT).equals(name)) return n;
        throw new IllegalArgumentException("a goal may need nasm or kernel, not '" + name + "'");
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(id + ":" + Math.clamp(at, 1, Math.max(1, lines.size())) + ": " + what);
    }
}
