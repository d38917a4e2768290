package lucid86.jit.x86;

/**
 * An operand as an encoding names it.
 *
 * @param kind where it comes from
 * @param size how large it is
 * @param fixed register number or constant of a fixed operand
 */
record OperandSpec(Kind kind, Size size, int fixed) {
    enum Kind {
        /** ModR/M: register or memory; ModR/M.reg; register only; memory only; register in the opcode. */
        E, G, R, M, Z,
        /** Segment, control, debug register in ModR/M.reg. */
        S, C, D,
        /** Immediate; sign-extended byte immediate; relative; absolute offset; far pointer. */
        I, SI, J, O, A,
        /** String operands DS:(E)SI and ES:(E)DI. */
        X, Y,
        /** MMX: reg, rm, register-only rm. */
        P, Q, N,
        /** XMM: reg, rm, register-only rm. */
        V, W, U,
        /** Fixed: general register, segment register, constant, ST(0), ST(i) from ModR/M, XMM0. */
        GPR, SEG, CONST, ST, STI, XMM0;
    }

    enum Size {
        /** Bytes: 1, 2, 4, 8, 10, 16; by operand size 2/4; far pointer; pseudo-descriptor; BOUND pair; none. */
        B, W, D, Q, T, DQ, V, P, S, A, NONE;

        int bytes(int operandSize) {
            return switch (this) {
                case B -> 1;
                case W -> 2;
                case D -> 4;
                case Q -> 8;
                case T -> 10;
                case DQ -> 16;
                case V -> operandSize;
                case P -> operandSize + 2;
                case S -> 6;
                case A -> operandSize * 2;
                case NONE -> 0;
            };
        }
    }

    boolean usesModrm() {
        return switch (kind) {
            case E, G, R, M, S, C, D, P, Q, N, V, W, U, STI -> true;
            default -> false;
        };
    }

    static OperandSpec parse(String s) {
        switch (s) {
            case "1" -> { return new OperandSpec(Kind.CONST, Size.B, 1); }
            case "ST" -> { return new OperandSpec(Kind.ST, Size.T, 0); }
            case "STi" -> { return new OperandSpec(Kind.STI, Size.T, 0); }
            case "XMM0" -> { return new OperandSpec(Kind.XMM0, Size.DQ, 0); }
            default -> { }
        }
        int n = java.util.List.of("ES", "CS", "SS", "DS", "FS", "GS").indexOf(s);
        if (n >= 0) return new OperandSpec(Kind.SEG, Size.W, n);
        n = java.util.List.of("AL", "CL", "DL", "BL", "AH", "CH", "DH", "BH").indexOf(s);
        if (n >= 0) return new OperandSpec(Kind.GPR, Size.B, n);
        n = java.util.List.of("AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI").indexOf(s);
        if (n >= 0) return new OperandSpec(Kind.GPR, Size.W, n);
        n = java.util.List.of("eAX", "eCX", "eDX", "eBX", "eSP", "eBP", "eSI", "eDI").indexOf(s);
        if (n >= 0) return new OperandSpec(Kind.GPR, Size.V, n);
        if (s.startsWith("sI")) return new OperandSpec(Kind.SI, size(s.substring(2)), 0);
        return new OperandSpec(Kind.valueOf(s.substring(0, 1)), size(s.substring(1)), 0);
    }

    private static Size size(String s) {
        return switch (s) {
            case "b" -> Size.B;
            case "w" -> Size.W;
            case "d", "ss" -> Size.D;
            case "q", "sd" -> Size.Q;
            case "t" -> Size.T;
            case "dq", "ps", "pd", "x" -> Size.DQ;
            case "v", "z" -> Size.V;
            case "p" -> Size.P;
            case "s" -> Size.S;
            case "a" -> Size.A;
            case "" -> Size.NONE;
            default -> throw new IllegalArgumentException("operand size " + s);
        };
    }
}
