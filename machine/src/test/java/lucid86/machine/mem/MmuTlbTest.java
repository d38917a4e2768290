package lucid86.machine.mem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import org.junit.jupiter.api.Test;

/** Reads, writes and fetches each have their own entries in the TLB, and each is forgotten. */
class MmuTlbTest {
    private static final int DIRECTORY = 0x10000, TABLE = 0x11000, PAGE = 0x3000, ELSEWHERE = 0x5000;

    private final MemoryMap map = new MemoryMap(0x20000, 0x1000);
    private final CpuState cpu;

    MmuTlbTest() {
        map.mapMemory("ram", 0, map.ramSize, 0, 0);
        cpu = new CpuState(map);
        cpu.bus = CpuBus.unconnected();
        MemoryMap.INT.set(map.backing, DIRECTORY, TABLE | 7);
        MemoryMap.INT.set(map.backing, TABLE + (PAGE >>> 12) * 4, PAGE | 7);
        cpu.cr0 |= CpuState.CR0_PE | CpuState.CR0_PG;
        cpu.cr3 = DIRECTORY;
        cpu.protectionChanged();
    }

    @Test
    void atFirstNothingIsKnown() {
        for (boolean user : new boolean[] {false, true}) {
            cpu.mmu.setUser(user);
            for (int page = 0; page < 1 << 20; page++) {
                if (cpu.mmu.readableAt(page << 12) == -1 && cpu.mmu.writableAt(page << 12) == -1 && cpu.mmu.knownFetchPage(page << 12) < 0) continue;
                fail("page " + Integer.toHexString(page));
            }
        }
    }

    @Test
    void everyKindOfAccessIsKnownOnceItHappened() {
        for (boolean user : new boolean[] {false, true}) {
            cpu.mmu.setUser(user);
            assertEquals(-1, cpu.mmu.readableAt(PAGE));
            assertEquals(-1, cpu.mmu.writableAt(PAGE));
            cpu.mmu.read8(PAGE);
            assertEquals(PAGE, cpu.mmu.readableAt(PAGE));
            assertEquals(-1, cpu.mmu.writableAt(PAGE));
            cpu.mmu.write8(PAGE, 1);
            assertEquals(PAGE, cpu.mmu.writableAt(PAGE));
            assertTrue(cpu.mmu.knownFetchPage(PAGE) < 0);
            assertEquals(PAGE, cpu.mmu.fetchPage(PAGE));
            assertEquals(PAGE, cpu.mmu.knownFetchPage(PAGE));
        }
    }

    @Test
    void anInvalidatedPageIsForgottenForAll() {
        for (boolean user : new boolean[] {false, true}) {
            cpu.mmu.setUser(user);
            cpu.mmu.read8(PAGE);
            cpu.mmu.write8(PAGE, 1);
            cpu.mmu.fetchPage(PAGE);
        }
        MemoryMap.INT.set(map.backing, TABLE + (PAGE >>> 12) * 4, ELSEWHERE | 7);
        cpu.mmu.invalidate(PAGE);
        for (boolean user : new boolean[] {false, true}) {
            cpu.mmu.setUser(user);
            cpu.mmu.write8(PAGE, user ? 3 : 2);
            assertEquals(user ? 3 : 2, map.backing[ELSEWHERE]);
            assertEquals(user ? 3 : 2, cpu.mmu.read8(PAGE));
            assertEquals(ELSEWHERE, cpu.mmu.fetchPage(PAGE));
        }
        assertEquals(1, map.backing[PAGE]);
    }

    /** Page tables that changed without INVLPG are not looked at again, after loading either. */
    @Test
    void whatWasKnownIsKnownAfterLoading() {
        cpu.mmu.write8(PAGE, 1);
        var saved = new StateOut();
        cpu.mmu.saveTlb(saved);
        var other = new MmuTlbTest();
        MemoryMap.INT.set(other.map.backing, TABLE + (PAGE >>> 12) * 4, ELSEWHERE | 7);
        other.cpu.mmu.loadTlb(new StateIn(saved.values()));
        other.cpu.mmu.write8(PAGE, 2);
        assertEquals(2, other.map.backing[PAGE]);
        assertEquals(0, other.map.backing[ELSEWHERE]);
    }
}
