package lucid86.debugger.session;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import lucid86.debugger.observe.Records;
import lucid86.debugger.save.Recording;
import lucid86.debugger.save.StateFile;
import lucid86.debugger.stop.Breakpoint;
import lucid86.debugger.stop.BreakpointTable;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.stop.Runner;
import lucid86.debugger.stop.StopReason;
import lucid86.debugger.time.Limits;
import lucid86.debugger.time.Past;
import lucid86.debugger.time.Progress;
import lucid86.debugger.time.Timeline;
import lucid86.debugger.view.Inspector;
import lucid86.jit.run.Engine;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.Machine;
import lucid86.machine.cpu.CpuState;

/** The part of a desk that goes back in time. Emulation thread, but for {@link #cancel}. */
final class TimeDesk {
    private final BreakpointTable breakpoints;
    private final Progress progress;
    private Optional<Timeline> timeline = Optional.empty();
    private Runner runner;
    /** The machine was changed other than by input. */
    private boolean edited;

    /** @param busy called now and then while the past is searched */
    TimeDesk(BreakpointTable breakpoints, Runnable busy) {
        this.breakpoints = breakpoints;
        progress = new Progress(_ -> busy.run());
    }

    /** A machine was switched on. */
    void build(Machine machine, Engine engine, Runner r, Optional<Limits> history) {
        runner = r;
        timeline = history.map(l -> new Timeline(machine, engine, l, progress));
    }

    /** The machine is switched off. */
    void off() {
        timeline.ifPresent(Timeline::close);
        timeline = Optional.empty();
    }

    Optional<Timeline> timeline() {
        return timeline;
    }

    void cancel() {
        progress.cancel();
    }

    boolean inPast() {
        return timeline.isPresent() && timeline.get().inPast();
    }

    /** Most virtual time to run at once. */
    long most(long nanos) {
        return timeline.isPresent() ? timeline.get().most(nanos) : nanos;
    }

    /** The machine has run. */
    void ran() {
        if (timeline.isEmpty()) return;
        if (timeline.get().inPast()) timeline.get().ranInPast();
        else timeline.get().ran();
    }

    /** Input comes, or something is to be changed: the moment shown becomes the present. */
    void fork() {
        timeline.ifPresent(Timeline::fork);
    }

    /** Somebody changed the machine. */
    void edited() {
        edited = true;
        timeline.ifPresent(Timeline::edited);
    }

    // ---- files -------------------------------------------------------------------------------------------------------------

    /** A machine was switched on for the first time: starts from a file, or begins to write one. */
    void start(Machine machine, Tape tape) {
        try {
            if (tape.load().isPresent()) {
                if (tape.record().isPresent()) throw new ConfigException("a recording begins at power-on: record without loading a state");
                StateFile.load(machine, tape.load().get());
            }
        } catch (IOException e) {
            throw new ConfigException(e.getMessage(), e);
        }
        tape.replay().ifPresent(r -> machine.script(r.inputs()));
        if (tape.record().isPresent()) Recording.begin(machine);
    }

    /** The machine is about to be switched off: writes what was to be recorded. */
    void finish(Machine machine, Tape tape, Consumer<String> log) {
        timeline.ifPresent(Timeline::toPresent);
        if (tape.record().isEmpty()) return;
        if (edited) {
            log.accept(tape.record().get() + " was not written: the machine was changed by hand, which a recording does not hold");
            return;
        }
        try {
            Recording.save(machine, tape.record().get());
            log.accept("recorded " + machine.now() / 1_000_000 + " ms to " + tape.record().get());
        } catch (IOException e) {
            log.accept(tape.record().get() + " could not be written: " + e.getMessage());
        }
    }

    /** Sets the machine to a saved state; history begins anew. */
    void load(Machine machine, Engine engine, Path file) {
        var limits = timeline.map(Timeline::limits);
        off();
        try {
            StateFile.load(machine, file);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } finally {
            edited = true;
            build(machine, engine, runner, limits);
        }
    }

    private Timeline need() {
        return timeline.orElseThrow(() -> new IllegalStateException("no history is kept: switch it on first, or start with -history on"));
    }

    /** Goes somewhere with nothing armed that could stop the machine on the way. */
    private StopReason travel(String what, Runnable how) {
        need();
        progress.begin(what);
        runner.disarm();
        try {
            how.run();
        } finally {
            progress.end();
            runner.stop();
        }
        return arrived();
    }

    private StopReason arrived() {
        return new StopReason.Travelled(inPast() ? "in the past" : "in the present");
    }

    StopReason stepBack(long count) {
        return travel("step back", () -> need().stepBack(Math.max(1, count)));
    }

    StopReason stepBackOver() {
        return travel("step back over", () -> new Past(need()).stepBackOver());
    }

    StopReason stepBackOut() {
        return found("history does not show the call that led here", Past::stepBackOut);
    }

    StopReason stepBackBranch() {
        return found("history shows no branch before", Past::stepBackBranch);
    }

    /** Back to the beginning of a translation block. */
    StopReason stepBackBlock() {
        return found("history shows no block before", past -> past.stepBackBlock(runner::blockLength));
    }

    private StopReason found(String otherwise, Predicate<Past> search) {
        boolean[] found = {false};
        var there = travel("step back", () -> found[0] = search.test(new Past(need())));
        return found[0] ? there : new StopReason.Travelled(otherwise);
    }

    StopReason goToInstruction(long count) {
        return travel("go to an instruction", () -> need().goToInstruction(count));
    }

    StopReason goToTime(long nanos) {
        return travel("go to a time", () -> need().goToTime(nanos));
    }

    /** Back to where running towards a goal would have ended last; breakpoints end it, too. */
    StopReason runBack(Goal goal) {
        var past = new Past(need());
        List<Breakpoint> counts = breakpoints.list();
        progress.begin("run backwards");
        try {
            var reason = past.reverseContinue(new Past.Scan() {
                @Override
                public void begin(boolean pass) {
                    if (pass) runner.start(goal);
                    else runner.startHere(goal);
                }

                @Override
                public Optional<StopReason> slice(long nanos) {
                    return runner.slice(nanos);
                }
            });
            return reason.orElseGet(() -> new StopReason.Travelled(progress.cancelled() ? "given up" : "at the beginning of history"));
        } finally {
            progress.end();
            breakpoints.restore(counts);
            runner.stop();
        }
    }

    // ---- questions ----------------------------------------------------------------------------------------------------------

    private void ask(Supplier<lucid86.debugger.time.Writer> question) {
        travel("look for who changed it", () -> need().setAnswer(question.get()));
    }

    /** @param offset into backing memory, negative when no memory is there */
    void whoWrote(String what, int offset, int size) {
        if (offset < 0) throw new IllegalArgumentException("no memory at " + what);
        ask(() -> new Past(need()).whoWrote(what, offset, size));
    }

    void whoChanged(RegisterName register, Machine machine) {
        CpuState cpu = machine.cpu();
        ask(() -> new Past(need()).whoChanged(register.name(), () -> register == RegisterName.EFLAGS ? cpu.eflags() : cpu.r[register.ordinal()]));
    }

    Inspector inspector(Machine machine, Engine engine, lucid86.debugger.symbol.SymbolTable symbols, Records records, int operation) {
        return new Inspector(machine, engine, symbols, timeline, records, operation);
    }
}
