package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run ends after exactly as many instructions as were asked for, wherever in a region that is. */
class SliceTest {
    private static final int SLICES = 3000;

    static Stream<TierPolicy> policies() {
        return Stream.of(TierPolicy.COMPILE_AT_ONCE, TierPolicy.COMPILE_AND_LEAVE, new TierPolicy(20, false, false));
    }

    /**
     * Two loops, one in the other, with a branch over some of the inner one, a call of a subroutine with a REP in it, and a jump through a register.
     */
    private static GuestBench program(TierPolicy policy) {
        var b = new GuestBench(CpuModel.PENTIUM, policy);
        b.put(0x1000, "b90500" // outer: mov cx,5
                + "01d8" // inner: add ax,bx
                + "a801" // test al,1
                + "7406" // jz even
                + "31c3" // xor bx,ax
                + "4b" // dec bx
                + "e80d00" // call subroutine
                + "49" // even: dec cx
                + "75f1" // jnz inner
                + "be1810" // mov si,next
                + "ffe6" // jmp si
                + "90" // nop
                + "42" // next: inc dx
                + "ebe5" // jmp outer
                + "90" // nop
                + "51" // subroutine: push cx
                + "bf0020" // mov di,2000h
                + "89d9" // mov cx,bx
                + "83e107" // and cx,7
                + "f3aa" // rep stosb
                + "59" // pop cx
                + "c3"); // ret
        b.cpu.r[CpuState.EBX] = 7;
        b.cpu.r[CpuState.EDX] = 0;
        return b;
    }

    @ParameterizedTest
    @MethodSource("policies")
    void endWhereTheInterpretersDo(TierPolicy policy) {
        GuestBench compiled = program(policy), interpreted = program(TierPolicy.INTERPRET_ONLY);
        var random = new Random(86);
        for (int i = 0; i < SLICES; i++) {
            int most = random.nextInt(4) == 0 ? 1 + random.nextInt(10) : 1 + random.nextInt(300);
            int done = interpreted.engine.run(most);
            assertEquals(done, compiled.engine.run(most));
            assertEquals(Integer.toHexString(interpreted.eip()), Integer.toHexString(compiled.eip()), "EIP after slice " + i);
            assertArrayEquals(Arrays.copyOf(interpreted.cpu.r, 8), Arrays.copyOf(compiled.cpu.r, 8), "registers after slice " + i);
            assertEquals(interpreted.cpu.eflags(), compiled.cpu.eflags(), "flags after slice " + i);
        }
        assertTrue(interpreted.cpu.r[CpuState.EDX] > 1000, "the outer loop went round");
        assertTrue(compiled.engine.statistics().compiledInstructions() > SLICES * 30, () -> compiled.engine.statistics().compiledInstructions() + " compiled");
    }

    /** INC and JMP four times over, in one region; only the first block asks for the budget there. */
    @Test
    void aRegionIsNotEnteredInItsMiddleWithTooSmallABudget() {
        var b = new GuestBench(CpuModel.PENTIUM, new TierPolicy(20, false, false));
        b.put(0x1000, "40 eb00 43 eb00 41 eb00 42 ebf4").run(8 * 100);
        // The first block comes last: entered with too little it would be left at once, for ever.
        for (int at : new int[] {2, 4, 6, 0}) {
            for (int instructions = 1; instructions <= 16; instructions++) {
                b.cpu.r[CpuState.EIP] = eip(at);
                assertEquals(instructions, b.engine.run(instructions), "from " + Integer.toHexString(eip(at)));
                assertEquals(eip(at + instructions), b.eip(), instructions + " from " + Integer.toHexString(eip(at)));
            }
        }
    }

    private static int eip(int instruction) {
        int n = instruction % 8;
        return 0x1000 + n / 2 * 3 + n % 2;
    }
}
