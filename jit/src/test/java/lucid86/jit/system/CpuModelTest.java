package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.jit.x86.Feature;
import lucid86.jit.x86.Instructions;
import lucid86.machine.cpu.CpuState;
import org.junit.jupiter.api.Test;

/** What CPU models promise, and that the promise is kept. */
class CpuModelTest {
    /** Features that add no instruction of their own, or none that the base set lacks. */
    private static final EnumSet<Feature> SILENT = EnumSet.of(Feature.FPU, Feature.VME, Feature.PSE, Feature.PSE36, Feature.PAE, Feature.PGE, Feature.MCE, Feature.DE,
            Feature.MTRR, Feature.PAT, Feature.NX, Feature.APIC);

    @Test
    void everyPromisedFeatureHasInstructions() {
        var implemented = EnumSet.copyOf(SILENT);
        for (var row : Instructions.all()) if (row.feature() != null) implemented.add(row.feature());
        for (CpuModel m : CpuModel.values()) {
            var missing = m.features();
            missing.removeAll(implemented);
            assertTrue(missing.isEmpty(), m + " promises " + missing);
        }
    }

    @Test
    void modelsGrow() {
        for (int i = 1; i < CpuModel.values().length; i++)
            assertTrue(CpuModel.values()[i].features().containsAll(CpuModel.values()[i - 1].features()));
    }

    @Test
    void names() {
        assertEquals(CpuModel.I486, CpuModel.named("486"));
        assertEquals(CpuModel.PENTIUM3, CpuModel.named("pentium3"));
        assertThrows(IllegalArgumentException.class, () -> CpuModel.named("z80"));
    }

    @Test
    void vendorAndSignature() {
        // mov eax,0; cpuid
        var b = new GuestBench(CpuModel.PENTIUM2, TierPolicy.INTERPRET_ONLY).put(GuestBench.CODE, "66 31 c0 0f a2 66 b8 01 00 00 00 0f a2 f4");
        assertEquals(0x652, b.cpu.r[CpuState.EDX], "reset value of EDX");
        b.run(2);
        assertEquals(2, b.cpu.r[CpuState.EAX]);
        assertEquals("GenuineIntel", ascii(b.cpu.r[CpuState.EBX]) + ascii(b.cpu.r[CpuState.EDX]) + ascii(b.cpu.r[CpuState.ECX]));
        b.run(2);
        assertEquals(0x652, b.cpu.r[CpuState.EAX]);
        assertEquals(0x0183f9ff, b.cpu.r[CpuState.EDX], "features; the bench has no APIC");
    }

    @Test
    void brandString() {
        var text = new StringBuilder();
        for (int leaf = 0x80000002; leaf <= 0x80000004; leaf++) for (int word : CpuModel.PENTIUM4.cpuid(leaf, 0)) text.append(ascii(word));
        assertEquals(48, text.length());
        assertEquals("Intel(R) Pentium(R) 4 CPU 2.40GHz\0", text.toString().stripLeading());
    }

    @Test
    void a486HasNeitherCpuidNorIdFlagNorCr4() {
        // pushfd; pop eax; xor eax,200000h; push eax; popfd; pushfd; pop ebx
        var b = new GuestBench(CpuModel.I486, TierPolicy.INTERPRET_ONLY)
                .put(GuestBench.CODE, "66 9c 66 58 66 35 00 00 20 00 66 50 66 9d 66 9c 66 5b 0f a2").vector(6, 0x2000).put(0x2000, "f4");
        b.run(20);
        assertEquals(0, b.cpu.r[CpuState.EBX] & 0x200000);
        assertTrue(b.cpu.halted, "CPUID raises #UD");
        var c = new GuestBench(CpuModel.I486, TierPolicy.INTERPRET_ONLY).put(GuestBench.CODE, "0f 20 e0 40").vector(6, 0x2000).put(0x2000, "f4");
        c.run(20);
        assertTrue(c.cpu.halted, "MOV from CR4 raises #UD");
    }

