package lucid86.debugger.observe;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import lucid86.debugger.stop.Happening;
import lucid86.debugger.stop.Recorder;
import lucid86.jit.run.Engine;
import lucid86.jit.run.EngineListener;
import lucid86.jit.run.TranslationBlock;
import lucid86.machine.board.Machine;
import lucid86.machine.cpu.CpuState;

/** What is written down about a machine; nothing unless it is switched on. */
public final class Records implements Recorder, EngineListener {
    /** What can be switched on. */
    public enum Kind { EVENTS, HEAT, COVERAGE, BLOCKS }

    private final Machine machine;
    private final Engine engine;
    private Optional<EventLog> events = Optional.empty();
    private Optional<MemoryHeat> heat = Optional.empty();
    private Optional<Coverage> coverage = Optional.empty();
    private Optional<BlockRing> blocks = Optional.empty();

    public Records(Machine machine, Engine engine) {
        this.machine = machine;
        this.engine = engine;
    }

    /** Begins to record something anew, or ends and forgets it. */
    public void set(Kind kind, boolean on) {
        switch (kind) {
            case EVENTS -> events = on ? Optional.of(new EventLog()) : Optional.empty();
            case HEAT -> heat = on ? Optional.of(new MemoryHeat()) : Optional.empty();
            case COVERAGE -> coverage = on ? Optional.of(new Coverage()) : Optional.empty();
            case BLOCKS -> blocks = on ? Optional.of(new BlockRing()) : Optional.empty();
        }
        engine.removeListener(this);
        if (coverage.isPresent() || hearsBlocks()) engine.addListener(this);
        // Code that was translated before would be executed unseen.
        if (on && kind == Kind.COVERAGE) engine.flushAll();
    }

    /** What is switched on. */
    public Set<Kind> on() {
        var all = EnumSet.noneOf(Kind.class);
        if (events.isPresent()) all.add(Kind.EVENTS);
        if (heat.isPresent()) all.add(Kind.HEAT);
        if (coverage.isPresent()) all.add(Kind.COVERAGE);
        if (blocks.isPresent()) all.add(Kind.BLOCKS);
        return all;
    }

    /** Every block has to come through the engine's loop: nothing may be compiled. */
    public boolean needInterpreter() {
        return hearsBlocks();
    }

    /** The machine goes on, perhaps from its past. */
    public void resume() {
        events.ifPresent(e -> e.resume(machine.instructions()));
    }

    public Optional<EventLog> events() {
        return events;
    }

    public Optional<MemoryHeat> heat() {
        return heat;
    }

    public Optional<Coverage> coverage() {
        return coverage;
    }

    public Optional<BlockRing> blocks() {
        return blocks;
    }

    // ---- heard from the machine ----------------------------------------------------------------------------------------------

    @Override
    public boolean wantsEvents() {
        return events.isPresent();
    }

    @Override
    public boolean wantsAccesses() {
        return heat.isPresent();
    }

    @Override
    public void happened(Happening what) {
        CpuState cpu = machine.cpu();
        events.ifPresent(e -> e.add(machine.instructions(), machine.now(), cpu.base(CpuState.CS) + cpu.r[CpuState.EIP], what));
    }

    @Override
    public void accessed(int linear, int size, boolean write) {
        long physical = machine.cpu().mmu.peekTranslate(linear);
        if (physical >= 0) heat.ifPresent(h -> h.touched(physical, size, write, machine.now()));
    }

    @Override
    public void translated(TranslationBlock b) {
        coverage.ifPresent(c -> c.add(b));
    }

    @Override
    public void entered(TranslationBlock b) {
        blocks.ifPresent(r -> r.add(b.linear()));
        if (heat.isEmpty()) return;
        long physical = machine.cpu().mmu.peekTranslate(b.linear());
        if (physical >= 0) heat.get().executed(physical, b.bytes(), machine.now());
    }

    @Override
    public boolean hearsBlocks() {
        return heat.isPresent() || blocks.isPresent();
    }
}
