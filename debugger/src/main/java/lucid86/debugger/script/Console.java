package lucid86.debugger.script;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.expr.Message;
import lucid86.debugger.inspect.CallStack;
import lucid86.debugger.inspect.DescriptorTable;
import lucid86.debugger.inspect.MemorySearch;
import lucid86.debugger.inspect.PageMap;
import lucid86.debugger.inspect.PageWalk;
import lucid86.debugger.inspect.PhysicalMap;
import lucid86.debugger.inspect.TaskState;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.stop.BreakpointText;
import lucid86.debugger.symbol.SymbolFiles;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.DeviceList;
import lucid86.debugger.view.Listing;
import lucid86.debugger.view.MemoryPage;
import lucid86.debugger.view.Operations;
import lucid86.debugger.view.Registers;
import lucid86.debugger.view.ScreenText;

/** Commands that ask, set breakpoints and change things, one a line, with answers as text. Nothing here lets the machine run. */
public final class Console {
    private static final String HELP = """
            break ADDRESS | watch r|w|rw|change ADDRESS [LENGTH] | port in|out|any FIRST[-LAST] [value V [mask M]] | int [VECTOR] [ah V] [al V]
            irq [LINE] | mode | ring | cr0 | cr3 | cr4 | frame | triple-fault | compiled [ADDRESS] | dropped [ADDRESS]
                each with: if (EXPRESSION)  ignore N  log "TEXT {EXPRESSION}"  once  off
            breakpoints             lists them          delete N|all   enable N   disable N
            print EXPRESSION        print "TEXT {EXPRESSION}"
            list [ADDRESS [LINES]]  code                dump ADDRESS [LENGTH]     memory
            operations              the next instruction's IR, and what its operations do
            registers  stack  gdt  ldt  idt  task  walk ADDRESS  pages  regions  devices  screen
            search "TEXT"|BYTES [in ADDRESS LENGTH]     in all of physical memory unless said
            set REGISTER EXPRESSION                     write ADDRESS BYTES
            label ADDRESS NAME      comment ADDRESS TEXT
            symbols FILE [BASE]     NASM listing or map, ELF, System.map
            """;
    private static final int MOST_BYTES = 4096, MOST_FOUND = 100;

    private final Session session;
    private final TimeConsole time;
    private final RecordConsole records;

    public Console(Session session) {
        this.session = session;
        time = new TimeConsole(session);
        records = new RecordConsole(session);
    }

    /**
     * Carries out one command; the answer may be several lines or empty.
     *
     * @throws IllegalArgumentException with a message for people when it cannot be carried out
     */
    public String ask(String line) {
        try {
            return answer(line.strip());
        } catch (CompletionException e) {
            if (e.getCause() instanceof IllegalArgumentException | e.getCause() instanceof IllegalStateException)
                throw new IllegalArgumentException(message((RuntimeException) e.getCause()), e);
            throw e;
        }
    }

    private static String message(RuntimeException e) {
        return e instanceof lucid86.debugger.expr.ExpressionException x ? x.text() : e.getMessage();
    }

    private String answer(String line) {
        if (line.isEmpty() || line.startsWith("#")) return "";
        if (BreakpointText.begins(line)) {
            session.submit(new Command.Break(line)).join();
            return "";
        }
        int blank = line.indexOf(' ');
        String word = (blank < 0 ? line : line.substring(0, blank)).toLowerCase(Locale.ROOT), rest = blank < 0 ? "" : line.substring(blank + 1).strip();
        if (TimeConsole.knows(word)) return time.answer(word, rest);
        if (RecordConsole.knows(word)) return records.answer(word, rest);
        return switch (word) {
            case "help" -> HELP + TimeConsole.HELP + RecordConsole.HELP;
            case "breakpoints" -> breakpoints();
            case "delete" -> delete(rest);
            case "enable" -> enable(rest, true);
            case "disable" -> enable(rest, false);
            case "print" -> print(rest);
            case "list" -> list(rest.split("\\s+"));
            case "dump" -> dump(rest.split("\\s+"));
            case "operations" -> session.ask(new Operations.Query()).join().text();
            case "registers" -> registers();
            case "stack" -> stack();
            case "gdt", "ldt", "idt" -> table(DescriptorTable.Kind.valueOf(word.toUpperCase(Locale.ROOT)));
            case "task" -> task();
            case "walk" -> walk(rest);
            case "pages" -> pages();
            case "regions" -> regions();
            case "devices" -> devices(rest);
            case "screen" -> String.join("\n", session.ask(new ScreenText.Query()).join().rows());
            case "search" -> search(rest);
            case "set" -> set(rest);
            case "write" -> write(rest);
            case "label", "comment" -> note(word, rest.split("\\s+", 2));
            case "symbols" -> symbols(rest.split("\\s+"));
            default -> throw new IllegalArgumentException("'" + word + "' is no command (help lists them)");
        };
    }

    // ---- breakpoints ---------------------------------------------------------------------------------------------------------

