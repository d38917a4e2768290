package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.H_INVOKESTATIC;

import java.util.Arrays;
import java.util.List;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.mem.Mmu;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;

/** Parts of the machine that generated code has as constants (class data): HotSpot knows where they are, that they are there, and how long arrays are. */
enum MachinePart {
    MEMORY("[B"), TLB("[I"), CODE_TLB("[I"), MMU("Llucid86/machine/mem/Mmu;"), CPU("Llucid86/machine/cpu/CpuState;"),
    /** {@link CpuState#r}. */
    FILE("[I"),
    /** {@link CpuState#xmm}. */
    XMM("[J"),
    FPU("Llucid86/machine/cpu/Fpu;"),
    /** {@link lucid86.machine.cpu.Fpu#signExp}. */
    SIGN_EXP("[I"),
    /** {@link lucid86.machine.cpu.Fpu#mant}. */
    MANT("[J");

    private static final Handle CLASS_DATA_AT = new Handle(H_INVOKESTATIC, "java/lang/invoke/MethodHandles", "classDataAt",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;", false);

    private final String type;

    MachinePart(String type) {
        this.type = type;
    }

    /** Leaves it on the stack. */
    void load(MethodVisitor mv) {
        mv.visitLdcInsn(new ConstantDynamic("_", type, CLASS_DATA_AT, ordinal()));
    }

    /** The class data. */
    static List<Object> all(CpuState c, Mmu mmu, boolean user) {
        return Arrays.stream(values()).map(part -> switch (part) {
            case MEMORY -> mmu.memory;
            case TLB -> mmu.dataTlb(user);
            case CODE_TLB -> mmu.codeTlb(user);
            case MMU -> mmu;
            case CPU -> c;
            case FILE -> c.r;
            case XMM -> c.xmm;
            case FPU -> c.fpu;
            case SIGN_EXP -> c.fpu.signExp;
            case MANT -> c.fpu.mant;
        }).toList();
    }
}
