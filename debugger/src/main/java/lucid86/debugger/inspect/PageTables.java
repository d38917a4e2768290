package lucid86.debugger.inspect;

import java.util.ArrayList;
import java.util.List;
import lucid86.debugger.view.Inspector;
import lucid86.machine.cpu.CpuState;

/** Follows page tables step by step without marking anything (Intel SDM vol. 3, chapter 4: 32-bit and PAE paging). */
final class PageTables {
    private static final int P = 1, RW = 2, US = 4, PS = 0x80, G = 0x100;
    private static final long NX = 1L << 63, PAE_ADDRESS = 0xf_ffff_f000L;

    /**
     * Where a walk ends.
     *
     * @param physical before the A20 gate; -1 when an entry is not present
     * @param size of the page in bytes; of the hole when not present
     * @param rights of all entries together: bits P, R/W, U/S, G as in an entry
     * @param noExecute an entry forbids execution
     */
    record End(long physical, long size, int rights, boolean noExecute) {
        boolean present() {
            return physical >= 0;
        }
    }

    private final Inspector machine;
    private final CpuState cpu;
    private final List<PageWalk.Entry> entries = new ArrayList<>();

    PageTables(Inspector machine) {
        this.machine = machine;
        cpu = machine.cpu();
    }

    static boolean paging(CpuState cpu) {
        return (cpu.cr0 & CpuState.CR0_PG) != 0;
    }

    /** The entries met by the last walk. */
    List<PageWalk.Entry> entries() {
        return List.copyOf(entries);
    }

    End walk(int linear) {
        entries.clear();
        if (!paging(cpu)) return new End(linear & 0xffffffffL, 1L << 32, P | RW | US, false);
        return (cpu.cr4 & CpuState.CR4_PAE) != 0 ? walkPae(linear) : walk32(linear);
    }

    private End walk32(int linear) {
        long pdeAt = cpu.cr3 & 0xfffff000L | linear >>> 20 & 0xffc;
        int pde = (int) entry("PDE", linear >>> 22, pdeAt, 4, (cpu.cr4 & CpuState.CR4_PSE) != 0);
        if ((pde & P) == 0) return new End(-1, 4 << 20, 0, false);
        if ((pde & PS) != 0 && (cpu.cr4 & CpuState.CR4_PSE) != 0) return new End(pde & 0xffc00000L | linear & 0x3fffff, 4 << 20, pde, false);
        long pteAt = pde & 0xfffff000L | linear >>> 10 & 0xffc;
        int pte = (int) entry("PTE", linear >>> 12 & 0x3ff, pteAt, 4, false);
        if ((pte & P) == 0) return new End(-1, 4096, 0, false);
        return new End(pte & 0xfffff000L | linear & 0xfff, 4096, pte & (pde | ~(RW | US)), false);
    }

    private End walkPae(int linear) {
        long pdpte = cpu.mmu.pdptes()[linear >>> 30];
        entries.add(new PageWalk.Entry("PDPTE", linear >>> 30, cpu.cr3 & 0xffffffe0L | (linear >>> 30) * 8, pdpte, false));
        if ((pdpte & P) == 0) return new End(-1, 1 << 30, 0, false);
        long pde = entry("PDE", linear >>> 21 & 0x1ff, pdpte & PAE_ADDRESS | linear >>> 18 & 0xff8, 8, true);
        if ((pde & P) == 0) return new End(-1, 2 << 20, 0, false);
        boolean nxe = (cpu.efer & CpuState.EFER_NXE) != 0;
        if ((pde & PS) != 0) return new End(pde & PAE_ADDRESS & ~0x1fffffL | linear & 0x1fffff, 2 << 20, (int) pde, nxe && (pde & NX) != 0);
        long pte = entry("PTE", linear >>> 12 & 0x1ff, pde & PAE_ADDRESS | linear >>> 9 & 0xff8, 8, false);
        if ((pte & P) == 0) return new End(-1, 4096, 0, false);
        return new End(pte & PAE_ADDRESS | linear & 0xfff, 4096, (int) pte & ((int) pde | ~(RW | US)), nxe && ((pde | pte) & NX) != 0);
    }

    private long entry(String level, int index, long at, int size, boolean mayBeLarge) {
        long value = machine.physicalValue(gated(at), size);
        entries.add(new PageWalk.Entry(level, index, at, value, mayBeLarge && (value & PS) != 0));
        return value;
    }

    /** As the A20 gate lets an address through. */
    long gated(long physical) {
        return cpu.mmu.a20() ? physical : physical & ~0x100000L;
    }

    /** Rights in a few letters, such as {@code urw-}. */
    static String rights(int bits, boolean noExecute) {
        return ((bits & US) != 0 ? "u" : "s") + "r" + ((bits & RW) != 0 ? "w" : "-") + (noExecute ? "-" : "x") + ((bits & G) != 0 ? " global" : "");
    }
}
