package lucid86.jit.helpers;

import static lucid86.machine.cpu.CpuState.CS;
import static lucid86.machine.cpu.CpuState.EIP;
import static lucid86.machine.cpu.CpuState.ES;
import static lucid86.machine.cpu.CpuState.FS;
import static lucid86.machine.cpu.CpuState.GS;
import static lucid86.machine.cpu.CpuState.LDTR;
import static lucid86.machine.cpu.CpuState.TR;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/** The TSS as an image of registers (Intel SDM vol. 3, figures 8-2 and 8-10): its dynamic fields in order, read and written. */
final class TaskState {
    /** Indices in an image: CR3, EIP, EFLAGS, eight general registers, six segments ES..GS, LDT. */
    private static final int CR3 = 0, IP = 1, FLAGS = 2, GPRS = 3, SEGMENTS = 11, LDT = 17, COUNT = 18;

    private TaskState() {}

    /** Reads a TSS; page faults are the old task's. */
    static int[] read(CpuState c, int base, boolean wide) {
        int[] image = new int[COUNT];
        if (wide) {
            for (int i = 0; i < SEGMENTS; i++) image[i] = c.mmu.sysRead(base + 0x1c + i * 4, 4);
            for (int i = SEGMENTS; i < COUNT; i++) image[i] = c.mmu.sysRead(base + 0x1c + i * 4, 2);
            return image;
        }
        image[IP] = c.mmu.sysRead(base + 0xe, 2);
        image[FLAGS] = c.mmu.sysRead(base + 0x10, 2);
        // The upper halves become ones, as 80386 and later do.
        for (int i = 0; i < 8; i++) image[GPRS + i] = c.mmu.sysRead(base + 0x12 + i * 2, 2) | 0xffff0000;
        for (int i = 0; i < 4; i++) image[SEGMENTS + i] = c.mmu.sysRead(base + 0x22 + i * 2, 2);
        image[LDT] = c.mmu.sysRead(base + 0x2a, 2);
        return image;
    }

    /** Writes the running task's state into its TSS, whose pages have been probed. */
    static void save(CpuState c, int eip, int flags) {
        int base = c.base(TR);
        boolean wide = (c.attr[TR] & 8) != 0;
        int size = wide ? 4 : 2;
        int at = base + (wide ? 0x20 : 0xe);
        c.mmu.sysWrite(at, size, eip);
        c.mmu.sysWrite(at + size, size, flags);
        for (int i = 0; i < 8; i++) c.mmu.sysWrite(at + (2 + i) * size, size, c.r[i]);
        for (int s = ES; s <= (wide ? GS : CpuState.DS); s++) c.mmu.sysWrite(at + (10 + s) * size, 2, c.selector[s]);
    }

    /**
     * Makes an image the register state. Segment registers get their selectors but no descriptors yet: every use of them
     * would fault.
     *
     * @param nested sets NT, as tasks entered by CALL or an interrupt have it
     */
    static void load(CpuState c, int[] image, boolean wide, boolean nested) {
        if (wide && (c.cr0 & CpuState.CR0_PG) != 0) ControlRegisters.switchPageTables(c, image[CR3]);
        c.r[EIP] = image[IP];
        System.arraycopy(image, GPRS, c.r, CpuState.EAX, 8);
        for (int s = ES; s <= GS; s++) c.setSegment(s, wide || s < FS ? image[SEGMENTS + s] : 0, 0, 0, 0);
        c.setSegment(LDTR, image[LDT], 0, 0, 0);
        int flags = image[FLAGS] | (nested ? Flags.NT : 0);
        c.cpl = (flags & Flags.VM) != 0 ? 3 : image[SEGMENTS + CS] & 3;
        c.setEflags(flags);
    }
}
