package lucid86.debugger.view;

import lucid86.jit.ir.Op;
import lucid86.jit.ir.Terminal;

/** What IR does, in words for people who see it the first time. */
final class IrMeaning {
    private IrMeaning() {}

    static String of(Op op) {
        return switch (op) {
            case Op.Mark m -> String.format("The guest instruction at %x, %d bytes long, begins; nothing is executed.", m.eip(), m.length());
            case Op.Mov _ -> "Copies a value.";
            case Op.Un o -> switch (o.op()) {
                case NOT -> "All bits inverted.";
                case NEG -> "Two's complement: 0 minus the value.";
                case SX8 -> "The low byte, its sign carried into all higher bits.";
                case SX16 -> "The low word, its sign carried into all higher bits.";
                case ZX8 -> "The low byte, all higher bits cleared.";
                case ZX16 -> "The low word, the high word cleared.";
                case BSWAP -> "The four bytes in opposite order.";
            };
            case Op.Bin o -> switch (o.op()) {
                case ADD -> "Sum, modulo 2^32.";
                case SUB -> "Difference, modulo 2^32.";
                case AND -> "Bits set in both.";
                case OR -> "Bits set in either.";
                case XOR -> "Bits set in just one.";
                case SHL -> "Shifted left, zeros from the right; the count counts modulo 32.";
                case SHR -> "Shifted right, zeros from the left; the count counts modulo 32.";
                case SAR -> "Shifted right, the sign stays; the count counts modulo 32.";
                case ROL -> "Rotated left; the count counts modulo 32.";
                case MUL -> "Low half of the product.";
                case MULHU -> "High half of the unsigned product.";
                case MULHS -> "High half of the signed product.";
                case DEP8 -> "The first value with its low byte replaced: a write to AL, CL, DL or BL.";
                case DEP8H -> "The first value with its second byte replaced: a write to AH, CH, DH or BH.";
                case DEP16 -> "The first value with its low word replaced: a write to a 16-bit register.";
            };
            case Op.Cmp o -> switch (o.op()) {
                case EQ -> "1 if equal, else 0.";
                case NE -> "1 if different, else 0.";
                case LTU -> "1 if below, unsigned, else 0.";
                case LEU -> "1 if below or equal, unsigned, else 0.";
                case LTS -> "1 if less, signed, else 0.";
                case LES -> "1 if less or equal, signed, else 0.";
            };
            case Op.Sel _ -> "Chooses the second value if the first is not zero, else the third.";
            case Op.Lin o -> "Checks " + o.size() + " bytes against the segment's type and limit (a fault if they do not fit) and gives their linear address.";
            case Op.Load o -> "Reads " + o.size() + (o.size() == 1 ? " byte" : " bytes") + " at a linear address through the TLB; may raise a page fault or reach a device.";
            case Op.Store o -> "Writes " + o.size() + (o.size() == 1 ? " byte" : " bytes") + " at a linear address through the TLB; may raise a page fault, reach a device or change code.";
            case Op.SetFlags _ -> "Notes operands and result; whoever needs a flag computes it from them (lazy flags).";
            case Op.Cond _ -> "Computes a condition from the flags noted last.";
            case Op.Call o -> "Calls the helper method " + o.helper().name() + ", shared by both tiers, " + switch (o.helper().use()) {
                case ANYTHING -> "which may touch any state and may fault.";
                case NO_REGS -> "which leaves the general registers alone but may fault.";
                case READS_FLAGS -> "which reads the flags and changes nothing.";
                case PURE -> "which depends on its arguments only.";
            };
        };
    }

    static String of(Terminal t) {
        return switch (t) {
            case Terminal.Goto _ -> "The block ends; execution goes on at a known address.";
            case Terminal.Branch _ -> "The block ends; the condition decides between two known addresses.";
            case Terminal.Indirect _ -> "The block ends; execution goes on at a computed address, which the engine looks up.";
            case Terminal.Exit _ -> "The block ends; the engine looks at interrupts and other events before it goes on.";
        };
    }
}
