package lucid86.debugger.script;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.RegisterName;
import lucid86.debugger.session.Session;
import lucid86.debugger.time.TimelineStatus;
import lucid86.debugger.time.Writer;

/** Commands about saved states and the past. */
final class TimeConsole {
    static final String HELP = """
            savevm FILE [TEXT]      saves the machine   loadvm FILE
            history on|off          timeline            goto INSTRUCTION|BOOKMARK|present
            who ADDRESS [LENGTH]    who wrote it last   who REGISTER   who X,Y (pixel)
            """;

    private final Session session;

    TimeConsole(Session session) {
        this.session = session;
    }

    static boolean knows(String word) {
        return switch (word) {
            case "savevm", "loadvm", "history", "timeline", "goto", "who" -> true;
            default -> false;
        };
    }

    String answer(String word, String rest) {
        return switch (word) {
            case "savevm" -> {
                String[] parts = rest.split("\\s+", 2);
                run(new Command.SaveState(file(parts[0]), parts.length > 1 ? parts[1] : ""));
                yield "";
            }
            case "loadvm" -> {
                run(new Command.LoadState(file(rest)));
                yield "";
            }
            case "history" -> {
                if (!rest.equals("on") && !rest.equals("off")) throw new IllegalArgumentException("history is on or off, not '" + rest + "'");
                run(new Command.KeepHistory(rest.equals("on")));
                yield "";
            }
            case "timeline" -> timeline();
            case "goto" -> {
                run(new Command.GoToInstruction(moment(rest)));
                yield "";
            }
            default -> who(rest);
        };
    }

    private static Path file(String name) {
        if (name.isEmpty()) throw new IllegalArgumentException("name a file");
        return Path.of(name);
    }

    private void run(Command c) {
        session.submit(c).join();
    }

    private TimelineStatus status() {
        return session.ask(new TimelineStatus.Query()).join();
    }

    private String timeline() {
        var s = status();
        if (!s.recording()) return "no history is kept";
        var text = new StringBuilder(String.format("instruction %d of %d to %d, %s; %d ms of %d to %d; %d checkpoints, %d MiB%n", s.instructions(),
                s.firstInstructions(), s.presentInstructions(), s.past() ? "in the past" : "in the present", ms(s.time()), ms(s.firstTime()), ms(s.presentTime()),
                s.checkpoints().size(), s.bytes() >> 20));
        s.bookmarks().forEach(b -> text.append(String.format("%12d  %s%n", b.instructions(), b.name())));
        return text.toString();
    }

    private static long ms(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** A decimal instruction count, the name of a bookmark, or the present. */
    private long moment(String text) {
        if (text.equals("present")) return Long.MAX_VALUE;
        for (var b : status().bookmarks()) if (b.name().equals(text)) return b.instructions();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is neither an instruction count nor a bookmark", e);
        }
    }

    private String who(String rest) {
        String[] parts = rest.split("\\s+");
        if (rest.matches("[0-9]+,[0-9]+")) {
            String[] xy = rest.split(",");
            run(new Command.WhoDrew(Integer.parseInt(xy[0]), Integer.parseInt(xy[1])));
        } else if (register(rest) != null) {
            run(new Command.WhoChanged(register(rest)));
        } else {
            var start = session.ask(m -> Expression.parse(parts[0]).address(m)).join();
            int length = parts.length < 2 ? 1 : session.ask(m -> (int) Expression.parse(parts[1]).value(m)).join();
            if (length < 1 || length > 4096) throw new IllegalArgumentException("a length from 1 to 1000h, not " + parts[1]);
            run(new Command.WhoWrote(start, length));
        }
        return status().answer().map(TimeConsole::text).orElse("");
    }

    private static RegisterName register(String name) {
        for (RegisterName r : RegisterName.values()) if (r.name().equals(name.toUpperCase(Locale.ROOT))) return r;
        return null;
    }

    private static String text(Writer w) {
        if (!w.found()) return w.what() + ": nobody since the beginning of history";
        return String.format("%s: %s at instruction %d, %08x  %s", w.what(), w.device() ? "a device" : "the CPU", w.instructions(), w.linear(), w.instruction());
    }
}
