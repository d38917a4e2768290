package lucid86.app.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lucid86.machine.board.ConfigException;
import picocli.CommandLine;

/**
 * A machine in a file: the command line's options as lines {@code name = value}, without the dash; switches are {@code on} or
 * {@code off}; paths count from the file's directory.
 *
 * <pre>
 * m = 64
 * cdrom = grub.iso
 * snapshot = on
 * </pre>
 */
final class MachineFile {
    static final String OPTION = "--machine";

    /** Options that are about this run of the program, not about a machine. */
    private static final Set<String> NOT_HERE = Set.of("-h", "-help", "--help", "-version", "--version", OPTION, "-nographic", "-display");
    private static final long LARGEST = 64 << 10;

    private MachineFile() {}

    /** A command line with each {@code --machine FILE} replaced by what the file says. */
    static List<String> expand(List<String> args) {
        var all = new ArrayList<String>();
        for (int i = 0; i < args.size(); i++) {
            String a = args.get(i);
            if (a.startsWith(OPTION + "=")) all.addAll(read(Path.of(a.substring(OPTION.length() + 1))));
            else if (!a.equals(OPTION)) all.add(a);
            else if (++i < args.size()) all.addAll(read(Path.of(args.get(i))));
            else throw new ConfigException(OPTION + " wants the name of a machine file");
        }
        return all;
    }

    /** The file as a command line. */
    static List<String> read(Path file) {
        try {
            if (Files.size(file) > LARGEST) throw new ConfigException(file + " is no machine file: it is too large");
            return args(file, Files.readAllLines(file));
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new ConfigException(file + " is no machine file: it is no text", e);
        } catch (IOException e) {
            throw new ConfigException("cannot read " + file + ": " + (e instanceof java.nio.file.NoSuchFileException ? "no such file" : e.getClass().getSimpleName()), e);
        }
    }

    static List<String> args(Path file, List<String> lines) {
        var known = new CommandLine(new Options()).getCommandSpec().optionsMap();
        var args = new ArrayList<String>();
        for (var line : Settings.parse(lines)) {
            String place = file.getFileName() + ":" + line.number() + ": ";
            String name = "-" + line.name();
            var option = known.get(name);
            if (option == null || NOT_HERE.contains(name))
                throw new ConfigException(place + (line.name().isEmpty() ? "'" + line.value() + "' is not NAME = VALUE" : "no machine has '" + line.name() + "'"));
            if (option.type() == boolean.class) {
                if (line.value().equals("on")) args.add(name);
                else if (!line.value().equals("off")) throw new ConfigException(place + line.name() + " is on or off, not '" + line.value() + "'");
            } else {
                args.add(name);
                args.add(option.type() == Path.class || line.name().equals("initrd") ? resolve(file, line.value()) : line.value());
            }
        }
        return args;
    }

    private static String resolve(Path file, String value) {
        Path dir = file.toAbsolutePath().getParent();
        return dir == null ? value : dir.resolve(value).normalize().toString();
    }

    /** What a file says to make this command line. */
    static List<String> lines(List<String> args) {
        var known = new CommandLine(new Options()).getCommandSpec().optionsMap();
        var lines = new ArrayList<String>();
        lines.add("# A machine for Lucid86: start it with lucid86 " + OPTION + " FILE");
        for (int i = 0; i < args.size(); i++) {
            var option = known.get(args.get(i));
            String name = args.get(i).replaceFirst("^-+", "");
            if (option != null && option.type() == boolean.class) lines.add(name + " = on");
            else if (i + 1 < args.size()) lines.add(name + " = " + args.get(++i));
        }
        return lines;
    }
}
