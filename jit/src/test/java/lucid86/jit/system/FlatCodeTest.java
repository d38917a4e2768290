package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lucid86.jit.run.EngineListener;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.run.TranslationBlock;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A call, pushes and pops, and a record at the very end of backing memory, in 32-bit code with flat segments. */
class FlatCodeTest {
    private static final int CODE = 0x1000, SUBROUTINE = 0x1040, LAST_PAGE = 0x200000, RECORD = LAST_PAGE + 0xff0, ROUNDS = 1000, INSTRUCTIONS = 13;

    static Stream<TierPolicy> policies() {
        return Stream.of(TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE, TierPolicy.COMPILE_AND_LEAVE);
    }

    private static GuestBench program(TierPolicy policy) {
        var b = new GuestBench(CpuModel.PENTIUM, policy).flat();
        b.map.mapMemory("last", LAST_PAGE, 0x1000, LAST_PAGE, 0);
        b.put(CODE, "e83b000000" // call subroutine
                + "83c201" // add edx,1
                + "ebf6"); // jmp to the call
        b.put(SUBROUTINE, "53 51" // push ebx; push ecx
                + "8b06 894604" // mov eax,[esi]; mov [esi+4],eax
                + "8b4e08 01c1 894e0c" // mov ecx,[esi+8]; add ecx,eax; mov [esi+12],ecx
                + "59 5b c3"); // pop ecx; pop ebx; ret
        b.put32(RECORD, 5).put32(RECORD + 8, 7);
        b.cpu.r[CpuState.ESI] = RECORD;
        b.cpu.r[CpuState.EBX] = 3;
        b.cpu.r[CpuState.ECX] = 4;
        b.cpu.r[CpuState.EDX] = 0;
        return b;
    }

    @ParameterizedTest
    @MethodSource("policies")
    void callsAndRecords(TierPolicy policy) {
        var b = program(policy).run(1);
        assertEquals(SUBROUTINE, b.eip());
        b.run(INSTRUCTIONS * ROUNDS - 1);
        assertEquals(CODE, b.eip());
        assertEquals(ROUNDS, b.cpu.r[CpuState.EDX]);
        assertEquals(3, b.cpu.r[CpuState.EBX]);
        assertEquals(4, b.cpu.r[CpuState.ECX]);
        assertEquals(0x8000, b.cpu.r[CpuState.ESP]);
        assertEquals(CODE + 5, b.get32(0x7ffc), "return address");
        assertEquals(5, b.get32(RECORD + 4));
        assertEquals(12, b.get32(RECORD + 12));
    }

    @Test
    void whoListensHearsOfEachBlock() {
        var b = program(TierPolicy.INTERPRET_ONLY);
        b.run(INSTRUCTIONS * ROUNDS);
        var heard = new ArrayList<Integer>();
        b.engine.addListener(new EngineListener() {
            @Override
            public void entered(TranslationBlock block) {
                heard.add(block.eip());
            }
        });
        b.run(INSTRUCTIONS * 2);
        assertEquals(List.of(CODE, SUBROUTINE, CODE + 5, CODE, SUBROUTINE, CODE + 5), heard);
    }
}
