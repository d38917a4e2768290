package lucid86.app.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lines of the form {@code name = value}; {@code #} starts a comment. Order is kept; later lines win. */
final class Settings {
    private final Map<String, String> values = new LinkedHashMap<>();

    /** A line and its place, for messages. */
    record Line(int number, String name, String value) {}

    static Settings of(List<String> lines) {
        var s = new Settings();
        for (Line l : parse(lines)) if (!l.name().isEmpty()) s.values.put(l.name(), l.value());
        return s;
    }

    /** All lines that say something; a line without {@code =} has an empty name. */
    static List<Line> parse(List<String> lines) {
        var all = new ArrayList<Line>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            int equals = line.indexOf('=');
            if (equals < 0) all.add(new Line(i + 1, "", line));
            else all.add(new Line(i + 1, line.substring(0, equals).strip(), line.substring(equals + 1).strip()));
        }
        return all;
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A number in a range; the default when it is missing or not one. */
    double number(String name, double least, double most, double otherwise) {
        try {
            return Math.clamp(Double.parseDouble(values.getOrDefault(name, "")), least, most);
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    void set(String name, String value) {
        values.put(name, value.replaceAll("[\\r\\n]", " "));
    }

    void remove(String name) {
        values.remove(name);
    }

    Map<String, String> all() {
        return Map.copyOf(values);
    }

    List<String> lines() {
        return values.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList();
    }
}
