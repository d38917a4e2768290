package lucid86.jit.filetests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import lucid86.jit.interp.Code;
import lucid86.jit.interp.Lowering;
import lucid86.jit.ir.Block;
import lucid86.jit.opt.Passes;
import lucid86.jit.x86.Disassembler;
import lucid86.jit.x86.Samples;
import org.junit.jupiter.api.Test;

/** Writes docs/LIFE_OF_AN_INSTRUCTION.md from real dumps; {@code -Dlucid86.accept=true} renews it. */
class LifeOfAnInstructionTest {
    private static final Path PAGE = Path.of("../docs/LIFE_OF_AN_INSTRUCTION.md");

    @Test
    void pageIsFresh() throws IOException {
        if (Boolean.getBoolean("lucid86.accept")) Files.writeString(PAGE, page());
        assertEquals(Files.readString(PAGE), page());
    }

    private static String page() {
        // add eax,[esi]; dec ecx; jnz to the first
        byte[] code = HexFormat.of().parseHex("03064975fb");
        int at = 0x1000, mode = Dumps.mode("flat32");
        var lifted = Samples.lift(code, at, mode);
        var text = new StringBuilder("""
                # The life of an instruction

                What becomes of guest code on its way through the project, by the example of a loop that adds up memory. A test makes this
                page from real dumps and fails when it is stale (`LifeOfAnInstructionTest`; `-Dlucid86.accept=true` renews it).

                ## 1. Bytes and rows

                `Decoder` finds the row of each instruction (`IntegerRows`, `FlowRows`); `Disassembler` writes it from the same row.

                | at | bytes | row | text |
                |---|---|---|---|
                """);
        int offset = 0;
        for (var insn : lifted.insns()) {
            byte[] bytes = Arrays.copyOfRange(code, offset, offset += insn.length());
            text.append(String.format("| %x | `%s` | `%s` | `%s` |%n", insn.eip(), HexFormat.of().formatHex(bytes), insn.row(),
                    new Disassembler(true).text(insn)));
        }
        text.append("""

                ## 2. IR

                The row's meaning, run with `Lift`, emits operations on 32-bit values and one terminal. A mark `; EIP+length` starts each
                instruction. Reads and checks come first, then writes, flags last.

                """);
        fenced(text, lifted.block().toString());
        text.append("\n## 3. Passes\n\nA fault counts as somebody looking: the load keeps what is before it exact.\n");
        Block b = lifted.block();
        for (var pass : Passes.ALL) {
            Block next = pass.run().apply(b);
            text.append("\n### ").append(pass.name()).append("\n\n");
            if (next.toString().equals(b.toString())) text.append("Nothing to do here.\n");
            else fenced(text, next.toString());
            b = next;
        }
        text.append("""

                ## 4. Cold: the interpreter's code

                `Lowering` gives every temporary a slot of the register file `CpuState.r`, behind the guest registers, and each operation a
                word of 64 bits: operation in the low byte, then slots `d, a, b`, a constant in the upper half.

                """);
        Code lowered = Lowering.lower(b);
        var words = new StringBuilder();
        for (int i = 0; i < lowered.words().length; i++)
            words.append(String.format("%s%016x", i == 0 ? "" : i % 4 == 0 ? "\n" : " ", lowered.words()[i]));
        fenced(text, words.append('\n').toString());
        text.append("""

                ## 5. Hot: bytecode

                After enough runs the block and what it reaches become one method (`RegionWriter`, `Emit`). Locals: 1 CPU state, 2 entry,
                3 register file, 4 instructions left, 5 instruction under way; then guest registers, flags, temporaries. The load looks into
                the TLB inline. The loop is a branch of the JVM, and its budget check the only one for interrupts, stop and time. Where
                the TLB does not know the page, the method ends in front of the instruction, with the registers written back, and the interpreter goes on.

                """);
        var region = Dumps.compile(b, mode);
        fenced(text, Dumps.bytecode(region));
        text.append("\n").append(region.methodSize()).append(" bytes of bytecode for ").append(b.insns()).append(" guest instructions.\n");
        return text.toString();
    }

    private static void fenced(StringBuilder text, String block) {
        text.append("```\n").append(block).append("```\n");
    }
}
