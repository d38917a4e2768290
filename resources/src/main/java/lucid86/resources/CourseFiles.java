package lucid86.resources;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The course's texts. */
public final class CourseFiles {
    private static final String FOLDER = "/lucid86/course/";

    private CourseFiles() {}

    /** Markdown by name, without ending, in the course's order. */
    public static Map<String, String> all() {
        var all = new LinkedHashMap<String, String>();
        for (String name : read("course.txt").lines().map(String::strip).filter(s -> !s.isEmpty()).toList()) all.put(name, read(name + ".md"));
        return all;
    }

    private static String read(String name) {
        try (var in = CourseFiles.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) throw new IllegalStateException("the build left out " + FOLDER + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
