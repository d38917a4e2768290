package lucid86.debugger.assemble;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NasmSyntaxTest {
    private static String marked(String text) {
        return NasmSyntax.words(text).stream().map(w -> w.kind() + ":" + text.substring(w.start(), w.end()).strip()).collect(Collectors.joining(" "));
    }

    @Test
    void findsEachKindOfWord() {
        assertEquals("LABEL:start: INSTRUCTION:mov REGISTER:ax NUMBER:0x12 COMMENT:; set ax, 5", marked("start: mov ax, 0x12 ; set ax, 5"));
        assertEquals("DIRECTIVE:org NUMBER:7c00h", marked("org 7c00h"));
        assertEquals("DIRECTIVE:db STRING:'a;b' NUMBER:0", marked("msg db 'a;b', 0"));
        assertEquals("INSTRUCTION:jnz", marked("  jnz .loop"));
        assertEquals("DIRECTIVE:rep INSTRUCTION:movsd", marked("rep movsd"));
        assertEquals("DIRECTIVE:%define NUMBER:1", marked("%define X 1"));
        assertEquals("LABEL:a: INSTRUCTION:hlt LABEL:.b: INSTRUCTION:jmp", marked("a: hlt\n.b: jmp a"));
    }

    @Test
    void endsInTheMiddleOfAnything() {
        assertEquals("DIRECTIVE:db STRING:'open", marked("db 'open"));
        assertEquals("", marked("[[[ %% $$ \u0000"));
    }
}
