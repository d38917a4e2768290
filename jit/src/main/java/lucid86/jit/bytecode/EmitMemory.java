package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.Set;
import lucid86.jit.ir.Helper;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Val;
import lucid86.machine.cpu.Mode;
import lucid86.machine.mem.Mmu;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Bytecode for loads and stores: the TLB's tables inline, everything else out of line. */
final class EmitMemory {
    private static final String MMU = "lucid86/machine/mem/Mmu";
    private static final String BACKING = "lucid86/machine/mem/Backing";
    /** Where entries for reads begin in the TLB. */
    private static final int READS = 0;

    private final MethodVisitor mv;
    private final EmitState state;
    private final SideExits exits;
    private final boolean checkAlignment;
    private final int memorySize;
    private Set<Op.Load> chased = Set.of();
    private int codeDistance;

    EmitMemory(MethodVisitor mv, EmitState state, SideExits exits, int mode, int memorySize) {
        this.mv = mv;
        this.state = state;
        this.exits = exits;
        this.memorySize = memorySize;
        checkAlignment = (mode & Mode.ALIGN_CHECK) != 0;
    }

    /**
     * Begins a block.
     *
     * @param loads {@link Chases} in it
     * @param distance from the linear addresses of its code to where that is in backing memory
     */
    void block(Set<Op.Load> loads, int distance) {
        chased = loads;
        codeDistance = distance;
    }

    /** Finds where a linear address is in backing memory, or jumps to {@code slow}. */
    private void translate(int lin, int size, int table, AccessGroups.Access group, boolean guess, Label slow) {
        if (group != null && !group.leads()) {
            // Where the first access would have left, nothing needs to be asked any more.
            if (exits.used()) return;
            mv.visitVarInsn(ILOAD, LocalPlan.GROUPS + group.local());
            mv.visitJumpInsn(IFLT, slow);
            return;
        }
        int found = group == null ? LocalPlan.PAGE : LocalPlan.GROUPS + group.local();
        MachinePart.TLB.load(mv);
        mv.visitVarInsn(ILOAD, lin);
        state.constant(12);
        mv.visitInsn(IUSHR);
        if (table != READS) {
            state.constant(table);
            mv.visitInsn(IADD);
        }
        mv.visitInsn(IALOAD);
        if (guess) {
            guessed(lin, found, group);
        } else {
            inPage(lin, group);
            mv.visitInsn(IOR);
            mv.visitInsn(DUP);
            mv.visitVarInsn(ISTORE, found);
        }
        int bytes = group == null ? size : group.span();
        boolean many = group == null ? size > 8 : group.many();
        if (!many) {
            // Negative without a page, so this one comparison finds that, too, and HotSpot sees that it needs none of its own.
            state.constant(Integer.MIN_VALUE);
            mv.visitInsn(IADD);
            state.constant(memorySize - (size - 1) + Integer.MIN_VALUE);
            mv.visitJumpInsn(IF_ICMPGE, slow);
        } else {
            mv.visitJumpInsn(IFLT, slow);
        }
        if (bytes > 1) {
            inPage(lin, group);
            state.constant(4096 - bytes);
            mv.visitJumpInsn(IF_ICMPGT, slow);
        }
        if (many) bound(found, memorySize - bytes);
    }

    /**
     * Guesses that data is as far from its linear address as the code is, as most is in kernels, and compares that with what the TLB says, which is on the stack:
     * then the host does not wait for the TLB before it loads. Leaves where it is on the stack, too.
     */
    private void guessed(int lin, int found, AccessGroups.Access group) {
        int distance = codeDistance - (group == null ? 0 : group.distance());
        var wrong = new Label();
        var done = new Label();
        mv.visitVarInsn(ISTORE, found);
        guess(lin, distance);
        mv.visitVarInsn(ILOAD, found);
        mv.visitInsn(IXOR);
        state.constant(12);
        mv.visitInsn(IUSHR);
        mv.visitJumpInsn(IFNE, wrong);
        guess(lin, distance);
        mv.visitVarInsn(ISTORE, found);
        mv.visitLabel(done);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        mv.visitVarInsn(ILOAD, found);
        state.defer(wrong, () -> {
            mv.visitVarInsn(ILOAD, found);
            inPage(lin, group);
            mv.visitInsn(IOR);
            mv.visitVarInsn(ISTORE, found);
            mv.visitJumpInsn(GOTO, done);
        });
    }

