package lucid86.debugger.assemble;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lucid86.debugger.assemble.Assembly.Problem;

/** Assembles with the {@code nasm} that is installed, as flat binary. */
public final class Assembler {
    /** More than any boot disk holds. */
    private static final int MOST_CODE = 4 << 20;
    private static final int SECONDS = 10;
    private static final Pattern MESSAGE = Pattern.compile("source\\.asm:(\\d+): (?:(error|fatal|panic|warning|note): )?(.*)");

    private final String program;

    private Assembler(String program) {
        this.program = program;
    }

    /** The assembler found on PATH; empty when NASM is not installed. */
    public static Optional<Assembler> find() {
        return named("nasm");
    }

    /** The assembler of this name or path; empty when it cannot be started. */
    static Optional<Assembler> named(String program) {
        try {
            var p = new ProcessBuilder(program, "-v").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            p.getOutputStream().close();
            return p.waitFor(SECONDS, TimeUnit.SECONDS) && p.exitValue() == 0 ? Optional.of(new Assembler(program)) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** What to do when {@link #find} comes back empty. */
    public static String advice() {
        return "NASM is not installed: Debian, Ubuntu: sudo apt-get install nasm; macOS: brew install nasm; else nasm.us";
    }

    /** Assembles a text. It takes a process and may take up to ten seconds; a text that takes longer is a problem of line 1. */
    public Assembly assemble(String source) {
        Path folder = null;
        try {
            folder = Files.createTempDirectory("lucid86-nasm");
            return assemble(source, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot work in a temporary folder", e);
        } finally {
            if (folder != null) delete(folder);
        }
    }

    private Assembly assemble(String source, Path folder) throws IOException {
        Files.writeString(folder.resolve("source.asm"), source);
        Path messages = folder.resolve("messages"), image = folder.resolve("image");
        var process = new ProcessBuilder(program, "-f", "bin", "-w+all", "-X", "gnu", "-o", "image", "-l", "listing", "source.asm")
                .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(messages.toFile()).start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return Assembly.failed(List.of(new Problem(1, true, "assembling takes longer than " + SECONDS + " seconds")));
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return Assembly.failed(List.of(new Problem(1, true, "interrupted")));
        }
        var problems = problems(Files.readString(messages, StandardCharsets.ISO_8859_1));
        if (process.exitValue() != 0 || !Files.exists(image)) {
            if (problems.stream().noneMatch(Problem::error)) problems.add(new Problem(1, true, "the assembler failed"));
            return Assembly.failed(problems);
        }
        if (Files.size(image) > MOST_CODE)
            return Assembly.failed(List.of(new Problem(1, true, "the code has " + Files.size(image) + " bytes, more than " + MOST_CODE)));
        var code = new Assembly.Code(Files.readAllBytes(image));
        return new Assembly(Optional.of(code), problems, Files.readAllLines(folder.resolve("listing"), StandardCharsets.ISO_8859_1));
    }

    private static List<Problem> problems(String messages) {
        var all = new ArrayList<Problem>();
        messages.lines().forEach(line -> {
            Matcher m = MESSAGE.matcher(line);
            if (!m.matches() || "note".equals(m.group(2))) return;
            all.add(new Problem(Integer.parseInt(m.group(1)), !"warning".equals(m.group(2)), m.group(3)));
        });
        all.sort(Comparator.comparingInt(Problem::line));
        return all;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path f : files.toList()) Files.delete(f);
            Files.delete(folder);
        } catch (IOException _) {
            // it lies in the system's folder for temporary files, which is emptied sooner or later
        }
    }
}