    @Test
    void unknownModelSpecificRegisterFaultsAndIsLoggedOnce() {
        // mov ecx,1234h; rdmsr; the handler tries again twice, then halts
        var b = new GuestBench(CpuModel.PENTIUM4, TierPolicy.INTERPRET_ONLY)
                .put(GuestBench.CODE, "66 b9 34 12 00 00 0f 32").vector(13, 0x2000).put(0x2000, "43 83 fb 03 72 01 f4 cf");
        b.run(50);
        assertEquals(3, b.cpu.r[CpuState.EBX]);
        assertEquals(1, b.log.stream().filter(l -> l.equals("unimplemented: MSR 1234 read")).count());
    }

    @Test
    void modelSpecificRegistersAreTheModels() {
        var sysenter = new int[] {0x174, 0x175, 0x176};
        for (int msr : sysenter) {
            assertTrue(faults(CpuModel.PENTIUM, msr, 0));
            assertFalse(faults(CpuModel.PENTIUM2, msr, 0));
        }
        assertTrue(faults(CpuModel.PENTIUM, 0x2ff, 0), "no MTRRs");
        assertTrue(faults(CpuModel.PENTIUM3, 0x1a0, 0), "IA32_MISC_ENABLE came with the Pentium 4");
        assertFalse(faults(CpuModel.PENTIUM4, 0x1a0, 0));
        assertTrue(faults(CpuModel.PENTIUM4, 0xc0000080, 0), "no NX");
        assertFalse(faults(CpuModel.MAX, 0xc0000080, 0x800));
        assertTrue(faults(CpuModel.MAX, 0xc0000080, 1), "no SYSCALL");
    }

    @Test
    void memoryTypeRegistersRefuseWhatDoesNotExist() {
        assertFalse(faults(CpuModel.PENTIUM3, 0x2ff, 0xc06));
        assertTrue(faults(CpuModel.PENTIUM3, 0x2ff, 0xc02), "type 2");
        assertTrue(faults(CpuModel.PENTIUM3, 0x2ff, 0x1006), "reserved bit");
        assertFalse(faults(CpuModel.PENTIUM3, 0x250, 0x06050401));
        assertTrue(faults(CpuModel.PENTIUM3, 0x250, 0x06030401), "type 3");
        assertFalse(faults(CpuModel.PENTIUM3, 0x200, 0x12345006));
        assertTrue(faults(CpuModel.PENTIUM3, 0x200, 0x12345106), "reserved bit");
        assertFalse(faults(CpuModel.PENTIUM3, 0x201, 0xfff00800));
        assertTrue(faults(CpuModel.PENTIUM3, 0x201, 0xfff00806), "a mask has no type");
        assertTrue(faults(CpuModel.PENTIUM3, 0x277, 0x02), "type 2 in the PAT");
        assertTrue(faults(CpuModel.PENTIUM3, 0x401, 1), "a machine check cannot be made up");
    }

    /** Whether WRMSR with this low half, high half 0, raises #GP(0). */
    private static boolean faults(CpuModel model, int msr, int low) {
        var b = new GuestBench(model, TierPolicy.INTERPRET_ONLY).put(GuestBench.CODE, "0f 30 f4").vector(13, 0x2000).put(0x2000, "43 f4");
        b.cpu.r[CpuState.ECX] = msr;
        b.cpu.r[CpuState.EAX] = low;
        b.cpu.r[CpuState.EDX] = 0;
        b.run(3);
        assertTrue(b.cpu.halted);
        return b.cpu.r[CpuState.EBX] == 1;
    }

    @Test
    void timeStampCounterCanBeSet() {
        // mov ecx,10h; mov eax,5; xor edx,edx; wrmsr; rdtsc
        var b = new GuestBench(CpuModel.PENTIUM, TierPolicy.INTERPRET_ONLY)
                .put(GuestBench.CODE, "66 b9 10 00 00 00 66 b8 05 00 00 00 66 31 d2 0f 30 66 31 c0 0f 31 f4");
        b.run(20);
        assertEquals(5, b.cpu.r[CpuState.EAX], "the bench's clock stands still");
        assertFalse(b.cpu.shutdown);
    }

    private static String ascii(int word) {
        var s = new StringBuilder();
        for (int i = 0; i < 4; i++) s.append((char) (word >>> i * 8 & 0xff));
        return s.toString();
    }
}
