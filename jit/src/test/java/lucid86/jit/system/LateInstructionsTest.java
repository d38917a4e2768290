package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** MOVBE, RDRAND, MONITOR, MWAIT, PREFETCHW, RDPMC, odd forms of MOV CRn, and what RF does. */
class LateInstructionsTest {
    static TierPolicy[] policies() {
        return new TierPolicy[] {TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE};
    }

    private static GuestBench bench(CpuModel model, TierPolicy policy, String code) {
        // #UD and #GP: halt with DX telling which.
        return new GuestBench(model, policy).put(GuestBench.CODE, code).vector(6, 0x2000).put(0x2000, "ba 06 00 f4").vector(13, 0x2010)
                .put(0x2010, "ba 0d 00 f4");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void movbeSwaps(TierPolicy policy) {
        // movbe eax,[3000h]; movbe cx,[3000h]; movbe [3004h],eax; movbe [3008h],cx; hlt
        var b = bench(CpuModel.MAX, policy, "66 0f38f0 06 0030 0f38f0 0e 0030 66 0f38f1 06 0430 0f38f1 0e 0830 f4").put32(0x3000, 0x11223344).run(10);
        assertEquals(0x44332211, b.cpu.r[CpuState.EAX]);
        assertEquals(0x4433, b.cpu.r[CpuState.ECX]);
        assertEquals(0x11223344, b.get32(0x3004));
        assertEquals(0x3344, b.get32(0x3008));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void rdrandRepeatsItselfAfterReset(TierPolicy policy) {
        // mov cx,-1; rdrand eax; rdrand ebx; rdrand cx; jnc $; hlt
        String code = "66 b9 00000000 66 0fc7f0 66 0fc7f3 0fc7f1 73fe f4";
        var b = bench(CpuModel.MAX, policy, code).run(20);
        assertTrue(b.cpu.halted, "CF set");
        assertEquals(Flags.CF, b.cpu.arithmeticFlags());
        assertNotEquals(b.cpu.r[CpuState.EAX], b.cpu.r[CpuState.EBX]);
        assertEquals(0, b.cpu.r[CpuState.ECX] >>> 16);
        assertEquals(b.cpu.r[CpuState.EAX], bench(CpuModel.MAX, policy, code).run(20).cpu.r[CpuState.EAX]);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void mwaitWaitsForAnInterrupt(TierPolicy policy) {
        // xor ecx,ecx; monitor; sti; mwait; inc bx; hlt
        var b = bench(CpuModel.MAX, policy, "66 31c9 0f01c8 fb 0f01c9 43 f4").run(20);
        assertTrue(b.cpu.halted);
        assertEquals(0, b.cpu.r[CpuState.EBX]);
        b.vector(0x20, 0x2020).put(0x2020, "cf").vector = 0x20;
        b.cpu.intr = true;
        b.run(1);
        b.cpu.intr = false;
        b.run(2);
        assertEquals(1, b.cpu.r[CpuState.EBX]);
        // mov ecx,1; mwait: no such extension
        assertEquals(13, bench(CpuModel.MAX, policy, "66 b9 01000000 0f01c9 f4").run(5).cpu.r[CpuState.EDX] & 0xff);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void olderModelsHaveNoneOfThem(TierPolicy policy) {
        for (String code : new String[] {"0f38f0060030", "0fc7f0", "0f01c8", "0f01c9", "0f0d0e0030"})
            assertEquals(6, bench(CpuModel.PENTIUM4, policy, code + " f4").run(5).cpu.r[CpuState.EDX] & 0xff, code);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void prefetchwDoesNothing(TierPolicy policy) {
        var b = bench(CpuModel.MAX, policy, "0f0d0e0030 f4").run(5);
        assertTrue(b.cpu.halted);
        assertEquals(GuestBench.CODE + 6, b.eip());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void controlRegisterMovesIgnoreMod(TierPolicy policy) {
        // mov eax,cr0 with mod 0 and rm 6, which elsewhere means a displacement; mov ebx,dr7 with mod 1
        var b = bench(CpuModel.PENTIUM, policy, "0f2000 0f2006 0f217b f4").run(5);
        assertEquals(b.cpu.cr0, b.cpu.r[CpuState.EAX]);
        assertEquals(b.cpu.cr0, b.cpu.r[CpuState.ESI]);
        assertEquals(0x400, b.cpu.r[CpuState.EBX]);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void countersStandStill(TierPolicy policy) {
        // xor ecx,ecx; rdpmc; mov cx,2; rdpmc
        var b = bench(CpuModel.PENTIUM3, policy, "66 31c9 66 31d2 0f33 b90200 0f33 f4").run(9);
        assertEquals(0, b.cpu.r[CpuState.EAX]);
        assertEquals(13, b.cpu.r[CpuState.EDX], "#GP for the third counter");
        assertEquals(1, b.log.size());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void resumeFlagIsClearedByTheNextInstruction(TierPolicy policy) {
        // push dword 10002h; push dword 0; push dword next; iretd; next: inc ax; inc ax; hlt
        var b = bench(CpuModel.PENTIUM3, policy, "66 68 02000100 66 6a00 66 68 13100000 66 cf 00 00 40 40 f4");
        b.run(4);
        assertEquals(Flags.RF, b.cpu.sysFlags & Flags.RF);
        b.run(1);
        assertEquals(0, b.cpu.sysFlags & Flags.RF);
        b.run(2);
        assertEquals(2, b.cpu.r[CpuState.EAX]);
        assertTrue(b.cpu.halted);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void instructionBreakpointDoesNotStopRepeatedOnesAgain(TierPolicy policy) {
        // rep stosb at the breakpoint, after IRETD with RF; interrupted by the end of a run
        var b = bench(CpuModel.PENTIUM3, policy, "b96400 f3 aa f4").vector(1, 0x2030).put(0x2030, "f4");
        b.cpu.r[CpuState.EDI] = 0x4000;
        b.run(1);
        b.cpu.dr[0] = GuestBench.CODE + 3;
        b.cpu.dr[7] = 0x401;
        b.cpu.sysFlags |= Flags.RF;
        b.run(40);
        assertTrue(b.cpu.repeating);
        assertEquals(GuestBench.CODE + 3, b.eip());
        b.run(100);
        assertFalse(b.cpu.repeating);
        assertEquals(GuestBench.CODE + 6, b.eip());
        assertEquals(0, b.cpu.r[CpuState.ECX] & 0xffff);
    }
}