    private String breakpoints() {
        var text = new StringBuilder();
        for (var b : session.snapshot().breakpoints()) text.append(String.format("%d: %s  (%d hits)%n", b.id(), b.text(), b.hits()));
        return text.toString();
    }

    private String delete(String which) {
        session.submit(which.equals("all") ? new Command.ClearBreakpoints() : new Command.RemoveBreakpoint(known(which))).join();
        return "";
    }

    private String enable(String which, boolean on) {
        int id = known(which);
        var b = session.snapshot().breakpoints().stream().filter(x -> x.id() == id).findFirst().orElseThrow();
        session.submit(new Command.ChangeBreakpoint(b.enable(on))).join();
        return "";
    }

    private int known(String which) {
        for (var b : session.snapshot().breakpoints()) if (Integer.toString(b.id()).equals(which)) return b.id();
        throw new IllegalArgumentException("there is no breakpoint '" + which + "'");
    }

    // ---- values ------------------------------------------------------------------------------------------------------------

    /** Value of an expression. */
    long value(String expression) {
        return session.ask(m -> Expression.parse(expression).value(m)).join();
    }

    /** A text with its expressions in braces replaced. */
    String text(String message) {
        return session.ask(m -> Message.parse(message).text(m)).join();
    }

    private String print(String what) {
        if (what.startsWith("\"") && what.endsWith("\"") && what.length() > 1) return text(what.substring(1, what.length() - 1));
        long v = value(what);
        return String.format("%x (%d)", v, v);
    }

    /** Where an expression points. */
    Address address(String expression) {
        return session.ask(new Expression.GoTo(expression)).join();
    }

    private int linear(String expression) {
        return session.ask(new Address.ToLinear(address(expression))).join();
    }

    private String list(String[] w) {
        var from = w[0].isEmpty() ? OptionalInt.empty() : OptionalInt.of(linear(w[0]));
        int lines = w.length > 1 ? Math.clamp(value(w[1]), 1, Listing.MAX_LINES) : 16;
        var text = new StringBuilder();
        for (var l : session.ask(new Listing.Query(from, 0, false, lines)).join().lines()) {
            l.label().ifPresent(n -> text.append(n).append(":\n"));
            text.append(String.format("%08x  %-20s %s%n", l.linear(), l.bytes(), l.text()));
        }
        return text.toString();
    }

    private String dump(String[] w) {
        Address at = address(w[0]);
        int length = w.length > 1 ? Math.clamp(value(w[1]), 1, MOST_BYTES) : 64;
        var page = session.ask(new MemoryPage.Query(at, length)).join();
        var text = new StringBuilder();
        for (int i = 0; i < length; i += 16) {
            var chars = new StringBuilder();
            text.append(at.plus(i).text()).append("  ");
            for (int j = i; j < Math.min(i + 16, length); j++) {
                int b = page.at(j);
                text.append(b < 0 ? "?? " : String.format("%02x ", b));
                chars.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
            }
            text.append(" ").append(chars).append('\n');
        }
        return text.toString();
    }

    // ---- structures --------------------------------------------------------------------------------------------------------

