package lucid86.jit.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.IrText;
import lucid86.jit.ir.Op;
import org.junit.jupiter.api.Test;

class ChasesTest {
    private static Set<Op.Load> chases(String... lines) {
        return Chases.of(IrText.parse("; 1000+2\n" + String.join("\n", lines) + "\ngoto 1002\n"));
    }

    /** The loads with these numbers, from 0. */
    private static void assertChases(List<Integer> expected, String... lines) {
        Block b = IrText.parse("; 1000+2\n" + String.join("\n", lines) + "\ngoto 1002\n");
        List<Op.Load> loads = b.ops().stream().filter(Op.Load.class::isInstance).map(Op.Load.class::cast).toList();
        assertEquals(expected.stream().map(loads::get).collect(Collectors.toSet()), Chases.of(b));
    }

    @Test
    void aListIsWalked() {
        assertChases(List.of(0), "t0 = add esi, 0x8", "esi = load32 [t0]");
    }

    @Test
    void tablesThatLeadOn() {
        assertChases(List.of(0), "t0 = and eax, 0xff", "t1 = shl t0, 0x2", "t2 = load32 [t1]", "t3 = shr eax, 0x8", "eax = xor t2, t3");
    }

    /** Both are waited for. */
    @Test
    void byWayOfAnother() {
        assertChases(List.of(0, 1), "t0 = load32 [esi]", "t1 = add t0, 0x4", "esi = load32 [t1]");
    }

    @Test
    void anArrayIsNot() {
        assertEquals(Set.of(), chases("t0 = load32 [esi]", "ebx = add ebx, t0", "esi = add esi, 0x4"));
    }

    @Test
    void whatAnotherRegisterLedToIsNot() {
        assertEquals(Set.of(), chases("t0 = load32 [esi]", "edi = t0"));
    }

    @Test
    void framesAreNot() {
        assertEquals(Set.of(), chases("ebp = load32 [ebp]"));
    }

    @Test
    void whatIsReplacedIsNot() {
        assertEquals(Set.of(), chases("esi = load32 [esi]", "esi = 0x1000"));
    }

    /** Such a helper may have changed all registers. */
    @Test
    void behindAHelperNothingIsKnown() {
        assertEquals(Set.of(), chases("call Segments.load(3, eax)", "esi = load32 [esi]"));
    }

    @Test
    void manyLoads() {
        var lines = new String[70];
        for (int i = 0; i < 69; i++) lines[i] = "t" + i + " = load32 [" + (i == 0 ? "esi" : "t" + (i - 1)) + "]";
        lines[69] = "esi = load32 [t68]";
        assertEquals(64, chases(lines).size(), "as many as are looked at");
    }
}
