package lucid86.jit.x86;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import lucid86.jit.x86.Instructions.Group;

/**
 * Finds the row of an instruction's bytes. Tables are built from the rows, for one set of CPU features; those of x87 and SIMD
 * when their first opcode turns up.
 */
public final class Decoder {
    /** Longest legal instruction (SDM vol. 2, 2.3.11). */
    public static final int MAX_LENGTH = 15;

    /** Per map and opcode: the candidates, most specific first. Never changed once it is here, since several threads may decode. */
    private volatile Encoding[][][] table = new Encoding[4][256][];
    /** What {@link #table} holds. */
    private final Set<Group> groups = EnumSet.noneOf(Group.class);
    private final Set<Feature> features;
    private final Encoding bad, tooLong;

    /** Thrown by the byte source's user when decoding runs past 15 bytes. */
    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super(null, null, false, false);
        }
    }

    private static final TooLong TOO_LONG = new TooLong();

    /** @param features what the CPU has; rows of other features do not decode */
    public Decoder(Set<Feature> features) {
        var special = new SpecialRows();
        bad = special.bad.encodings().getFirst();
        tooLong = special.tooLong.encodings().getFirst();
        this.features = Set.copyOf(features);
        add(Group.INTEGER);
    }

    private synchronized void add(Group group) {
        if (!groups.add(group)) return;
        var wider = new Encoding[4][][];
        for (int map = 0; map < wider.length; map++) wider[map] = table[map].clone();
        for (Row row : group.rows()) {
            if (row.feature() != null && !features.contains(row.feature())) continue;
            for (Encoding e : row.encodings()) for (int i = 0; i < e.opcodes; i++) add(wider[e.map], e.opcode + i, e);
        }
        table = wider;
    }

    private static void add(Encoding[][] map, int opcode, Encoding e) {
        Encoding[] old = map[opcode];
        var list = new ArrayList<Encoding>(old == null ? List.of() : List.of(old));
        // More specific first: a fixed ModR/M before a digit, a mandatory prefix before none.
        int at = 0;
        while (at < list.size() && specificity(list.get(at)) >= specificity(e)) at++;
        list.add(at, e);
        map[opcode] = list.toArray(Encoding[]::new);
    }

    private static int specificity(Encoding e) {
        return (e.modrmFirst >= 0 ? e.modrmFirst == e.modrmLast ? 8 : 4 : e.digit >= 0 ? 2 : 0) + (e.prefix != Encoding.ANY ? 1 : 0);
    }

    /** The candidates of an opcode, most specific first; null when there are none. */
    private Encoding[] candidates(int map, int opcode) {
        Encoding[] known = table[map][opcode];
        if (known != null) return known;
        add(Group.of(map, opcode));
        return table[map][opcode];
    }

    /**
     * Decodes one instruction. Bytes that form none give a row that raises #UD, bytes beyond the 15th one that raises
     * #GP(0).
     *
     * @param bytes gives the instruction's bytes by index; what it throws is passed on
     * @param eip the instruction's offset in CS
     * @param code32 CS.D
     */
    public Insn decode(IntUnaryOperator bytes, int eip, boolean code32) {
        var state = new Decoding(bytes, eip, code32);
        try {
            return state.run();
        } catch (TooLong _) {
            var insn = new Insn();
            insn.encoding = tooLong;
            insn.eip = eip;
            insn.length = MAX_LENGTH;
            insn.operandSize = insn.addressSize = code32 ? 4 : 2;
            return insn;
        }
    }

    private final class Decoding {
        private final IntUnaryOperator bytes;
        private final Insn insn = new Insn();
        private final boolean code32;
        private int at;
        private boolean p66;

        Decoding(IntUnaryOperator bytes, int eip, boolean code32) {
            this.bytes = bytes;
            this.code32 = code32;
            insn.eip = eip;
        }

        private int next() {
            if (at == MAX_LENGTH) throw TOO_LONG;
            return bytes.applyAsInt(at++) & 0xff;
        }

        private int next16() {
            return next() | next() << 8;
        }

        private int next32() {
            return next16() | next16() << 16;
        }

        Insn run() {
            boolean p67 = false;
            int op;
            prefixes:
            while (true) {
                op = next();
                switch (op) {
                    case 0x26 -> insn.segmentOverride = 0;
                    case 0x2e -> insn.segmentOverride = 1;
                    case 0x36 -> insn.segmentOverride = 2;
                    case 0x3e -> insn.segmentOverride = 3;
                    case 0x64 -> insn.segmentOverride = 4;
                    case 0x65 -> insn.segmentOverride = 5;
                    case 0x66 -> p66 = true;
                    case 0x67 -> p67 = true;
                    case 0xf0 -> insn.lock = true;
                    case 0xf2, 0xf3 -> insn.rep = op;
                    default -> { break prefixes; }
                }
            }
            insn.operandSize = code32 != p66 ? 4 : 2;
            insn.addressSize = code32 != p67 ? 4 : 2;
            int map = Encoding.ONE_BYTE;
            if (op == 0x0f) {
                op = next();
                map = Encoding.TWO_BYTE;
                if (op == 0x38 || op == 0x3a) {
                    map = op == 0x38 ? Encoding.MAP_0F38 : Encoding.MAP_0F3A;
                    op = next();
                }
            }
            insn.opcode = op;
            insn.encoding = find(map, op);
            if (insn.encoding != bad) readOperands(op);
            if (insn.lock && !(insn.row().is(Row.Attr.LOCK) && insn.operands.getFirst() instanceof Operand.Mem)) {
                insn.encoding = bad;
                insn.operands = List.of();
            }
            insn.length = at;
            return insn;
        }

        private Encoding find(int map, int op) {
            Encoding[] candidates = candidates(map, op);
            if (candidates == null) return bad;
            int prefix = insn.rep == Insn.REP ? Encoding.PF3 : insn.rep == Insn.REPNE ? Encoding.PF2 : p66 ? Encoding.P66 : Encoding.NONE;
            boolean needsModrm = false;
            for (Encoding e : candidates) needsModrm |= e.modrm;
            if (needsModrm) insn.modrm = next();
            for (Encoding e : candidates) {
                if (!e.matches(prefix, insn.modrm)) continue;
                if (e.modrm && insn.modrm < 0xc0 && !e.alwaysRegister) address();
                return e;
            }
            return bad;
        }

        private void address() {
            int mod = insn.modrm >> 6, rm = insn.modrm & 7;
            if (insn.addressSize == 2) address16(mod, rm);
            else address32(mod, rm);
            boolean stack = insn.base == 4 || insn.base == 5;
            insn.segment = insn.segmentOverride >= 0 ? insn.segmentOverride : stack ? 2 : 3;
        }

        private void address16(int mod, int rm) {
            if (mod == 0 && rm == 6) {
                insn.displacement = next16();
                return;
            }
            insn.base = new int[] {3, 3, 5, 5, 6, 7, 5, 3}[rm];
            insn.index = rm < 4 ? 6 + (rm & 1) : -1;
            if (mod == 1) insn.displacement = (byte) next();
            else if (mod == 2) insn.displacement = next16();
        }

        private void address32(int mod, int rm) {
            if (rm == 4) {
                int sib = next();
                insn.scale = sib >> 6;
                insn.index = (sib >> 3 & 7) == 4 ? -1 : sib >> 3 & 7;
                rm = sib & 7;
            }
            if (mod == 0 && rm == 5) {
                insn.displacement = next32();
                return;
            }
            insn.base = rm;
            if (mod == 1) insn.displacement = (byte) next();
            else if (mod == 2) insn.displacement = next32();
        }

        private void readOperands(int op) {
            List<OperandSpec> specs = insn.encoding.operands;
            if (specs.isEmpty()) return;
            var list = new ArrayList<Operand>(specs.size());
            for (OperandSpec s : specs) list.add(operand(s, op));
            insn.operands = List.copyOf(list);
        }

        private Operand operand(OperandSpec s, int op) {
            int size = s.size().bytes(insn.operandSize);
            int reg = insn.modrm >> 3 & 7, rm = insn.modrm & 7;
            boolean memory = insn.modrm < 0xc0;
            return switch (s.kind()) {
                case E -> memory ? new Operand.Mem(size) : new Operand.Gpr(rm, size);
                case G -> new Operand.Gpr(reg, size);
                case R -> new Operand.Gpr(rm, size);
                case M -> new Operand.Mem(size);
                case Z -> new Operand.Gpr(op & 7, size);
                case GPR -> new Operand.Gpr(s.fixed(), size);
                case SEG -> new Operand.Seg(s.fixed());
                case S -> new Operand.Seg(reg);
                case C -> new Operand.Control(reg);
                case D -> new Operand.Debug(reg);
                case CONST -> new Operand.Imm(s.fixed(), size);
                case I -> {
                    insn.immediateAt(at);
                    yield new Operand.Imm(size == 1 ? next() : size == 2 ? next16() : next32(), size);
                }
                case SI -> new Operand.Imm(size == 2 ? (byte) next() & 0xffff : (byte) next(), size);
                case J -> target(s, size);
                case O -> {
                    insn.segment = insn.segmentOverride >= 0 ? insn.segmentOverride : 3;
                    insn.displacement = insn.addressSize == 2 ? next16() : next32();
                    yield new Operand.Mem(size);
                }
                case A -> {
                    int offset = insn.operandSize == 2 ? next16() : next32();
                    yield new Operand.Far(next16(), offset, insn.operandSize + 2);
                }
                case X -> {
                    insn.segment = insn.segmentOverride >= 0 ? insn.segmentOverride : 3;
                    yield new Operand.Str(true, size);
                }
                case Y -> new Operand.Str(false, size);
                case P -> new Operand.Mmx(reg);
                case Q -> memory ? new Operand.Mem(8 > size && size > 0 ? size : 8) : new Operand.Mmx(rm);
                case N -> new Operand.Mmx(rm);
                case V -> new Operand.Xmm(reg, size);
                case W -> memory ? new Operand.Mem(size) : new Operand.Xmm(rm, size);
                case U -> new Operand.Xmm(rm, size);
                case ST -> new Operand.St(0);
                case STI -> new Operand.St(rm);
                case XMM0 -> new Operand.Xmm(0, size);
            };
        }

        private Operand target(OperandSpec s, int size) {
            int distance = s.size() == OperandSpec.Size.B ? (byte) next() : size == 2 ? (short) next16() : next32();
            int to = insn.eip + at + distance;
            return new Operand.Target(insn.operandSize == 2 ? to & 0xffff : to, insn.operandSize);
        }
    }
}
