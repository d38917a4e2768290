package lucid86.debugger.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Rom;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Stops;
import lucid86.debugger.session.Tour;
import lucid86.debugger.view.Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ExpressionTest {
    @TempDir
    Path dir;

    private Session session;

    @BeforeEach
    void open() throws IOException {
        session = Tour.open(dir, SessionOptions.stopped());
    }

    @AfterEach
    void close() {
        session.close();
    }

    private void runTo(String label) {
        Stops.run(session, new Command.RunTo(Tour.at(label)));
    }

    private long value(String text) {
        var w = session.ask(new Expression.Watch(text)).join();
        assertEquals("", w.error(), text);
        return w.value();
    }

    private Address address(String text) {
        return session.ask(new Expression.GoTo(text)).join();
    }

    @Test
    void computes() {
        assertEquals(0x10, value("8+8"));
        assertEquals(10, value("0n10"));
        assertEquals(0x13, value("13h"));
        assertEquals('A', value("'A'"));
        assertEquals(7, value("1+2*3"));
        assertEquals(9, value("(1+2)*3"));
        assertEquals(1, value("-1 == ffffffff"));
        assertEquals(1, value("1 << 4 == 10 && !(3 > 4) || 1/0"));
        assertEquals(1, value("signed(fffffffe) < 0"));
        assertEquals(0, value("fffffffe < 0"));
        assertEquals(0xf0, value("f0 | 0 ^ 0 & 5"));
        assertEquals(2, value("0n17 % 3"));
        assertEquals(0xfffffffeL, value("~1"));
        assertEquals(0x123456789abcdefL, value("0123456789abcdef"));
    }

    @Test
    void readsRegistersMemoryAndSymbolsOfRealMode() {
        runTo("load");
        assertEquals(0x1234, value("word [5000]"));
        assertEquals(0x34, value("byte [ds:5000]"));
        assertEquals(0x12, value("byte [0000:5001]"));
        assertEquals(0x1234, value("phys word [5000]"));
        assertEquals(0x1234, value("word [phys:5000]"));
        assertEquals(0xf000, value("cs"));
        assertEquals(0xf0000, value("cs.base"));
        assertEquals(Tour.at("load"), value("pc"));
        assertEquals(Tour.at("load"), value("cs:eip"));
        assertEquals(Tour.at("load"), value("load"));
        assertEquals(Tour.at("load") + 4, value("load+4"));
        assertEquals(Tour.at("int13"), value("int 13h"));
        assertEquals(0x4c, value("idt[13]"));
        assertEquals(1, value("ah == 41 && sp == 7000"));
        session.submit(new Command.Set("eflags", 0x45, 0)).join();
        assertEquals(7, value("cf + zf*2 + pf*4"));
        assertEquals(0, value("cr0 & 1"));
    }

    @Test
    void knowsAddressesAsTheyAreWritten() {
        runTo("load");
        assertEquals(new Address.Linear(0x7c00), address("7c00"));
        assertEquals(new Address.Segmented(0, 0x7c00), address("0000:7c00"));
        assertEquals(new Address.InRegister(2, 0x7004), address("ss:esp+4"));
        assertEquals(new Address.Physical(0xa0000), address("phys:a0000"));
        assertEquals(new Address.Linear(Tour.at("int13")), address("int 13h"));
        assertEquals(new Address.InRegister(1, Tour.at("load") - Rom.BASE), address("eip"));
        assertEquals(new Address.Segmented(0xf000, 0x20), address("cs+0:20"), "an expression for a selector");
    }

    @Test
    void followsTablesAndPagesOfProtectedMode() {
        runTo("paged");
        Stops.run(session, new Command.Step(1));
        assertEquals(Tour.at("gdt") + 16, value("gdt[2]"));
        assertEquals(Tour.at("page_fault"), value("int 0e"));
        assertEquals(0x20010, value("phys(800010)"));
        assertEquals(new Address.Physical(0x20010), address("phys(800010)"));
        assertEquals(0x12345678, value("[ds:800010]"));
        assertEquals(0x12345678, value("phys dword [20010]"));
        assertEquals(0x6000, value("base(28)"));
        assertEquals(0x7000, value("dword [tr.base+4]"));
        assertEquals(0x00cf9b000000ffffL, value("qword [gdt[1]]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', value = {
        "1 +; 3; the expression ends too early",
        "(1 + 2; 6; ')' is missing",
        "eax + %; 6; '%' is not expected here",
        "eax $$; 4; '$$' is not expected here",
        "nonsense + 1; 0; 'nonsense' is not known: no register, symbol or hexadecimal number",
        "5zz; 0; '5zz' is not a hexadecimal number (decimal ones begin with 0n)",
        "1 + foo(3); 4; there is no function 'foo'",
        "4 / (3 - 3); 2; division by zero",
        "12345:0; 0; a segment has four hexadecimal digits, not 12345",
        "int 100; 0; vectors are 0 to ff, not 100",
        "'ab'; 0; a character stands between two quotes: 'A'"
    })
    void tellsWhatIsWrongAndWhere(String text, int position, String message) {
        var w = session.ask(new Expression.Watch(text)).join();
        assertFalse(w.known());
        assertEquals(message + " (at character " + (position + 1) + ")", w.error());
    }

    @Test
    void tellsOfMemoryThatIsNotThere() {
        runTo("paged");
        assertEquals("no page is mapped at 00900000 (at character 5)", session.ask(new Expression.Watch("1 + [900000]")).join().error());
    }

    @Test
    void refusesBottomlessTexts() {
        assertThrows(ExpressionException.class, () -> Expression.parse("(".repeat(10_000)));
        assertThrows(ExpressionException.class, () -> Expression.parse("-".repeat(10_000) + "1"));
    }

    @Test
    void writesMessages() {
        runTo("load");
        session.submit(new Command.WriteMemory(new Address.Linear(0x5300), new byte[] {'H', 'i', 7, 0, 'x'})).join();
        String text = "AH={ah} {{x} {sp,d} {'A',c} '{ds:5300,s}' {[0]/0}";
        assertEquals("AH=41 {x} 28672 A 'Hi\\x07' {[0]/0: division by zero}", session.<String>ask(m -> Message.parse(text).text(m)).join());
        assertEquals(4, assertThrows(ExpressionException.class, () -> Message.parse("a {1+}")).position() - 1);
        assertThrows(ExpressionException.class, () -> Message.parse("a {1"));
    }
}
