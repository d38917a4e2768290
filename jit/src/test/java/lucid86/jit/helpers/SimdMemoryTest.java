package lucid86.jit.helpers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;
import org.junit.jupiter.api.Test;

class SimdMemoryTest {
    private final SimdCpu m = new SimdCpu();
    private final CpuState c = m.c;

    @Test
    void alignedAccessesDemandSixteenBytes() {
        m.write64(0x4010, 0x0123456789abcdefL);
        m.write64(0x4018, 42);
        SimdMemory.loadAligned(c, 0x4010, 3);
        assertEquals(0x0123456789abcdefL, c.xmm[6]);
        assertEquals(42, c.xmm[7]);
        assertEquals(Vector.GP, m.faultOf(() -> SimdMemory.loadAligned(c, 0x4018, 3)));
        assertEquals(Vector.GP, m.faultOf(() -> SimdMemory.storeAligned(c, 0x4008, 3)));
        assertEquals(0, m.read64(0x4008));
        // Alignment comes before paging.
        assertEquals(Vector.GP, m.faultOf(() -> SimdMemory.loadAligned(c, SimdCpu.MISSING + 1, 3)));
        assertEquals(Vector.PF, m.faultOf(() -> SimdMemory.loadAligned(c, SimdCpu.MISSING, 3)));
    }

    @Test
    void unalignedLoadAcrossMissingPageFaultsAtThatPage() {
        c.xmm[2] = 1;
        c.xmm[3] = 2;
        for (int lin : new int[] {SimdCpu.MISSING - 15, SimdCpu.MISSING - 8, SimdCpu.MISSING - 1}) {
            c.cr2 = 0;
            assertEquals(Vector.PF, m.faultOf(() -> SimdMemory.loadUnaligned(c, lin, 1)));
            assertEquals(SimdCpu.MISSING, c.cr2);
        }
        int last = SimdCpu.MISSING + 0xff9;
        assertEquals(Vector.PF, m.faultOf(() -> SimdMemory.loadUnaligned(c, last, 1)));
        assertEquals(last, c.cr2);
        assertEquals(Vector.PF, m.faultOf(() -> SimdMemory.load64(c, SimdCpu.MISSING - 4, 1)));
        assertEquals(SimdCpu.MISSING, c.cr2);
        assertEquals(1, c.xmm[2]);
        assertEquals(2, c.xmm[3]);
    }

    @Test
    void storeAcrossMissingPageWritesNothing() {
        c.xmm[2] = c.xmm[3] = -1;
        for (int i = 1; i < 16; i++) {
            int lin = SimdCpu.MISSING - i;
            assertEquals(Vector.PF, m.faultOf(() -> SimdMemory.storeUnaligned(c, lin, 1)));
        }
        assertEquals(0, m.read64(SimdCpu.MISSING - 8));
        assertEquals(0, m.read64(SimdCpu.MISSING - 16));
        SimdMemory.storeUnaligned(c, SimdCpu.MISSING - 16, 1);
        assertEquals(-1, m.read64(SimdCpu.MISSING - 8));
    }

    @Test
    void maskedStoreNeedsAllBytesWritable() {
        c.xmm[0] = 0x1122334455667788L;
        c.xmm[1] = 0x99aabbccddeeff00L;
        c.xmm[2] = 0x8000000000000080L;
        c.xmm[3] = 0x80;
        SimdMemory.storeMasked(c, SimdCpu.MISSING - 16, 0, 1);
        assertEquals(0x1100000000000088L, m.read64(SimdCpu.MISSING - 16));
        assertEquals(0, m.read64(SimdCpu.MISSING - 8));
        c.xmm[0] = 0;
        c.xmm[3] = 0;
        assertEquals(Vector.PF, m.faultOf(() -> SimdMemory.storeMasked(c, SimdCpu.MISSING - 15, 0, 1)));
        assertEquals(SimdCpu.MISSING, c.cr2);
        assertEquals(0x1100000000000088L, m.read64(SimdCpu.MISSING - 16), "nothing was stored");
        SimdMemory.storeMasked8(c, SimdCpu.MISSING - 8, 0, 1);
        assertEquals(Vector.PF, m.faultOf(() -> SimdMemory.storeMasked8(c, SimdCpu.MISSING - 7, 0, 1)));
    }

    @Test
    void alignmentCheckFaultsUnalignedAccesses() {
        c.cr0 |= CpuState.CR0_AM;
        c.cpl = 3;
        c.sysFlags |= Flags.AC;
        c.updateMode();
        assertEquals(Vector.AC, m.faultOf(() -> SimdMemory.loadUnaligned(c, 0x4008, 1)));
        assertEquals(Vector.AC, m.faultOf(() -> SimdMemory.storeUnaligned(c, 0x4008, 1)));
        assertEquals(Vector.GP, m.faultOf(() -> SimdMemory.loadAligned(c, 0x4008, 1)));
        SimdMemory.loadUnaligned(c, 0x4010, 1);
    }