    private String registers() {
        Registers r = session.ask(new Registers.Query()).join();
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) text.append(String.format("%s=%08x%s", Registers.GENERAL_NAMES.get(i), r.general().get(i), i % 4 == 3 ? "\n" : " "));
        text.append(String.format("EIP=%08x EFLAGS=%08x CPL=%d%n", r.eip(), r.eflags(), r.cpl()));
        for (int i = 0; i < 8; i++) {
            var s = r.segments().get(i);
            text.append(String.format("%-4s=%04x base %08x limit %08x %s%n", Registers.SEGMENT_NAMES.get(i), s.selector(), s.base(), s.limit(), s.text()));
        }
        text.append(String.format("GDT=%08x %04x IDT=%08x %04x%n", r.gdt().base(), r.gdt().limit(), r.idt().base(), r.idt().limit()));
        return text.append(String.format("CR0=%08x CR2=%08x CR3=%08x CR4=%08x%n", r.cr0(), r.cr2(), r.cr3(), r.cr4())).toString();
    }

    private String stack() {
        var text = new StringBuilder();
        for (var f : session.ask(new CallStack.Query(64)).join().frames())
            text.append(String.format("%08x  %s%s%s%n", f.linear(), f.name(), f.origin() == CallStack.Origin.GUESS ? "  (guess)" : "", f.source().isEmpty() ? "" : "  " + f.source()));
        return text.toString();
    }

    private String table(DescriptorTable.Kind kind) {
        var t = session.ask(new DescriptorTable.Query(kind)).join();
        var text = new StringBuilder(String.format("%s at %08x, limit %04x%n", kind, t.base(), t.limit() & 0xffff));
        for (var e : t.entries())
            if (!e.mapped() || e.descriptor().bits() != 0) text.append(String.format("%3x  %s  %s%n", e.index(), e.text(), e.name()));
        return text.toString();
    }

    private String task() {
        var task = session.ask(new TaskState.Query(OptionalInt.empty())).join();
        if (task.isEmpty()) return "no task state in real mode";
        var text = new StringBuilder(String.format("task %04x at %08x: %s%n", task.get().selector(), task.get().base(), task.get().text()));
        for (var f : task.get().fields()) text.append(String.format("%-8s %s%n", f.name(), f.value().map(Integer::toHexString).orElse("(not mapped)")));
        return text.toString();
    }

    private String walk(String where) {
        var w = session.ask(new PageWalk.Query(address(where))).join();
        var text = new StringBuilder();
        w.segment().ifPresent(s -> text.append(String.format("segment %s %04x base %08x limit %08x %s%s%n", s.name(), s.selector(), s.base(), s.limit(),
                s.text(), s.inside() ? "" : " OUTSIDE THE LIMIT")));
        w.linear().ifPresent(l -> text.append(String.format("linear %08x%n", l)));
        for (var e : w.entries()) text.append(String.format("%-5s %3x at %08x: %08x %s%n", e.level(), e.index(), e.address(), e.value(), e.bits()));
        return text.append(w.text()).append(w.rights().isEmpty() ? "" : " " + w.rights()).toString();
    }

    private String pages() {
        var map = session.ask(new PageMap.Query(0, 1000)).join();
        if (!map.paging()) return "paging is off";
        var text = new StringBuilder();
        for (var s : map.stretches()) text.append(String.format("%08x-%08x -> %08x %s%n", s.first(), s.last(), s.physical(), s.rights()));
        return map.complete() ? text.toString() : text.append("...\n").toString();
    }

    private String regions() {
        var text = new StringBuilder();
        for (var p : session.ask(new PhysicalMap.Query()).join().parts())
            text.append(String.format("%08x-%08x %s%s%n", p.base(), p.base() + p.size() - 1, p.name(), p.enabled() ? "" : " (off)"));
        return text.toString();
    }

    private String devices(String name) {
        var text = new StringBuilder();
        for (var d : session.ask(new DeviceList.Query()).join().devices())
            if (name.isEmpty()) text.append(d.name()).append('\n');
            else if (d.name().equals(name)) text.append(d.view()).append('\n');
        return text.toString();
    }

    private String search(String what) {
        var m = java.util.regex.Pattern.compile("(.*?)(?:\\s+in\\s+(\\S+)\\s+(\\S+))?").matcher(what);
        if (!m.matches()) throw new IllegalArgumentException("search what?");
        Address from = m.group(2) == null ? new Address.Physical(0) : address(m.group(2));
        long left = m.group(3) == null ? 1L << 32 : value(m.group(3));
        var pattern = MemorySearch.Pattern.parse(m.group(1));
        var text = new StringBuilder();
        int found = 0;
        for (Address at = from; at != null && found < MOST_FOUND; ) {
            var result = session.ask(new MemorySearch.Query(pattern, at, left, MOST_FOUND - found)).join();
            for (Address a : result.found()) text.append(a.text()).append('\n');
            found += result.found().size();
            Address next = result.next().orElse(null);
            if (next != null) left -= distance(at, next);
            at = left > 0 ? next : null;
        }
        return text.toString();
    }

    private long distance(Address a, Address b) {
        if (a instanceof Address.Physical(long x) && b instanceof Address.Physical(long y)) return y - x;
        return session.ask(new Address.ToLinear(b)).join() - session.ask(new Address.ToLinear(a)).join() & 0xffffffffL;
    }

    // ---- changes -------------------------------------------------------------------------------------------------------------

    private String set(String rest) {
        String[] w = rest.split("\\s*=\\s*|\\s+", 2);
        if (w.length < 2) throw new IllegalArgumentException("set REGISTER EXPRESSION");
        session.submit(new Command.Set(w[0], value(w[1]), 0)).join();
        return "";
    }

    private String write(String rest) {
        String[] w = rest.split("\\s+", 2);
        if (w.length < 2) throw new IllegalArgumentException("write ADDRESS BYTES");
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(w[1].replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("bytes have two hexadecimal digits each", e);
        }
        session.submit(new Command.WriteMemory(address(w[0]), bytes)).join();
        return "";
    }

    private String note(String kind, String[] w) {
        String text = w.length > 1 ? w[1] : "";
        session.submit(kind.equals("label") ? new Command.Label(linear(w[0]), text) : new Command.Comment(linear(w[0]), text)).join();
        return "";
    }

    private String symbols(String[] w) {
        if (w[0].isEmpty()) return session.ask(m -> m.symbols().size()).join() + " symbols";
        try {
            var read = SymbolFiles.read(Path.of(w[0]), w.length > 1 ? (int) value(w[1]) : 0);
            var all = session.ask(m -> m.symbols().with(read)).join();
            session.submit(new Command.SetSymbols(all)).join();
            return read.size() + " symbols";
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + w[0] + ": " + e.getMessage(), e);
        }
    }
}
