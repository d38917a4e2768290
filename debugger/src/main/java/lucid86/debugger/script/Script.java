package lucid86.debugger.script;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import lucid86.debugger.input.KeyLayout;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.Stride;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.stop.StopReason;
import lucid86.debugger.stop.Trigger;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.ScreenText;
import lucid86.machine.board.InputEvent;
import lucid86.machine.dev.kbc8042.Key;

/**
 * Drives a machine by a text, a command a line; for lessons and for tests. All of {@link Console}'s commands, and:
 *
 * <pre>
 * run [until ADDRESS | for TIME]      to a breakpoint, to an address, for so much virtual time
 * step [N]  over  out  block  branch  steps
 * next int [VECTOR] | irq [LINE] | frame | ring        to the next of its kind
 * back [N | over | out]  reverse      the same backwards; needs: history on
 * assert EXPRESSION                   ends the script with code 3 unless it holds
 * wait "TEXT" [on screen|serial] [within TIME]         code 4 when it does not come; 60s unless said
 * wait SIGHT [within TIME]            looks fifty times a second; {@link Sight} explains what can be looked for
 * until SIGHT [within TIME]           looks after each instruction
 * pause   continue                    stands still; runs, while the script goes on at once
 * type "TEXT"   key NAME...           keys; \n is Enter
 * send "TEXT"                         to COM1
 * screenshot FILE   serial FILE       writes a PNG, or what came from COM1
 * echo TEXT   reset   quit [CODE]
 * </pre>
 *
 * Times are virtual: {@code 500ms}, {@code 20s}, {@code 10us}. Given the same machine, a script does the same each time.
 */
public final class Script {
    /** How a script ended. */
    public static final int GOOD = 0, WRONG = 1, EMULATOR_FAILED = 2, ASSERTION = 3, IN_VAIN = 4;

