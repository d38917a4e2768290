package lucid86.machine.mem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Restart;
import org.junit.jupiter.api.Test;

/** Who answers at an address, however regions overlap, move, and open or close. */
class MemoryMapTest {
    private static final int PAGE = 4096, PAGES = 48;
    /** Below this address there are pages, and above it as many again at the end of the 4 GiB. */
    private static final long TOP = (1L << 32) - PAGES / 2 * PAGE;

    private record Mapped(Region region, int order) {}

    private final Random random = new Random(7);
    private final MemoryMap map = new MemoryMap(PAGES * PAGE, PAGES * PAGE);
    private final List<Mapped> mapped = new ArrayList<>();
    private final List<Integer> told = new ArrayList<>();

    private static final MmioDevice DEVICE = new MmioDevice() {
        @Override public int read(int offset, int size) { return 0; }
        @Override public int peek(int offset, int size) { return 0; }
        @Override public void write(int offset, int size, int value) {}
    };

    private long address() {
        return (random.nextBoolean() ? 0 : TOP) + random.nextInt(PAGES / 2) * (long) PAGE;
    }

    private void step() {
        if (mapped.size() < 4 || mapped.size() < 12 && random.nextInt(4) == 0) {
            long base = address(), size = (1 + random.nextInt(PAGES / 2)) * (long) PAGE;
            int offset = random.nextInt(PAGES) * PAGE, priority = random.nextInt(3);
            var region = switch (random.nextInt(3)) {
                case 0 -> map.mapMemory("memory", base, size, offset, priority);
                case 1 -> map.mapRom("rom", base, size, offset, priority);
                default -> map.mapDevice("device", base, size, DEVICE, priority);
            };
            mapped.add(new Mapped(region, mapped.size()));
            return;
        }
        Region region = mapped.get(random.nextInt(mapped.size())).region;
        switch (random.nextInt(4)) {
            case 0 -> region.setEnabled(random.nextBoolean());
            case 1 -> region.setAccess(random.nextBoolean(), random.nextBoolean());
            case 2 -> region.moveTo(address());
            default -> { if (!region.isDevice()) region.setBacking(random.nextInt(PAGES) * PAGE); }
        }
    }

    /** Of the regions that answer, the one with the highest priority, and of those the one mapped last. */
    private int answer(long address, boolean write) {
        Mapped best = null;
        for (Mapped m : mapped) {
            Region g = m.region;
            if (!g.enabled() || !(write ? g.writable() : g.readable()) || address < g.base() || address >= g.base() + g.size) continue;
            if (best == null || g.priority >= best.region.priority) best = m;
        }
        if (best == null) return -1;
        return best.region.isDevice() ? -2 - best.order : best.region.backing + (int) (address - best.region.base());
    }

    @Test
    void everyPageIsAnsweredByTheRightRegion() {
        map.attach(new CpuState(map).mmu);
        map.setCodeWatch(new CodeWatch() {
            @Override public boolean covers(int offset, int size) { return false; }
            @Override public void changed(int offset, int size) { told.add(offset); }
        });
        for (int page = 0; page < PAGES; page += 2) map.watchCode(page * PAGE);
        for (int round = 0; round < 3000; round++) {
            var before = new int[PAGES];
            for (int page = 0; page < PAGES; page++) before[page] = map.readOffset(at(page));
            told.clear();
            step();
            for (int page = 0; page < PAGES; page++) {
                assertEquals(answer(at(page), false), map.readOffset(at(page)));
                assertEquals(answer(at(page), true), map.writeOffset(at(page)));
                int old = before[page];
                if (old >= 0 && map.readOffset(at(page)) != old && (map.watch(old) & MemoryMap.CODE) != 0)
                    assertTrue(told.contains(old), "translated code is dropped where other memory is seen");
            }
        }
    }

    @Test
    void aWriteOfWhatIsThereLeavesTranslationsButIsObserved() {
        map.mapMemory("memory", 0, map.ramSize, 0, 0);
        var cpu = new CpuState(map);
        cpu.bus = CpuBus.unconnected();
        map.setCodeWatch(new CodeWatch() {
            @Override public boolean covers(int offset, int size) { return true; }
            @Override public void changed(int offset, int size) { told.add(offset); }
        });
        map.watchCode(0);
        cpu.exact = false;
        cpu.mmu.write8(3, 0xab00);
        cpu.mmu.write16(4, 0xab0000);
        cpu.mmu.write32(8, 0);
        assertEquals(List.of(), told);
        assertThrows(Restart.class, () -> cpu.mmu.write8(3, 1));
        assertThrows(Restart.class, () -> cpu.mmu.write16(4, 0x100));
        assertThrows(Restart.class, () -> cpu.mmu.write32(8, 1 << 31));
        cpu.exact = true;
        cpu.mmu.write32(8, 1 << 31);
        map.write(16, 2, 0x8000);
        map.write(20, 2, 0xab0000);
        assertEquals(List.of(8, 16), told);
        var observed = new ArrayList<Integer>();
        map.observeWrites(3, 1, (offset, size) -> observed.add(offset));
        cpu.exact = false;
        assertThrows(Restart.class, () -> cpu.mmu.write8(3, 0));
        cpu.exact = true;
        cpu.mmu.write8(3, 0);
        assertEquals(List.of(3), observed);
        assertEquals(List.of(8, 16), told);
    }

    private static long at(int page) {
        return page < PAGES / 2 ? page * (long) PAGE : TOP + (page - PAGES / 2) * (long) PAGE;
    }
}
