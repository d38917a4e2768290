package lucid86.debugger.gdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import lucid86.debugger.script.Console;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.stop.Happening;
import lucid86.debugger.stop.Location;
import lucid86.debugger.stop.StopReason;
import lucid86.debugger.stop.Trigger;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.MemoryPage;
import lucid86.debugger.view.Registers;

/** Serves one gdb: packets in, commands to the session, answers out. Runs on the server's thread; stops are told from any. */
final class GdbConnection {
    private static final String OK = "OK", ERROR = "E01", FAULT = "E14", UNKNOWN = "";
    private static final int SIGINT = 2, SIGTRAP = 5, SIGABRT = 6;

    private final Session session;
    private final Console console;
    private final Packets packets;
    /** Breakpoints gdb has set, by their packet without the leading letter; with their number in the session. */
    private final Map<String, Integer> points = new HashMap<>();
    private final String description = GdbRegisters.description();
    private boolean tellsKind;
    private volatile boolean running;

    GdbConnection(Session session, Console console, InputStream in, OutputStream out) {
        this.session = session;
        this.console = console;
        packets = new Packets(in, out);
    }

    /** Until gdb goes. */
    void serve() throws IOException {
        session.submit(new Command.Pause()).join();
        try {
            while (true) {
                String p = packets.next();
                if (p.equals(Packets.INTERRUPT)) {
                    session.submit(new Command.Pause());
                    continue;
                }
                String answer = guarded(p);
                if (answer != null) packets.send(answer);
                if (p.startsWith("D")) return;
                if (p.equals("k") || p.startsWith("vKill")) return;
            }
        } finally {
            forgetPoints();
        }
    }

    private void forgetPoints() {
        points.values().forEach(id -> session.submit(new Command.RemoveBreakpoint(id)));
        points.clear();
    }

    /** What gdb sends may be wrong in many ways; the answer is an error then. */
    private String guarded(String p) {
        try {
            return answer(p);
        } catch (CompletionException | IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException _) {
            return ERROR;
        }
    }

    /** The answer to a packet; null when it comes later or never. */
    private String answer(String p) {
        if (p.isEmpty()) return UNKNOWN;
        String rest = p.substring(1);
        return switch (p.charAt(0)) {
            case '?' -> stopped(session.whenStopped().join());
            case 'g' -> GdbRegisters.all(registers());
            case 'G' -> writeAll(rest);
            case 'p' -> GdbRegisters.value(registers(), number(rest));
            case 'P' -> {
                session.submit(GdbRegisters.write(number(rest.substring(0, rest.indexOf('='))), rest.substring(rest.indexOf('=') + 1))).join();
                yield OK;
            }
            case 'm' -> read(rest);
            case 'M' -> write(rest.substring(0, rest.indexOf(':')), Hex.bytes(rest.substring(rest.indexOf(':') + 1)));
            case 'X' -> write(rest.substring(0, rest.indexOf(':')), rest.substring(rest.indexOf(':') + 1).getBytes(StandardCharsets.ISO_8859_1));
            case 'c', 'C' -> run(new Command.Run());
            case 's', 'S' -> run(new Command.Step(1));
            case 'b' -> switch (p) {
                case "bs" -> run(new Command.StepBack(1));
                case "bc" -> run(new Command.ReverseContinue());
                default -> UNKNOWN;
            };
            case 'Z' -> insert(rest);
            case 'z' -> remove(rest);
            case 'H', 'T' -> OK;
            case 'D' -> {
                forgetPoints();
                session.submit(new Command.Run());
                yield OK;
            }
            case 'k' -> {
                session.submit(new Command.PowerOff());
                yield null;
            }
            case 'v' -> extended(p);
            case 'q', 'Q' -> query(p);
            default -> UNKNOWN;
        };
    }

    private static int number(String hex) {
        int n = Integer.parseInt(hex, 16);
        if (n >= GdbRegisters.count()) throw new IllegalArgumentException("no register " + n);
        return n;
    }

    private Registers registers() {
        return session.ask(new Registers.Query()).join();
    }

    private String writeAll(String hex) {
        for (int i = 0; i < GdbRegisters.count(); i++) {
            int at = GdbRegisters.offset(i);
            if (at + GdbRegisters.digits(i) > hex.length()) break;
            String value = hex.substring(at, at + GdbRegisters.digits(i));
            // Only what changed: not everything can be written, and gdb sends all.
            if (!value.equals(GdbRegisters.value(registers(), i))) session.submit(GdbRegisters.write(i, value)).join();
        }
        return OK;
    }

    // ---- memory ------------------------------------------------------------------------------------------------------------

    private String read(String range) {
        int comma = range.indexOf(',');
        int length = (int) Math.min(Hex.plain(range.substring(comma + 1)), Packets.MOST / 2 - 16);
        if (length == 0) return "";
        var page = session.ask(new MemoryPage.Query(new Address.Linear((int) Hex.plain(range.substring(0, comma))), length)).join();
        int mapped = 0;
        while (mapped < length && page.at(mapped) >= 0) mapped++;
        if (mapped == 0) return FAULT;
        var bytes = new byte[mapped];
        for (int i = 0; i < mapped; i++) bytes[i] = (byte) page.at(i);
        return Hex.text(bytes);
    }

    private String write(String range, byte[] bytes) {
        int comma = range.indexOf(',');
        if (Hex.plain(range.substring(comma + 1)) != bytes.length) return ERROR;
        if (bytes.length > 0) session.submit(new Command.WriteMemory(new Address.Linear((int) Hex.plain(range.substring(0, comma))), bytes)).join();
        return OK;
    }

    // ---- running -----------------------------------------------------------------------------------------------------------