    private void guess(int lin, int distance) {
        mv.visitVarInsn(ILOAD, lin);
        if (distance == 0) return;
        state.constant(distance);
        mv.visitInsn(IADD);
    }

    /**
     * Says what HotSpot does not know: that several bytes from here on are in memory, since a page is as a whole. Then it makes no comparisons for
     * them, and an address each of one register.
     */
    private void bound(int local, int most) {
        mv.visitVarInsn(ILOAD, local);
        state.constant(Integer.MAX_VALUE);
        mv.visitInsn(IAND);
        state.constant(most);
        mv.visitMethodInsn(INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
        mv.visitVarInsn(ISTORE, local);
    }

    /** The offset in its page of an address, or of its group's lowest byte: a large one when that lies in the page before. */
    private void inPage(int lin, AccessGroups.Access group) {
        mv.visitVarInsn(ILOAD, lin);
        if (group != null && group.distance() != 0) {
            state.constant(group.distance());
            mv.visitInsn(ISUB);
        }
        state.constant(0xfff);
        mv.visitInsn(IAND);
    }

    /** Leaves the backing offset found by {@link #translate} on the stack. */
    private void offset(int lin, AccessGroups.Access group) {
        if (group == null) {
            mv.visitVarInsn(ILOAD, LocalPlan.PAGE);
            return;
        }
        mv.visitVarInsn(ILOAD, LocalPlan.GROUPS + group.local());
        if (group.distance() == 0) return;
        state.constant(group.distance());
        mv.visitInsn(IADD);
    }

    /** On the slow path of a group's first access: the others are to ask for themselves. */
    private void loseGroup(AccessGroups.Access group) {
        if (group == null || !group.leads()) return;
        state.constant(-1);
        mv.visitVarInsn(ISTORE, LocalPlan.GROUPS + group.local());
    }

    void read(Op.Load o, AccessGroups.Access group) {
        int lin = state.local(o.lin(), LocalPlan.LINEAR);
        access(lin, o.size(), o.forWrite() ? Mmu.WRITES : READS, group, chased.contains(o),
                () -> state.assign(o.dst(), () -> get(o.size(), () -> offset(lin, group))),
                () -> state.assign(o.dst(), () -> slowRead(o, lin)),
                () -> state.assign(o.dst(), () -> readAlone(o, lin)));
    }

    /**
     * An access where the TLB says, and a way round it.
     *
     * @param guess see {@link #guessed}
     * @param slow when the TLB does not say, or alignment is checked
     * @param alone the same for one of a group, which has asked the TLB for all
     */
    private void access(int lin, int size, int table, AccessGroups.Access group, boolean guess, Runnable fast, Runnable slow, Runnable alone) {
        if (exits.used()) {
            if (checkAlignment) aligned(lin, size);
            translate(lin, size, table, group, guess, group == null || group.leads() ? exits.label() : null);
            fast.run();
            return;
        }
        if (checkAlignment && size > 1) {
            loseGroup(group);
            slow.run();
            return;
        }
        var away = new Label();
        var done = new Label();
        translate(lin, size, table, group, guess, away);
        fast.run();
        mv.visitLabel(done);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        int[] mine = state.temps();
        state.defer(away, () -> {
            state.temps(mine);
            loseGroup(group);
            (group == null ? slow : alone).run();
            mv.visitJumpInsn(GOTO, done);
        });
    }

    /** Leaves the region unless the address is a multiple of the size. */
    private void aligned(int lin, int size) {
        if (size == 1) return;
        mv.visitVarInsn(ILOAD, lin);
        state.constant(size - 1);
        mv.visitInsn(IAND);
        mv.visitJumpInsn(IFNE, exits.label());
    }

    /** Finds what a quick twin accesses, or leaves the region. */
    void find(Val address, Helper.Twin twin) {
        int lin = state.local(address, LocalPlan.LINEAR);
        if (checkAlignment || twin.aligned()) aligned(lin, twin.bytes());
        translate(lin, twin.bytes(), twin.write() ? Mmu.WRITES : READS, null, false, exits.label());
    }

    /** Leaves backing memory, and where in it {@link #find} found something, on the stack. */
    void loadFound() {
        MachinePart.MEMORY.load(mv);
        mv.visitVarInsn(ILOAD, LocalPlan.PAGE);
    }

    /** Leaves for a page fault without throwing it: an exception thrown from frame to frame costs the host a microsecond. */
    private void fill(int lin, boolean write) {
        MachinePart.MMU.load(mv);
        mv.visitVarInsn(ILOAD, lin);
        state.constant(write ? 1 : 0);
        mv.visitMethodInsn(INVOKEVIRTUAL, MMU, "fill", "(IZ)Z", false);
        mv.visitJumpInsn(IFEQ, exits.thrown());
    }

    private void slowRead(Op.Load o, int lin) {
        fill(lin, o.forWrite());
        MachinePart.MMU.load(mv);
        mv.visitVarInsn(ILOAD, lin);
        state.constant(o.size());
        state.throwing(state.calls(), () -> mv.visitMethodInsn(INVOKEVIRTUAL, MMU, o.forWrite() ? "slowReadForWrite" : "slowRead", "(II)I", false));
    }

    /** A read whose group is in two pages: asks the TLB itself. */
    private void readAlone(Op.Load o, int lin) {
        fill(lin, o.forWrite());
        MachinePart.MMU.load(mv);
        mv.visitVarInsn(ILOAD, lin);
        if (o.forWrite()) {
            state.constant(o.size());
            state.throwing(state.calls(), () -> mv.visitMethodInsn(INVOKEVIRTUAL, MMU, "readForWrite", "(II)I", false));
        } else {
            state.throwing(state.calls(), () -> mv.visitMethodInsn(INVOKEVIRTUAL, MMU, "read" + o.size() * 8, "(I)I", false));
        }
    }

    /** Leaves 1, 2 or 4 bytes at an offset in backing memory on the stack. */
    private void get(int size, Runnable at) {
        MachinePart.MEMORY.load(mv);
        at.run();
        if (size == 1) {
            mv.visitInsn(BALOAD);
            state.constant(0xff);
            mv.visitInsn(IAND);
        } else {
            getBytes(mv, size);
            if (size == 2) mv.visitInsn(I2C);
        }
    }

    private void put(int size, Runnable at, Runnable value) {
        MachinePart.MEMORY.load(mv);
        at.run();
        value.run();
        if (size == 1) {
            mv.visitInsn(BASTORE);
        } else {
            if (size == 2) mv.visitInsn(I2S);
            setBytes(mv, size);
        }
    }

    private static void getBytes(MethodVisitor mv, int size) {
        mv.visitMethodInsn(INVOKESTATIC, BACKING, size == 2 ? "getShort" : "getInt", size == 2 ? "([BI)S" : "([BI)I", false);
    }

    private static void setBytes(MethodVisitor mv, int size) {
        mv.visitMethodInsn(INVOKESTATIC, BACKING, size == 2 ? "setShort" : "setInt", size == 2 ? "([BIS)V" : "([BII)V", false);
    }

    void write(Op.Store o, AccessGroups.Access group) {
        int lin = state.local(o.lin(), LocalPlan.LINEAR);
        access(lin, o.size(), Mmu.WRITES, group, false, () -> put(o.size(), () -> offset(lin, group), () -> state.load(o.value())), () -> slowWrite(o, lin), () -> writeAlone(o, lin));
    }

    private void slowWrite(Op.Store o, int lin) {
        fill(lin, true);
        MachinePart.MMU.load(mv);
        mv.visitVarInsn(ILOAD, lin);
        state.constant(o.size());
        state.load(o.value());
        state.throwing(state.calls(), () -> mv.visitMethodInsn(INVOKEVIRTUAL, MMU, "slowWrite", "(III)V", false));
    }

    /** A write whose group is in two pages: asks the TLB itself. */
    private void writeAlone(Op.Store o, int lin) {
        fill(lin, true);
        MachinePart.MMU.load(mv);
        mv.visitVarInsn(ILOAD, lin);
        state.load(o.value());
        state.throwing(state.calls(), () -> mv.visitMethodInsn(INVOKEVIRTUAL, MMU, "write" + o.size() * 8, "(II)V", false));
    }

    /** Jumps unless the page of a linear address is where it was when the region was compiled. */
    void checkPage(int linear, int page, Label moved) {
        MachinePart.CODE_TLB.load(mv);
        state.constant(linear >>> 12);
        mv.visitInsn(IALOAD);
        state.constant(page);
        mv.visitJumpInsn(IF_ICMPNE, moved);
    }
}
