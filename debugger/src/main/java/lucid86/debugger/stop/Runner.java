package lucid86.debugger.stop;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.debugger.view.Inspector;
import lucid86.jit.run.Engine;
import lucid86.jit.x86.Insn;
import lucid86.jit.x86.Operand;
import lucid86.machine.board.Machine;
import lucid86.machine.board.SliceEnd;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;

/** Runs a machine piece by piece towards a goal and says when and why it stops. Emulation thread only. */
public final class Runner {
    /** Single steps between two looks at commands. */
    private static final int STEPS_AT_ONCE = 2000;
    /** Longest virtual time that a step waits for the CPU to leave HLT before commands are looked at. */
    private static final long NAP = 1_000_000_000;

    private final Machine machine;
    private final Engine engine;
    private final BreakpointTable breakpoints;
    private Goal goal = new Goal.Free();
    private boolean fresh;
    private boolean idle;

    public Runner(Machine machine, Engine engine, BreakpointTable breakpoints) {
        this.machine = machine;
        this.engine = engine;
        this.breakpoints = breakpoints;
        breakpointsChanged();
    }

    /** Sets out for a goal. A breakpoint at the present instruction does not count. */
    public void start(Goal g) {
        goal = g;
        fresh = true;
        breakpointsChanged();
    }

    /** The goal of stepping over the present instruction. */
    public Goal over() {
        var insn = code().insn(linearEip());
        if (insn.isEmpty() || !nests(insn.get())) return new Goal.Steps(1);
        return new Goal.Until(linearEip() + insn.get().length(), OptionalInt.of(stackPointer()), true);
    }

    /** The goal of leaving the present function. */
    public Goal out() {
        return new Goal.Return(stackPointer());
    }

    /** Tells the engine where to stop; to be called when the table changed. */
    public void breakpointsChanged() {
        Set<Integer> at = new HashSet<>(breakpoints.addresses());
        if (goal instanceof Goal.Until u) at.add(u.linear());
        engine.setBreakpoints(at);
    }

    /** The goal is no more; temporary breakpoints go. */
    public void stop() {
        goal = new Goal.Free();
        breakpointsChanged();
    }

    /** True when the last slice found nothing to do until input comes. */
    public boolean idle() {
        return idle;
    }

    /** Runs for up to so much virtual time, in nanoseconds; gives the reason when the machine has stopped. */
    public Optional<StopReason> slice(long nanos) {
        idle = false;
        return switch (goal) {
            case Goal.Free _, Goal.Until _ -> run(nanos);
            case Goal.Steps s -> steps(s);
            case Goal.Return r -> leave(r);
        };
    }

    private Optional<StopReason> run(long nanos) {
        if (fresh) engine.passBreakpoint();
        fresh = false;
        return switch (machine.runUntil(machine.now() + nanos)) {
            case LIMIT -> Optional.empty();
            case IDLE -> {
                idle = true;
                yield Optional.empty();
            }
            case POWERED_OFF -> Optional.of(new StopReason.PoweredOff(machine.exitCode()));
            case STOPPED -> engine.breakpointHit() ? atBreakpoint() : Optional.empty();
        };
    }

    private Optional<StopReason> atBreakpoint() {
        int linear = linearEip();
        if (goal instanceof Goal.Until u && u.linear() == linear && (u.stack().isEmpty() || stackAbove(u.stack().getAsInt()) >= 0))
            return Optional.of(u.step() ? new StopReason.Stepped() : new StopReason.Reached(linear));
        var hit = breakpoints.hit(linear);
        if (hit.isPresent()) return Optional.of(new StopReason.AtBreakpoint(hit.get()));
        fresh = true;
        return Optional.empty();
    }

    private Optional<StopReason> steps(Goal.Steps s) {
        int left = s.left();
        for (int i = 0; i < STEPS_AT_ONCE && left > 0; i++) {
            var reason = single();
            if (reason.isPresent()) return reason;
            if (!idle) left--;
            else break;
        }
        goal = new Goal.Steps(left);
        return left == 0 ? Optional.of(new StopReason.Stepped()) : Optional.empty();
    }

    private Optional<StopReason> leave(Goal.Return r) {
        for (int i = 0; i < STEPS_AT_ONCE; i++) {
            boolean returns = code().insn(linearEip()).filter(Runner::returns).isPresent();
            var reason = single();
            if (reason.isPresent()) return reason;
            if (idle) return Optional.empty();
            if (returns && stackAbove(r.stack()) > 0) return Optional.of(new StopReason.Stepped());
            var hit = breakpoints.hit(linearEip());
            if (hit.isPresent()) return Optional.of(new StopReason.AtBreakpoint(hit.get()));
        }
        return Optional.empty();
    }

    /** One instruction; a halted CPU is waited for. Leaves {@link #idle} set when that takes longer than {@link #NAP}. */
    private Optional<StopReason> single() {
        long before = machine.instructions(), limit = machine.now() + NAP;
        while (machine.instructions() == before) {
            if (machine.now() >= limit) {
                idle = true;
                return Optional.empty();
            }
            CpuState cpu = machine.cpu();
            // Asleep until the next timer at least: its action runs at the start of the slice after that.
            if (cpu.halted) machine.runUntil(Math.min(limit, machine.board().scheduler.next()));
            engine.passBreakpoint();
            SliceEnd end = machine.runSlice(1);
            if (end == SliceEnd.POWERED_OFF) return Optional.of(new StopReason.PoweredOff(machine.exitCode()));
            if (end == SliceEnd.IDLE) return Optional.of(new StopReason.Asleep());
        }
        return Optional.empty();
    }

    // ---- looking at code ---------------------------------------------------------------------------------------------------

    private lucid86.debugger.view.CodeReader code() {
        return new Inspector(machine, engine, SymbolTable.EMPTY).code();
    }

    private int linearEip() {
        return machine.cpu().base(CpuState.CS) + machine.cpu().r[CpuState.EIP];
    }

    private int stackPointer() {
        CpuState cpu = machine.cpu();
        int esp = cpu.r[CpuState.ESP];
        return (cpu.mode & Mode.STACK32) != 0 ? esp : esp & 0xffff;
    }

    /** How far the stack pointer is above a former one. Stacks may wrap around: the first push of a new one often does. */
    private int stackAbove(int former) {
        int distance = stackPointer() - former;
        return (machine.cpu().mode & Mode.STACK32) != 0 ? distance : (short) distance;
    }

    private static boolean nests(Insn insn) {
        String name = insn.row().mnemonic();
        boolean repeats = insn.rep() != Insn.NO_REP && insn.operands().stream().anyMatch(Operand.Str.class::isInstance);
        return name.startsWith("call") || name.startsWith("int") || repeats;
    }

    private static boolean returns(Insn insn) {
        String name = insn.row().mnemonic();
        return name.startsWith("ret") || name.startsWith("iret");
    }
}
