package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.List;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Place;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;
import lucid86.machine.cpu.CpuState;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** The guest's state in a region's method: in locals where {@link LocalPlan} says so, else in the register file. */
final class EmitState {
    static final String CPU = "lucid86/machine/cpu/CpuState";

    private record Deferred(Label at, Runnable code) {}

    private final MethodVisitor mv;
    private final LocalPlan plan;
    private final List<Deferred> deferred = new ArrayList<>();
    private final List<Label[]> calls = new ArrayList<>(), spilledCalls = new ArrayList<>();
    private int[] temps;

    EmitState(MethodVisitor mv, LocalPlan plan) {
        this.mv = mv;
        this.plan = plan;
    }

    String thisType() {
        return "lucid86/jit/bytecode/CompiledCode";
    }

    /** Locals of the present block's temporaries. */
    void temps(int[] locals) {
        temps = locals;
    }

    int[] temps() {
        return temps;
    }

    LocalPlan plan() {
        return plan;
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

    // ---- state in and out of locals --------------------------------------------------------------------------------------

    /** Locals of written registers back to memory. */
    void writeBack() {
        for (int i = 0; i < CpuState.TEMPS; i++) if (plan.isWritten(i)) toFile(i);
    }

    void toFile(int reg) {
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

    void fromFile(int reg) {
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

    void budgetAgain() {
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
    int local(Val v, int scratch) {
        if (v instanceof Tmp(int n)) return temps[n];
        if (v instanceof Reg(int i) && plan.reg(i) >= 0) return plan.reg(i);
        load(v);
        mv.visitVarInsn(ISTORE, scratch);
        return scratch;
    }

    /** Pops the stack's top into a place held in a local. */
    void store(Place p) {
        switch (p) {
            case Tmp(int n) -> mv.visitVarInsn(ISTORE, temps[n]);
            case Reg(int i) -> mv.visitVarInsn(ISTORE, plan.reg(i));
        }
    }

    void assign(Place p, Runnable value) {
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

    // ---- exceptions ---------------------------------------------------------------------------------------------------------

    /** Where an exception may come from, with the registers in locals. */
    List<Label[]> calls() {
        return calls;
    }

    /** Where an exception may come from, with the registers in memory. */
    List<Label[]> spilledCalls() {
        return spilledCalls;
    }

    /** Notes where a call is: handlers cover these places alone, since C1 spends its time on the ways that lead to handlers. */
    void throwing(List<Label[]> list, Runnable call) {
        var from = new Label();
        var to = new Label();
        mv.visitLabel(from);
        call.run();
        mv.visitLabel(to);
        list.add(new Label[] {from, to});
    }
}
