package lucid86.jit.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisassemblerTest {
    private static final Decoder DECODER = new Decoder(Set.of(Feature.values()));

    private static Insn decode(String hex, boolean code32) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        return DECODER.decode(i -> i < bytes.length ? bytes[i] : 0x90, 0x1000, code32);
    }

    /** Bytes that nasm 2.16 gives for the text, in a 16- or 32-bit section at 1000h. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "16|01d8|add ax,bx",
        "32|01d8|add eax,ebx",
        "16|6601d8|add eax,ebx",
        "16|0007|add [bx],al",
        "16|8307fb|add word [bx],-0x5",
        "32|83042405|add dword [esp],0x5",
        "32|c644240801|mov byte [esp+0x8],0x1",
        "16|268b4702|mov ax,[es:bx+0x2]",
        "32|8b048d00100000|mov eax,[ecx*4+0x1000]",
        "32|8b44c8fc|mov eax,[eax+ecx*8-0x4]",
        "16|a13412|mov ax,[0x1234]",
        "16|678b0424|mov ax,[esp]",
        "32|668ed8|mov ds,ax",
        "16|8ed8|mov ds,ax",
        "16|f3a4|rep movsb",
        "16|f366a5|rep movsd",
        "16|2ea4|cs movsb",
        "32|f2ae|repne scasb",
        "32|f3a6|repe cmpsb",
        "32|67a4|a16 movsb",
        "16|e80a00|call 0x100d",
        "16|e2fb|loop 0xffd",
        "32|e3fe|jecxz 0x1000",
        "16|ea000000f0|jmp 0xf000:0x0",
        "16|66ea1000000008 00|jmp dword 0x8:0x10",
        "16|ff2f|jmp far [bx]",
        "16|66ff1f|call dword far [bx]",
        "32|98|cwde",
        "16|98|cbw",
        "16|d1e0|shl ax,0x1",
        "16|d227|shl byte [bx],cl",
        "32|d327|shl dword [edi],cl",
        "32|0fb600|movzx eax,byte [eax]",
        "32|0fb700|movzx eax,word [eax]",
        "32|f0ff00|lock inc dword [eax]",
        "16|6a80|push -0x80",
        "32|6a01|push 0x1",
        "16|06|push es",
        "32|ffe0|jmp eax",
        "32|ff20|jmp dword [eax]",
        "32|8d4604|lea eax,[esi+0x4]",
        "32|c3|ret",
        "16|66c3|o32 ret",
        "16|c20400|ret 0x4"
    })
    void writesWhatNasmReads(String bits, String hex, String text) {
        assertEquals(text, new Disassembler(bits.equals("32")).text(decode(hex.replace(" ", ""), bits.equals("32"))));
    }

    @Test
    void jumpTargetsShowTheirNames() {
        var d = new Disassembler(false, offset -> offset == 0x100d ? Optional.of("draw") : Optional.empty());
        assertEquals("call 0x100d <draw>", d.text(decode("e80a00", false)));
    }
}
