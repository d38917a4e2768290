package lucid86.debugger.lesson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lucid86.resources.CourseFiles;

/** Lessons in their order. */
public record Course(List<Lesson> lessons) {
    private static final int LARGEST = 1 << 20;

    public Course {
        lessons = List.copyOf(lessons);
    }

    /** The course that comes with the program. */
    public static Course builtIn() {
        var all = new ArrayList<Lesson>();
        CourseFiles.all().forEach((name, text) -> all.add(Lesson.parse(name, text)));
        return new Course(all);
    }

    /**
     * A teacher's own: the files {@code *.md} of a folder, in the order of their names. Throws {@link IOException} when the folder cannot be
     * read, {@link IllegalArgumentException} for a file that is not a lesson.
     */
    public static Course read(Path folder) throws IOException {
        var all = new ArrayList<Lesson>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path f : files.filter(p -> p.getFileName().toString().endsWith(".md")).sorted().toList()) {
                if (Files.size(f) > LARGEST) throw new IllegalArgumentException(f + " is too large for a lesson");
                all.add(Lesson.parse(f.getFileName().toString().replaceFirst("\\.md$", ""), Files.readString(f)));
            }
        }
        if (all.isEmpty()) throw new IllegalArgumentException("there are no lessons (*.md) in " + folder);
        return new Course(all);
    }
}
