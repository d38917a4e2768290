package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Op.CmpOp;
import lucid86.jit.ir.OpInfo;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Place;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Mode;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Bytecode for single IR operations. */
final class Emit {
    static final String CPU = "lucid86/machine/cpu/CpuState";
    private static final String MMU = "lucid86/machine/mem/Mmu";
    private static final String MAP = "lucid86/machine/mem/MemoryMap";
    private static final String SEGMENTS = "lucid86/jit/helpers/Segments";
    private static final Handle CLASS_DATA_AT = new Handle(H_INVOKESTATIC, "java/lang/invoke/MethodHandles", "classDataAt",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;", false);

    /** Class data, in the order the compiler lists it. */
    private static final ConstantDynamic MEMORY = constant("[B", 0), READ = constant("[I", 1), WRITE = constant("[I", 2), EXEC = constant("[I", 3),
            MMU_OBJECT = constant("L" + MMU + ";", 4);

    private record Deferred(Label at, Runnable code) {}

    private final MethodVisitor mv;
    private final LocalPlan plan;
    private final boolean checkAlignment;
    private final List<Deferred> deferred = new ArrayList<>();
    private final List<Label[]> calls = new ArrayList<>(), spilledCalls = new ArrayList<>();
    private int[] temps;
    private int flagsOp = FlagGuess.UNKNOWN;
    private boolean flagsCertain;
    /** Operations to be done on the slow path of an access, see {@link LateFlags}. */
    private List<Op> late = List.of();

    Emit(MethodVisitor mv, LocalPlan plan, int mode) {
        this.mv = mv;
        this.plan = plan;
        checkAlignment = (mode & Mode.ALIGN_CHECK) != 0;
    }

    private static ConstantDynamic constant(String type, int index) {
        return new ConstantDynamic("_", type, CLASS_DATA_AT, index);
    }

    String thisType() {
        return "lucid86/jit/bytecode/CompiledCode";
    }

    /** Locals of the present block's temporaries. */
    void temps(int[] locals) {
        temps = locals;
    }

    // ---- out of line -----------------------------------------------------------------------------------------------

    /** Code for a rare path, written after all blocks. */
    void defer(Label at, Runnable code) {
        deferred.add(new Deferred(at, code));
    }

    void flushDeferred() {
        for (int i = 0; i < deferred.size(); i++) {
            mv.visitLabel(deferred.get(i).at());
            mv.visitFrame(F_SAME, 0, null, 0, null);
            deferred.get(i).code().run();
        }
    }

    /** Where an exception may come from, with the registers in locals. */
    List<Label[]> calls() {
        return calls;
    }

    /** Where an exception may come from, with the registers in memory. */
    List<Label[]> spilledCalls() {
        return spilledCalls;
    }

    // ---- state in and out of locals --------------------------------------------------------------------------------------

    /** Locals of written registers back to memory. */
    void writeBack() {
        for (int i = 0; i < CpuState.TEMPS; i++) if (plan.isWritten(i)) toFile(i);
    }

    private void toFile(int reg) {
        mv.visitVarInsn(ALOAD, LocalPlan.FILE);
        constant(reg);
        mv.visitVarInsn(ILOAD, plan.reg(reg));
        mv.visitInsn(IASTORE);
    }

    /** All cached registers from memory. */
    void reload() {
        for (int i = 0; i < CpuState.TEMPS; i++) {
            if (plan.reg(i) < 0) continue;
            fromFile(i);
            mv.visitVarInsn(ISTORE, plan.reg(i));
        }
    }

    private void fromFile(int reg) {
        mv.visitVarInsn(ALOAD, LocalPlan.FILE);
        constant(reg);
        mv.visitInsn(IALOAD);
    }

    /** The method runs on a part of the budget at a time; the floor is what it leaves for later. */
    void takeBudget(int most) {
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
        mv.visitFieldInsn(GETFIELD, CPU, "budget", "I");
        mv.visitInsn(DUP);
        constant(most);
        mv.visitMethodInsn(INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
        mv.visitInsn(DUP);
        mv.visitVarInsn(ISTORE, LocalPlan.BUDGET);
        mv.visitInsn(ISUB);
        mv.visitVarInsn(ISTORE, LocalPlan.FLOOR);
    }

    void budgetBack() {
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
        mv.visitVarInsn(ILOAD, LocalPlan.BUDGET);
        mv.visitVarInsn(ILOAD, LocalPlan.FLOOR);
        mv.visitInsn(IADD);
        mv.visitFieldInsn(PUTFIELD, CPU, "budget", "I");
    }

    private void budgetAgain() {
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
        mv.visitFieldInsn(GETFIELD, CPU, "budget", "I");
        mv.visitVarInsn(ILOAD, LocalPlan.FLOOR);
        mv.visitInsn(ISUB);
        mv.visitVarInsn(ISTORE, LocalPlan.BUDGET);
    }

    void siteBack() {
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
        mv.visitVarInsn(ILOAD, LocalPlan.SITE);
        mv.visitFieldInsn(PUTFIELD, CPU, "site", "I");
    }

    void site(int site) {
        constant(site);
        mv.visitVarInsn(ISTORE, LocalPlan.SITE);
    }

    void setEip(int eip) {
        mv.visitVarInsn(ALOAD, LocalPlan.FILE);
        constant(CpuState.EIP);
        constant(eip);
        mv.visitInsn(IASTORE);
    }

    void setEip(Val v) {
        mv.visitVarInsn(ALOAD, LocalPlan.FILE);
        constant(CpuState.EIP);
        load(v);
        mv.visitInsn(IASTORE);
    }

    /** Jumps unless the page of a linear address is where it was when the region was compiled. */
    void checkPage(int linear, int page, Label moved) {
        mv.visitLdcInsn(EXEC);
        constant(linear >>> 12);
        mv.visitInsn(IALOAD);
        constant(page);
        mv.visitJumpInsn(IF_ICMPNE, moved);
    }

    // ---- values -------------------------------------------------------------------------------------------------------------

    void constant(int v) {
        if (v >= -1 && v <= 5) mv.visitInsn(ICONST_0 + v);
        else if (v == (byte) v) mv.visitIntInsn(BIPUSH, v);
        else if (v == (short) v) mv.visitIntInsn(SIPUSH, v);
        else mv.visitLdcInsn(v);
    }

    void load(Val v) {
        switch (v) {
            case Imm(int k) -> constant(k);
            case Tmp(int n) -> mv.visitVarInsn(ILOAD, temps[n]);
            case Reg(int i) -> {
                if (plan.reg(i) >= 0) mv.visitVarInsn(ILOAD, plan.reg(i));
                else fromFile(i);
            }
        }
    }

    /** The operand's own local if it has one, else a scratch local it is copied to. */
    private int local(Val v, int scratch) {
        if (v instanceof Tmp(int n)) return temps[n];
        if (v instanceof Reg(int i) && plan.reg(i) >= 0) return plan.reg(i);
        load(v);
        mv.visitVarInsn(ISTORE, scratch);
        return scratch;
    }

    /** Pops the stack's top into a place held in a local. */
    private void store(Place p) {
        switch (p) {
            case Tmp(int n) -> mv.visitVarInsn(ISTORE, temps[n]);
            case Reg(int i) -> mv.visitVarInsn(ISTORE, plan.reg(i));
        }
    }

    private void assign(Place p, Runnable value) {
        if (p instanceof Reg(int i) && plan.reg(i) < 0) {
            mv.visitVarInsn(ALOAD, LocalPlan.FILE);
            constant(i);
            value.run();
            mv.visitInsn(IASTORE);
        } else {
            value.run();
            store(p);
        }
    }

    // ---- operations ---------------------------------------------------------------------------------------------------------

    /** @param group for loads and stores: how the address is found, or null when alone */
    void op(Op op, AccessGroups.Access group) {
        switch (op) {
            case Op.Mark _ -> { }
            case Op.Mov o -> assign(o.dst(), () -> load(o.a()));
            case Op.Un o -> assign(o.dst(), () -> unary(o));
            case Op.Bin o -> assign(o.dst(), () -> binary(o));
            case Op.Cmp o -> assign(o.dst(), () -> compare(o));
            case Op.Sel o -> select(o);
            case Op.Lin o -> assign(o.dst(), () -> {
                mv.visitVarInsn(ALOAD, LocalPlan.CPU);
                constant(o.seg());
                load(o.offset());
                constant(o.size());
                throwing(calls, () -> mv.visitMethodInsn(INVOKESTATIC, SEGMENTS, o.write() ? "linWrite" : "linRead", "(L" + CPU + ";III)I", false));
            });
            case Op.Load o -> memoryRead(o, group);
            case Op.Store o -> memoryWrite(o, group);
            case Op.SetFlags o -> flags(o);
            case Op.Cond o -> condition(o);
            case Op.Call o -> call(o);
        }
    }

    private void unary(Op.Un o) {
        load(o.a());
        switch (o.op()) {
            case NOT -> {
                mv.visitInsn(ICONST_M1);
                mv.visitInsn(IXOR);
            }
            case NEG -> mv.visitInsn(INEG);
            case SX8 -> mv.visitInsn(I2B);
            case SX16 -> mv.visitInsn(I2S);
            case ZX8 -> {
                constant(0xff);
                mv.visitInsn(IAND);
            }
            case ZX16 -> mv.visitInsn(I2C);
            case BSWAP -> mv.visitMethodInsn(INVOKESTATIC, "java/lang/Integer", "reverseBytes", "(I)I", false);
        }
    }

    private void binary(Op.Bin o) {
        switch (o.op()) {
            case ADD -> simple(o, IADD);
            case SUB -> simple(o, ISUB);
            case AND -> simple(o, IAND);
            case OR -> simple(o, IOR);
            case XOR -> simple(o, IXOR);
            case SHL -> simple(o, ISHL);
            case SHR -> simple(o, IUSHR);
            case SAR -> simple(o, ISHR);
            case MUL -> simple(o, IMUL);
            case ROL -> rotate(o);
            case MULHU, MULHS -> highProduct(o);
            case DEP8 -> deposit(o, 0xff, 0);
            case DEP8H -> deposit(o, 0xff, 8);
            case DEP16 -> deposit(o, 0xffff, 0);
        }
    }

    private void simple(Op.Bin o, int opcode) {
        load(o.a());
        load(o.b());
        mv.visitInsn(opcode);
    }

    /** With shifts, which HotSpot knows for a rotate: Integer.rotateLeft is a call for as long as a method is cold. */
    private void rotate(Op.Bin o) {
        load(o.a());
        load(o.b());
        mv.visitInsn(ISHL);
        load(o.a());
        if (o.b() instanceof Imm(int count)) {
            constant(-count & 31);
        } else {
            load(o.b());
            mv.visitInsn(INEG);
        }
        mv.visitInsn(IUSHR);
        mv.visitInsn(IOR);
    }

    private void highProduct(Op.Bin o) {
        boolean unsigned = o.op() == Op.BinOp.MULHU;
        for (Val v : List.of(o.a(), o.b())) {
            load(v);
            mv.visitInsn(I2L);
            if (unsigned) {
                mv.visitLdcInsn(0xffffffffL);
                mv.visitInsn(LAND);
            }
        }
        mv.visitInsn(LMUL);
        constant(32);
        mv.visitInsn(LUSHR);
        mv.visitInsn(L2I);
    }

    private void deposit(Op.Bin o, int mask, int shift) {
        load(o.a());
        constant(~(mask << shift));
        mv.visitInsn(IAND);
        load(o.b());
        constant(mask);
        mv.visitInsn(IAND);
        if (shift != 0) {
            constant(shift);
            mv.visitInsn(ISHL);
        }
        mv.visitInsn(IOR);
    }

    private void compare(Op.Cmp o) {
        truth(yes -> jumpIf(o, yes));
    }

    /** Leaves 1 or 0 on the stack: whether a jump is taken. Both ways go through a local, so that the stack is empty at the labels. */
    private void truth(Consumer<Label> jump) {
        var yes = new Label();
        var done = new Label();
        jump.accept(yes);
        constant(0);
        mv.visitVarInsn(ISTORE, LocalPlan.LINEAR);
        mv.visitJumpInsn(GOTO, done);
        mv.visitLabel(yes);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        constant(1);
        mv.visitVarInsn(ISTORE, LocalPlan.LINEAR);
        mv.visitLabel(done);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        mv.visitVarInsn(ILOAD, LocalPlan.LINEAR);
    }

    /** Jumps when the comparison holds. */
    void jumpIf(Op.Cmp o, Label target) {
        boolean unsigned = isUnsigned(o.op());
        boolean zero = !unsigned && o.b() instanceof Imm(int k) && k == 0;
        operand(o.a(), unsigned);
        if (!zero) operand(o.b(), unsigned);
        jump(o.op(), zero, false, target);
    }

    private static boolean isUnsigned(CmpOp op) {
        return op == CmpOp.LTU || op == CmpOp.LEU;
    }

    /** Unsigned values are moved to where signed comparison gives the same: HotSpot knows the pattern, and no call is needed. */
    private void operand(Val v, boolean unsigned) {
        if (unsigned && v instanceof Imm(int k)) {
            constant(k + Integer.MIN_VALUE);
            return;
        }
        load(v);
        if (!unsigned) return;
        constant(Integer.MIN_VALUE);
        mv.visitInsn(IADD);
    }

    /** Compares what is on the stack, two values, or one with zero, and jumps when that holds (or, negated, does not). */
    private void jump(CmpOp op, boolean zero, boolean negated, Label target) {
        int opcode = switch (op) {
            case EQ -> zero ? IFEQ : IF_ICMPEQ;
            case NE -> zero ? IFNE : IF_ICMPNE;
            case LTS, LTU -> zero ? IFLT : IF_ICMPLT;
            case LES, LEU -> zero ? IFLE : IF_ICMPLE;
        };
        mv.visitJumpInsn(negated ? opposite(opcode) : opcode, target);
    }

    /** The jump taken exactly when this one is not: opcodes come in pairs. */
    private static int opposite(int opcode) {
        return (opcode + 1 ^ 1) - 1;
    }

    // ---- conditions ---------------------------------------------------------------------------------------------------------

    /** What CC_OP is at this place, or probably is; {@link FlagGuess#UNKNOWN} when nothing is known. */
    void flagsAre(int op, boolean certain) {
        flagsOp = op;
        flagsCertain = certain;
    }

    private void condition(Op.Cond o) {
        assign(o.dst(), () -> truth(yes -> jumpIf(o, yes)));
    }

    /** Jumps when the condition code holds. */
    void jumpIf(Op.Cond o, Label target) {
        var test = flagsOp < 0 ? Optional.<FlagTest>empty() : FlagTest.of(o.cc(), flagsOp);
        if (test.isEmpty()) {
            anyFlags(o.cc());
            mv.visitJumpInsn(IFNE, target);
            return;
        }
        var other = new Label();
        var next = new Label();
        if (!flagsCertain) {
            load(new Reg(CpuState.CC_OP));
            constant(flagsOp);
            mv.visitJumpInsn(IF_ICMPNE, other);
        }
        jumpIf(test.get(), target);
        if (flagsCertain) return;
        mv.visitLabel(next);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        defer(other, () -> {
            anyFlags(o.cc());
            mv.visitJumpInsn(IFNE, target);
            mv.visitJumpInsn(GOTO, next);
        });
    }

    private void anyFlags(int cc) {
        constant(cc);
        for (int i = CpuState.CC_OP; i <= CpuState.CC_RES; i++) load(new Reg(i));
        mv.visitMethodInsn(INVOKESTATIC, "lucid86/machine/cpu/Flags", "condition", "(IIIII)I", false);
    }

    private void jumpIf(FlagTest t, Label target) {
        boolean zero = t.b() instanceof Imm(int k) && k == 0, unsigned = isUnsigned(t.op());
        extended(t.a(), t.extend(), unsigned);
        if (t.mask() != -1) {
            constant(t.mask());
            mv.visitInsn(IAND);
        }
        if (!zero) extended(t.b(), t.extend(), unsigned);
        jump(t.op(), zero, t.negated(), target);
    }

    private void extended(Val v, int size, boolean unsigned) {
        operand(v, unsigned);
        if (size < 4) mv.visitInsn(size == 1 ? I2B : I2S);
    }

    private void select(Op.Sel o) {
        var other = new Label();
        var done = new Label();
        load(o.c());
        mv.visitJumpInsn(IFEQ, other);
        assign(o.dst(), () -> load(o.a()));
        mv.visitJumpInsn(GOTO, done);
        mv.visitLabel(other);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        assign(o.dst(), () -> load(o.b()));
        mv.visitLabel(done);
        mv.visitFrame(F_SAME, 0, null, 0, null);
    }

    private void flags(Op.SetFlags o) {
        boolean usesA = switch (o.kind()) {
            case Flags.EAGER, Flags.LOGIC, Flags.INC, Flags.DEC, Flags.MUL -> false;
            default -> true;
        };
        boolean usesB = o.kind() != Flags.EAGER && o.kind() != Flags.LOGIC;
        if (usesA) {
            load(o.a());
            mv.visitVarInsn(ISTORE, plan.reg(CpuState.CC_A));
        }
        if (usesB) {
            load(o.b());
            mv.visitVarInsn(ISTORE, plan.reg(CpuState.CC_B));
        }
        load(o.res());
        mv.visitVarInsn(ISTORE, plan.reg(CpuState.CC_RES));
        constant(Flags.op(o.kind(), o.size()));
        mv.visitVarInsn(ISTORE, plan.reg(CpuState.CC_OP));
    }

    // ---- memory --------------------------------------------------------------------------------------------------------------

    /** Finds where a linear address is in backing memory, or jumps to {@code slow}. */
    private void translate(int lin, int size, ConstantDynamic table, AccessGroups.Access group, Label slow) {
        if (group != null && !group.leads()) {
            mv.visitVarInsn(ILOAD, LocalPlan.GROUPS + group.local());
            mv.visitJumpInsn(IFLT, slow);
            return;
        }
        int found = group == null ? LocalPlan.PAGE : LocalPlan.GROUPS + group.local();
        mv.visitLdcInsn(table);
        mv.visitVarInsn(ILOAD, lin);
        constant(12);
        mv.visitInsn(IUSHR);
        mv.visitInsn(IALOAD);
        mv.visitInsn(DUP);
        mv.visitVarInsn(ISTORE, found);
        mv.visitJumpInsn(IFLT, slow);
        int bytes = group == null ? size : group.span();
        if (bytes > 1) {
            inPage(lin, group);
            constant(4096 - bytes);
            mv.visitJumpInsn(IF_ICMPGT, slow);
        }
        if (group == null) return;
        mv.visitVarInsn(ILOAD, found);
        inPage(lin, group);
        mv.visitInsn(IOR);
        mv.visitVarInsn(ISTORE, found);
    }

    /** The offset in its page of an address, or of its group's lowest byte: a large one when that lies in the page before. */
    private void inPage(int lin, AccessGroups.Access group) {
        mv.visitVarInsn(ILOAD, lin);
        if (group != null && group.distance() != 0) {
            constant(group.distance());
            mv.visitInsn(ISUB);
        }
        constant(0xfff);
        mv.visitInsn(IAND);
    }

    /** Leaves the backing offset found by {@link #translate} on the stack. */
    private void offset(int lin, AccessGroups.Access group) {
        if (group == null) {
            mv.visitVarInsn(ILOAD, LocalPlan.PAGE);
            inPage(lin, null);
            mv.visitInsn(IOR);
            return;
        }
        mv.visitVarInsn(ILOAD, LocalPlan.GROUPS + group.local());
        if (group.distance() == 0) return;
        constant(group.distance());
        mv.visitInsn(IADD);
    }

    /** What slow paths do first, from here on. */
    void late(List<Op> ops) {
        late = ops;
    }

    /** On the slow path of a group's first access: the others are to ask for themselves. */
    private void loseGroup(AccessGroups.Access group) {
        if (group == null || !group.leads()) return;
        constant(-1);
        mv.visitVarInsn(ISTORE, LocalPlan.GROUPS + group.local());
    }

    private void memoryRead(Op.Load o, AccessGroups.Access group) {
        int lin = local(o.lin(), LocalPlan.LINEAR);
        if (checkAlignment && o.size() > 1) {
            loseGroup(group);
            assign(o.dst(), () -> slowRead(o, lin));
            return;
        }
        var slow = new Label();
        var done = new Label();
        translate(lin, o.size(), o.forWrite() ? WRITE : READ, group, slow);
        assign(o.dst(), () -> get(o.size(), () -> offset(lin, group)));
        mv.visitLabel(done);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        int[] mine = temps;
        List<Op> first = late;
        defer(slow, () -> {
            temps = mine;
            first.forEach(op -> op(op, null));
            loseGroup(group);
            assign(o.dst(), () -> {
                if (group == null) slowRead(o, lin);
                else readAlone(o, lin);
            });
            mv.visitJumpInsn(GOTO, done);
        });
    }

    private void slowRead(Op.Load o, int lin) {
        mv.visitLdcInsn(MMU_OBJECT);
        mv.visitVarInsn(ILOAD, lin);
        constant(o.size());
        throwing(calls, () -> mv.visitMethodInsn(INVOKEVIRTUAL, MMU, o.forWrite() ? "slowReadForWrite" : "slowRead", "(II)I", false));
    }

    /** A read whose group is in two pages: asks the TLB itself. */
    private void readAlone(Op.Load o, int lin) {
        mv.visitLdcInsn(MMU_OBJECT);
        mv.visitVarInsn(ILOAD, lin);
        if (o.forWrite()) {
            constant(o.size());
            throwing(calls, () -> mv.visitMethodInsn(INVOKEVIRTUAL, MMU, "readForWrite", "(II)I", false));
        } else {
            throwing(calls, () -> mv.visitMethodInsn(INVOKEVIRTUAL, MMU, "read" + o.size() * 8, "(I)I", false));
        }
    }

    /** Leaves 1, 2 or 4 bytes at an offset in backing memory on the stack. */
    private void get(int size, Runnable at) {
        if (size > 1) handle(size);
        mv.visitLdcInsn(MEMORY);
        at.run();
        if (size == 1) {
            mv.visitInsn(BALOAD);
            constant(0xff);
            mv.visitInsn(IAND);
        } else {
            mv.visitMethodInsn(INVOKEVIRTUAL, "java/lang/invoke/VarHandle", "get", size == 2 ? "([BI)S" : "([BI)I", false);
            if (size == 2) mv.visitInsn(I2C);
        }
    }

    private void put(int size, Runnable at, Runnable value) {
        if (size > 1) handle(size);
        mv.visitLdcInsn(MEMORY);
        at.run();
        value.run();
        if (size == 1) {
            mv.visitInsn(BASTORE);
        } else {
            if (size == 2) mv.visitInsn(I2S);
            mv.visitMethodInsn(INVOKEVIRTUAL, "java/lang/invoke/VarHandle", "set", size == 2 ? "([BIS)V" : "([BII)V", false);
        }
    }

    private void handle(int size) {
        mv.visitFieldInsn(GETSTATIC, MAP, size == 2 ? "SHORT" : "INT", "Ljava/lang/invoke/VarHandle;");
    }

    private void memoryWrite(Op.Store o, AccessGroups.Access group) {
        int lin = local(o.lin(), LocalPlan.LINEAR);
        if (checkAlignment && o.size() > 1) {
            loseGroup(group);
            slowWrite(o, lin);
            return;
        }
        var slow = new Label();
        var done = new Label();
        translate(lin, o.size(), WRITE, group, slow);
        put(o.size(), () -> offset(lin, group), () -> load(o.value()));
        mv.visitLabel(done);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        int[] mine = temps;
        List<Op> first = late;
        defer(slow, () -> {
            temps = mine;
            first.forEach(op -> op(op, null));
            loseGroup(group);
            if (group == null) slowWrite(o, lin);
            else writeAlone(o, lin);
            mv.visitJumpInsn(GOTO, done);
        });
    }

    private void slowWrite(Op.Store o, int lin) {
        mv.visitLdcInsn(MMU_OBJECT);
        mv.visitVarInsn(ILOAD, lin);
        constant(o.size());
        load(o.value());
        throwing(calls, () -> mv.visitMethodInsn(INVOKEVIRTUAL, MMU, "slowWrite", "(III)V", false));
    }

    /** A write whose group is in two pages: asks the TLB itself. */
    private void writeAlone(Op.Store o, int lin) {
        mv.visitLdcInsn(MMU_OBJECT);
        mv.visitVarInsn(ILOAD, lin);
        load(o.value());
        throwing(calls, () -> mv.visitMethodInsn(INVOKEVIRTUAL, MMU, "write" + o.size() * 8, "(II)V", false));
    }

    // ---- helpers --------------------------------------------------------------------------------------------------------------

    /** Notes where a call is: handlers cover these places alone, since C1 spends its time on the ways that lead to handlers. */
    private void throwing(List<Label[]> list, Runnable call) {
        var from = new Label();
        var to = new Label();
        mv.visitLabel(from);
        call.run();
        mv.visitLabel(to);
        list.add(new Label[] {from, to});
    }

    private void call(Op.Call o) {
        HelperUse use = o.helper().use();
        boolean spill = use == HelperUse.ANYTHING;
        if (spill) {
            writeBack();
            budgetBack();
        } else if (use == HelperUse.READS_FLAGS) {
            for (int i = CpuState.CC_OP; i <= CpuState.CC_RES; i++) if (plan.isWritten(i)) toFile(i);
        }
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
        o.args().forEach(this::load);
        Runnable invoke = () -> mv.visitMethodInsn(INVOKESTATIC, o.helper().owner(), o.helper().method(), o.helper().descriptor(), false);
        if (OpInfo.mayFault(o)) throwing(spill ? spilledCalls : calls, invoke);
        else invoke.run();
        boolean result = o.helper().descriptor().endsWith("I");
        if (spill) {
            // The result waits in a local that reloading leaves alone.
            if (result) mv.visitVarInsn(ISTORE, LocalPlan.LINEAR);
            budgetAgain();
            reload();
            if (result) mv.visitVarInsn(ILOAD, LocalPlan.LINEAR);
        }
        if (!result) return;
        if (o.dst() == null) {
            mv.visitInsn(POP);
        } else if (o.dst() instanceof Reg(int i) && plan.reg(i) < 0) {
            mv.visitVarInsn(ISTORE, LocalPlan.LINEAR);
            assign(o.dst(), () -> mv.visitVarInsn(ILOAD, LocalPlan.LINEAR));
        } else {
            store(o.dst());
        }
    }
}
