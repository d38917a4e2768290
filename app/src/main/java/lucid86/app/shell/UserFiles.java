package lucid86.app.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import lucid86.app.panel.Kept;

/**
 * Files that the program keeps for its user, by the XDG base directory rules: what the user decided in {@code ~/.config/lucid86}, what
 * the program remembers in {@code ~/.local/state/lucid86}. Losing any of them costs no more than a default, so trouble is not fatal.
 */
public final class UserFiles implements Kept {
    /** Files that are larger were not written by this program. */
    private static final long LARGEST = 1 << 20;

    private final Optional<Path> config, state;

    private UserFiles(Optional<Path> config, Optional<Path> state) {
        this.config = config;
        this.state = state;
    }

    /** The user's own directories. */
    public static UserFiles standard() {
        return new UserFiles(Optional.of(base("XDG_CONFIG_HOME", ".config")), Optional.of(base("XDG_STATE_HOME", ".local/state")));
    }

    /** Everything below one directory: for tests. */
    public static UserFiles in(Path dir) {
        return new UserFiles(Optional.of(dir.resolve("config")), Optional.of(dir.resolve("state")));
    }

    /** Nothing is kept. */
    public static UserFiles none() {
        return new UserFiles(Optional.empty(), Optional.empty());
    }

    private static Path base(String variable, String otherwise) {
        String set = System.getenv(variable);
        // The rules say that a path that is not absolute is to be ignored.
        Path base = set != null && set.startsWith("/") ? Path.of(set) : Path.of(System.getProperty("user.home", "."), otherwise);
        return base.resolve("lucid86");
    }

    /** What is kept for one machine, by what it boots from; an empty text for machines of no particular kind. */
    public Kept of(String machine) {
        String directory = "machines/" + (machine.isEmpty() ? "any" : fileName(machine)) + "/";
        return new Kept() {
            @Override
            public List<String> read(String name) {
                return readState(directory + name);
            }

            @Override
            public void write(String name, List<String> lines) {
                writeState(directory + name, lines);
            }
        };
    }

    /** A file name for any text: readable, and different for different texts. */
    static String fileName(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9._-]+", "_");
        return plain.substring(Math.max(0, plain.length() - 60)) + "-" + Integer.toHexString(text.hashCode());
    }

    /** Where the user's decisions are, for telling the user. */
    public Optional<Path> configFile(String name) {
        return config.map(d -> d.resolve(name));
    }

    public List<String> readConfig(String name) {
        return read(config, name);
    }

    public List<String> readState(String name) {
        return read(state, name);
    }

    /** False when it could not be written. */
    public boolean writeConfig(String name, List<String> lines) {
        return write(config, name, lines);
    }

    @Override
    public List<String> read(String name) {
        return readState(name);
    }

    @Override
    public void write(String name, List<String> lines) {
        writeState(name, lines);
    }

    /** False when it could not be written. */
    public boolean writeState(String name, List<String> lines) {
        return write(state, name, lines);
    }

    private static List<String> read(Optional<Path> dir, String name) {
        try {
            if (dir.isEmpty()) return List.of();
            Path file = dir.get().resolve(name);
            return Files.isRegularFile(file) && Files.size(file) <= LARGEST ? Files.readAllLines(file) : List.of();
        } catch (IOException _) {
            return List.of();
        }
    }

    private static boolean write(Optional<Path> dir, String name, List<String> lines) {
        if (dir.isEmpty()) return true;
        Path file = dir.get().resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Path fresh = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
            Files.write(fresh, lines);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
