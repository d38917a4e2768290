package lucid86.jit.helpers;

import static lucid86.machine.cpu.CpuState.CS;
import static lucid86.machine.cpu.CpuState.ESP;
import static lucid86.machine.cpu.CpuState.SS;
import static lucid86.machine.cpu.CpuState.TR;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.mem.Backing;

/**
 * How nearly all interrupts get from ring 3 to ring 0 and back: through a 32-bit gate, to segments of the GDT that were loaded before and a stack of 32 bits,
 * all in plain memory. Each descriptor needs one comparison then. What is read is read in the order of the long ways, since a page says that it was accessed.
 * {@link Interrupts} and {@link InterruptReturn} do all that differs in anything.
 */
final class UsualCrossing {
    /** Access bytes with their bits for "readable" ignored: accessed, non-conforming code of ring 0 and 3; writable data, not growing down. */
    private static final int NOT_READABLE = 0xfd, CODE0 = 0x99, CODE3 = 0xf9, DATA0 = 0x93, DATA3 = 0xf3;

    /** The access byte of a present 32-bit interrupt gate; trap gates and those of other DPLs differ in these bits. */
    private static final int GATE = Descriptor.PRESENT | Descriptor.INT32, ANY_GATE = 0x61;

    /** The B bit of a stack's descriptor. */
    private static final long BIG = 1L << 54;

    private UsualCrossing() {}

    /**
     * From ring 3 into the handler of a gate that may be used.
     *
     * @param flags to be pushed
     * @param eip to be pushed
     * @return false when anything is not as usual; nothing has happened then
     */
    static boolean in(CpuState c, long gate, int flags, int eip, boolean withError, int error) {
        if (c.cpl != 3 || (c.sysFlags & Flags.VM) != 0 || (Descriptor.access(gate) & ~ANY_GATE) != GATE) return false;
        int cs = Descriptor.gateSelector(gate), offset = Descriptor.gateOffset(gate, true);
        long code = Descriptor.tryRead(c, cs);
        if ((Descriptor.access(code) & NOT_READABLE) != CODE0 || Integer.compareUnsigned(offset, Descriptor.limit(code)) > 0) return false;

        boolean task32 = (c.attr[TR] & (Descriptor.PRESENT | 8)) == (Descriptor.PRESENT | 8);
        if (!task32 || (c.limit[TR] & 0xffffffffL) < 9) return false;
        long initial = c.mmu.tryRead64ForSystem(c.base(TR) + 4);
        int top = (int) initial, ss = (int) (initial >>> 32) & 0xffff;
        long stack = Descriptor.tryRead(c, ss);
        if ((ss & 3) != 0 || Descriptor.access(stack) != DATA0 || (stack & BIG) == 0) return false;
        int bytes = withError ? 24 : 20, esp = top - bytes, lin = Descriptor.base(stack) + esp;
        if ((lin & 0xfff) + bytes > 4096 || (esp & 0xffffffffL) + bytes - 1 > (Descriptor.limit(stack) & 0xffffffffL)) return false;
        int at = c.mmu.writableForSystemAt(lin);
        if (at < 0) return false;

        byte[] m = c.mmu.memory;
        Backing.setInt(m, at + bytes - 4, c.selector[SS]);
        Backing.setInt(m, at + bytes - 8, c.r[ESP]);
        Backing.setInt(m, at + bytes - 12, flags);
        Backing.setInt(m, at + bytes - 16, c.selector[CS]);
        Backing.setInt(m, at + bytes - 20, eip);
        if (withError) Backing.setInt(m, at, error);
        c.sysFlags &= ~(Flags.TF | Flags.NT | Flags.RF | ((Descriptor.type(gate) & 1) == 0 ? Flags.IF : 0));
        FarControl.setCode(c, cs, code, offset, 0);
        Segments.set(c, SS, ss, stack);
        c.r[ESP] = esp;
        return true;
    }

    /**
     * IRETD from ring 0 to ring 3.
     *
     * @param mask of the flags that are set beside those that anybody may change
     * @return false when anything is not as usual; nothing has happened then
     */
    static boolean out(CpuState c, int mask) {
        if (c.cpl != 0 || (c.attr[SS] & 0x4000) == 0) return false;
        int sp = c.r[ESP], lin = c.base(SS) + sp;
        if ((lin & 0xfff) + 20 > 4096 || (sp & 0xffffffffL) + 19 > c.readMax[SS]) return false;
        int at = c.mmu.readableAt(lin);
        if (at < 0) return false;
        byte[] m = c.mmu.memory;
        int offset = Backing.getInt(m, at), cs = Backing.getInt(m, at + 4) & 0xffff, flags = Backing.getInt(m, at + 8), ss = Backing.getInt(m, at + 16) & 0xffff;
        if ((flags & Flags.VM) != 0 || (cs & ss & 3) != 3) return false;
        long code = Descriptor.tryRead(c, cs);
        if ((Descriptor.access(code) & NOT_READABLE) != CODE3 || Integer.compareUnsigned(offset, Descriptor.limit(code)) > 0) return false;
        long stack = Descriptor.tryRead(c, ss);
        if (Descriptor.access(stack) != DATA3 || (stack & BIG) == 0) return false;

        FarControl.setCode(c, cs, code, offset, 3);
        Segments.set(c, SS, ss, stack);
        c.r[ESP] = Backing.getInt(m, at + 12);
        Segments.dropPrivileged(c);
        InterruptReturn.setFlags(c, flags, mask);
        return true;
    }
}
