package lucid86.debugger.view;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import lucid86.jit.ir.Op;
import lucid86.jit.x86.Insn;
import lucid86.jit.x86.Operand;
import lucid86.machine.cpu.CpuState;

/**
 * What an instruction would touch and where it would lead if it were executed now, with the registers as they are.
 *
 * @param linear where the instruction lies
 * @param touches memory operands
 * @param target linear address a direct jump or call leads to
 * @param way for conditional jumps: whether it would be taken
 */
public record Effect(int linear, List<Touch> touches, OptionalInt target, Way way) {
    /** Whether a jump would be taken. */
    public enum Way { NO_JUMP, TAKEN, NOT_TAKEN }

    /**
     * A memory operand.
     *
     * @param address in its segment, such as {@code ds:1f0}
     * @param linear its linear address
     * @param size in bytes
     * @param value what is there, of up to eight bytes; empty where no page is mapped
     */
    public record Touch(String address, int linear, int size, OptionalLong value) {
        /** In one line. */
        public String text() {
            String v = value.isPresent() ? String.format("%0" + Math.min(size, 8) * 2 + "x", value.getAsLong()) : "not mapped";
            return String.format("[%08x] = %s", linear, v);
        }
    }

    /** The question, for the instruction at a linear address. */
    public record Query(int linear) implements View<Effect> {
        @Override
        public Effect read(Inspector machine) {
            return machine.code().insn(linear).map(i -> of(machine, linear, i)).orElse(new Effect(linear, List.of(), OptionalInt.empty(), Way.NO_JUMP));
        }
    }

    /** In one line; empty when there is nothing to say. */
    public String text() {
        var parts = new ArrayList<String>();
        for (Touch t : touches) parts.add(t.text());
        if (way == Way.TAKEN) parts.add("will jump");
        if (way == Way.NOT_TAKEN) parts.add("will not jump");
        return String.join("  ", parts);
    }

    private static Effect of(Inspector machine, int linear, Insn i) {
        CpuState cpu = machine.cpu();
        var touches = new ArrayList<Touch>();
        OptionalInt target = OptionalInt.empty();
        boolean computesOnly = i.row().mnemonic().equals("lea");
        for (Operand o : i.operands()) {
            switch (o) {
                case Operand.Mem m when !computesOnly -> touches.add(touch(machine, i.segment(), offset(cpu, i), m.size()));
                case Operand.Str s -> touches.add(touch(machine, s.source() ? i.sourceSegment() : CpuState.ES, masked(cpu.r[s.source() ? CpuState.ESI : CpuState.EDI], i), s.size()));
                case Operand.Target t -> target = OptionalInt.of(linear - i.eip() + t.eip());
                default -> { }
            }
        }
        return new Effect(linear, List.copyOf(touches), target, target.isPresent() ? way(cpu, i) : Way.NO_JUMP);
    }

    private static int masked(int offset, Insn i) {
        return i.addressSize() == 2 ? offset & 0xffff : offset;
    }

    private static int offset(CpuState cpu, Insn i) {
        int at = i.displacement();
        if (i.base() >= 0) at += cpu.r[i.base()];
        if (i.index() >= 0) at += cpu.r[i.index()] << i.scale();
        return masked(at, i);
    }

    private static Touch touch(Inspector machine, int segment, int offset, int size) {
        int linear = machine.cpu().base(segment) + offset;
        int shown = Math.clamp(size, 1, 8);
        return new Touch(Op.SEG_NAMES.get(segment) + ":" + Integer.toHexString(offset), linear, size, machine.linearValue(linear, shown));
    }

    private static Way way(CpuState cpu, Insn i) {
        String name = i.row().mnemonic();
        int count = i.addressSize() == 2 ? cpu.r[CpuState.ECX] & 0xffff : cpu.r[CpuState.ECX];
        boolean zero = (cpu.eflags() & 0x40) != 0;
        boolean goes;
        if (name.startsWith("loop")) goes = count != 1 && (name.equals("loop") || name.startsWith("loopn") != zero);
        else if (name.startsWith("jcxz") || name.startsWith("jecxz")) goes = count == 0;
        else if (name.startsWith("j") && !name.startsWith("jmp")) goes = condition(cpu.eflags(), i.opcode() & 15);
        else return Way.NO_JUMP;
        return goes ? Way.TAKEN : Way.NOT_TAKEN;
    }

    /** Condition codes as in Jcc's opcodes (Intel SDM vol. 1, appendix B). */
    static boolean condition(int flags, int code) {
        boolean cf = (flags & 1) != 0, pf = (flags & 4) != 0, zf = (flags & 0x40) != 0, sf = (flags & 0x80) != 0, of = (flags & 0x800) != 0;
        boolean holds = switch (code >> 1) {
            case 0 -> of;
            case 1 -> cf;
            case 2 -> zf;
            case 3 -> cf || zf;
            case 4 -> sf;
            case 5 -> pf;
            case 6 -> sf != of;
            default -> zf || sf != of;
        };
        return holds != ((code & 1) != 0);
    }
}
