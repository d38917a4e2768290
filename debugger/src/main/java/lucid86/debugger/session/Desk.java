package lucid86.debugger.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.observe.Records;
import lucid86.debugger.save.Recording;
import lucid86.debugger.save.StateFile;
import lucid86.debugger.stop.BreakpointTable;
import lucid86.debugger.stop.BreakpointText;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.stop.Recorder;
import lucid86.debugger.stop.Runner;
import lucid86.debugger.stop.StopReason;
import lucid86.debugger.stop.Trigger;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.debugger.time.Limits;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.Operations;
import lucid86.debugger.view.Status;
import lucid86.debugger.view.View;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.InputEvent;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;
import lucid86.machine.io.ScreenPort;

/** Carries out commands on a machine and keeps its snapshots. Everything but the picture and the snapshot is the emulation thread's. */
final class Desk implements ScreenPort, AutoCloseable {
    /** From one key going down or up to the next, in virtual time. */
    private static final long STROKE_NS = 20_000_000;

    private final MachineConfig config;
    private final SessionOptions options;
    private final BreakpointTable breakpoints = new BreakpointTable();
    private final Meter meter = new Meter();
    private final Publisher publisher;
    private final TimeDesk time = new TimeDesk(breakpoints, this::searching);
    private final List<CompletableFuture<StopReason>> waiting = new ArrayList<>();
    private volatile Machine machine;
    private Engine engine;
    private Runner runner;
    private Records records;
    private Networks networks;
    private TierPolicy policy;
    /** Names of the program; with those that a person has noted. */
    private SymbolTable program = SymbolTable.EMPTY, symbols = SymbolTable.EMPTY;
    /** So many operations of the present instruction have been stepped over; it begins anew whenever the machine moves. */
    private int operation;
    private Notebook notes = new Notebook(Optional.empty(), this::log);
    private Optional<StopReason> stop = Optional.of(new StopReason.NotStarted());
    private boolean powered;
    /** The machine that was switched on first: files are for it. */
    private Machine first;
    private Pace pace;
    private long stops;
    /** When the last key that is to be typed goes up or down. */
    private long typedUntil;

    Desk(MachineConfig config, SessionOptions options) {
        this.config = config;
        this.options = options;
        pace = options.pace();
        this.policy = options.policy();
        build();
        if (options.run()) stop = Optional.empty();
        publisher = new Publisher(new Snapshot(0, 0, status(), List.of(), java.util.Map.of()));
    }

    private void build() {
        typedUntil = 0;
        operation = 0;
        machine = new Machine(config, (cpu, _) -> engine = Engines.create(cpu, config.cpu(), policy), this::log);
        options.trace().ifPresent(t -> t.attach(engine, machine));
        machine.board().listenDebugConsole(options.output()::debug);
        var ports = machine.board().serial();
        for (int i = 0; i < ports.size(); i++) {
            int port = i;
            ports.get(i).connect(b -> {
                if (!machine.replaying()) options.output().serial(port, b);
            });
        }
        machine.board().listenParallel(options.output()::parallel);
        if (options.output().hearsSound()) machine.board().sound().connect(Optional.of(options.output()::sound));
        try {
            networks = first == null && options.tape().replay().isPresent() ? Networks.none() : Networks.connect(machine, options.log());
        } catch (ConfigException e) {
            machine.close();
            throw e;
        }
        try {
            if (first == null) {
                time.start(machine, options.tape());
                first = machine;
            }
        } catch (ConfigException e) {
            networks.close();
            machine.close();
            throw e;
        }
        var recorded = records == null ? Set.<Records.Kind>of() : records.on();
        records = new Records(machine, engine);
        runner = new Runner(machine, engine, breakpoints, this::inspector, this::log);
        machine.keepHistory(options.history().isPresent() || options.tape().record().isPresent());
        time.build(machine, engine, runner, options.history());
        powered = true;
        recorded.forEach(k -> record(k, true));
    }

    private void record(Records.Kind kind, boolean on) {
        records.set(kind, on);
        runner.record(records);
        setPolicy();
    }

    private void setPolicy() {
        engine.setPolicy(records.needInterpreter() ? TierPolicy.INTERPRET_ONLY : policy);
    }

    private void log(String line) {
        Machine m = machine;
        if (m != null && m.replaying()) return;
        options.log().accept(line);
        options.trace().ifPresent(t -> t.logged(line));
    }

    // ---- for other threads ---------------------------------------------------------------------------------------------------

    Snapshot snapshot() {
        return publisher.latest();
    }

    /** True when it differs from what was asked for before. */
    boolean setInterest(Set<View<?>> views) {
        if (views.equals(publisher.interest())) return false;
        publisher.setInterest(views);
        return true;
    }

    @Override
    public Frame frame() {
        return machine.board().screen().frame();
    }

