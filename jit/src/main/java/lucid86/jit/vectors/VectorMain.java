package lucid86.jit.vectors;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Runs files of vectors from the command line: {@code FILE... [interpret|compile|leave]}. Prints what fails, then counts by kind.
 * Exit status 0 when all pass, 1 when any fails, 2 when there is nothing to run.
 */
public final class VectorMain {
    /** Most failures of a file and an engine that are printed. */
    private static final int SHOWN = 1000;

    private VectorMain() {}

    public static void main(String[] args) {
        List<String> tiers = new ArrayList<>(), files = new ArrayList<>();
        for (String a : args) (VectorRunner.TIERS.containsKey(a) ? tiers : files).add(a);
        if (tiers.isEmpty()) tiers = List.copyOf(VectorRunner.TIERS.keySet());
        if (files.isEmpty()) {
            System.err.println("vectors: name files of instruction vectors, and perhaps an engine: FILE... [interpret|compile|leave]");
            System.exit(2);
        }
        int status = 0;
        for (String file : files) for (String tier : tiers) status = Math.max(status, run(file, tier));
        System.exit(status);
    }

    private static int run(String file, String tier) {
        VectorRunner.Result result;
        try {
            Path path = Path.of(file);
            if (!Files.isRegularFile(path)) throw new IOException("no such file");
            result = VectorRunner.runFile(path, VectorRunner.TIERS.get(tier));
            if (result.passed() + result.failed() == 0) throw new IOException("holds no vectors");
        } catch (ZipException | EOFException _) {
            return unusable(file, "damaged gzip file");
        } catch (InvalidPathException _) {
            return unusable(file, "no file name");
        } catch (IOException e) {
            return unusable(file, e.getMessage());
        }
        result.failures().stream().limit(SHOWN).forEach(f -> System.out.println("FAIL " + tier + " " + f));
        if (result.failed() > SHOWN) System.out.println("FAIL " + tier + " and " + (result.failed() - SHOWN) + " more");
        result.byKind().forEach((k, c) -> System.out.printf("%-9s %-5s %6d passed %6d failed%n", tier, k, c[0], c[1]));
        System.out.printf("%-9s %d passed, %d failed: %s%n", tier, result.passed(), result.failed(), file);
        return result.failed() == 0 ? 0 : 1;
    }

    private static int unusable(String file, String why) {
        System.err.println("vectors: " + file + ": " + why);
        return 2;
    }
}
