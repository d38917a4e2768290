package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** External interrupts, NMI, HLT and shutdown, in real mode. */
class InterruptTest {
    static TierPolicy[] policies() {
        return new TierPolicy[] {TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE, TierPolicy.COMPILE_AND_LEAVE};
    }

    private static GuestBench bench(TierPolicy policy, String code) {
        return new GuestBench(CpuModel.PENTIUM, policy).put(GuestBench.CODE, code);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void interruptWaitsOneInstructionAfterSti(TierPolicy policy) {
        // sti; inc ax; inc ax
        var b = bench(policy, "fb 40 40 f4").vector(0x20, 0x2000).put(0x2000, "f4");
        b.vector = 0x20;
        b.cpu.intr = true;
        b.run(10);
        assertTrue(b.cpu.halted);
        assertEquals(1, b.cpu.r[CpuState.EAX], "one instruction after STI");
        assertEquals(GuestBench.CODE + 2, b.get16(0x8000 - 6), "return address");
        assertEquals(0, b.cpu.sysFlags & Flags.IF);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void haltWakesAndReturnsBehindIt(TierPolicy policy) {
        // sti; hlt; inc ax; cli; hlt
        var b = bench(policy, "fb f4 40 fa f4").vector(0x20, 0x2000).put(0x2000, "43 cf");
        b.vector = 0x20;
        b.run(10);
        assertTrue(b.cpu.halted);
        assertEquals(0, b.cpu.r[CpuState.EAX]);
        b.cpu.intr = true;
        b.run(1);
        b.cpu.intr = false;
        b.run(10);
        assertEquals(1, b.cpu.r[CpuState.EBX], "handler ran once");
        assertEquals(1, b.cpu.r[CpuState.EAX]);
        assertTrue(b.cpu.halted);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void nmiIsBlockedUntilIret(TierPolicy policy) {
        // handler: inc bx; inc bx; iret
        var b = bench(policy, "40 40 40 40 40 40 40 40").vector(2, 0x2000).put(0x2000, "43 43 cf");
        b.cpu.nmiPending = true;
        b.run(1);
        assertEquals(0x2001, b.eip(), "entered and executed one instruction");
        b.cpu.nmiPending = true;
        b.run(1);
        assertEquals(0x2002, b.eip(), "second NMI held off");
        b.run(1);
        assertFalse(b.cpu.nmiBlocked);
        b.run(1);
        assertEquals(3, b.cpu.r[CpuState.EBX], "second NMI after IRET");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void popSsHoldsOffInterruptsForOneInstruction(TierPolicy policy) {
        // push ss; sti; nop is over; pop ss; mov sp,8000h; inc ax
        var b = bench(policy, "16 17 bc 00 80 40 f4").vector(0x20, 0x2000).put(0x2000, "f4");
        b.vector = 0x20;
        b.cpu.sysFlags |= Flags.IF;
        b.run(1);
        // The line rises while POP SS executes: it is seen only after the MOV behind it.
        b.run(1);
        b.cpu.intr = true;
        b.run(10);
        assertEquals(GuestBench.CODE + 5, b.get16(0x8000 - 6));
        assertEquals(0, b.cpu.r[CpuState.EAX]);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void noTableMeansShutdown(TierPolicy policy) {
        // lidt of limit 0; int3
        var b = bench(policy, "0f 01 1e 00 30 cc").put(0x3000, "00 00 00 00 00 00");
        b.run(10);
        assertTrue(b.cpu.shutdown);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void stackOverrunWhileDeliveringShutsDown(TierPolicy policy) {
        // mov sp,1; push ax: a word push at SP=1 writes at FFFF and overruns, and so does every handler's frame
        var b = bench(policy, "bc 01 00 50");
        b.run(10);
        assertTrue(b.cpu.shutdown);
    }

    /** On a processor, too, this goes on until somebody pulls the plug; the emulation must come back to its owner all the same. */
    @ParameterizedTest
    @MethodSource("policies")
    @org.junit.jupiter.api.Timeout(60)
    void breakpointOnItsOwnHandlerDoesNotHang(TierPolicy policy) {
        var b = new GuestBench(CpuModel.MAX, policy).put(4, "00500000").put(0x5000, "f4").put(GuestBench.CODE, "90f4");
        b.cpu.dr[0] = 0x5000;
        b.cpu.dr[1] = GuestBench.CODE;
        b.cpu.dr[7] = 0x40f;
        b.run(1000);
        assertEquals(0x5000, b.eip());
        assertEquals((0x8000 - 6 * 1000) & 0xffff, b.cpu.r[CpuState.ESP]);
    }
}
