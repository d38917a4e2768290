package lucid86.debugger.view;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Helper;
import lucid86.jit.ir.HelperUse;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Terminal;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Imm;
import lucid86.jit.ir.Val.Place;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;
import lucid86.jit.lift.Fold;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/** Carries out IR operations on copies: the machine does not change. Emulation thread, while the machine stands still. */
final class OperationValues {
    private final Inspector machine;
    private final CpuState cpu;
    private final int[] registers;
    private final int[] temporaries;
    private final Map<Integer, Integer> written = new HashMap<>();

    OperationValues(Inspector machine, Block block) {
        this.machine = machine;
        cpu = machine.cpu();
        registers = cpu.r.clone();
        temporaries = new int[block.temps()];
    }

    /** What the operation does, as text; empty when only carrying out the instruction can tell: it reaches beyond registers and memory. */
    Optional<String> apply(Op op) {
        return switch (op) {
            case Op.Mark _ -> Optional.of("");
            case Op.Mov(Place d, Val a) -> set(d, value(a));
            case Op.Un(var kind, Place d, Val a) -> set(d, Fold.un(kind, value(a)));
            case Op.Bin(var kind, Place d, Val a, Val b) -> set(d, Fold.bin(kind, value(a), value(b)));
            case Op.Cmp(var kind, Place d, Val a, Val b) -> set(d, Fold.cmp(kind, value(a), value(b)));
            case Op.Sel s -> set(s.dst(), value(s.c()) != 0 ? value(s.a()) : value(s.b()));
            case Op.Cond(Place d, int cc) -> set(d, Flags.condition(cc, registers[CpuState.CC_OP], registers[CpuState.CC_A], registers[CpuState.CC_B],
                    registers[CpuState.CC_RES]));
            case Op.Lin l -> linear(l);
            case Op.Load l -> load(l);
            case Op.Store s -> store(s);
            case Op.SetFlags f -> flags(f);
            case Op.Call c -> call(c);
        };
    }

    /** Where a terminal leads, as text. */
    Optional<String> apply(Terminal t) {
        return switch (t) {
            case Terminal.Goto g -> Optional.of(to(g.target()));
            case Terminal.Branch b -> Optional.of(to(value(b.condition()) != 0 ? b.taken() : b.next()));
            case Terminal.Indirect i -> Optional.of(to(value(i.target())));
            case Terminal.Exit _ -> Optional.empty();
        };
    }

    private static String to(int eip) {
        return String.format("eip = %08x", eip);
    }

    private int value(Val v) {
        return switch (v) {
            case Imm(int k) -> k;
            case Reg(int index) -> registers[index];
            case Tmp(int n) -> temporaries[n];
        };
    }

    private Optional<String> set(Place place, int value) {
        if (place == null) return Optional.of("");
        switch (place) {
            case Reg(int index) -> registers[index] = value;
            case Tmp(int n) -> temporaries[n] = value;
        }
        return Optional.of(String.format("%s = %08x", place, value));
    }

    /** Unless the segment's limit forbids it; what happens then only the instruction itself can tell. */
    private Optional<String> linear(Op.Lin l) {
        int offset = value(l.offset()), last = offset + l.size() - 1;
        boolean inside = Integer.compareUnsigned(last, cpu.limit[l.seg()]) <= 0 && Integer.compareUnsigned(last, offset) >= 0;
        return inside ? set(l.dst(), cpu.base(l.seg()) + offset) : Optional.empty();
    }

    private Optional<String> load(Op.Load l) {
        int at = value(l.lin()), v = 0;
        for (int i = l.size() - 1; i >= 0; i--) {
            if (!isMemory(at + i)) return Optional.empty();
            v = v << 8 | written.getOrDefault(at + i, machine.linearByte(at + i));
        }
        return set(l.dst(), v);
    }

    private Optional<String> store(Op.Store s) {
        int at = value(s.lin()), v = value(s.value());
        for (int i = 0; i < s.size(); i++) if (!isMemory(at + i)) return Optional.empty();
        for (int i = 0; i < s.size(); i++) written.put(at + i, v >>> 8 * i & 0xff);
        return Optional.of(String.format("[%08x] = %0" + 2 * s.size() + "x", at, s.size() == 4 ? v : v & (1 << 8 * s.size()) - 1));
    }

    private boolean isMemory(int linear) {
        long physical = cpu.mmu.peekTranslate(linear);
        return physical >= 0 && machine.machine().board().map.readOffset(physical) >= 0;
    }

    private Optional<String> flags(Op.SetFlags f) {
        registers[CpuState.CC_OP] = Flags.op(f.kind(), f.size());
        registers[CpuState.CC_A] = value(f.a());
        registers[CpuState.CC_B] = value(f.b());
        registers[CpuState.CC_RES] = value(f.res());
        return Optional.of(String.format("flags of %08x", value(f.res())));
    }

    private Optional<String> call(Op.Call c) {
        HelperUse use = c.helper().use();
        if (use != HelperUse.PURE && use != HelperUse.READS_FLAGS) return Optional.empty();
        int[] saved = cpu.r.clone();
        System.arraycopy(registers, 0, cpu.r, 0, registers.length);
        try {
            return set(c.dst(), result(c.helper().fn(), c.args().stream().mapToInt(this::value).toArray()));
        } finally {
            System.arraycopy(saved, 0, cpu.r, 0, saved.length);
        }
    }

    private int result(Helper.Fn fn, int[] a) {
        return switch (fn) {
            case Helper.F0 f -> f.call(cpu);
            case Helper.F1 f -> f.call(cpu, a[0]);
            case Helper.F2 f -> f.call(cpu, a[0], a[1]);
            case Helper.F3 f -> f.call(cpu, a[0], a[1], a[2]);
            case Helper.F4 f -> f.call(cpu, a[0], a[1], a[2], a[3]);
            case Helper.R0 _, Helper.R1 _, Helper.R2 _, Helper.R3 _, Helper.R4 _ -> 0;
        };
    }
}
