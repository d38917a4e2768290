package lucid86.debugger.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Tour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of the real gdb. */
@Timeout(120)
class GdbTest {
    @TempDir
    Path dir;

    private Session session;
    private GdbServer server;

    @BeforeEach
    void open() throws IOException {
        boolean there = Path.of("/usr/bin/gdb").toFile().canExecute();
        Assumptions.assumeTrue(there || System.getenv("CI") != null, "gdb is not installed");
        session = Tour.open(dir, SessionOptions.stopped());
        server = GdbServer.start(session, GdbServer.address("tcp::0"), _ -> {});
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) server.close();
        if (session != null) session.close();
    }

    /** What gdb prints for these commands, after it has connected. */
    private String gdb(String... commands) throws IOException, InterruptedException {
        var line = new ArrayList<>(List.of("gdb", "-batch", "-nx", "-ex", "set pagination off", "-ex", "set architecture i386", "-ex", "target remote 127.0.0.1:" + server.port()));
        for (String c : commands) {
            line.add("-ex");
            line.add(c);
        }
        Path out = dir.resolve("gdb.txt");
        var process = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) process.destroyForcibly().waitFor();
        String text = Files.readString(out, StandardCharsets.UTF_8);
        assertTrue(ended, "gdb hangs after: " + text);
        return text;
    }

    private static void has(String text, String... wanted) {
        for (String w : wanted) assertTrue(text.replaceAll("[ \t]+", " ").contains(w), () -> "'" + w + "' is not in:\n" + text);
    }

    private static String address(String label) {
        return "0x" + Integer.toHexString(Tour.at(label));
    }

    @Test
    void readsRegistersAndStopsAtBreakpoints() throws Exception {
        String said = gdb("info registers eip cs eflags", "break *" + address("inner_loop"), "continue", "print/x $ecx", "print/x $cs", "print/x $sp", "continue",
                "print $ecx", "delete", "break *" + address("after_outer"), "continue", "x/i $pc", "info breakpoints");
        has(said, "eip 0xfffffff0", "cs 0xf000", "Breakpoint 1, " + String.format("0x%08x", Tour.at("inner_loop")), "$1 = 0x3", "$2 = 0xf000", "$3 = 0x6ff8",
                "$4 = 2", "Breakpoint 2, " + String.format("0x%08x", Tour.at("after_outer")), "breakpoint already hit 1 time");
    }

    @Test
    void stepsByInstructionAndStopsTwiceAtOnePlace() throws Exception {
        String said = gdb("hbreak *" + address("outer"), "continue", "stepi", "print/x $pc", "stepi 2", "print/x $pc", "print $ecx");
        has(said, "$1 = 0x" + Integer.toHexString(Tour.at("outer") + 1), "$2 = 0x" + Integer.toHexString(Tour.at("outer") + 6), "$3 = 3");
    }

    @Test
    void watchesMemory() throws Exception {
        String said = gdb("watch *(unsigned short *)0x5000", "continue", "print/x $pc", "continue", "delete", "rwatch *(unsigned short*)0x5100", "awatch *(char *)0x800010",
                "continue", "print/x $pc");
        has(said, "Hardware watchpoint 1", "Old value = 0", "New value = 4660", "$1 = 0x" + Integer.toHexString(Tour.at("load")), "Old value = 4660", "New value = 22136",
                "Hardware access (read/write) watchpoint 3", "$2 = 0x" + Integer.toHexString(Tour.at("paged") + 10));
    }

    @Test
    void changesRegistersAndMemory() throws Exception {
        String said = gdb("break *" + address("load"), "continue", "set $ebx = 0x12345678", "set $ax = 0x9876", "print/x $ebx", "print/x $eax & 0xffff", "set var *(int *)0x5000 = 0xcafe",
                "print/x *(int *)0x5000", "stepi", "print/x $ax", "set $xmm3.uint128 = 5", "print $xmm3.v4_int32", "set $mxcsr = 0x1f00", "print/x $fctrl", "set $st0 = 1.5", "print $st0",
                "print $eflags", "print/x $cs_base", "set $pc = " + address("store"), "print/x $pc", "print *(char*)0xf0000 = 1");
        has(said, "$1 = 0x12345678", "$2 = 0x9876", "$3 = 0xcafe", "$4 = 0xcafe", "{5, 0, 0, 0}", "$6 = 0x40", "$7 = 1.5", "[ ", "= 0xf0000",
                "$10 = 0x" + Integer.toHexString(Tour.at("store")), "Cannot access memory at address 0xf0000");
    }

    /** FLD1, FSTP qword [5200h]: the FPU remembers the latter and its operand. */
    @Test
    void knowsWhatTheFpuDidLast() throws Exception {
        String said = gdb("break *" + address("paged"), "continue", "set var *(int *)0x7000 = 0x1ddde8d9", "set var *(int *)0x7004 = 0x5200", "set $pc = 0x7000", "stepi 2",
                "print *(double *)0x5200", "print/x $fop", "print/x $fioff", "print/x $fiseg == $cs", "print/x $fooff", "print/x $foseg == $ds", "print/x $ftag",
                "set $fop = 0x123", "print/x $fop", "set $ftag = 0", "print/x $ftag");
        has(said, "$1 = 1", "$2 = 0x51d", "$3 = 0x7002", "$4 = 0x1", "$5 = 0x5200", "$6 = 0x1", "$7 = 0xffff", "$8 = 0x123");
        assertFalse(said.contains("$9 = 0xffff"), said);
    }

    @Test
    void asksTheMonitor() throws Exception {
        String said = gdb("monitor int 13 ah 41", "continue", "monitor print ah", "monitor stack", "monitor list int13 2", "monitor breakpoints", "monitor nonsense", "monitor walk cs:eip",
                "detach");
        has(said, "41 (65)", "int13", "inc word [0x5200]", "1: int 13 ah 41 (1 hits)", "'nonsense' is no command", "physical 000f00");
    }

    @Test
    void interruptsARunningMachineAndComesBack() throws Exception {
        gdb("break *" + address("done"), "continue", "detach");
        assertEquals(List.of(), session.snapshot().breakpoints(), "gdb's breakpoints go with it");
        String said = gdb("print/x $cs", "print/x $eflags & 0x200");
        has(said, "$1 = 0x8");
    }

    @Test
    void goesBackInTime() throws Exception {
        session.submit(new lucid86.debugger.session.Command.KeepHistory(true)).join();
        String said = gdb("break *" + address("inner_loop"), "continue", "continue", "print $ecx", "reverse-stepi", "print/x $pc", "print $ecx", "reverse-continue", "print $ecx",
                "delete", "watch *(unsigned short *)0x5000", "continue", "continue", "reverse-continue", "print/x $pc", "reverse-continue", "print/x $pc", "reverse-continue");
        has(said, "$1 = 2", "$2 = 0x" + Integer.toHexString(Tour.at("inner_loop") + 1), "$3 = 3", "$4 = 3", "Old value = 22136", "No more reverse-execution history");
    }

    @Test
    void endsWithThePower() throws Exception {
        gdb("kill");
        assertTrue(session.snapshot().status().stop().isPresent());
    }

    @Test
    void readsAddresses() {
        assertEquals(1234, GdbServer.address("tcp::1234").getPort());
        assertTrue(GdbServer.address("tcp::1234").getAddress().isLoopbackAddress());
        assertEquals("0.0.0.0", GdbServer.address("tcp:0.0.0.0:9").getAddress().getHostAddress());
        for (String wrong : List.of("tcp:", "tcp::x", "tcp::99999", "1234x")) assertThrows(IllegalArgumentException.class, () -> GdbServer.address(wrong), wrong);
    }
}