    private String run(Command command) {
        session.submit(command).join();
        running = true;
        session.whenStopped().thenAccept(this::tellStop);
        return null;
    }

    private void tellStop(StopReason reason) {
        if (!running) return;
        running = false;
        try {
            packets.send(stopped(reason));
        } catch (IOException _) {
            // gdb is gone; the reading side notices, too
        }
    }

    private String stopped(StopReason reason) {
        return switch (reason) {
            case StopReason.PoweredOff off -> String.format("W%02x", off.exitCode().orElse(0) & 0xff);
            case StopReason.Failed _ -> signal(SIGABRT, "");
            case StopReason.Paused _ -> signal(SIGINT, "");
            case StopReason.AtBreakpoint at -> signal(SIGTRAP, kind(at));
            case StopReason.Travelled(String text) when text.contains("beginning") -> signal(SIGTRAP, "replaylog:begin;");
            default -> signal(SIGTRAP, "");
        };
    }

    private static String signal(int number, String what) {
        return String.format("T%02x%sthread:1;", number, what);
    }

    private String kind(StopReason.AtBreakpoint at) {
        if (at.happening() instanceof Happening.Touched t && at.breakpoint().trigger() instanceof Trigger.Memory m) {
            String how = switch (m.access()) {
                case READ -> "rwatch";
                case ACCESS -> "awatch";
                default -> "watch";
            };
            // gdb wants an address in the range it asked for.
            return String.format("%s:%x;", how, Math.max(t.address(), m.from().linear() & 0xffffffffL));
        }
        boolean own = points.containsValue(at.breakpoint().id());
        return own && tellsKind ? points.entrySet().stream().anyMatch(e -> e.getKey().startsWith("0") && e.getValue() == at.breakpoint().id()) ? "swbreak:;"
                : "hwbreak:;" : "";
    }

    private String extended(String p) {
        if (p.equals("vCont?")) return "vCont;c;C;s;S";
        if (p.startsWith("vCont;")) {
            return switch (p.charAt(6)) {
                case 's', 'S' -> run(new Command.Step(1));
                case 'c', 'C' -> run(new Command.Run());
                default -> ERROR;
            };
        }
        if (p.startsWith("vKill")) {
            session.submit(new Command.PowerOff());
            return OK;
        }
        return UNKNOWN;
    }

    // ---- breakpoints ---------------------------------------------------------------------------------------------------------

    /** {@code type,address,kind}: 0 and 1 execution, 2 write, 3 read, 4 access. */
    private String insert(String point) {
        String key = point.split(";")[0];
        if (points.containsKey(key)) return OK;
        String[] f = key.split(",");
        var at = new Location.Linear((int) Hex.plain(f[1]));
        int length = (int) Hex.plain(f[2]);
        Trigger trigger = switch (f[0]) {
            case "0", "1" -> new Trigger.Execute(at);
            case "2" -> new Trigger.Memory(at, length, Trigger.Access.WRITE);
            case "3" -> new Trigger.Memory(at, length, Trigger.Access.READ);
            case "4" -> new Trigger.Memory(at, length, Trigger.Access.ACCESS);
            default -> null;
        };
        if (trigger == null) return UNKNOWN;
        var placed = session.place(trigger).join();
        points.put(key, placed);
        return OK;
    }

    private String remove(String point) {
        Integer id = points.remove(point.split(";")[0]);
        if (id != null) session.submit(new Command.RemoveBreakpoint(id)).join();
        return OK;
    }

    // ---- queries -------------------------------------------------------------------------------------------------------------

    private String query(String p) {
        if (p.startsWith("qSupported")) {
            tellsKind = p.contains("swbreak+") && p.contains("hwbreak+");
            String back = session.ask(m -> m.timeline().isPresent()).join() ? ";ReverseStep+;ReverseContinue+" : "";
            return String.format("PacketSize=%x;qXfer:features:read+;QStartNoAckMode+;vContSupported+;swbreak+;hwbreak+%s", Packets.MOST, back);
        }
        if (p.equals("QStartNoAckMode")) {
            packets.stopAcknowledging();
            return OK;
        }
        if (p.startsWith("qXfer:features:read:target.xml:")) return part(description, p.substring(p.lastIndexOf(':') + 1));
        if (p.startsWith("qRcmd,")) return monitor(new String(Hex.bytes(p.substring(6)), StandardCharsets.UTF_8));
        if (p.equals("qC")) return "QC1";
        if (p.equals("qfThreadInfo")) return "m1";
        if (p.equals("qsThreadInfo")) return "l";
        if (p.startsWith("qThreadExtraInfo")) return Hex.text("CPU 0".getBytes(StandardCharsets.UTF_8));
        if (p.startsWith("qAttached")) return "1";
        if (p.startsWith("qSymbol")) return OK;
        return UNKNOWN;
    }

    private static String part(String text, String range) {
        int comma = range.indexOf(',');
        int from = (int) Math.min(Hex.plain(range.substring(0, comma)), text.length());
        int to = (int) Math.min(text.length(), from + Math.min(Hex.plain(range.substring(comma + 1)), Packets.MOST / 2));
        return (to == text.length() ? "l" : "m") + text.substring(from, to);
    }

    private String monitor(String line) {
        String said;
        try {
            said = console.ask(line);
        } catch (IllegalArgumentException | IllegalStateException e) {
            said = e.getMessage();
        }
        if (said.isEmpty()) return OK;
        // What does not fit a packet is cut off.
        String text = said.length() > Packets.MOST / 2 - 16 ? said.substring(0, Packets.MOST / 2 - 20) + "...\n" : said.endsWith("\n") ? said : said + "\n";
        return Hex.text(text.getBytes(StandardCharsets.UTF_8));
    }
}
