package lucid86.debugger.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Tour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ScriptTest {
    @TempDir
    Path dir;

    private Session session;
    private final Heard heard = new Heard(SessionOptions.Output.NONE);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(), err = new ByteArrayOutputStream();

    @BeforeEach
    void open() throws IOException {
        session = Tour.open(dir, SessionOptions.stopped().withOutput(heard));
    }

    @AfterEach
    void close() {
        session.close();
    }

    private int run(String script) {
        return new Script(session, heard, new PrintStream(out, true, StandardCharsets.UTF_8)).run("tour", script.lines().toList(), new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void drivesAMachineAndLooksAtIt() throws IOException {
        Path picture = dir.resolve("picture.png");
        assertEquals(Script.GOOD, run("""
                # to the disk call
                break int13 if (ah == 41)
                run
                assert pc == int13 && al == 5
                print "AH={ah} from {word [ss:sp+2]}:{word [ss:sp]}"
                breakpoints
                out
                assert pc == load - 10
                set bx = 1234
                write 5200 aa bb
                step 2
                print word [5200]
                assert bx == 1234
                delete all
                run until store
                over
                next ring
                assert cpl == 3
                next int e
                assert cr2 == 900000
                list page_fault 2
                branch
                run for 5us
                search 78 56 34 12 in 20000 1000
                echo the end
                """ + "screenshot " + picture + "\n"), err.toString());
        assertEquals("""
                breakpoint at int13
                AH=41 from f000:24
                1: break int13 if (ah == 41)  (1 hits)
                bbaa (48042)
                page_fault:
                000f014e  83c404               add esp,0x4
                000f0151  83042405             add dword [esp],0x5
                00020010
                the end
                """.replaceAll("(?m)^000f01.. ", "ADDRESS "), said().replaceAll("(?m)^000f01.. ", "ADDRESS "));
        assertTrue(Files.size(picture) > 50);
    }

    @Test
    void goesBack() {
        assertEquals(Script.GOOD, run("""
                history on
                run until store
                back 1
                assert pc == load + 3
                watch w 5000 2
                reverse
                assert pc == load
                """), err.toString());
    }

    @Test
    void asksThePastAndTravels() throws IOException {
        Path state = dir.resolve("tour.state");
        assertEquals(Script.GOOD, run("""
                history on
                run until store
                savevm FILE before the store
                step 3
                who 5000 2
                who edi
                who edx
                timeline
                goto reset
                print insns
                goto present
                assert pc == fill - 2
                goto 1
                assert pc == f0000
                loadvm FILE
                assert pc == store && word [5000] == 1234
                history off
                timeline
                """.replace("FILE", state.toString())), err.toString());
        String text = said();
        assertTrue(text.matches("(?s)00005000: the CPU at instruction \\d+, " + String.format("%08x", Tour.at("store")) + "  mov word \\[0x5000\\],0x5678\n.*"), text);
        assertTrue(text.contains("EDI: the CPU at instruction ") && text.contains("mov di,0x5100"), text);
        assertTrue(text.contains("EDX: nobody since the beginning of history"), text);
        assertTrue(text.contains(", in the present; ") && text.contains("           0  reset\n") && text.contains("\n0 (0)\n"), text);
        assertTrue(text.endsWith("no history is kept\n"), text);
        assertTrue(Files.size(state) > 1000);
    }

    @Test
    void asksForStructures() {
        assertEquals(Script.GOOD, run("run until paged\nregisters\ngdt\nidt\ntask\nwalk ds:800000\npages\nregions\ndevices\nstack\ndump gdt[1] 10\nhelp\nsymbols\n"), err.toString());
        for (String s : new String[] {"EIP=000f", "TSS32 available DPL0 base 00006000", "#PF page fault: page_fault", "ESP0     7000", "PTE     0 at 00012000: 00020007 P RW US", "00000000-000fffff -> 00000000 urwx",
            "ram", "pit", "paged", "ff ff 00 00 00 9b cf 00", "break ADDRESS"})
            assertTrue(said().toLowerCase().contains(s.toLowerCase()), () -> s + " is not in\n" + said());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "assert 1 == 2; 3; tour:1: assertion failed: 1 == 2",
        "assert 1 +; 1; tour:1: the expression ends too early",
        "fly; 1; tour:1: 'fly' is no command (help lists them)",
        "run for ever; 1; tour:1: 'ever' is not a time such as 20s or 500ms",
        "delete 7; 1; tour:1: there is no breakpoint '7'",
        "wait \"never\" within 200ms; 4; tour:1: waited in vain for \"never\"",
        "wait; 1; tour:1: what to wait for is missing",
        "key nokey; 1; tour:1: there is no key 'nokey'",
        "screenshot /nowhere/at/all.png; 1; tour:1: cannot write",
        "set foo 1; 1; tour:1: 'foo' cannot be changed",
        "symbols /nowhere; 1; tour:1: cannot read /nowhere: no such file",
        "back; 1; tour:1: no history is kept",
        "timeline; 0; ''",
        "goto 5; 1; tour:1: no history is kept",
        "who 5000; 1; tour:1: no history is kept",
        "savevm; 1; tour:1: name a file",
        "savevm /nowhere/at/all; 1; tour:1: the state could not be saved",
        "loadvm /nowhere; 1; tour:1: /nowhere",
        "history maybe; 1; tour:1: history is on or off, not 'maybe'",
        "quit 9; 9; ''"
    })
    void endsWithACode(String line, int code, String message) {
        assertEquals(code, run(line), err.toString());
        assertTrue(err.toString().startsWith(message), err.toString());
    }

    @Test
    void typesKeys() {
        assertEquals(Script.GOOD, run("run until done\ntype \"Ab\\n\"\nkey f1 up\nprint halted\nsend \"x\"\n"), err.toString());
        assertEquals("1 (1)\n", said());
    }
}