    // ---- running ---------------------------------------------------------------------------------------------------------------

    boolean running() {
        return stop.isEmpty();
    }

    boolean idle() {
        return runner.idle();
    }

    /** Never free with a network: hosts answer in real time, and a waiting guest would count the seconds too fast. */
    Pace pace() {
        return pace == Pace.FREE && !config.nics().isEmpty() ? Pace.FAST : pace;
    }

    /** The CPU waits in HLT. */
    boolean halted() {
        return machine.cpu().halted;
    }

    long virtualNow() {
        return machine.now();
    }

    Inspector inspector() {
        return time.inspector(machine, engine, symbols, records, operation);
    }

    /** Runs for up to so much virtual time. */
    void slice(long nanos) {
        Optional<StopReason> reason;
        try {
            reason = runner.slice(replayLeft(time.most(nanos)));
            time.ran();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            reason = Optional.of(failed(e));
        }
        long now = System.nanoTime();
        meter.sample(now, machine, engine);
        reason = replayed(reason);
        if (reason.isPresent()) stopped(reason.get());
        else if (publisher.due(now)) publish(false);
    }

    private Optional<Recording> replay() {
        return first == machine ? options.tape().replay() : Optional.empty();
    }

    private long replayLeft(long nanos) {
        return replay().map(r -> Math.clamp(r.endTime() - machine.now(), 0, nanos)).orElse(nanos);
    }

    /** At the end of a recording that is replayed, compares and stops. */
    private Optional<StopReason> replayed(Optional<StopReason> reason) {
        if (replay().isEmpty() || machine.now() < replay().get().endTime() && !(reason.orElse(null) instanceof StopReason.PoweredOff)) return reason;
        var r = replay().get();
        return Optional.of(new StopReason.Replayed(r.verdict(machine), r.matches(machine)));
    }

