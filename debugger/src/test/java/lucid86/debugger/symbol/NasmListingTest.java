package lucid86.debugger.symbol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NasmListingTest {
    /** As nasm 2.16 writes it. */
    private static final List<String> LISTING = """
             1                                  bits 16
             2                                  org 0x7c00
             3                                  start:
             4 00000000 31C0                    xor ax, ax ; clear
             5                                  .again:
             6 00000002 40                      inc ax
             7 00000003 EBFD                    jmp .again
             8                                  ; not_a_label: comment
             9 00000005 48656C6C6F<rep>         msg: db "Hello"
            10                                  other:
            11                                  .again:
            12 0000000A <res 4>                 resb 4
            13 0000000E F4                      hlt
            """.lines().toList();

    @Test
    void findsLabelsAndSourceLines() {
        var t = NasmListing.parse(LISTING, 0x7c00);
        assertEquals(Optional.of("start"), t.nameOf(0x7c00));
        assertEquals(Optional.of("start.again"), t.nameOf(0x7c02));
        assertEquals(Optional.of("msg"), t.nameOf(0x7c05));
        assertEquals(Optional.of("xor ax, ax ; clear"), t.sourceOf(0x7c00));
        assertEquals(Optional.of("jmp .again"), t.sourceOf(0x7c03));
        assertEquals(Optional.of("db \"Hello\""), t.sourceOf(0x7c05));
        assertEquals(Optional.empty(), t.nameOf(0x7c03));
        assertEquals(Optional.of("start.again+1"), t.near(0x7c03));
        assertEquals(Optional.of(0x7c05), t.addressOf("msg"));
    }
}
