package lucid86.machine.mem;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Vector;

/** Page tables (Intel SDM vol. 3, chapter 4): 32-bit with 4 MiB pages, and PAE with NX. */
final class PageWalk {
    /** No address. */
    static final long FAULT = -1;

    private static final int P = 1, RW = 2, US = 4, A = 0x20, D = 0x40, PS = 0x80, G = 0x100;

    private final CpuState cpu;
    private final MemoryMap map;
    private final long[] pdpte = new long[4];
    /** What the A20 gate leaves of addresses. */
    long a20Mask = ~0L;
    /** The page found last is global. */
    boolean lastGlobal;

    PageWalk(CpuState cpu, MemoryMap map) {
        this.cpu = cpu;
        this.map = map;
    }

    /**
     * Physical address of a linear one, by the page tables, whose accessed and dirty bits are set.
     *
     * @return {@link #FAULT} when the access is not allowed: the page fault is prepared in the CPU state then ({@link CpuState#fault}, CR2)
     */
    long walk(int lin, boolean isWrite, boolean asUser, boolean fetch) {
        return (cpu.cr4 & CpuState.CR4_PAE) != 0 ? walkPae(lin, isWrite, asUser, fetch) : walk32(lin, isWrite, asUser, fetch);
    }

    private long walk32(int lin, boolean isWrite, boolean asUser, boolean fetch) {
        int error = (isWrite ? 2 : 0) | (asUser ? 4 : 0);
        long pdeAt = (cpu.cr3 & 0xfffff000L | lin >>> 20 & 0xffc) & a20Mask;
        int pde = map.read(pdeAt, 4);
        if ((pde & P) == 0) return pageFault(lin, error);
        if ((pde & PS) != 0 && (cpu.cr4 & CpuState.CR4_PSE) != 0) {
            if ((pde & (cpu.identity.hasPse36() ? 0x3e0000 : 0x3fe000)) != 0) return pageFault(lin, error | 9);
            if (denied(pde, isWrite, asUser)) return pageFault(lin, error | 1);
            int used = pde | A | (isWrite ? D : 0);
            if (used != pde) map.write(pdeAt, 4, used);
            lastGlobal = (pde & G) != 0 && (cpu.cr4 & CpuState.CR4_PGE) != 0;
            return bigPage(pde) | lin & 0x3fffff;
        }
        long pteAt = (pde & 0xfffff000L | lin >>> 10 & 0xffc) & a20Mask;
        int pte = map.read(pteAt, 4);
        if ((pte & P) == 0) {
            if ((pde & A) == 0) map.write(pdeAt, 4, pde | A);
            return pageFault(lin, error);
        }
        if (denied(pde & pte & (RW | US), isWrite, asUser)) return pageFault(lin, error | 1);
        if ((pde & A) == 0) map.write(pdeAt, 4, pde | A);
        int used = pte | A | (isWrite ? D : 0);
        if (used != pte) map.write(pteAt, 4, used);
        lastGlobal = (pte & G) != 0 && (cpu.cr4 & CpuState.CR4_PGE) != 0;
        return pte & 0xfffff000L | lin & 0xfff;
    }

    /** Where a 4 MiB page lies: with PSE-36, bits 13-16 are those above 4 GiB. */
    private long bigPage(int pde) {
        return pde & 0xffc00000L | (cpu.identity.hasPse36() ? (pde & 0x1e000L) << 19 : 0);
    }

    private boolean denied(int rights, boolean isWrite, boolean asUser) {
        return asUser && (rights & US) == 0
                || isWrite && (rights & RW) == 0 && (asUser || (cpu.cr0 & CpuState.CR0_WP) != 0);
    }

    /**
     * Loads the four PDPTEs as a CR3 load with PAE does.
     *
     * @return false when one has reserved bits set: the load must raise #GP(0); nothing is changed then
     */
    boolean loadPdptes(int cr3) {
        long[] fresh = new long[4];
        for (int i = 0; i < 4; i++) {
            fresh[i] = read64(cr3 & 0xffffffe0L | i * 8);
            if ((fresh[i] & P) != 0 && (fresh[i] & 0xffff_fff0_0000_01e6L) != 0) return false;
        }
        System.arraycopy(fresh, 0, pdpte, 0, 4);
        return true;
    }

    /** The PDPTE registers, for saving and for display. */
    long[] pdptes() {
        return pdpte.clone();
    }

    void setPdptes(long[] values) {
        System.arraycopy(values, 0, pdpte, 0, 4);
    }

    private long read64(long phys) {
        phys &= a20Mask;
        return map.read(phys, 4) & 0xffffffffL | (long) map.read(phys + 4, 4) << 32;
    }