    private static final long LOOK = 20_000_000, KEY_TIME = 20_000_000, PATIENCE = 60_000_000_000L;
    private static final Pattern TIME = Pattern.compile("(\\d+)(ns|us|ms|s)");
    private static final Pattern SIGHT = Pattern.compile("(.+?)(?:\\s+within\\s+(\\S+))?");
    private static final Pattern WAIT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"(?:\\s+on\\s+(screen|serial))?(?:\\s+within\\s+(\\S+))?");

    /** The script is over, with an exit code. */
    private static final class End extends Exception {
        private static final long serialVersionUID = 1;
        private final int code;

        End(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    private final Session session;
    private final Console console;
    private final Heard heard;
    private final PrintStream out;

    /** @param heard listens to the session's serial line */
    public Script(Session session, Heard heard, PrintStream out) {
        this.session = session;
        this.heard = heard;
        this.out = out;
        console = new Console(session);
    }

    /**
     * Carries out all lines.
     *
     * @param name of the script, for messages
     * @param err receives a line that says what went wrong
     * @return the exit code
     */
    public int run(String name, List<String> lines, PrintStream err) {
        for (int i = 0; i < lines.size(); i++) {
            String where = name + ":" + (i + 1) + ": ";
            try {
                line(lines.get(i).strip());
            } catch (End e) {
                if (e.code != GOOD && !e.getMessage().isEmpty()) err.println(where + e.getMessage());
                return e.code;
            } catch (IllegalArgumentException | IllegalStateException e) {
                err.println(where + e.getMessage());
                return WRONG;
            } catch (CompletionException e) {
                err.println(where + e.getCause().getMessage());
                return WRONG;
            } catch (IOException e) {
                err.println(where + "cannot write: " + e.getMessage());
                return WRONG;
            }
        }
        return GOOD;
    }

    private void line(String line) throws End, IOException {
        if (line.isEmpty() || line.startsWith("#")) return;
        int blank = line.indexOf(' ');
        String word = (blank < 0 ? line : line.substring(0, blank)).toLowerCase(Locale.ROOT), rest = blank < 0 ? "" : line.substring(blank + 1).strip();
        switch (word) {
            case "run" -> runs(rest);
            case "pause" -> session.submit(new Command.Pause()).join();
            case "continue" -> session.submit(new Command.Run()).join();
            case "until" -> look(rest, 0);
            case "step" -> go(new Command.Step(rest.isEmpty() ? 1 : decimal(rest)));
            case "over" -> go(new Command.StepOver());
            case "out" -> go(new Command.StepOut());
            case "block" -> go(new Command.StepBlock());
            case "branch" -> go(Stride.BRANCH.forwards());
            case "operation" -> go(Stride.OPERATION.forwards());
            case "next" -> go(new Command.RunFor(new Goal.Event(next(rest))));
            case "back" -> back(rest);
            case "reverse" -> session.submit(new Command.ReverseContinue()).join();
            case "assert" -> {
                if (console.value(rest) == 0) throw new End(ASSERTION, "assertion failed: " + rest);
            }
            case "wait" -> waits(rest);
            case "type" -> type(text(rest));
            case "key" -> {
                for (String k : rest.split("\\s+")) keys(KeyLayout.press(key(k)));
            }
            case "send" -> {
                for (char c : text(rest).toCharArray()) session.submit(new Command.Input(new InputEvent.Serial(0, c))).join();
            }
            case "screenshot" -> screenshot(Path.of(rest));
            case "serial" -> heard.save(Path.of(rest));
            case "echo" -> out.println(rest);
            case "reset" -> session.submit(new Command.Reset()).join();
            case "quit" -> throw new End(rest.isEmpty() ? GOOD : decimal(rest), "");
            default -> {
                String said = console.ask(line);
                if (!said.isEmpty()) out.println(said.stripTrailing());
            }
        }
    }

    // ---- running ---------------------------------------------------------------------------------------------------------

    private StopReason go(Command command) throws End {
        var reason = session.runToStop(command);
        if (reason instanceof StopReason.Failed f) throw new End(EMULATOR_FAILED, f.text());
        return reason;
    }

    private void runs(String how) throws End {
        if (how.isEmpty()) {
            out.println(go(new Command.Run()).text());
        } else if (how.startsWith("until ")) {
            String where = how.substring(6);
            Address at = session.ask(m -> lucid86.debugger.expr.Expression.parse(where).address(m)).join();
            go(new Command.RunTo(session.ask(new Address.ToLinear(at)).join()));
        } else if (how.startsWith("for ")) {
            pass(time(how.substring(4).strip()));
        } else {
            throw new IllegalArgumentException("run, run until ADDRESS or run for TIME");
        }
    }

    private StopReason pass(long nanos) throws End {
        return go(new Command.RunFor(new Goal.Elapsed(nanos)));
    }

    private static Trigger next(String what) {
        String[] w = what.split("\\s+");
        OptionalInt number = w.length > 1 ? OptionalInt.of(Integer.parseInt(w[1], 16)) : OptionalInt.empty();
        return switch (w[0]) {
            case "int" -> new Trigger.Interrupt(number, OptionalInt.empty(), OptionalInt.empty());
            case "irq" -> new Trigger.Irq(number);
            case "frame" -> new Trigger.Frame();
            case "ring" -> new Trigger.RingChange();
            default -> throw new IllegalArgumentException("next int, irq, frame or ring, not '" + what + "'");
        };
    }

    private void back(String how) {
        Command command;
        if (how.isEmpty() || Character.isDigit(how.charAt(0))) command = new Command.StepBack(how.isEmpty() ? 1 : decimal(how));
        else if (how.startsWith("to ")) command = new Command.RunBack(new Goal.Until(session.ask(new Address.ToLinear(console.address(how.substring(3)))).join(), OptionalInt.empty(), false));
        else command = Stride.named(how).backwards();
        session.submit(command).join();
    }

    private void waits(String what) throws End {
        if (!what.startsWith("\"")) {
            look(what, LOOK);
            return;
        }
        var m = WAIT.matcher(what);
        if (!m.matches()) throw new IllegalArgumentException("wait \"TEXT\" [on screen|serial] [within TIME]");
        String wanted = unescaped(m.group(1));
        String where = m.group(2);
        long patience = m.group(3) == null ? PATIENCE : time(m.group(3));
        BooleanSupplier seen = () -> !"serial".equals(where) && session.ask(new ScreenText.Query()).join().contains(wanted)
                || !"screen".equals(where) && heard.contains(wanted);
        long until = now() + patience;
        while (!seen.getAsBoolean()) {
            if (now() >= until) throw new End(IN_VAIN, "waited in vain for \"" + wanted + "\"");
            var reason = pass(LOOK);
            boolean stuck = !(reason instanceof StopReason.Reached || reason instanceof StopReason.Stepped);
            if (stuck && !seen.getAsBoolean()) throw new End(IN_VAIN, "waiting for \"" + wanted + "\": " + reason.text());
        }
        heard.forgetUpTo(wanted);
    }

    /** Runs until a sight is seen, looking every so many nanoseconds of virtual time, or after each instruction when that is 0. */
    private void look(String what, long every) throws End {
        var m = SIGHT.matcher(what);
        if (!m.matches()) throw new IllegalArgumentException("what to wait for is missing");
        var sight = Sight.parse(m.group(1));
        long patience = m.group(2) == null ? PATIENCE : time(m.group(2));
        var reason = go(new Command.RunUntil(sight, sight.text(), every, patience));
        if (!(reason instanceof StopReason.Seen) && !session.ask(sight).join()) throw new End(IN_VAIN, "waiting for " + sight.text() + ": " + reason.text());
    }

    private long now() {
        return session.ask(m -> m.machine().now()).join();
    }

    // ---- input and pictures --------------------------------------------------------------------------------------------------

    private void type(String text) throws End {
        keys(KeyLayout.US.strokes(text));
    }

    private void keys(List<InputEvent.KeyStroke> strokes) throws End {
        boolean stopped = false;
        for (var s : strokes) {
            session.submit(new Command.Input(s)).join();
            // Whoever set a breakpoint wants to be there: the rest of the strokes wait in the machine.
            if (!stopped) stopped = pass(KEY_TIME) instanceof StopReason.AtBreakpoint;
        }
    }

    private static Key key(String name) {
        try {
            return Key.valueOf(name.matches("[0-9]") ? "DIGIT_" + name : name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("there is no key '" + name + "'", e);
        }
    }

    private void screenshot(Path file) throws IOException {
        // A machine that has stopped has painted its picture.
        var f = session.screen().frame();
        var image = new BufferedImage(f.width(), f.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, f.width(), f.height(), f.pixels(), 0, f.width());
        try (var to = Files.newOutputStream(file)) {
            ImageIO.write(image, "png", to);
        }
    }

    // ---- words ---------------------------------------------------------------------------------------------------------------

    private static int decimal(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number", e);
        }
    }

    /** Nanoseconds. */
    private static long time(String text) {
        var m = TIME.matcher(text);
        if (!m.matches()) throw new IllegalArgumentException("'" + text + "' is not a time such as 20s or 500ms");
        try {
            return Math.multiplyExact(Long.parseLong(m.group(1)), switch (m.group(2)) {
                case "ns" -> 1L;
                case "us" -> 1_000L;
                case "ms" -> 1_000_000L;
                default -> 1_000_000_000L;
            });
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is too long", e);
        }
    }

    private static String text(String quoted) {
        if (quoted.length() < 2 || !quoted.startsWith("\"") || !quoted.endsWith("\"")) throw new IllegalArgumentException("a text stands between two quotes");
        return unescaped(quoted.substring(1, quoted.length() - 1));
    }

    private static String unescaped(String text) {
        var s = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                s.append(c);
                continue;
            }
            char e = text.charAt(++i);
            s.append(e == 'n' ? '\n' : e == 't' ? '\t' : e);
        }
        return s.toString();
    }
}
