package lucid86.debugger.guests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import lucid86.jit.run.TierPolicy;

/** Boots guests, prints a line for each and keeps its screen as a picture. */
public final class GuestRunner {
    private static final Map<String, TierPolicy> ENGINES = new LinkedHashMap<>();

    static {
        ENGINES.put("interpret", TierPolicy.INTERPRET_ONLY);
        ENGINES.put("compile", TierPolicy.COMPILE_AT_ONCE);
        ENGINES.put("mixed", TierPolicy.NORMAL);
    }

    private final Path out;
    private int failures;
    private long nextReport;

    private GuestRunner(Path out) {
        this.out = out;
    }

    /**
     * {@code [-engine interpret|compile|mixed|all] [-out FOLDER] [-guests FOLDER] [NAME ...]}; without names all guests whose files
     * are there. Exit status 1 when one of them does not come to its sight.
     */
    public static void main(String[] args) throws IOException {
        var names = new ArrayList<String>();
        var engines = List.of("mixed");
        var files = GuestFiles.usual();
        Path out = Path.of("guest-pictures");
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "-engine" -> engines = args[++i].equals("all") ? List.copyOf(ENGINES.keySet()) : List.of(args[i].split(","));
                case "-out" -> out = Path.of(args[++i]);
                case "-guests" -> files = new GuestFiles(Path.of(args[++i]));
                default -> names.add(args[i]);
            }
        }
        var list = new GuestList(files);
        var runner = new GuestRunner(Files.createDirectories(out));
        System.out.printf("%-14s %-10s %-8s %16s %9s %8s  %s%n", "guest", "engine", "result", "instructions", "virtual s",
                "host s", "sight");
        for (String name : names.isEmpty() ? list.names() : names) {
            var guest = list.find(name);
            if (guest.isEmpty()) {
                System.out.printf("%-14s %-10s %-8s %s%n", name, "-", "skipped", "its files are not in " + files.folder());
                continue;
            }
            for (String e : engines) runner.run(guest.get(), e);
        }
        System.exit(runner.failures == 0 ? 0 : 1);
    }

    private void run(Guest guest, String engine) throws IOException {
        if (!ENGINES.containsKey(engine)) throw new IllegalArgumentException("engines are " + ENGINES.keySet() + ", not " + engine);
        long start = System.nanoTime();
        nextReport = start;
        try (var run = new GuestRun(guest, ENGINES.get(engine))) {
            run.setWatcher(this::report);
            String result = "ok", sight = guest.sight();
            try {
                run.toTheEnd();
            } catch (GuestFailure e) {
                result = "FAILED";
                sight = e.getMessage();
                failures++;
            } catch (RuntimeException | Error e) {
                e.printStackTrace();
                result = "CRASHED";
                sight = e.toString();
                failures++;
            }
            System.out.printf("%-14s %-10s %-8s %,16d %9.2f %8.1f  %s%n", guest.name(), engine, result, run.machine().instructions(),
                    run.machine().now() / 1e9, (System.nanoTime() - start) / 1e9, sight);
            String file = guest.name() + "-" + engine;
            ImageIO.write(run.picture(), "png", out.resolve(file + ".png").toFile());
            String mode = run.machine().board().vga().mode();
            Files.writeString(out.resolve(file + ".txt"), String.join("\n", run.log()) + "\n--- screen (" + mode + ")\n" + run.screen()
                    + "--- serial\n" + run.serial());
        }
    }

    private void report(GuestRun run) {
        if (System.nanoTime() < nextReport) return;
        nextReport = System.nanoTime() + 20_000_000_000L;
        var m = run.machine();
        System.err.printf("  %s: %,d M instructions, %.1f s, %s, at %04x:%08x%n", run.guest().name(), m.instructions() / 1_000_000,
                m.now() / 1e9, m.board().vga().mode(), m.cpu().selector[1], m.cpu().r[8]);
    }
}
