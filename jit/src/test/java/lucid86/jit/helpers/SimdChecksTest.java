package lucid86.jit.helpers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.jit.x86.Feature;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Vector;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What MMX and SSE instructions ask of control registers, of the CPU model and of their prefixes before they do anything. */
class SimdChecksTest {
    private static final int CODE = 0x1000;

    /** Runs one instruction in a flat 32-bit segment, a NOP after it; gives the exception, or -1. */
    private static int run(String hex, Set<Feature> features, int cr0, int cr4, int x87Status) {
        var map = new MemoryMap(0x10000, 0x1000);
        map.mapMemory("ram", 0, map.ramSize, 0, 0);
        var cpu = new CpuState(map);
        cpu.bus = CpuBus.unconnected();
        cpu.cr0 = CpuState.CR0_PE | CpuState.CR0_NE | cr0;
        cpu.cr4 = cr4;
        for (int s = CpuState.ES; s <= CpuState.GS; s++) cpu.setSegment(s, 8, 0, -1, s == CpuState.CS ? 0xc09b : 0xc093);
        byte[] code = HexFormat.of().parseHex(hex + "90");
        System.arraycopy(code, 0, map.backing, CODE, code.length);
        cpu.r[CpuState.EIP] = CODE;
        cpu.r[CpuState.ESI] = 0x4000;
        cpu.fpu.init();
        cpu.fpu.sw = x87Status;
        cpu.protectionChanged();
        var engine = new Engine(cpu, features, TierPolicy.INTERPRET_ONLY);
        int[] seen = {-1};
        engine.setExceptionHook((vector, _, _) -> {
            seen[0] = vector;
            return true;
        });
        engine.run(2);
        return seen[0];
    }

    @ParameterizedTest
    @CsvSource({
        // instruction, plain, EM, TS, EM+TS, no OSFXSR, x87 exception waiting
        "0ffcc1,   -1, 6, 7, 6, -1, 16", // paddb mm0, mm1
        "0f77,     -1, 6, 7, 6, -1, 16", // emms
        "0f7f06,   -1, 6, 7, 6, -1, 16", // movq [esi], mm0
        "0f58c1,   -1, 6, 7, 6, 6, -1", // addps xmm0, xmm1
        "660ffcc1, -1, 6, 7, 6, 6, -1", // paddb xmm0, xmm1
        "0fae16,   -1, 6, 7, 6, 6, -1", // ldmxcsr [esi]
        "0f2ac1,   -1, 6, 7, 6, 6, 16", // cvtpi2ps xmm0, mm1
        "660f2a06, -1, 6, 7, 6, 6, -1", // cvtpi2pd xmm0, [esi]
        "0f2c06,   -1, 6, 7, 6, 6, 16", // cvttps2pi mm0, [esi]
        "f20fd6c1, -1, 6, 7, 6, 6, 16", // movdq2q mm0, xmm1
        "0fae06,   -1, 7, 7, 7, -1, -1", // fxsave [esi]
        "0fae0e,   -1, 7, 7, 7, -1, -1", // fxrstor [esi]
        "0fc306,   -1, -1, -1, -1, -1, -1", // movnti [esi], eax
        "0faef8,   -1, -1, -1, -1, -1, -1", // sfence
        "0f1806,   -1, -1, -1, -1, -1, -1", // prefetchnta [esi]
        "f20f38f1c1, -1, -1, -1, -1, -1, -1", // crc32 eax, ecx
        "f30fb8c1, -1, -1, -1, -1, -1, -1", // popcnt eax, ecx
    })
    void controlBits(String hex, int plain, int em, int ts, int both, int noOsfxsr, int waiting) {
        var all = EnumSet.allOf(Feature.class);
        int on = CpuState.CR4_OSFXSR | CpuState.CR4_OSXMMEXCPT;
        assertEquals(plain, run(hex, all, 0, on, 0), "plain");
        assertEquals(em, run(hex, all, CpuState.CR0_EM, on, 0), "EM");
        assertEquals(ts, run(hex, all, CpuState.CR0_TS, on, 0), "TS");
        assertEquals(both, run(hex, all, CpuState.CR0_EM | CpuState.CR0_TS, on, 0), "EM and TS");
        assertEquals(noOsfxsr, run(hex, all, 0, 0, 0), "no OSFXSR");
        // An unmasked invalid operation: the summary bit is set.
        assertEquals(waiting, run(hex, all, 0, on, 0x8081), "x87 exception");
    }

    @ParameterizedTest
    @CsvSource({
        "f30ffcc1", "f20ffcc1", // paddb knows no F3, F2
        "660f77", // nor EMMS 66
        "f30f28c1", "f20f28c1", // movaps
        "0f2bc1", // movntps is memory only
        "0fe7c1", // movntq is memory only
        "0f711601", // psrlw by immediate: registers only
        "660fc506", // pextrw: registers only
        "660f71c001", // no instruction with /0
        "0faec0", // fxsave is memory only
        "f00f58c1", "f00f5806", // no LOCK
        "0f3810c1", // pblendvb has no MMX form
    })
    void encodingsThatAreNone(String hex) {
        assertEquals(Vector.UD, run(hex, EnumSet.allOf(Feature.class), 0, CpuState.CR4_OSFXSR, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "PENTIUM, 0ffcc1, -1", "PENTIUM, 0f70c100, 6", "PENTIUM, 0f28c1, 6", "PENTIUM, 0fae06, 6",
        "PENTIUM2, 0fae06, -1", "PENTIUM2, 0fdac1, 6",
        "PENTIUM3, 0f28c1, -1", "PENTIUM3, 0fdac1, -1", "PENTIUM3, 660f28c1, 6", "PENTIUM3, 0fd4c1, 6", "PENTIUM3, f390, -1",
        "PENTIUM4, 660f28c1, -1", "PENTIUM4, 0fd4c1, -1", "PENTIUM4, f20f7cc1, 6", "PENTIUM4, 0fae3e, -1",
        "I486, 0ffcc1, 6", "I486, f390, -1",
        "MAX, f20f7cc1, -1", "MAX, 660f3800c1, -1", "MAX, 660f3a0fc103, -1", "MAX, 660f3a63c100, -1", "MAX, f30fb8c1, -1",
    })
    void modelsKnowWhatTheyHave(CpuModel model, String hex, int vector) {
        assertEquals(vector, run(hex, model.features(), 0, CpuState.CR4_OSFXSR, 0));
    }

    @ParameterizedTest
    @CsvSource({"true, 19", "false, 6"})
    void unmaskedExceptionNeedsOsxmmexcpt(boolean enabled, int vector) {
        // ldmxcsr [esi] of zeros unmasks everything; 0 / 0 is invalid.
        int cr4 = CpuState.CR4_OSFXSR | (enabled ? CpuState.CR4_OSXMMEXCPT : 0);
        assertEquals(vector, run("0fae160f5ec1", EnumSet.allOf(Feature.class), 0, cr4, 0));
    }
}
