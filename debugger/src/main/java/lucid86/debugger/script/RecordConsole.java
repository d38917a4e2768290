package lucid86.debugger.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.observe.BlockRing;
import lucid86.debugger.observe.Coverage;
import lucid86.debugger.observe.EventFilter;
import lucid86.debugger.observe.EventLog;
import lucid86.debugger.observe.MemoryHeat;
import lucid86.debugger.observe.Records;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;

/** Commands about what is written down while the machine runs. */
final class RecordConsole {
    static final String HELP = """
            events on|off           interrupts, IRQs, ports, control registers and modes
            events [FILTER]         the last 40: int irq port control mode, port=3f8-3ff, int=21
            heat on|off             heat ADDRESS [LENGTH]  when memory was touched last
            coverage on|off         coverage [FILE]        which code has been executed
            blocks on|off           blocks [COUNT]         the last translation blocks executed
            """;
    private static final int SHOWN = 40, MOST_SPANS = 1_000_000;

    private final Session session;

    RecordConsole(Session session) {
        this.session = session;
    }

    static boolean knows(String word) {
        return switch (word) {
            case "events", "heat", "coverage", "blocks" -> true;
            default -> false;
        };
    }

    String answer(String word, String rest) {
        if (rest.equals("on") || rest.equals("off")) {
            session.submit(new Command.Record(Records.Kind.valueOf(word.toUpperCase(Locale.ROOT)), rest.equals("on"))).join();
            return "";
        }
        return switch (word) {
            case "events" -> events(EventFilter.parse(rest));
            case "heat" -> heat(rest.split("\\s+"));
            case "coverage" -> coverage(rest);
            default -> blocks(rest);
        };
    }

    private static IllegalArgumentException off(String word) {
        return new IllegalArgumentException("nothing is recorded: " + word + " on begins");
    }

    private String events(EventFilter filter) {
        var page = session.ask(new EventLog.Query(filter, 0, SHOWN)).join();
        if (!page.on()) throw off("events");
        return page.events().reversed().stream().map(e -> String.format("%12d  %13.6f ms  %08x  %s%n", e.instructions(), e.time() / 1e6, e.linear(), e.what().text()))
                .collect(Collectors.joining()) + String.format("%d of %d events", page.events().size(), page.fitting());
    }

    private String heat(String[] words) {
        var start = session.ask(m -> Expression.parse(words[0]).address(m)).join();
        int length = words.length < 2 ? 64 : session.ask(m -> (int) Expression.parse(words[1]).value(m)).join();
        if (length < 1 || length > 0x10000) throw new IllegalArgumentException("a length from 1 to 10000h");
        int pieces = (length + MemoryHeat.GRANULE - 1) / MemoryHeat.GRANULE;
        var answer = session.ask(new MemoryHeat.Query(start, pieces)).join();
        if (!answer.on()) throw off("heat");
        var text = new StringBuilder("address   read    written executed (ms ago)\n");
        for (int i = 0; i < pieces; i++) {
            var a = answer.ages().get(i);
            text.append(String.format("%-9s %-7s %-7s %s%n", start.plus((long) i * MemoryHeat.GRANULE).text(), age(a.read()), age(a.written()), age(a.executed())));
        }
        return text.toString();
    }

    private static String age(long ms) {
        return ms < 0 ? "-" : Long.toString(ms);
    }

    private String coverage(String file) {
        var c = session.ask(new Coverage.Query(file.isEmpty() ? SHOWN : MOST_SPANS)).join();
        if (!c.on()) throw off("coverage");
        String lines = c.spans().stream().map(s -> String.format("%08x-%08x %6d %s", s.from(), s.from() + s.bytes() - 1, s.bytes(), s.place()).stripTrailing() + "\n")
                .collect(Collectors.joining());
        String sum = String.format("%d bytes of code executed", c.bytes());
        if (file.isEmpty()) return lines + sum;
        try {
            Files.writeString(Path.of(file), lines);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot write " + file + ": " + e.getMessage(), e);
        }
        return sum + ", written to " + file;
    }

    private String blocks(String count) {
        int most = count.isEmpty() ? SHOWN : session.ask(m -> (int) Expression.parse(count).value(m)).join();
        var page = session.ask(new BlockRing.Query(0, most)).join();
        if (!page.on()) throw off("blocks");
        return page.newest().reversed().stream().map(b -> String.format("%08x %s", b.linear(), b.place()).stripTrailing() + "\n").collect(Collectors.joining())
                + String.format("%d blocks executed", page.executed());
    }
}
