package lucid86.jit.helpers;

import static org.junit.jupiter.api.Assertions.assertThrows;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.GuestFault;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.function.Executable;

/** A CPU for tests of helpers: 64 KiB of memory, paging with page {@link #MISSING} not present. */
final class SimdCpu {
    static final int MISSING = 0x9000;
    private static final int DIRECTORY = 0x1000, TABLE = 0x2000;

    final MemoryMap map = new MemoryMap(0x10000, 0x1000);
    final CpuState c;

    SimdCpu() {
        map.mapMemory("ram", 0, map.ramSize, 0, 0);
        c = new CpuState(map);
        map.write(DIRECTORY, 4, TABLE | 7);
        for (int a = 0; a < 0x10000; a += 0x1000) if (a != MISSING) mapPage(a, a);
        c.cr3 = DIRECTORY;
        c.cr0 |= CpuState.CR0_PE | CpuState.CR0_PG;
        c.cr4 |= CpuState.CR4_OSFXSR | CpuState.CR4_OSXMMEXCPT;
        c.protectionChanged();
        c.mmu.flushAll();
    }

    /** Puts a page of physical memory there. */
    void mapPage(int linear, int physical) {
        map.write(TABLE + (linear >>> 10), 4, physical | 7);
        c.mmu.flushAll();
    }

    long read64(int at) {
        return map.read(at, 4) & 0xffffffffL | (long) map.read(at + 4, 4) << 32;
    }

    void write64(int at, long v) {
        map.write(at, 4, (int) v);
        map.write(at + 4, 4, (int) (v >>> 32));
    }

    /** Runs what must fault; gives the vector. */
    int faultOf(Executable e) {
        assertThrows(GuestFault.class, e);
        return c.faultVector;
    }
}