    private static final long PAE_ADDRESS = 0xf_ffff_f000L;
    private static final long NX = 1L << 63;

    private long walkPae(int lin, boolean isWrite, boolean asUser, boolean fetch) {
        boolean nxe = (cpu.efer & CpuState.EFER_NXE) != 0;
        long reserved = 0x7fff_fff0_0000_0000L | (nxe ? 0 : NX);
        int error = (isWrite ? 2 : 0) | (asUser ? 4 : 0) | (fetch && nxe ? 16 : 0);
        long top = pdpte[lin >>> 30];
        if ((top & P) == 0) return pageFault(lin, error);
        long pdeAt = (top & PAE_ADDRESS | lin >>> 18 & 0xff8) & a20Mask;
        long pde = read64(pdeAt);
        if ((pde & P) == 0) return pageFault(lin, error);
        if ((pde & reserved) != 0) return pageFault(lin, error | 9);
        if ((pde & PS) != 0) {
            if ((pde & 0x1fe000) != 0) return pageFault(lin, error | 9);
            if (fetch && nxe && (pde & NX) != 0) return pageFault(lin, error | 1);
            if (denied((int) pde, isWrite, asUser)) return pageFault(lin, error | 1);
            int used = (int) pde | A | (isWrite ? D : 0);
            if (used != (int) pde) map.write(pdeAt, 4, used);
            lastGlobal = (pde & G) != 0 && (cpu.cr4 & CpuState.CR4_PGE) != 0;
            return pde & PAE_ADDRESS & ~0x1fffffL | lin & 0x1fffff;
        }
        long pteAt = (pde & PAE_ADDRESS | lin >>> 9 & 0xff8) & a20Mask;
        long pte = read64(pteAt);
        if ((pte & P) == 0) {
            if ((pde & A) == 0) map.write(pdeAt, 4, (int) pde | A);
            return pageFault(lin, error);
        }
        if ((pte & reserved) != 0) return pageFault(lin, error | 9);
        if (fetch && nxe && ((pde | pte) & NX) != 0) return pageFault(lin, error | 1);
        if (denied((int) (pde & pte) & (RW | US), isWrite, asUser)) return pageFault(lin, error | 1);
        if ((pde & A) == 0) map.write(pdeAt, 4, (int) pde | A);
        int used = (int) pte | A | (isWrite ? D : 0);
        if (used != (int) pte) map.write(pteAt, 4, used);
        lastGlobal = (pte & G) != 0 && (cpu.cr4 & CpuState.CR4_PGE) != 0;
        return pte & PAE_ADDRESS | lin & 0xfff;
    }

    private long pageFault(int lin, int error) {
        cpu.cr2 = lin;
        cpu.fault(Vector.PF, error);
        return FAULT;
    }

    /**
     * Physical address of a linear one without any side effect, as the debugger wants it; -1 when not present. Rights
     * are not checked.
     */
    long peek(int lin) {
        if ((cpu.cr0 & CpuState.CR0_PG) == 0) return (lin & 0xffffffffL) & a20Mask;
        if ((cpu.cr4 & CpuState.CR4_PAE) != 0) {
            long top = pdpte[lin >>> 30];
            if ((top & P) == 0) return -1;
            long pde = peek64((top & PAE_ADDRESS | lin >>> 18 & 0xff8) & a20Mask);
            if ((pde & P) == 0) return -1;
            if ((pde & PS) != 0) return (pde & PAE_ADDRESS & ~0x1fffffL | lin & 0x1fffff) & a20Mask;
            long pte = peek64((pde & PAE_ADDRESS | lin >>> 9 & 0xff8) & a20Mask);
            return (pte & P) == 0 ? -1 : (pte & PAE_ADDRESS | lin & 0xfff) & a20Mask;
        }
        int pde = map.peek((cpu.cr3 & 0xfffff000L | lin >>> 20 & 0xffc) & a20Mask, 4);
        if ((pde & P) == 0) return -1;
        if ((pde & PS) != 0 && (cpu.cr4 & CpuState.CR4_PSE) != 0) return (bigPage(pde) | lin & 0x3fffff) & a20Mask;
        int pte = map.peek((pde & 0xfffff000L | lin >>> 10 & 0xffc) & a20Mask, 4);
        return (pte & P) == 0 ? -1 : (pte & 0xfffff000L | lin & 0xfff) & a20Mask;
    }

    private long peek64(long phys) {
        return map.peek(phys, 4) & 0xffffffffL | (long) map.peek(phys + 4, 4) << 32;
    }
}
