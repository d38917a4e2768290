package lucid86.debugger.stop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import lucid86.debugger.view.Inspector;
import lucid86.jit.bytecode.Region;
import lucid86.jit.run.Engine;
import lucid86.jit.run.EngineListener;
import lucid86.jit.run.TranslationBlock;
import lucid86.machine.board.Machine;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.CpuWatch;
import lucid86.machine.cpu.Mode;
import lucid86.machine.mem.AccessWatch;
import lucid86.machine.mem.MemoryMap;

/**
 * Watches a machine for what the triggers of breakpoints describe, and asks it to stop when something happens. Only what some trigger
 * needs is watched; without triggers the machine does not know of this. Emulation thread.
 */
final class Probes implements AccessWatch, CpuWatch, EngineListener, MemoryMap.WriteWatch {
    private static final int MODES = Mode.CODE32 | Mode.PROTECTED | Mode.VM86;

    /** What happened, and the number under which its trigger was armed. */
    record Hit(int id, Happening happening) {}

    /** A watched range; linear or physical. */
    private record Range(int id, long from, long to, boolean physical, Trigger.Access access) {
        boolean overlaps(long at, int size) {
            return at < to && at + size > from;
        }
    }

    private final Machine machine;
    private final Engine engine;
    private final CpuState cpu;
    private final Inspector inspector;
    private Map<Integer, Trigger> armed = Map.of();
    private List<Range> ranges = List.of();
    private final List<Hit> hits = new ArrayList<>();
    private int settledMode, settledCpl, recordedMode;
    private Recorder recorder = Recorder.NONE;
    /** The machine runs: what it does counts. What the debugger does to a machine that stands still does not. */
    private boolean running;
    /** All accesses are to be seen. */
    private boolean watchesAll;

    Probes(Machine machine, Engine engine, Inspector inspector) {
        this.machine = machine;
        this.engine = engine;
        this.inspector = inspector;
        cpu = machine.cpu();
    }

    // ---- arming ------------------------------------------------------------------------------------------------------------

    /**
     * Watches for these triggers from now on, and for no others. Execution is the engine's business.
     *
     * @param writer is told what happens as well
     */
    void arm(Map<Integer, Trigger> triggers, Recorder writer) {
        boolean accesses = writer.wantsAccesses() != watchesAll, same = writer.wantsEvents() == recorder.wantsEvents() && !accesses;
        recorder = writer;
        if (same && triggers.equals(armed)) return;
        watchesAll = writer.wantsAccesses();
        armed = Map.copyOf(triggers);
        settledMode = recordedMode = cpu.mode;
        settledCpl = cpu.cpl;
        boolean events = recorder.wantsEvents();
        var board = machine.board();
        var before = ranges;
        ranges = ranges();
        if (accesses || !ranges.equals(before)) cpu.mmu.setWatch(ranges.isEmpty() && !watchesAll ? null : this);
        board.map.setWriteWatch(ranges.stream().anyMatch(r -> r.access != Trigger.Access.READ) ? this : null);
        board.ports.setWatch(events || any(Trigger.Port.class) ? this::used : null);
        boolean processor = events || any(Trigger.Interrupt.class) || any(Trigger.ModeSwitch.class) || any(Trigger.RingChange.class) || any(Trigger.Control.class)
                || any(Trigger.TripleFault.class);
        cpu.watch = processor ? this : null;
        board.setIrqWatch(events || any(Trigger.Irq.class) ? this::rose : null);
        board.vga().setRetraceWatch(any(Trigger.Frame.class) ? () -> happened(new Happening.FramePainted(), Trigger.Frame.class, _ -> true) : null);
        engine.removeListener(this);
        if (any(Trigger.Compiled.class) || any(Trigger.Dropped.class)) engine.addListener(this);
    }

    /** The machine was set to another moment: what differs from before did not happen. */
    void moved() {
        settledMode = cpu.mode;
        settledCpl = cpu.cpl;
        hits.clear();
    }

    private boolean any(Class<? extends Trigger> kind) {
        return armed.values().stream().anyMatch(kind::isInstance);
    }

    private List<Range> ranges() {
        var list = new ArrayList<Range>();
        armed.forEach((id, t) -> {
            if (!(t instanceof Trigger.Memory m)) return;
            long from = m.from().linear() & 0xffffffffL;
            list.add(new Range(id, from, from + m.length(), m.from() instanceof Location.Physical, m.access()));
        });
        return List.copyOf(list);
    }

    void running(boolean on) {
        running = on;
    }

    /** What happened since the last call. */
    List<Hit> take() {
        if (cpu.mode != settledMode || cpu.cpl != settledCpl) settle();
        if (hits.isEmpty()) return List.of();
        var list = List.copyOf(hits);
        hits.clear();
        return list;
    }

    private void settle() {
        int from = settledMode, ring = settledCpl;
        settledMode = cpu.mode;
        settledCpl = cpu.cpl;
        if (((from ^ cpu.mode) & MODES) != 0) add(new Happening.ModeSwitched(from, cpu.mode), Trigger.ModeSwitch.class, _ -> true);
        if (ring != cpu.cpl) add(new Happening.RingChanged(ring, cpu.cpl), Trigger.RingChange.class, _ -> true);
    }

    /** Notes what happened for every armed trigger of a kind that it fits. */
    private <T extends Trigger> boolean add(Happening what, Class<T> kind, Function<T, Boolean> fits) {
        boolean any = false;
        for (var e : armed.entrySet()) {
            if (!kind.isInstance(e.getValue()) || !fits.apply(kind.cast(e.getValue()))) continue;
            hits.add(new Hit(e.getKey(), what));
            any = true;
        }
        return any;
    }

