package lucid86.debugger.stop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.expr.ExpressionException;
import lucid86.debugger.expr.Message;
import lucid86.debugger.view.CodeReader;
import lucid86.debugger.view.Inspector;
import lucid86.jit.lift.BlockBuilder;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TranslationBlock;
import lucid86.jit.x86.Insn;
import lucid86.jit.x86.Operand;
import lucid86.jit.x86.Row;
import lucid86.machine.board.Machine;
import lucid86.machine.board.SliceEnd;
import lucid86.machine.cpu.CpuState;

/** Runs a machine piece by piece towards a goal and says when and why it stops. Emulation thread only. */
public final class Runner {
    /** Single steps between two looks at commands. */
    private static final int STEPS_AT_ONCE = 2000;
    /** Longest virtual time that a step waits for the CPU to leave HLT before commands are looked at. */
    private static final long NAP = 1_000_000_000;
    /** Number under which the goal's own trigger is armed. */
    private static final int GOAL = 0;

    private final Machine machine;
    private final Engine engine;
    private final BreakpointTable breakpoints;
    private final Supplier<Inspector> inspector;
    private final Consumer<String> log;
    private final Probes probes;
    private Recorder recorder = Recorder.NONE;
    private final Map<String, Expression> conditions = new HashMap<>();
    private Goal goal = new Goal.Free();
    private long deadline;
    private boolean fresh;
    private boolean idle;

    /**
     * @param inspector what expressions are evaluated with
     * @param log receives the lines of breakpoints that write instead of stopping
     */
    public Runner(Machine machine, Engine engine, BreakpointTable breakpoints, Supplier<Inspector> inspector, Consumer<String> log) {
        this.machine = machine;
        this.engine = engine;
        this.breakpoints = breakpoints;
        this.inspector = inspector;
        this.log = log;
        probes = new Probes(machine, engine, inspector.get());
        breakpointsChanged();
    }

    /** Sets out for a goal. A breakpoint at the present instruction does not count. */
    public void start(Goal g) {
        if (g instanceof Goal.Condition(String text)) condition(text);
        goal = g;
        if (g instanceof Goal.Elapsed(long nanos)) deadline = Math.addExact(machine.now(), nanos);
        fresh = true;
        breakpointsChanged();
    }

    /** As {@link #start}, but a breakpoint at the present instruction does count. */
    public void startHere(Goal g) {
        start(g);
        fresh = false;
        probes.moved();
    }

    /** Nothing stops the machine until the next {@link #start}: its past is repeated. */
    public void disarm() {
        engine.setBreakpoints(Set.of());
        engine.setPlacedBreakpoints(Set.of());
        probes.arm(Map.of(), Recorder.NONE);
    }

    /** The goal of stepping over the present instruction. */
    public Goal over() {
        var insn = code().insn(linearEip());
        if (insn.isEmpty() || !nests(insn.get())) return new Goal.Steps(1);
        return new Goal.Until(linearEip() + insn.get().length(), OptionalInt.of(StackPointer.of(machine.cpu())), true);
    }

    /** The goal of leaving the present function. */
    public Goal out() {
        return new Goal.Return(StackPointer.of(machine.cpu()));
    }

    /** The goal of executing the present translation block, or what would be one. */
    public Goal block() {
        return new Goal.Steps(blockLength());
    }

    /** Instructions in the translation block at the present instruction, or what would be one. */
    public int blockLength() {
        int linear = linearEip(), mode = machine.cpu().mode;
        int count = engine.blockList().stream().filter(b -> b.linear() == linear && b.mode() == mode).mapToInt(TranslationBlock::count).max().orElse(0);
        return count > 0 ? count : blockLength(linear);
    }

    /** Instructions from a linear address up to the first that ends a block, within the page. */
    private int blockLength(int from) {
        int n = 0;
        for (int at = from; n < BlockBuilder.MAX_INSNS && (at ^ from) >>> 12 == 0; n++) {
            var insn = code().insn(at);
            if (insn.isEmpty() || endsBlock(insn.get())) return n + 1;
            at += insn.get().length();
        }
        return Math.max(1, n);
    }

    /** Tells machine and engine what to look out for; to be called when the table changed. */
    public void breakpointsChanged() {
        Set<Integer> at = new HashSet<>(breakpoints.addresses());
        if (goal instanceof Goal.Until u) at.add(u.linear());
        engine.setBreakpoints(at);
        engine.setPlacedBreakpoints(breakpoints.placed(machine.board().map));
        var watched = breakpoints.watched();
        if (goal instanceof Goal.Event(Trigger t)) watched.put(GOAL, t);
        probes.arm(watched, recorder);
    }

