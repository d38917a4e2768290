package lucid86.jit.filetests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.IrText;
import lucid86.jit.ir.IrVerifier;
import lucid86.jit.opt.Passes;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.Samples;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One file, one test: {@code src/test/filetests/{lift,opt,bytecode,run}/NAME.t}. A head of comments ({@code #}), a command, its
 * input; a line {@code ----}; the text expected.
 *
 * <pre>
 *   lift MODE             guest bytes -> IR
 *   opt PASS...           IR text or guest bytes -> IR after these passes ("all": every one in order)
 *   bytecode MODE         guest bytes or IR text -> the generated method
 *   run MODE              guest bytes -> what they changed, on interpreter, compiler and with a cache of two blocks
 *   code HEX              guest bytes
 *   at HEX                where they are, instead of 1000h
 *   mode MODE             for opt with guest bytes
 *   set NAME=HEX ...      registers, [address] bytes
 *   ir                    IR text follows, up to ----
 * </pre>
 *
 * {@code -Dlucid86.filetest=NAME} runs one; {@code -Dlucid86.accept=true} writes what came out as what is expected.
 */
class FileTest {
    private static final Path ROOT = Path.of("src/test/filetests");

    @TestFactory
    List<DynamicTest> files() throws IOException {
        String only = System.getProperty("lucid86.filetest", "");
        try (Stream<Path> all = Files.walk(ROOT)) {
            var tests = new ArrayList<DynamicTest>();
            for (Path p : all.filter(f -> f.toString().endsWith(".t")).sorted().toList()) {
                String name = ROOT.relativize(p).toString().replace('\\', '/').replaceFirst("\\.t$", "");
                // Without the file's URI as the test's source: Surefire ran such tests, but neither counted them nor failed.
                if (only.isEmpty() || name.endsWith(only)) tests.add(DynamicTest.dynamicTest(name, () -> run(p)));
            }
            assertTrue(!tests.isEmpty(), "no file test " + only);
            return tests;
        }
    }

    private static void run(Path file) throws IOException {
        String text = Files.readString(file);
        int bar = text.indexOf("----\n");
        assertTrue(bar >= 0, "a line ---- stands before what is expected");
        String head = text.substring(0, bar), expected = text.substring(bar + 5);
        String actual = new Head(head).output();
        if (Boolean.getBoolean("lucid86.accept") && !expected.equals(actual)) Files.writeString(file, head + "----\n" + actual);
        else assertEquals(expected, actual, file::toString);
    }

    /** The part of a file before the bar. */
    private static final class Head {
        private String command = "", argument = "", mode = "flat32", ir = "";
        private int at = 0x1000;
        private final StringBuilder code = new StringBuilder();
        private final Map<String, String> sets = new LinkedHashMap<>();

        Head(String text) {
            List<String> lines = text.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String s = lines.get(i).strip();
                if (s.isEmpty() || s.startsWith("#")) continue;
                String[] w = s.split("\\s+", 2);
                String rest = w.length > 1 ? w[1].replaceFirst("\\s+#.*", "") : "";
                switch (w[0]) {
                    case "lift", "bytecode", "run" -> {
                        command = w[0];
                        mode = rest;
                    }
                    case "opt" -> {
                        command = w[0];
                        argument = rest;
                    }
                    case "at" -> at = Integer.parseInt(rest, 16);
                    case "mode" -> mode = rest;
                    case "code" -> code.append(rest.replace(" ", ""));
                    case "set" -> {
                        for (String set : rest.split("\\s+"))
                            sets.put(set.substring(0, set.indexOf('=')), set.substring(set.indexOf('=') + 1));
                    }
                    case "ir" -> {
                        ir = String.join("\n", lines.subList(i + 1, lines.size()));
                        i = lines.size();
                    }
                    default -> throw new IllegalArgumentException("no command: " + s);
                }
            }
        }

        String output() {
            return switch (command) {
                case "lift" -> block().toString();
                case "opt" -> optimise().toString();
                case "bytecode" -> Dumps.bytecode(Dumps.compile(Passes.optimise(block()), Dumps.mode(mode)));
                case "run" -> onEveryEngine();
                default -> throw new IllegalArgumentException("no command before the bar");
            };
        }

        private Block block() {
            Block b = ir.isEmpty() ? Samples.lift(bytes(), at, Dumps.mode(mode)).block() : IrText.parse(ir);
            IrVerifier.require(b, "reading");
            return b;
        }

        private byte[] bytes() {
            return HexFormat.of().parseHex(code.toString().toLowerCase(Locale.ROOT));
        }

        private Block optimise() {
            Block b = block();
            if (argument.equals("all")) return Passes.optimise(b);
            for (String name : argument.split(",\\s*")) {
                var pass = Passes.ALL.stream().filter(p -> p.name().equals(name)).findFirst();
                b = pass.orElseThrow(() -> new IllegalArgumentException("no pass " + name + " in " + Passes.ALL)).run().apply(b);
                IrVerifier.require(b, name);
            }
            return b;
        }

        private String onEveryEngine() {
            String interpreted = new GuestRun(TierPolicy.INTERPRET_ONLY, 1000).run(mode, at, bytes(), sets);
            assertEquals(interpreted, new GuestRun(TierPolicy.COMPILE_AT_ONCE, 1000).run(mode, at, bytes(), sets), "compiled");
            assertEquals(interpreted, new GuestRun(TierPolicy.COMPILE_AND_LEAVE, 1000).run(mode, at, bytes(), sets), "compiled, rare things left");
            assertEquals(interpreted, new GuestRun(new TierPolicy(3, false), 2).run(mode, at, bytes(), sets), "in a cache of two blocks");
            return interpreted;
        }
    }
}
