package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Code goes on in its block after a segment load, as long as that left the mode bits as they were. */
class SegmentLoadTest {
    private static final int GDT = 0x102000, ABOVE = 0x50000, CELL = 0x2000, CODE = GuestBench.CODE;
    private static final int FLAT = 0x10;

    static Stream<TierPolicy> policies() {
        return Stream.of(TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE, TierPolicy.COMPILE_AND_LEAVE, new TierPolicy(20, false, false));
    }

    /** MOV DS,EAX; MOV ECX,[EBX]; ADD EDX,ECX; XOR EAX,{@code toggle}; JMP back, with DS flat and, where EAX says so, beginning higher. */
    private static GuestBench loop(TierPolicy policy, String toggle) {
        var b = new GuestBench(CpuModel.PENTIUM, policy);
        b.put32(GDT + 8, 0xffff).put32(GDT + 12, 0xcf9b00);
        b.put32(GDT + 0x10, 0xffff).put32(GDT + 0x14, 0xcf9300);
        b.put32(GDT + 0x18, ABOVE << 16 | 0xffff).put32(GDT + 0x1c, 0xcf9300 | ABOVE >>> 16);
        b.put32(CELL, 1).put32(ABOVE + CELL, 1000);
        b.cpu.gdtBase = GDT;
        b.cpu.gdtLimit = 0x1f;
        b.cpu.cr0 |= CpuState.CR0_PE;
        b.cpu.protectionChanged();
        b.cpu.setSegment(CpuState.CS, 8, 0, -1, 0xc09b);
        for (int s : new int[] {CpuState.DS, CpuState.ES, CpuState.SS}) b.cpu.setSegment(s, FLAT, 0, -1, 0xc093);
        b.put(CODE, "8ed8 8b0b 01ca 83f0" + toggle + " ebf5");
        b.cpu.r[CpuState.EAX] = FLAT;
        b.cpu.r[CpuState.EDX] = 0;
        b.cpu.r[CpuState.EBX] = CELL;
        return b;
    }

    @ParameterizedTest
    @MethodSource("policies")
    void accessesGoWhereTheNewSegmentIs(TierPolicy policy) {
        var b = loop(policy, "08");
        // 101 at a time, so that slices end at each of the five instructions.
        int rounds = 101 * 100 / 5;
        for (int i = 0; i < rounds / 101 * 5; i++) b.run(101);
        assertEquals(rounds / 2 * 1001, b.cpu.r[CpuState.EDX]);
        assertEquals(CODE, b.eip());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void theBlockGoesOn(TierPolicy policy) {
        var b = loop(policy, "00");
        b.run(5 * 1000);
        assertEquals(1000, b.cpu.r[CpuState.EDX]);
        assertTrue(b.engine.blockList().stream().anyMatch(block -> block.eip() == CODE && block.count() == 5));
    }
}
