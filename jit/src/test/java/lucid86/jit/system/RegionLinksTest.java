package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lucid86.jit.run.TierPolicy;
import lucid86.jit.run.TranslationBlock;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How regions lead to each other, and how they are left for the interpreter. 32-bit code with paging. */
class RegionLinksTest {
    private static final int DIRECTORY = 0x100000, TABLE = 0x101000;
    private static final int A = 0x1000, B = 0x5000, OTHER_A = 0x7000, OTHER_B = 0x6000;
    private static final int EAX = CpuState.EAX, EBX = CpuState.EBX, ESI = CpuState.ESI;

    private final GuestBench b = new GuestBench(CpuModel.PENTIUM, new TierPolicy(20, false, false));

    @BeforeEach
    void protectedMode() {
        b.flat().paged(DIRECTORY, TABLE, linear -> linear);
    }

    private void map(int linear, int physical) {
        b.put32(TABLE + (linear >>> 10), physical | 3);
        b.cpu.mmu.invalidate(linear);
    }

    /** A and B lead to each other, in two regions since B was compiled first: A by a jump, B by JMP ESI. */
    private void twoRegions() {
        b.put(A, "40 e9 fa3f0000").put(B, "43 ff e6");
        b.put(OTHER_A, "83 c0 64 e9 f83f0000").put(OTHER_B, "83 c3 64 ff e6");
        b.cpu.r[ESI] = B;
        b.cpu.r[CpuState.EIP] = B;
        b.run(200);
        b.cpu.r[ESI] = A;
        b.cpu.r[CpuState.EIP] = A;
        b.run(400);
        b.cpu.r[EAX] = b.cpu.r[EBX] = 0;
    }

    private long entriesByTheEngine() {
        return b.engine.blockList().stream().mapToLong(TranslationBlock::compiledRuns).sum();
    }

    @Test
    void linksLeadFromRegionToRegion() {
        twoRegions();
        long entered = b.engine.statistics().entered(), byEngine = entriesByTheEngine();
        b.run(4000);
        assertEquals(1000, b.cpu.r[EAX]);
        assertEquals(1000, b.cpu.r[EBX]);
        assertTrue(b.engine.statistics().entered() - entered >= 2000, "A and B are regions of their own");
        assertTrue(entriesByTheEngine() - byEngine < 20, () -> entriesByTheEngine() - byEngine + " entries went through the engine");
    }

    @Test
    void aLinkAcrossPagesHoldsNoLongerThanTheMapping() {
        twoRegions();
        map(B, OTHER_B);
        b.run(400);
        assertEquals(100, b.cpu.r[EAX]);
        assertEquals(100 * 100, b.cpu.r[EBX], "the jump leads to what is mapped now");
        map(A, OTHER_A);
        b.run(400);
        assertEquals(100 + 100 * 100, b.cpu.r[EAX], "the indirect jump, too");
    }

    @Test
    void indirectJumpsToOneSlotAreToldApart() {
        twoRegions();
        // The two targets of JMP ESI, each of which sets ESI to the other, differ only where the table of targets does not look.
        b.put(A, "40 be 03200000 e9 f53f0000").put(0x2003, "41 be 00100000 e9 f22f0000");
        b.engine.flushAll();
        b.cpu.r[ESI] = B;
        b.cpu.r[CpuState.EIP] = B;
        b.run(200);
        b.cpu.r[ESI] = A;
        b.cpu.r[EAX] = b.cpu.r[CpuState.ECX] = 0;
        b.cpu.r[CpuState.EIP] = A;
        b.run(5 * 2000);
        assertEquals(1000, b.cpu.r[EAX]);
        assertEquals(1000, b.cpu.r[CpuState.ECX]);
    }

    /** OUT 10h,AL; INC EAX; JMP back: each OUT ends its block at the engine's door. */
    private void portLoop() {
        b.put(A, "e6 10 40 eb fb");
        b.cpu.r[CpuState.EIP] = A;
        b.run(600);
        b.cpu.r[EAX] = 0;
        b.written.clear();
    }

    @Test
    void whatEndsAtTheEnginesDoorIsFollowedWhenNothingIsToBeDoneThere() {
        portLoop();
        long byEngine = entriesByTheEngine();
        b.run(3000);
        assertEquals(1000, b.cpu.r[EAX]);
        assertEquals(1000, b.written.size());
        assertTrue(entriesByTheEngine() - byEngine < 20, () -> entriesByTheEngine() - byEngine + " entries went through the engine");
    }

