package lucid86.jit.helpers;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;
import lucid86.machine.cpu.Vector;
import lucid86.machine.mem.Backing;

/**
 * A stack under construction: far transfers push here and move ESP only when nothing can fail any more. Either the
 * current stack, or the one of an inner privilege level taken from the TSS.
 */
final class StackFrame {
    private final CpuState c;
    private final int base, limit, attr, mask, error;
    private final boolean supervisor;
    private int esp;
    /** Offsets in the segment, as many as {@link #known}, that have been found at {@link #at} in backing memory and need no check any more. */
    private int first, known, at;

    private StackFrame(CpuState c, int base, int limit, int attr, int esp, boolean supervisor, int error) {
        this.c = c;
        this.base = base;
        this.limit = limit;
        this.attr = attr;
        this.mask = (attr & 0x4000) != 0 ? -1 : 0xffff;
        this.esp = esp;
        this.supervisor = supervisor;
        this.error = error;
    }

    /** The current stack; an access outside raises #SS with this error code (0, or EXT). */
    static StackFrame current(CpuState c, int error) {
        return new StackFrame(c, c.base(CpuState.SS), c.limit[CpuState.SS], c.attr[CpuState.SS], c.r[CpuState.ESP], false, error);
    }

    /** A stack of privilege level 0, 1 or 2 not yet in use; an access outside raises #SS with this error code. */
    static StackFrame inner(CpuState c, long descriptor, int esp, int error) {
        return new StackFrame(c, Descriptor.base(descriptor), Descriptor.limit(descriptor), Descriptor.attr(descriptor), esp, true, error);
    }

    /** So many bytes will be pushed: asks once for all, where segment and TLB have no objection; otherwise each push asks. */
    StackFrame toPush(int bytes) {
        find(esp - bytes & mask, bytes, true);
        return this;
    }

    /** So many bytes from the top on will be read; as {@link #toPush}. */
    StackFrame toPeek(int bytes) {
        find(esp & mask, bytes, false);
        return this;
    }

    private void find(int sp, int bytes, boolean write) {
        int lin = base + sp;
        if ((lin & 0xfff) + bytes > 4096) return;
        if (!Segments.allows(attr, limit, sp & 0xffffffffL, bytes, write, c.isProtected())) return;
        if (!supervisor && (c.mode & Mode.ALIGN_CHECK) != 0) return;
        int found = !write ? c.mmu.readableAt(lin) : supervisor ? c.mmu.writableForSystemAt(lin) : c.mmu.writableAt(lin);
        if (found < 0) return;
        first = sp;
        known = bytes;
        at = found;
    }

    /** Whether these bytes are among those that need no check. */
    private boolean isKnown(int sp, int size) {
        return sp - first >= 0 && sp - first <= known - size;
    }

    /** Pushes the low 2 or 4 bytes of a value. */
    void push(int size, int value) {
        int sp = esp - size & mask;
        if (isKnown(sp, size)) {
            int offset = at + sp - first;
            if (size == 2) Backing.setShort(c.mmu.memory, offset, (short) value);
            else Backing.setInt(c.mmu.memory, offset, value);
        } else {
            int lin = linear(sp, size, true);
            if (supervisor) c.mmu.sysWrite(lin, size, value);
            else if (size == 2) c.mmu.write16(lin, value);
            else c.mmu.write32(lin, value);
        }
        esp = esp & ~mask | sp;
    }

    /** Reads 2 or 4 bytes this far above the top. */
    int peek(int distance, int size) {
        int sp = esp + distance & mask;
        if (isKnown(sp, size)) {
            int offset = at + sp - first;
            return size == 2 ? Backing.getShort(c.mmu.memory, offset) & 0xffff : Backing.getInt(c.mmu.memory, offset);
        }
        int lin = linear(sp, size, false);
        return size == 2 ? c.mmu.read16(lin) : c.mmu.read32(lin);
    }

    private int linear(int sp, int size, boolean write) {
        if (!Segments.allows(attr, limit, sp & 0xffffffffL, size, write, c.isProtected())) throw c.fault(Vector.SS, error);
        return base + sp;
    }

    /** Moves the top up, as far as the stack pointer is wide. */
    void drop(int bytes) {
        esp = esp & ~mask | esp + bytes & mask;
    }

    /** What ESP becomes. */
    int esp() {
        return esp;
    }
}
