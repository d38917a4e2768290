package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Code that writes to itself, in real mode. */
class PatchedCodeTest {
    private static final int TIMES = 1000;

    static TierPolicy[] policies() {
        return new TierPolicy[] {TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE, TierPolicy.COMPILE_AND_LEAVE};
    }

    /** {@code mov cx, 1000}, and so many times what is given. */
    private static GuestBench loop(TierPolicy policy, String body) {
        int back = -2 - (body.length() + 1) / 3;
        var b = new GuestBench(CpuModel.PENTIUM, policy).put(GuestBench.CODE, "b9 e8 03 " + body + String.format(" e2 %02x f4", back & 0xff));
        b.cpu.r[CpuState.EAX] = 0x12340000;
        return b;
    }

    private static long dropped(GuestBench b) {
        return b.engine.droppedBlocks();
    }

    /** Runs to the end: half of the times AX was counted up, half of the times BX. */
    private static void takesTurns(GuestBench b, int instructions) {
        b.run(instructions);
        assertTrue(b.cpu.halted);
        assertEquals(TIMES / 2, b.cpu.r[CpuState.EBX]);
        assertEquals(0x12340000 + TIMES / 2, b.cpu.r[CpuState.EAX]);
    }

    /** Writes of one, two and four bytes, of exactly what is there. */
    @ParameterizedTest
    @CsvSource({"c6 06 08 10 43 43", "c7 06 09 10 43 e2 43", "66 c7 06 0c 10 43 e2 f4 f4 43"})
    void whatIsThereAlreadyDropsNothing(String body) {
        for (TierPolicy policy : policies()) {
            var b = loop(policy, body);
            b.run(TIMES * 3 + 2);
            assertTrue(b.cpu.halted);
            assertEquals(TIMES, b.cpu.r[CpuState.EBX]);
            assertEquals(0, dropped(b));
        }
    }

    /** {@code mov [1006h], al; inc bx}: the upper parts of EAX are not written. */
    @ParameterizedTest
    @MethodSource("policies")
    void theWrittenPartOfARegisterCounts(TierPolicy policy) {
        var b = loop(policy, "a2 06 10 43");
        b.cpu.r[CpuState.EAX] |= 0x6543;
        b.run(TIMES * 3 + 2);
        assertEquals(TIMES, b.cpu.r[CpuState.EBX]);
        assertEquals(0, dropped(b));
    }

    /** {@code xor byte [1008h], 3; inc bx} or {@code inc ax}. */
    @ParameterizedTest
    @MethodSource("policies")
    void changesAreSeenAtOnce(TierPolicy policy) {
        var b = loop(policy, "80 36 08 10 03 43");
        takesTurns(b, TIMES * 3 + 2);
        assertTrue(dropped(b) >= TIMES, "each time a block was dropped");
    }

    /** As GRUB calls the BIOS: {@code xor byte [1009h], 1; int 20h} or {@code 21h}. */
    @ParameterizedTest
    @MethodSource("policies")
    void theNumberOfAnInterruptIsReadWhenItOftenChanges(TierPolicy policy) {
        var b = loop(policy, "80 36 09 10 01 cd 20").vector(0x20, 0x2000).put(0x2000, "40 cf").vector(0x21, 0x2100).put(0x2100, "43 cf");
        takesTurns(b, TIMES * 5 + 2);
        assertTrue(dropped(b) < 20, () -> dropped(b) + " times dropped");
    }
}
