package lucid86.app.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The machines started last, as command lines. */
final class RecentMachines {
    private static final String FILE = "recent", BETWEEN = "\t";
    private static final int KEPT = 12;

    private final UserFiles files;

    RecentMachines(UserFiles files) {
        this.files = files;
    }

    /** Command lines, the latest first. */
    List<List<String>> all() {
        return files.readState(FILE).stream().filter(l -> !l.isBlank()).limit(KEPT).map(l -> List.of(l.split(BETWEEN))).toList();
    }

    /** Puts one to the front. The built-in lessons, an empty line, are not kept: they have a place of their own. */
    void add(List<String> args) {
        if (args.isEmpty() || args.stream().anyMatch(a -> a.contains(BETWEEN) || a.contains("\n"))) return;
        var now = new ArrayList<List<String>>();
        now.add(args);
        for (var old : all()) if (!old.equals(args) && now.size() < KEPT) now.add(old);
        files.writeState(FILE, now.stream().map(a -> String.join(BETWEEN, a)).toList());
    }

    void remove(List<String> args) {
        files.writeState(FILE, all().stream().filter(a -> !a.equals(args)).map(a -> String.join(BETWEEN, a)).toList());
    }

    /** A command line as people would type it. */
    static String text(List<String> args) {
        return args.stream().map(a -> a.isEmpty() || a.contains(" ") ? "'" + a + "'" : a).collect(Collectors.joining(" "));
    }
}
