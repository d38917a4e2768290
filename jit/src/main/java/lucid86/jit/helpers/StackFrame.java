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
    private final byte[] memory;
    private final int base, limit, attr, mask, error;
    private final boolean supervisor;
    private int esp;
    /** Where in backing memory bytes begin that need no check any more; how many can be read; how many are still to be pushed, and how many have been. */
    private int at, known, room, pushed;

    private StackFrame(CpuState c, int base, int limit, int attr, int esp, boolean supervisor, int error) {
        this.c = c;
        memory = c.mmu.memory;
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
        // Neither do they go over the end of 64 KiB.
        if ((lin & 0xfff) + bytes > 4096 || (sp & 0xffffffffL) + bytes - 1 > (mask & 0xffffffffL)) return;
        if (!Segments.allows(attr, limit, sp & 0xffffffffL, bytes, write, c.isProtected())) return;
        if (!supervisor && (c.mode & Mode.ALIGN_CHECK) != 0) return;
        int found = !write ? c.mmu.readableAt(lin) : supervisor ? c.mmu.writableForSystemAt(lin) : c.mmu.writableAt(lin);
        if (found < 0) return;
        at = found;
        if (write) room = bytes;
        else known = bytes;
    }

    /** Pushes the low 2 or 4 bytes of a value. */
    void push(int size, int value) {
        if (room >= size) {
            room -= size;
            pushed += size;
            if (size == 2) Backing.setShort(memory, at + room, (short) value);
            else Backing.setInt(memory, at + room, value);
            return;
        }
        int top = esp(), sp = top - size & mask, lin = linear(sp, size, true);
        if (supervisor) c.mmu.sysWrite(lin, size, value);
        else if (size == 2) c.mmu.write16(lin, value);
        else c.mmu.write32(lin, value);
        esp = top & ~mask | sp;
        room = pushed = 0;
    }

    /** Reads 2 or 4 bytes this far above the top. */
    int peek(int distance, int size) {
        if (distance + size <= known) return size == 2 ? Backing.getShort(memory, at + distance) & 0xffff : Backing.getInt(memory, at + distance);
        int lin = linear(esp + distance & mask, size, false);
        return size == 2 ? c.mmu.read16(lin) : c.mmu.read32(lin);
    }

    private int linear(int sp, int size, boolean write) {
        if (!Segments.allows(attr, limit, sp & 0xffffffffL, size, write, c.isProtected())) throw c.fault(Vector.SS, error);
        return base + sp;
    }

    /** Moves the top up, as far as the stack pointer is wide. */
    void drop(int bytes) {
        esp = esp & ~mask | esp + bytes & mask;
        known = 0;
    }

    /** What ESP becomes. */
    int esp() {
        return esp & ~mask | esp - pushed & mask;
    }
}
