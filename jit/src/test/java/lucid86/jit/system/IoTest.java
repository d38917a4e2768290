package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** IN, OUT and their string forms. */
class IoTest {
    static TierPolicy[] policies() {
        return new TierPolicy[] {TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE};
    }

    private static GuestBench bench(TierPolicy policy, String code) {
        return new GuestBench(CpuModel.PENTIUM, policy).put(GuestBench.CODE, code);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void inLeavesTheRestOfEax(TierPolicy policy) {
        // mov eax,12345678h; in al,10h; in ax,10h; in eax,10h
        var b = bench(policy, "66 b8 78 56 34 12 e4 10 e5 10 66 e5 10 f4");
        b.run(2);
        assertEquals(0x12345600, b.cpu.r[CpuState.EAX]);
        b.run(1);
        assertEquals(0x12340001, b.cpu.r[CpuState.EAX]);
        b.run(1);
        assertEquals(2, b.cpu.r[CpuState.EAX]);
        assertEquals(3, b.reads, "each IN reached the device once");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void repOutsbCostsOneInstructionPerElement(TierPolicy policy) {
        // cld; rep outsb; hlt
        var b = bench(policy, "fc f3 6e f4").put(0x3000, "01 02 03 04 05");
        b.cpu.r[CpuState.ESI] = 0x3000;
        b.cpu.r[CpuState.ECX] = 5;
        b.cpu.r[CpuState.EDX] = 0x10;
        b.run(4);
        assertEquals(List.of(1, 2, 3), b.written);
        assertEquals(2, b.cpu.r[CpuState.ECX]);
        assertEquals(GuestBench.CODE + 1, b.eip());
        b.run(10);
        assertEquals(List.of(1, 2, 3, 4, 5), b.written);
        assertEquals(0x3005, b.cpu.r[CpuState.ESI]);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void insDoesNotReadTheDeviceWhenTheStoreFaults(TierPolicy policy) {
        // rep insw at ES:FFFD: the first word fits, the second crosses the limit
        var b = bench(policy, "f3 6d f4").vector(13, 0x2000).put(0x2000, "f4");
        b.cpu.r[CpuState.EDI] = 0xfffd;
        b.cpu.r[CpuState.ECX] = 4;
        b.cpu.r[CpuState.EDX] = 0x10;
        b.cpu.setSegment(CpuState.ES, 0x1000, 0x10000, 0xffff, 0x93);
        b.run(10);
        assertEquals(1, b.reads);
        assertEquals(3, b.cpu.r[CpuState.ECX]);
        assertEquals(0xffff, b.cpu.r[CpuState.EDI]);
        assertEquals(GuestBench.CODE, b.get16(0x8000 - 6), "the fault is the instruction's own");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void repWithCountZeroDoesNothing(TierPolicy policy) {
        var b = bench(policy, "f3 6c f3 6e f4");
        b.cpu.r[CpuState.EDX] = 0x10;
        b.run(10);
        assertEquals(0, b.reads);
        assertEquals(List.of(), b.written);
        assertEquals(GuestBench.CODE + 5, b.eip());
    }
}