    private StopReason failed(Throwable e) {
        var at = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
        var message = e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage()) + at;
        options.log().accept("emulator error, please report: " + message);
        return new StopReason.Failed(message);
    }

    private void stopped(StopReason reason) {
        operation = 0;
        stoppedWithin(reason);
    }

    /** Stopped in the middle of an instruction. */
    private void stoppedWithin(StopReason reason) {
        stop = Optional.of(reason);
        stops++;
        if (reason instanceof StopReason.PoweredOff) off();
        runner.stop();
        notes.save(breakpoints.own());
        meter.restart();
        machine.board().vga().refresh();
        publish(true);
        waiting.forEach(f -> f.complete(reason));
        waiting.clear();
    }

    private void off() {
        if (!powered) return;
        powered = false;
        if (first == machine) time.finish(machine, options.tape(), options.log());
        time.off();
        networks.close();
        machine.close();
    }

    void whenStopped(CompletableFuture<StopReason> result) {
        if (stop.isPresent()) result.complete(stop.get());
        else waiting.add(result);
    }

    /** Answers new questions at once when no running machine will do so soon. */
    void interestChanged() {
        if (!running()) publish(true);
    }

    private void publish(boolean all) {
        publisher.publish(System.nanoTime(), all, status(), stops, breakpoints.list(), Optional.of(inspector()));
    }

    private Status status() {
        CpuState cpu = machine.cpu();
        return new Status(stop, powered, cpu.halted, Mode.text(cpu.mode), cpu.cpl, inspector().linearEip(), machine.instructions(), machine.now(),
                meter.mips(), meter.speed(), meter.share(), engine.cachedBlocks(), machine.board().vga().mode(),
                machine.board().wantsPointer());
    }

    // ---- commands ----------------------------------------------------------------------------------------------------------------

    /** Behind what is still being typed. */
    private void type(List<InputEvent.KeyStroke> strokes) {
        if (time.inPast()) typedUntil = 0;
        time.fork();
        long at = Math.max(machine.now(), typedUntil);
        var events = new ArrayList<InputEvent.At>();
        for (var s : strokes) events.add(new InputEvent.At(at += STROKE_NS, s));
        machine.script(events);
        typedUntil = at;
    }

    void execute(Command command) {
        switch (command) {
            case Command.Run _ -> go(new Goal.Free());
            case Command.Step s -> go(new Goal.Steps(Math.max(1, s.count())));
            case Command.StepOver _ -> go(runner.over());
            case Command.StepOut _ -> go(runner.out());
            case Command.StepBlock _ -> go(runner.block());
            case Command.StepOperation o -> stepOperation(o.back());
            case Command.RunUntil u -> go(new Goal.When(() -> u.seen().read(inspector()), u.what(), u.every(), machine.now() + u.limit()));
            case Command.RunFor r -> go(r.goal());
            case Command.RunTo r -> go(new Goal.Until(r.linear(), OptionalInt.empty(), false));
            case Command.Pause _ -> {
                if (running()) stopped(new StopReason.Paused());
            }
            case Command.Reset _ -> reset();
            case Command.PowerOff _ -> {
                off();
                stopped(new StopReason.PoweredOff(OptionalInt.empty()));
            }
            case Command.PowerOn p -> powerOn(p.run());
            case Command.Input i -> {
                if (!powered || replay().isPresent()) return;
                time.fork();
                machine.post(i.event());
            }
            case Command.Type t -> {
                if (powered) type(t.strokes());
            }
            case Command.AddBreakpoint b -> {
                breakpoints.add(b.location());
                breakpointsChanged();
            }
            case Command.Break b -> {
                breakpoints.add(BreakpointText.parse(b.text(), this::address));
                breakpointsChanged();
            }
            case Command.ImportBreakpoints i -> {
                i.text().lines().filter(l -> !l.isBlank() && !l.startsWith("#")).map(l -> BreakpointText.parse(l, this::address)).toList()
                        .forEach(breakpoints::add);
                breakpointsChanged();
            }
            case Command.ClearBreakpoints _ -> {
                breakpoints.clear();
                breakpointsChanged();
            }
            case Command.ChangeBreakpoint b -> {
                breakpoints.change(b.breakpoint());
                breakpointsChanged();
            }
            case Command.RemoveBreakpoint b -> {
                breakpoints.remove(b.id());
                breakpointsChanged();
            }
            case Command.ToggleBreakpoint t -> {
                var there = breakpoints.at(t.linear());
                if (there.isPresent()) breakpoints.remove(there.get().id());
                else breakpoints.add(new lucid86.debugger.stop.Location.Linear(t.linear()));
                breakpointsChanged();
            }
            case Command.WriteMemory w -> {
                writeMemory(w.start(), w.bytes());
                time.edited();
                changed();
            }
            case Command.Set s -> {
                RegisterWriter.write(machine.cpu(), inspector(), s.register(), s.low(), s.high());
                time.edited();
                changed();
            }
            case Command.JumpTo j -> {
                machine.cpu().r[CpuState.EIP] = j.linear() - machine.cpu().base(CpuState.CS);
                operation = 0;
                time.edited();
                changed();
            }
            case Command.SaveState s -> {
                if (!powered) throw new IllegalStateException("the machine is switched off");
                try {
                    StateFile.save(machine, s.file(), s.description());
                } catch (java.io.IOException e) {
                    throw new IllegalArgumentException("the state could not be saved: " + e.getMessage(), e);
                }
            }
            case Command.LoadState l -> {
                if (!powered) throw new IllegalStateException("the machine is switched off");
                time.load(machine, engine, l.file());
                stopped(new StopReason.Travelled("state loaded"));
            }
            case Command.KeepHistory h -> {
                if (!powered) throw new IllegalStateException("the machine is switched off");
                if (!h.on()) time.off();
                else if (time.timeline().isEmpty()) {
                    machine.keepHistory(true);
                    time.build(machine, engine, runner, Optional.of(options.history().orElseGet(Limits::standard)));
                }
                changed();
            }
            case Command.StepBack b -> stopped(time.stepBack(b.count()));
            case Command.StepBackOver _ -> stopped(time.stepBackOver());
            case Command.StepBackOut _ -> stopped(time.stepBackOut());
            case Command.StepBackBlock _ -> stopped(time.stepBackBlock());
            case Command.StepBackBranch _ -> stopped(time.stepBackBranch());
            case Command.ReverseContinue _ -> runBack(new Goal.Free());
            case Command.RunBack r -> runBack(r.goal());
            case Command.GoToInstruction g -> stopped(time.goToInstruction(g.count()));
            case Command.GoToTime g -> stopped(time.goToTime(g.nanos()));
            case Command.WhoWrote w -> ask(() -> time.whoWrote(w.start().text(), backing(w.start()), w.size()));
            case Command.WhoDrew w -> ask(() -> {
                var at = machine.board().vga().memoryOfPixel(w.x(), w.y());
                time.whoWrote("pixel " + w.x() + ", " + w.y(), at.offset(), at.bytes());
            });
            case Command.WhoChanged w -> ask(() -> time.whoChanged(w.register(), machine));
            case Command.SetPace p -> pace = p.pace();
            case Command.SetPolicy p -> {
                policy = p.policy();
                setPolicy();
                changed();
            }
            case Command.Record r -> {
                record(r.kind(), r.on());
                changed();
            }
            case Command.DropTranslations _ -> {
                engine.flushAll();
                changed();
            }
            case Command.KeepNotes n -> {
                notes = new Notebook(Optional.of(n.file()), this::log);
                notes.load();
                symbols = notes.over(program);
                notes.breakpoints(this::address).forEach(breakpoints::add);
                symbolsChanged();
            }
            case Command.Label l -> {
                notes.label(l.linear(), l.name());
                symbolsChanged();
            }
            case Command.Comment c -> {
                notes.comment(c.linear(), c.text());
                symbolsChanged();
            }
            case Command.SetSymbols s -> {
                program = s.symbols();
                symbolsChanged();
            }
        }
    }

    private void runBack(Goal goal) {
        // The way back is run again and again, which is nobody's business.
        runner.record(Recorder.NONE);
        StopReason reason;
        try {
            reason = time.runBack(goal);
        } finally {
            runner.record(records);
        }
        stopped(reason);
    }

    private void stepOperation(boolean back) {
        if (!powered) throw new IllegalStateException("the machine is switched off");
        if (running()) throw new IllegalStateException("pause the machine first: only an instruction that waits has operations to step through");
        if (!back && operation < Operations.of(inspector(), operation).known()) {
            within(operation + 1, new StopReason.Stepped());
        } else if (!back) {
            go(new Goal.Steps(1));
        } else if (operation > 0) {
            within(operation - 1, new StopReason.Stepped());
        } else {
            var there = time.stepBack(1);
            within(Operations.of(inspector(), 0).known(), there);
        }
    }

    private void within(int done, StopReason reason) {
        operation = done;
        stoppedWithin(reason);
    }

    private void go(Goal goal) {
        if (!powered) throw new IllegalStateException("the machine is switched off");
        if (goal instanceof Goal.Steps s && time.inPast()) {
            stopped(time.goToInstruction(machine.instructions() + s.left()));
            return;
        }
        stop = Optional.empty();
        operation = 0;
        records.resume();
        runner.start(goal);
        publish(false);
    }

    private void reset() {
        if (!powered) throw new IllegalStateException("the machine is switched off");
        time.fork();
        machine.post(new InputEvent.Reset());
        // A machine that stands still takes the reset when it comes to it; a person wants to see it at once.
        if (!running()) {
            // Once to hear of the button, once to obey. When timers have run at this very moment, input waits until time has passed.
            int before = machine.resets();
            for (int i = 0; i < 6 && machine.resets() == before; i++) {
                engine.passBreakpoint();
                machine.runUntil(machine.now() + (i == 2 ? 1 : 0));
            }
            stop = Optional.of(new StopReason.Paused());
            operation = 0;
            changed();
        }
    }

    private void powerOn(boolean run) {
        if (powered) off();
        engine.close();
        try {
            build();
        } catch (ConfigException e) {
            stopped(new StopReason.Failed(e.getMessage()));
            throw e;
        }
        stop = run ? Optional.empty() : Optional.of(new StopReason.NotStarted());
        stops++;
        publish(true);
    }

    /** The linear address an expression stands for. */
    private int address(String expression) {
        return inspector().linear(Expression.parse(expression).address(inspector()));
    }

    int place(Trigger trigger) {
        int id = breakpoints.place(trigger).id();
        breakpointsChanged();
        return id;
    }

    private void symbolsChanged() {
        symbols = notes.over(program);
        breakpoints.resolve(this::address);
        breakpointsChanged();
    }

    private void breakpointsChanged() {
        notes.save(breakpoints.own());
        runner.breakpointsChanged();
        changed();
    }

    private void changed() {
        publish(!running());
    }

    private int backing(Address a) {
        long phys = a instanceof Address.Physical p ? p.address() : machine.cpu().mmu.peekTranslate(inspector().linear(a));
        int page = phys < 0 ? -1 : machine.board().map.writeOffset(phys);
        return page < 0 ? -1 : page | (int) phys & 0xfff;
    }

    /** A question about the past: a running machine goes on afterwards. */
    private void ask(Runnable question) {
        if (!powered) throw new IllegalStateException("the machine is switched off");
        question.run();
        changed();
    }

    /** The past is being searched: shows how far it has come. */
    private void searching() {
        if (publisher.due(System.nanoTime())) publisher.publish(System.nanoTime(), false, status(), stops, breakpoints.list(), Optional.of(inspector()));
    }

    /** Ends a search of the past. Any thread. */
    void cancelSearch() {
        time.cancel();
    }

    private void writeMemory(Address start, byte[] bytes) {
        var inspector = inspector();
        var at = new long[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            Address a = start.plus(i);
            at[i] = a instanceof Address.Physical p ? p.address() : machine.cpu().mmu.peekTranslate(inspector.linear(a));
            if (at[i] < 0 || machine.board().map.writeOffset(at[i]) == -1)
                throw new IllegalArgumentException("nothing can be written at " + a.text());
        }
        for (int i = 0; i < bytes.length; i++) machine.board().map.write(at[i], 1, bytes[i]);
    }

    @Override
    public void close() {
        off();
        engine.close();
    }
}
