package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Op.CmpOp;
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
    private final List<Label[]> spilledCalls = new ArrayList<>();
    private int[] temps;
    private int flagsOp = FlagGuess.UNKNOWN;
    private boolean flagsCertain;

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

    void op(Op op) {
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
                mv.visitMethodInsn(INVOKESTATIC, SEGMENTS, o.write() ? "linWrite" : "linRead", "(L" + CPU + ";III)I", false);
            });
            case Op.Load o -> memoryRead(o);
            case Op.Store o -> memoryWrite(o);
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
            case ROL -> {
                load(o.a());
                load(o.b());
                mv.visitMethodInsn(INVOKESTATIC, "java/lang/Integer", "rotateLeft", "(II)I", false);
            }
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
        load(o.a());
        boolean zero = o.b() instanceof Imm(int k) && k == 0;
        boolean unsigned = o.op() == CmpOp.LTU || o.op() == CmpOp.LEU;
        if (!zero || unsigned) load(o.b());
        jump(o.op(), zero, false, target);
    }

    /** Compares what is on the stack, two values, or one with zero, and jumps when that holds (or, negated, does not). */
    private void jump(CmpOp op, boolean zero, boolean negated, Label target) {
        boolean unsigned = op == CmpOp.LTU || op == CmpOp.LEU;
        if (unsigned) mv.visitMethodInsn(INVOKESTATIC, "java/lang/Integer", "compareUnsigned", "(II)I", false);
        boolean one = zero || unsigned;
        int opcode = switch (op) {
            case EQ -> one ? IFEQ : IF_ICMPEQ;
            case NE -> one ? IFNE : IF_ICMPNE;
            case LTS, LTU -> one ? IFLT : IF_ICMPLT;
            case LES, LEU -> one ? IFLE : IF_ICMPLE;
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
        boolean zero = t.b() instanceof Imm(int k) && k == 0;
        extended(t.a(), t.extend());
        if (t.mask() != -1) {
            constant(t.mask());
            mv.visitInsn(IAND);
        }
        if (!zero) extended(t.b(), t.extend());
        jump(t.op(), zero, t.negated(), target);
    }

    private void extended(Val v, int size) {
        load(v);
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

    /** Leaves the backing offset of a linear address on the stack, or jumps to {@code slow}. */
    private void translate(int lin, int size, ConstantDynamic table, Label slow) {
        mv.visitLdcInsn(table);
        mv.visitVarInsn(ILOAD, lin);
        constant(12);
        mv.visitInsn(IUSHR);
        mv.visitInsn(IALOAD);
        mv.visitInsn(DUP);
        mv.visitVarInsn(ISTORE, LocalPlan.PAGE);
        mv.visitJumpInsn(IFLT, slow);
        if (size > 1) {
            mv.visitVarInsn(ILOAD, lin);
            constant(0xfff);
            mv.visitInsn(IAND);
            constant(4096 - size);
            mv.visitJumpInsn(IF_ICMPGT, slow);
        }
    }

    private void offset(int lin) {
        mv.visitVarInsn(ILOAD, LocalPlan.PAGE);
        mv.visitVarInsn(ILOAD, lin);
        constant(0xfff);
        mv.visitInsn(IAND);
        mv.visitInsn(IOR);
    }

    private void memoryRead(Op.Load o) {
        int lin = local(o.lin(), LocalPlan.LINEAR);
        if (checkAlignment && o.size() > 1) {
            assign(o.dst(), () -> slowRead(o, lin));
            return;
        }
        var slow = new Label();
        var done = new Label();
        translate(lin, o.size(), o.forWrite() ? WRITE : READ, slow);
        assign(o.dst(), () -> {
            if (o.size() == 1) {
                mv.visitLdcInsn(MEMORY);
                offset(lin);
                mv.visitInsn(BALOAD);
                constant(0xff);
                mv.visitInsn(IAND);
            } else {
                handle(o.size());
                mv.visitLdcInsn(MEMORY);
                offset(lin);
                mv.visitMethodInsn(INVOKEVIRTUAL, "java/lang/invoke/VarHandle", "get", o.size() == 2 ? "([BI)S" : "([BI)I", false);
                if (o.size() == 2) mv.visitInsn(I2C);
            }
        });
        mv.visitLabel(done);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        int[] mine = temps;
        defer(slow, () -> {
            temps = mine;
            assign(o.dst(), () -> slowRead(o, lin));
            mv.visitJumpInsn(GOTO, done);
        });
    }

    private void slowRead(Op.Load o, int lin) {
        mv.visitLdcInsn(MMU_OBJECT);
        mv.visitVarInsn(ILOAD, lin);
        constant(o.size());
        mv.visitMethodInsn(INVOKEVIRTUAL, MMU, o.forWrite() ? "slowReadForWrite" : "slowRead", "(II)I", false);
    }

    private void handle(int size) {
        mv.visitFieldInsn(GETSTATIC, MAP, size == 2 ? "SHORT" : "INT", "Ljava/lang/invoke/VarHandle;");
    }

    private void memoryWrite(Op.Store o) {
        int lin = local(o.lin(), LocalPlan.LINEAR);
        if (checkAlignment && o.size() > 1) {
            slowWrite(o, lin);
            return;
        }
        var slow = new Label();
        var done = new Label();
        translate(lin, o.size(), WRITE, slow);
        if (o.size() == 1) {
            mv.visitLdcInsn(MEMORY);
            offset(lin);
            load(o.value());
            mv.visitInsn(BASTORE);
        } else {
            handle(o.size());
            mv.visitLdcInsn(MEMORY);
            offset(lin);
            load(o.value());
            if (o.size() == 2) mv.visitInsn(I2S);
            mv.visitMethodInsn(INVOKEVIRTUAL, "java/lang/invoke/VarHandle", "set", o.size() == 2 ? "([BIS)V" : "([BII)V", false);
        }
        mv.visitLabel(done);
        mv.visitFrame(F_SAME, 0, null, 0, null);
        int[] mine = temps;
        defer(slow, () -> {
            temps = mine;
            slowWrite(o, lin);
            mv.visitJumpInsn(GOTO, done);
        });
    }

    private void slowWrite(Op.Store o, int lin) {
        mv.visitLdcInsn(MMU_OBJECT);
        mv.visitVarInsn(ILOAD, lin);
        constant(o.size());
        load(o.value());
        mv.visitMethodInsn(INVOKEVIRTUAL, MMU, "slowWrite", "(III)V", false);
    }

    // ---- helpers --------------------------------------------------------------------------------------------------------------

    private void call(Op.Call o) {
        HelperUse use = o.helper().use();
        boolean spill = use == HelperUse.ANYTHING;
        if (spill) {
            writeBack();
            budgetBack();
        } else if (use == HelperUse.READS_FLAGS) {
            for (int i = CpuState.CC_OP; i <= CpuState.CC_RES; i++) if (plan.isWritten(i)) toFile(i);
        }
        var from = new Label();
        var to = new Label();
        if (spill) mv.visitLabel(from);
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
        o.args().forEach(this::load);
        mv.visitMethodInsn(INVOKESTATIC, o.helper().owner(), o.helper().method(), o.helper().descriptor(), false);
        boolean result = o.helper().descriptor().endsWith("I");
        if (spill) {
            mv.visitLabel(to);
            spilledCalls.add(new Label[] {from, to});
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