    @Test
    void aDeviceThatWantsToStopIsHeardBeforeTheNextInstruction() {
        portLoop();
        b.whenWritten = _ -> {
            if (b.written.size() == 500) b.engine.stopSoon();
        };
        b.run(3000);
        assertEquals(499, b.cpu.r[EAX]);
        assertEquals(A + 2, b.eip());
    }

    @Test
    void anInterruptIsTakenRightAfterTheInstructionThatRaisedIt() {
        int gdt = 0x102000, idt = 0x103000, handler = 0x3000;
        b.put32(gdt + 8, 0xffff).put32(gdt + 12, 0xcf9b00).put32(idt + 0x100, 8 << 16 | handler).put32(idt + 0x104, 0x8e00);
        b.cpu.gdtBase = gdt;
        b.cpu.gdtLimit = 15;
        b.cpu.idtBase = idt;
        b.cpu.idtLimit = 0x7ff;
        b.vector = 0x20;
        // add ebx,eax; out 11h,al; iret
        b.put(handler, "01c3 e611 cf");
        b.cpu.setEflags(Flags.IF | 2);
        portLoop();
        b.whenWritten = port -> b.cpu.intr = port == 0x10 && b.cpu.r[EAX] % 8 == 5;
        int sum = 0;
        for (int i = 5; i < 1000; i += 8) sum += i;
        b.run(3 * 1000 + 3 * 125);
        assertEquals(1000, b.cpu.r[EAX]);
        assertEquals(sum, b.cpu.r[EBX], "EAX as it was after each OUT that raised an interrupt");
    }

    /** Where a loop that reads [ESI] reads across the end of a page. */
    private static final int ACROSS = 0x8ffe;

    /** Such a loop, which has been compiled with ESI elsewhere. */
    private static GuestBench readingLoop(GuestBench g, int esi) {
        // mov eax,[esi]; inc ebx; jmp back
        g.put(A, "8b06 43 ebfb").put32(ACROSS, 0x12345678);
        g.cpu.r[CpuState.EIP] = A;
        g.cpu.r[ESI] = esi;
        return g;
    }

    private void compiledBefore() {
        readingLoop(b, 0x8000).run(300);
        b.cpu.r[ESI] = ACROSS;
        b.cpu.r[EBX] = 0;
    }

    private static void assertRead(GuestBench g) {
        g.run(300_000);
        assertEquals(100_000, g.cpu.r[EBX]);
        assertEquals(0x12345678, g.cpu.r[EAX]);
    }

    @Test
    void aBlockThatIsLeftAgainAndAgainIsCompiledWithCalls() {
        compiledBefore();
        assertRead(b);
        long left = b.engine.statistics().left();
        assertTrue(left >= 1000 && left < 2100, () -> left + " times");
    }

    @Test
    void aBlockWhoseAccessesWereSlowIsCompiledWithCallsAtOnce() {
        var slow = readingLoop(new GuestBench(CpuModel.PENTIUM, new TierPolicy(2000, false, false)).flat().paged(DIRECTORY, TABLE, linear -> linear), ACROSS);
        assertRead(slow);
        assertEquals(0, slow.engine.statistics().left());
        assertTrue(slow.engine.statistics().compiledInstructions() > 290_000, () -> slow.engine.statistics().compiledInstructions() + " compiled");
    }

    /** One that was interpreted a few times may have met pages that the TLB did not know yet. */
    @Test
    void aFewSlowAccessesProveNothing() {
        assertRead(readingLoop(b, ACROSS));
        assertTrue(b.engine.statistics().left() >= 1000, () -> b.engine.statistics().left() + " times");
    }

    @Test
    void instructionsAreCountedOnceWhereverTheyRun() {
        compiledBefore();
        long before = b.engine.statistics().compiledInstructions();
        b.run(3000);
        assertTrue(b.engine.statistics().left() > 900, "left each time round");
        assertTrue(b.engine.statistics().compiledInstructions() - before < 100, () -> b.engine.statistics().compiledInstructions() - before + " compiled");
    }

    @Test
    void taskSwitchedForbidsTheFpuFromTheNextInstructionOn() {
        // fnop; mov eax,cr0; or al,8; mov cr0,eax; fnop: in real mode
        var real = new GuestBench(CpuModel.PENTIUM, TierPolicy.COMPILE_AT_ONCE).vector(7, 0x2000).put(0x2000, "f4");
        real.put(GuestBench.CODE, "d9d0 d9d0 0f20c0 0c08 0f22c0 d9d0 f4").run(20);
        assertEquals(0x2001, real.eip());
        assertEquals(GuestBench.CODE + 12, real.get16(0x8000 - 6), "#NM at the last FNOP");
    }
}