    /** Tells somebody what happens from now on; to be called again when wishes change. */
    public void record(Recorder r) {
        recorder = r;
        breakpointsChanged();
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
            case Goal.Free _, Goal.Until _, Goal.Event _ -> run(nanos);
            case Goal.Elapsed _ -> elapse(nanos);
            case Goal.Steps s -> steps(s);
            case Goal.Return r -> leave(r);
            case Goal.Branch _ -> singly(this::branched);
            case Goal.Condition c -> singly(() -> reached(c));
            case Goal.When w -> when(w, machine.now() + nanos);
        };
    }

    // ---- running ---------------------------------------------------------------------------------------------------------

    private SliceEnd drive(long until) {
        probes.running(true);
        try {
            return machine.runUntil(until);
        } finally {
            probes.running(false);
        }
    }

    private Optional<StopReason> run(long nanos) {
        if (fresh) engine.passBreakpoint();
        fresh = false;
        SliceEnd end = drive(machine.now() + nanos);
        var happened = judge();
        if (end == SliceEnd.POWERED_OFF) return Optional.of(new StopReason.PoweredOff(machine.exitCode()));
        if (happened.isPresent()) return happened;
        idle = end == SliceEnd.IDLE;
        return end == SliceEnd.STOPPED && engine.breakpointHit() ? atBreakpoint() : Optional.empty();
    }

    private Optional<StopReason> elapse(long nanos) {
        var reason = run(Math.min(nanos, deadline - machine.now()));
        if (reason.isPresent()) return reason;
        if (idle) return Optional.of(new StopReason.Asleep());
        return machine.now() >= deadline ? Optional.of(new StopReason.Stepped()) : Optional.empty();
    }

    private Optional<StopReason> atBreakpoint() {
        int linear = linearEip();
        if (goal instanceof Goal.Until u && u.linear() == linear && (u.stack().isEmpty() || StackPointer.above(machine.cpu(), u.stack().getAsInt()) >= 0))
            return Optional.of(u.step() ? new StopReason.Stepped() : new StopReason.Reached(linear));
        var hit = executing();
        if (hit.isEmpty()) fresh = true;
        return hit;
    }

    /** Counts the breakpoints at the present instruction; the reason to stop if one does. */
    private Optional<StopReason> executing() {
        int linear = linearEip();
        var map = machine.board().map;
        long physical = machine.cpu().mmu.peekTranslate(linear);
        int page = physical < 0 ? -1 : map.readOffset(physical);
        Optional<StopReason> first = Optional.empty();
        for (Breakpoint b : breakpoints.waitingAt(linear, page < 0 ? -1 : page | linear & 0xfff, map)) {
            var reason = judge(b, new Happening.Executing(linear));
            if (first.isEmpty()) first = reason;
        }
        return first;
    }

    /** Counts what happened since the last look; the reason to stop if something demands it. */
    private Optional<StopReason> judge() {
        Optional<StopReason> first = Optional.empty();
        for (Probes.Hit h : probes.take()) {
            Optional<StopReason> reason = h.id() == GOAL ? Optional.of(new StopReason.Happened(h.happening()))
                    : breakpoints.get(h.id()).filter(Breakpoint::enabled).flatMap(b -> judge(b, h.happening()));
            if (first.isEmpty()) first = reason;
        }
        // The run goes on past the present instruction, so its own breakpoint counts now.
        if (first.isPresent()) executing();
        return first;
    }

    private Optional<StopReason> judge(Breakpoint b, Happening happening) {
        String note = "";
        var rules = b.rules();
        if (!rules.condition().isEmpty()) {
            try {
                if (!condition(rules.condition()).holds(inspector.get())) return Optional.empty();
            } catch (ExpressionException e) {
                note = "its condition has no value: " + e.text();
            }
        }
        Breakpoint now = breakpoints.hit(b);
        if (now.hits() <= rules.ignore()) return Optional.empty();
        if (note.isEmpty() && !rules.log().isEmpty()) {
            log.accept(Message.parse(rules.log()).text(inspector.get()));
            return Optional.empty();
        }
        if (rules.once()) {
            breakpoints.remove(b.id());
            breakpointsChanged();
        }
        return Optional.of(new StopReason.AtBreakpoint(now, happening, origin(happening), note));
    }

    /** Linear address of the instruction that made something happen, as far as that is known. */
    private OptionalInt origin(Happening h) {
        CpuState cpu = machine.cpu();
        boolean byInstruction = h instanceof Happening.Touched t && !t.busMaster() || h instanceof Happening.PortUsed || h instanceof Happening.ControlChanged;
        if (!byInstruction || engine.lastEip().isEmpty()) return OptionalInt.empty();
        return OptionalInt.of(cpu.base(CpuState.CS) + engine.lastEip().getAsInt());
    }

    private Expression condition(String text) {
        return conditions.computeIfAbsent(text, Expression::parse);
    }

    // ---- stepping --------------------------------------------------------------------------------------------------------

    private Optional<StopReason> steps(Goal.Steps s) {
        int left = s.left();
        for (int i = 0; i < STEPS_AT_ONCE && left > 0; i++) {
            var reason = single();
            if (reason.isPresent()) return reason;
            if (idle) break;
            left--;
            // Breakpoints on the way stop; at the last step's end it makes no difference.
            if (left > 0 && (reason = executing()).isPresent()) return reason;
        }
        goal = new Goal.Steps(left);
        return left == 0 ? Optional.of(new StopReason.Stepped()) : Optional.empty();
    }

    private Optional<StopReason> leave(Goal.Return r) {
        return singly(() -> {
            boolean returns = code().insn(linearEip()).filter(Runner::returns).isPresent();
            var reason = single();
            if (reason.isPresent() || idle) return reason;
            return returns && StackPointer.above(machine.cpu(), r.stack()) > 0 ? Optional.of(new StopReason.Stepped()) : Optional.empty();
        });
    }

    private Optional<StopReason> branched() {
        int before = linearEip();
        int next = before + code().insn(before).map(Insn::length).orElse(1);
        var reason = single();
        if (reason.isPresent() || idle) return reason;
        int now = linearEip();
        return now != next && now != before ? Optional.of(new StopReason.Stepped()) : Optional.empty();
    }

    private Optional<StopReason> reached(Goal.Condition c) {
        var reason = single();
        if (reason.isPresent() || idle) return reason;
        try {
            return condition(c.condition()).holds(inspector.get()) ? Optional.of(new StopReason.Stepped()) : Optional.empty();
        } catch (ExpressionException _) {
            // What it looks at is not there yet.
            return Optional.empty();
        }
    }

    /** Takes steps until one gives a reason to stop, or a breakpoint does. */
    private Optional<StopReason> singly(Supplier<Optional<StopReason>> step) {
        for (int i = 0; i < STEPS_AT_ONCE; i++) {
            var reason = step.get();
            if (reason.isPresent()) return reason;
            if (idle) return Optional.empty();
            var hit = executing();
            if (hit.isPresent()) return hit;
        }
        return Optional.empty();
    }

    private Optional<StopReason> when(Goal.When w, long end) {
        while (true) {
            if (w.seen().getAsBoolean()) return Optional.of(new StopReason.Seen(w.what()));
            if (idle || machine.now() >= w.deadline()) return Optional.of(new StopReason.NotSeen(w.what()));
            if (machine.now() >= end) return Optional.empty();
            var reason = w.every() == 0 ? single() : run(Math.min(w.every(), w.deadline() - machine.now()));
            if (reason.isPresent()) return reason;
            if (w.every() == 0 && !w.seen().getAsBoolean() && (reason = executing()).isPresent()) return reason;
        }
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
            SliceEnd end = null;
            if (cpu.halted) drive(Math.min(limit, machine.board().scheduler.next()));
            if (machine.instructions() == before) {
                engine.passBreakpoint();
                end = drive(machine.now() + machine.board().config.nsPerInstruction());
            }
            var reason = judge();
            if (reason.isPresent()) return reason;
            if (end == SliceEnd.POWERED_OFF) return Optional.of(new StopReason.PoweredOff(machine.exitCode()));
            if (end == SliceEnd.IDLE) return Optional.of(new StopReason.Asleep());
        }
        return Optional.empty();
    }

    // ---- looking at code ---------------------------------------------------------------------------------------------------

    private CodeReader code() {
        return inspector.get().code();
    }

    private int linearEip() {
        return machine.cpu().base(CpuState.CS) + machine.cpu().r[CpuState.EIP];
    }

    private static boolean nests(Insn insn) {
        String name = insn.row().mnemonic();
        boolean repeats = insn.rep() != Insn.NO_REP && insn.operands().stream().anyMatch(Operand.Str.class::isInstance);
        return name.startsWith("call") || name.startsWith("int") || repeats;
    }

    private static boolean endsBlock(Insn insn) {
        String name = insn.row().mnemonic();
        return insn.row().is(Row.Attr.ENDS_BLOCK) || insn.row().is(Row.Attr.JUMPS) || name.startsWith("j") || name.startsWith("loop") || name.startsWith("call")
                || returns(insn);
    }

    private static boolean returns(Insn insn) {
        String name = insn.row().mnemonic();
        return name.startsWith("ret") || name.startsWith("iret");
    }
}
