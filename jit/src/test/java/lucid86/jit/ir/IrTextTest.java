package lucid86.jit.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lucid86.jit.opt.Passes;
import lucid86.jit.x86.Samples;
import lucid86.machine.cpu.Mode;
import org.junit.jupiter.api.Test;

class IrTextTest {
    private static final int FLAT = Mode.CODE32 | Mode.STACK32 | Mode.PROTECTED | 0x3f00;

    /** Every row, flat and with segment checks, in both code sizes: lifted and optimised IR is valid and comes back from its text. */
    @Test
    void everyRowIsValidAndComesBackFromItsText() {
        var wrong = new ArrayList<String>();
        for (int mode : new int[] {FLAT, FLAT & ~0x3f00, 0}) {
            for (var s : Samples.fixed((mode & Mode.CODE32) != 0)) {
                Block lifted = Samples.lift(s.code(), 0x1000, mode).block();
                List<String> problems = IrVerifier.check(lifted);
                if (!problems.isEmpty()) wrong.add(s.row() + " " + s.hex() + ": " + problems);
                for (Block b : List.of(lifted, Passes.optimise(lifted))) {
                    Block again = IrText.parse(b.toString());
                    assertEquals(b.toString(), again.toString(), s.hex());
                    assertEquals(b.ops(), again.ops(), s.hex());
                    assertEquals(b.terminal(), again.terminal(), s.hex());
                    assertEquals(b.bytes(), again.bytes(), s.hex());
                }
            }
        }
        assertTrue(wrong.isEmpty(), String.join("\n", wrong));
    }

    @Test
    void textThatMeansNothingIsRefusedByLine() {
        for (String bad : List.of("t0 = frob eax", "t0 = add eax", "eax == 1", "t0 = load32 eax", "flags foo32 1, 2, 3", "t0 = cond q",
                "t0 = linr xs:eax, 4", "branch t0 ? 1", "store8")) {
            var refused = assertThrows(IllegalArgumentException.class, () -> IrText.parse("; 10+1\n" + bad + "\nexit"), bad);
            assertTrue(refused.getMessage().startsWith("IR line 2"), refused.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> IrText.parse("; 10+1\ncall Nobody.nothing()\nexit"));
        assertThrows(IllegalArgumentException.class, () -> IrText.parse("; 10+1\neax = 1"));
        assertThrows(IllegalArgumentException.class, () -> IrText.parse("exit"));
        assertThrows(IllegalArgumentException.class, () -> IrText.parse("; 10+1\nexit\neax = 1"));
    }

    /** Each invariant has a block that breaks it, and is named. */
    @Test
    void brokenInvariantsAreNamed() {
        broken("; 10+1\n t0 = t1\n t1 = 1\n goto 11", "t1 read before it is written");
        broken("; 10+1\n t0 = 1\n t0 = 2\n goto 11", "t0 written twice");
        broken("; 10+1\n branch t0 ? 11 : 12", "t0 read before it is written");
        broken("; 10+1\n es.base = 1\n goto 11", "no result");
        broken("; 10+1\n cc_a = 1\n goto 11", "no result");
        broken("; 10+1\n eax = cc_res\n goto 11", "no operand");
        broken("; 10+1\n t0 = load64 [eax]\n goto 11", "size 8");
        broken("; 10+1\n store24 [eax], 1\n goto 11", "size 3");
        broken("; 10+1\n eax = call Checks.raise(1, 2)\n goto 11", "helper without a result");
        broken("; 10+1\n call Checks.raise(1)\n goto 11", "1 arguments for 2");
        broken("; 10+1\n call Arithmetic.oldFlags()\n goto 11", "not used");
        broken("; 10+1\n eax = 1\n t0 = load32 [ebx]\n goto 11", "may fault after");
        broken("; 10+1\n flags add32 1, 1, 2\n store32 [ebx], 1\n goto 11", "may fault after");
        broken("; 10+16\n goto 20", "instruction of 16 bytes");
        broken("; 10+1\n exit", "exit without EIP");
        broken("eax = 1\n ; 10+1\n goto 11", "does not begin with a mark");
        var valid = IrText.parse("; 10+1\n t0 = load32 [ebx]\n eax = t0\n ; 11+2\n t1 = load32 [eax]\n eip = 0x13\n exit");
        assertEquals(List.of(), IrVerifier.check(valid));
    }

    private static void broken(String text, String expected) {
        List<String> problems = IrVerifier.check(IrText.parse(text));
        assertTrue(problems.stream().anyMatch(p -> p.contains(expected)), text + ": " + problems);
    }
}