    @Test
    void saveAreaHasTheManualsLayout() {
        fillState();
        m.write64(0x4000 + 288, 0x5555555555555555L);
        SseState.fxsave(c, 0x4000);
        assertEquals(0xb481_027e, m.map.read(0x4000, 4));
        assertEquals(0x0123_00a5, m.map.read(0x4004, 4));
        assertEquals(0x11111111, m.map.read(0x4008, 4));
        assertEquals(0x2222, m.map.read(0x400c, 4));
        assertEquals(0x33333333, m.map.read(0x4010, 4));
        assertEquals(0x4444, m.map.read(0x4014, 4));
        assertEquals(0x1fa0, m.map.read(0x4018, 4));
        assertEquals(0xffff, m.map.read(0x401c, 4));
        // TOP is 6: ST(0) is physical register 6, ST(2) is register 0.
        assertEquals(106, m.read64(0x4020));
        assertEquals(206, m.read64(0x4028));
        assertEquals(100, m.read64(0x4040));
        for (int i = 0; i < 16; i++) assertEquals(1000 + i, m.read64(0x40a0 + 8 * i));
        assertEquals(0x5555555555555555L, m.read64(0x4000 + 288), "not written beyond XMM7");
    }

    @Test
    void savedStateComesBack() {
        fillState();
        SseState.fxsave(c, 0x4000);
        long[] xmm = c.xmm.clone(), mant = c.fpu.mant.clone();
        int[] exponents = c.fpu.signExp.clone();
        c.fpu.reset();
        java.util.Arrays.fill(c.xmm, 0);
        c.mxcsr = 0x1f80;
        SseState.fxrstor(c, 0x4000);
        assertArrayEquals(xmm, c.xmm);
        assertArrayEquals(mant, c.fpu.mant);
        assertArrayEquals(exponents, c.fpu.signExp);
        assertEquals(0x1fa0, c.mxcsr);
        assertEquals(6, c.fpu.top);
        assertEquals(0xa5, c.fpu.used);
        assertEquals(0x123, c.fpu.fop);
        assertEquals(0x11111111, c.fpu.fip);
        // The invalid flag is unmasked: error summary and busy are set again from it.
        assertEquals(0xb481, c.fpu.statusWord());
    }

    @Test
    void restoreChecksBeforeItChangesAnything() {
        fillState();
        SseState.fxsave(c, 0x4000);
        m.map.write(0x4018, 4, 0x11f80);
        c.xmm[0] = 77;
        c.fpu.cw = 0x37f;
        assertEquals(Vector.GP, m.faultOf(() -> SseState.fxrstor(c, 0x4000)));
        assertEquals(Vector.GP, m.faultOf(() -> SseState.fxrstor(c, 0x4008)));
        assertEquals(Vector.GP, m.faultOf(() -> SseState.fxsave(c, 0x4008)));
        assertEquals(Vector.PF, m.faultOf(() -> SseState.fxrstor(c, SimdCpu.MISSING - 256)));
        assertEquals(Vector.PF, m.faultOf(() -> SseState.fxsave(c, SimdCpu.MISSING - 256)));
        assertEquals(0, m.read64(SimdCpu.MISSING - 256));
        assertEquals(77, c.xmm[0]);
        assertEquals(0x37f, c.fpu.cw);
        assertEquals(Vector.GP, m.faultOf(() -> SseState.ldmxcsr(c, 0x10000)));
        assertEquals(0x1fa0, c.mxcsr);
    }

    @Test
    void olderModelsHaveLessToSave() {
        fillState();
        c.identity = CpuModel.PENTIUM3;
        SseState.fxsave(c, 0x4000);
        assertEquals(0, m.map.read(0x401c, 4), "the default mask");
        assertEquals(1000, m.read64(0x40a0));
        assertEquals(Vector.GP, m.faultOf(() -> SseState.ldmxcsr(c, 0x1fc0)), "no denormals-are-zero");
        c.identity = CpuModel.PENTIUM2;
        m.map.write(0x4018, 4, 0xffffffff);
        m.write64(0x40a0, 5);
        c.fpu.top = 0;
        SseState.fxsave(c, 0x4000);
        assertEquals(5, m.read64(0x40a0));
        assertEquals(0xffffffff, m.map.read(0x4018, 4));
        SseState.fxrstor(c, 0x4000);
        assertEquals(1000, c.xmm[0]);
        assertEquals(0x1fa0, c.mxcsr);
        assertEquals(100, c.fpu.mant[0]);
    }

    private void fillState() {
        for (int i = 0; i < 16; i++) c.xmm[i] = 1000 + i;
        for (int i = 0; i < 8; i++) {
            c.fpu.mant[i] = 100 + i;
            c.fpu.signExp[i] = 200 + i;
        }
        c.mxcsr = 0x1fa0;
        c.fpu.cw = 0x27e;
        c.fpu.sw = 0x8481;
        c.fpu.top = 6;
        c.fpu.used = 0xa5;
        c.fpu.fop = 0x123;
        c.fpu.fip = 0x11111111;
        c.fpu.fcs = 0x2222;
        c.fpu.fdp = 0x33333333;
        c.fpu.fds = 0x4444;
    }
}
