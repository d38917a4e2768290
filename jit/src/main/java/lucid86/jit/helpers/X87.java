package lucid86.jit.helpers;

import static lucid86.jit.helpers.fp.Fp80.C1;
import static lucid86.jit.helpers.fp.Fp80.DE;
import static lucid86.jit.helpers.fp.Fp80.EXCEPTIONS;
import static lucid86.jit.helpers.fp.Fp80.IE;
import static lucid86.jit.helpers.fp.Fp80.OE;
import static lucid86.jit.helpers.fp.Fp80.SF;
import static lucid86.jit.helpers.fp.Fp80.SUMMARY;
import static lucid86.jit.helpers.fp.Fp80.UE;
import static lucid86.jit.helpers.fp.Fp80.ZE;

import lucid86.jit.helpers.fp.Fp80;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Fpu;

/**
 * What all x87 helpers share: the register stack, delivery of what an operation raised, and the pointers to the last
 * instruction.
 *
 * <p>Helpers get {@code eip}, the instruction's offset in CS, and {@code fop}, its opcode as the FPU records it: ModR/M in
 * bits 0-7, the low three bits of the first byte in bits 8-10. Helpers for several forms tell them apart by it. Where it
 * is called {@code what}, bits 11-13 hold the segment register of the memory operand.
 */
final class X87 {
    private static final int FOP = 0x7ff;

    private X87() {}

    /** Starts an instruction: records it as the last one. The last thing before it that can fault has happened. */
    static Fpu begin(CpuState c, int eip, int fop) {
        return begin(c, c.fpu, eip, fop);
    }

    /** As {@link #begin(CpuState, int, int)}; {@code f} is that processor's. */
    static Fpu begin(CpuState c, Fpu f, int eip, int fop) {
        f.fop = fop & FOP;
        f.fip = eip;
        f.fcs = c.selector[CpuState.CS];
        return f;
    }

    /** As {@link #begin}, nothing raised yet. */
    static Fpu beginClean(CpuState c, int eip, int fop) {
        Fpu f = begin(c, eip, fop);
        f.raised = 0;
        return f;
    }

    /** Records the memory operand of the instruction. */
    static void operandAt(CpuState c, int offset, int seg) {
        operandAt(c, c.fpu, offset, seg);
    }

    static void operandAt(CpuState c, Fpu f, int offset, int seg) {
        f.fdp = offset;
        f.fds = c.selector[seg];
    }

    /** Whether the instruction has a register operand, not memory. */
    static boolean hasRegister(int fop) {
        return (fop & 0xc0) == 0xc0;
    }

    /** Physical number of ST(i), i from the opcode. */
    static int register(Fpu f, int fop) {
        return f.top + fop & 7;
    }

    static boolean isEmpty(Fpu f, int physical) {
        return (f.used >> physical & 1) == 0;
    }

    /** Stack underflow: the masked response is the real indefinite. */
    static void underflow(Fpu f) {
        f.raised = IE | SF;
        Fp80.indefinite(f);
    }

    /**
     * Puts what was raised into the status word.
     *
     * @return false when an unmasked exception before the operation forbids its result
     */
    static boolean commit(CpuState c, Fpu f) {
        int raised = f.raised;
        if ((raised & ~f.cw & EXCEPTIONS) == 0) {
            commitMasked(f);
            return true;
        }
        return raise(c, f, raised, IE | DE | ZE);
    }

    /** As {@link #commit}, all exceptions being masked. */
    static void commitMasked(Fpu f) {
        f.sw = f.sw & ~C1 | f.raised;
    }

    /** As {@link #commit} for results that go to memory: nothing is stored after overflow and underflow either. */
    static boolean commitStore(CpuState c, Fpu f) {
        int raised = f.raised;
        if ((raised & ~f.cw & EXCEPTIONS) == 0) {
            commitMasked(f);
            return true;
        }
        return raise(c, f, raised, IE | DE | ZE | OE | UE);
    }

    private static boolean raise(CpuState c, Fpu f, int raised, int forbidding) {
        boolean before = (raised & ~f.cw & (IE | DE | ZE)) != 0;
        // The operation did not happen, so neither did what its rounding would have raised.
        if (before) raised &= (raised & SF) != 0 ? IE | SF | C1 : IE | DE | ZE;
        // Nor did a store that overflowed round anything.
        else if ((raised & ~f.cw & forbidding) != 0) raised &= OE | UE;
        f.sw = f.sw & ~C1 | raised | SUMMARY;
        signal(c);
        return (raised & ~f.cw & forbidding) == 0;
    }

    /** Drives FERR#: low voltage, thus an interrupt from outside, is how errors are told when CR0.NE is 0. */
    static void signal(CpuState c) {
        if ((c.cr0 & CpuState.CR0_NE) == 0) c.bus.ferr().set((c.fpu.sw & SUMMARY) != 0);
    }

    /** Recomputes the error summary after control or status word changed. */
    static void summarise(CpuState c) {
        Fpu f = c.fpu;
        if ((f.sw & ~f.cw & EXCEPTIONS) != 0) f.sw |= SUMMARY;
        else f.sw &= ~SUMMARY;
        signal(c);
    }

    /** Writes the result to a register. */
    static void put(Fpu f, int physical) {
        f.mant[physical] = f.resMant;
        f.signExp[physical] = f.resSignExp;
        f.used |= 1 << physical;
    }

    /** Delivers what was raised, then pushes the result unless that forbids it. */
    static void push(CpuState c, Fpu f) {
        if (!isEmpty(f, f.top - 1 & 7)) {
            f.raised = IE | SF | C1;
            Fp80.indefinite(f);
        }
        pushFree(c, f);
    }

    /** As {@link #push}, without looking whether there is room. */
    static void pushFree(CpuState c, Fpu f) {
        if (!commit(c, f)) return;
        f.top = f.top - 1 & 7;
        put(f, f.top);
    }

    /** As {@link #push}, but a denormal exception does not forbid it even if unmasked. */
    static void pushAfterDenormal(CpuState c, Fpu f) {
        boolean denormalOnly = f.raised == DE && isEmpty(f, f.top - 1 & 7);
        if (!denormalOnly) {
            push(c, f);
            return;
        }
        commit(c, f);
        f.top = f.top - 1 & 7;
        put(f, f.top);
    }

    /** Delivers what was raised, then writes the result to ST(0) unless that forbids it. */
    static void replaceTop(CpuState c, Fpu f) {
        if (commit(c, f)) put(f, f.top);
    }

    static void pop(Fpu f) {
        f.used &= ~(1 << f.top);
        f.top = f.top + 1 & 7;
    }
}