    private <T extends Trigger> void happened(Happening what, Class<T> kind, Function<T, Boolean> fits) {
        if (!running) return;
        if (recorder.wantsEvents() && kind != Trigger.Frame.class) recorder.happened(what);
        if (add(what, kind, fits)) machine.stopSoon();
    }

    // ---- memory ------------------------------------------------------------------------------------------------------------

    @Override
    public boolean watchesPage(int linear) {
        if (watchesAll) return true;
        for (Range r : ranges) {
            long page = place(r, linear & ~0xfff);
            if (page >= 0 && r.overlaps(page, 4096)) return true;
        }
        return false;
    }

    @Override
    public boolean hits(int linear, int size, boolean write) {
        if (watchesAll && running) recorder.accessed(linear, size, write);
        for (Range r : ranges) {
            long at = place(r, linear);
            if (at >= 0 && r.overlaps(at, size) && r.access.includes(write)) return true;
        }
        return false;
    }

    /** A linear address in the space that a range is in; -1 when it is not there. */
    private long place(Range r, int linear) {
        return r.physical ? cpu.mmu.peekTranslate(linear) : linear & 0xffffffffL;
    }

    @Override
    public void accessed(int linear, int size, boolean write, int value) {
        var before = boxed(inspector.linearValue(linear, size));
        Optional<Long> now = write ? Optional.of(size == 4 ? value & 0xffffffffL : value & (1L << size * 8) - 1) : Optional.empty();
        for (Range r : ranges) {
            long at = place(r, linear);
            if (at < 0 || !r.overlaps(at, size) || !r.access.includes(write)) continue;
            if (r.access == Trigger.Access.CHANGE && before.equals(now)) continue;
            note(r, new Happening.Touched(write, false, linear & 0xffffffffL, size, before, now));
        }
    }

    @Override
    public void written(long physical, int count) {
        // An instruction's own access has been seen already, before it came here.
        boolean physicalIsLinear = (cpu.cr0 & CpuState.CR0_PG) == 0;
        for (Range r : ranges) {
            if (!r.physical && !physicalIsLinear || r.access == Trigger.Access.READ || !r.overlaps(physical, count)) continue;
            int size = Math.min(count, 8);
            if (hits.stream().noneMatch(h -> h.id == r.id)) note(r, new Happening.Touched(true, true, physical, count, Optional.of(inspector.physicalValue(physical, size)), Optional.empty()));
        }
    }

    private void note(Range r, Happening.Touched t) {
        if (!running) return;
        hits.add(new Hit(r.id, t));
        machine.stopSoon();
    }

    private static Optional<Long> boxed(java.util.OptionalLong v) {
        return v.isPresent() ? Optional.of(v.getAsLong()) : Optional.empty();
    }

    // ---- ports and lines -----------------------------------------------------------------------------------------------------

    private void used(int port, int size, boolean out, int value) {
        int bits = size == 4 ? -1 : (1 << size * 8) - 1;
        happened(new Happening.PortUsed(port, size, out, value), Trigger.Port.class,
                p -> port <= p.last() && port + size > p.first() && (out ? p.out() : p.in()) && (value & p.mask() & bits) == (p.value() & bits));
    }

    private void rose(int irq) {
        happened(new Happening.LineRose(irq), Trigger.Irq.class, t -> fits(t.line(), irq));
    }

    private static boolean fits(OptionalInt wanted, int value) {
        return wanted.isEmpty() || wanted.getAsInt() == value;
    }

    // ---- the CPU -------------------------------------------------------------------------------------------------------------

    @Override
    public void interrupted(int vector, boolean external, boolean software, int error, int selector, int eip) {
        int ax = cpu.r[CpuState.EAX];
        happened(new Happening.Interrupted(vector, external, software, error, selector, eip), Trigger.Interrupt.class,
                t -> fits(t.vector(), vector) && fits(t.ah(), ax >>> 8 & 0xff) && fits(t.al(), ax & 0xff));
    }

    @Override
    public void controlChanged(int register, int old, int value) {
        happened(new Happening.ControlChanged(register, old, value), Trigger.Control.class, t -> t.register() == register);
    }

    @Override
    public void modeUpdated(int old, int mode) {
        if (running && recorder.wantsEvents() && ((mode ^ recordedMode) & (Mode.PROTECTED | Mode.VM86)) != 0) {
            recorder.happened(new Happening.ModeSwitched(recordedMode, mode));
            recordedMode = mode;
        }
        // Told when the instruction is complete: take() compares. Segment loads on the way may come and go.
        boolean wanted = ((mode ^ settledMode) & MODES) != 0 && any(Trigger.ModeSwitch.class) || cpu.cpl != settledCpl && any(Trigger.RingChange.class);
        if (wanted && running) machine.stopSoon();
    }

    @Override
    public void shutDown() {
        happened(new Happening.ShutDown(), Trigger.TripleFault.class, _ -> true);
    }

    // ---- the engine ------------------------------------------------------------------------------------------------------------

    @Override
    public void compiled(Region region) {
        for (TranslationBlock b : engine.blockList()) {
            if (b.region() != region) continue;
            happened(new Happening.BlockCompiled(b.linear(), region.name()), Trigger.Compiled.class, t -> fits(t.linear(), b.linear()));
        }
    }

    @Override
    public void dropped(TranslationBlock b) {
        happened(new Happening.BlockDropped(b.linear(), b.dropReason()), Trigger.Dropped.class, t -> fits(t.linear(), b.linear()));
    }

    @Override
    public boolean hearsBlocks() {
        return false;
    }
}
