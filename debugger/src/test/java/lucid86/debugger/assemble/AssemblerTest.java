package lucid86.debugger.assemble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AssemblerTest {
    private static Assembler nasm() {
        var nasm = Assembler.find();
        assumeTrue(nasm.isPresent(), "nasm is not installed");
        return nasm.orElseThrow();
    }

    @Test
    void makesCodeWithNamesAndSourceLines() {
        var a = nasm().assemble("""
                org 0x7c00
                start:  mov ax, 0x1234
                .loop:  jmp .loop
                """);
        assertEquals(List.of(), a.problems());
        assertArrayEquals(new byte[] {(byte) 0xb8, 0x34, 0x12, (byte) 0xeb, (byte) 0xfe}, a.code().orElseThrow().bytes());
        var symbols = a.symbols(0x7c00);
        assertEquals(0x7c00, symbols.addressOf("start").orElseThrow());
        assertEquals("start.loop", symbols.nameOf(0x7c03).orElseThrow());
        assertEquals("jmp .loop", symbols.sourceOf(0x7c03).orElseThrow());
    }

    @Test
    void tellsErrorsWithTheirLines() {
        var a = nasm().assemble("nop\nmov ax, nowhere\nbogus\nmov al, 300\n");
        assertTrue(a.code().isEmpty());
        assertTrue(a.problems().stream().anyMatch(p -> p.line() == 2 && p.error() && p.message().contains("nowhere")), a.problems().toString());
        // Without operands, an unknown word is a label, which NASM warns of.
        assertTrue(a.problems().stream().anyMatch(p -> p.line() == 3 && !p.error()), a.problems().toString());
    }

    @Test
    void hostileTextsAreProblems() {
        assertTrue(nasm().assemble("times 5000000 db 0").code().isEmpty());
        assertTrue(nasm().assemble("%include \"missing.inc\"").problems().getFirst().error());
    }

    @Test
    void examplesAreBootSectors() {
        for (var e : Examples.all()) {
            var a = nasm().assemble(e.source());
            assertEquals(List.of(), a.problems(), e.title());
            assertEquals((byte) 0xaa, BootFloppy.of(a.code().orElseThrow().bytes())[511], e.title());
        }
    }

    @Test
    void isEmptyWithoutNasm() {
        assertTrue(Assembler.named("no-such-assembler").isEmpty());
        assertTrue(Assembler.advice().contains("apt-get install nasm"));
    }

    @Test
    void bootDiskGetsItsSignature() {
        byte[] disk = BootFloppy.of(new byte[] {(byte) 0xf4});
        assertEquals(1474560, disk.length);
        assertEquals(0x55, disk[510]);
        assertEquals((byte) 0xaa, disk[511]);
        assertEquals((byte) 0xf4, disk[0]);
    }

    @Test
    void tooLongBootSectorIsRefused() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> BootFloppy.of(new byte[511])).getMessage().contains("510"));
        assertThrows(IllegalArgumentException.class, () -> BootFloppy.of(new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> BootFloppy.of(new byte[2_000_000]));
        byte[] two = new byte[1024];
        two[510] = 0x55;
        two[511] = (byte) 0xaa;
        assertEquals(1474560, BootFloppy.of(two).length);
    }
}
