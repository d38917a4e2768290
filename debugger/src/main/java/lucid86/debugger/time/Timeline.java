package lucid86.debugger.time;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lucid86.jit.run.Engine;
import lucid86.machine.board.Machine;
import lucid86.machine.board.SliceEnd;
import lucid86.machine.disk.RewindImage;
import lucid86.machine.mem.TrackedMemory;

/**
 * The history of a machine: checkpoints taken while it runs, and going back to any moment since the first of them. In the past the
 * machine repeats what it did, unheard; changing it there ({@link #fork}) makes that moment the present.
 */
public final class Timeline implements AutoCloseable {
    /** Virtual time run between two looks at whether to give up. */
    private static final long CHUNK = 20_000_000;
    /** Going back further than this leaves a checkpoint on the way, so that the next step back is quick. */
    private static final long FAR = 1_000_000, NEAR = 100_000;
    /** How many instructions a search for the past goes through without a checkpoint. */
    private static final long DENSE = 2_000_000;

    /** Processor time, not time: a busy host must not make for more checkpoints. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Machine machine;
    private final Engine engine;
    private final Limits limits;
    private final Progress progress;
    private final TrackedMemory memory;
    private final PageHistory pages;
    private final TreeMap<Long, Checkpoint> checkpoints = new TreeMap<>();
    private final Bookmarks bookmarks;
    /** The checkpoint that memory's changes are counted from. */
    private long base;
    private long hostNanos, hostBefore = THREADS.getCurrentThreadCpuTime(), checkpointNanos, stateBytes;
    private boolean past;
    /** Images were kept before this history began. */
    private final boolean kept;
    private Optional<Writer> answer = Optional.empty();
    /** The next moment that cannot be run across, if {@link #aheadKnown}; null when there is none. */
    private Checkpoint ahead;
    private boolean aheadKnown;
    /** The present was a fixed moment before it was left. */
    private boolean wasFixed;

    /** Begins the history of a machine with its present state. */
    public Timeline(Machine machine, Engine engine, Limits limits, Progress progress) {
        this.machine = machine;
        this.engine = engine;
        this.limits = limits;
        this.progress = progress;
        memory = machine.board().memory();
        pages = new PageHistory(memory);
        bookmarks = new Bookmarks(machine);
        bookmarks.listen(engine);
        kept = machine.board().keepImages(true);
        memory.note(true);
        var first = capture(false);
        pages.begin(first.time());
        enter(first);
        memory.takeWritten();
    }

    public Limits limits() {
        return limits;
    }

    // ---- taking checkpoints -------------------------------------------------------------------------------------------------

    private Checkpoint capture(boolean fixed) {
        return new Checkpoint(machine.now(), machine.instructions(), machine.inputs(), machine.save(), fixed);
    }

    private void enter(Checkpoint c) {
        var old = checkpoints.put(c.time(), c);
        if (old != null) stateBytes -= old.bytes();
        stateBytes += c.bytes();
        if (old == null) for (RewindImage i : machine.board().images()) i.checkpoint(c.time());
        base = c.time();
        aheadKnown = false;
    }

    /** Takes a checkpoint here. */
    public void checkpoint() {
        var there = checkpoints.get(machine.now());
        checkpoint(there != null && there.fixed());
    }

    private void checkpoint(boolean fixed) {
        long start = THREADS.getCurrentThreadCpuTime();
        // Saving brings memory up to date, so it comes first.
        var c = capture(fixed);
        pages.add(c.time(), memory.takeWritten());
        enter(c);
        hostNanos = 0;
        if (bytes() > limits.bytes()) thin();
        hostBefore = THREADS.getCurrentThreadCpuTime();
        checkpointNanos += hostBefore - start;
    }

    /** To be told after each piece of running in the present; takes a checkpoint when it is time. */
    public void ran() {
        long now = THREADS.getCurrentThreadCpuTime();
        hostNanos += Math.max(0, now - hostBefore);
        hostBefore = now;
        if (hostNanos >= limits.hostNanos() || machine.instructions() - checkpoints.lastEntry().getValue().instructions() >= limits.instructions()) checkpoint();
    }

    /** Somebody changed the machine by hand: the run cannot be repeated across this moment. */
    public void edited() {
        if (past) fork();
        checkpoint(true);
    }

    /** Forgets checkpoints until the memory bound is met, more of the older ones: gaps grow with age. */
    private void thin() {
        while (bytes() > limits.bytes() * 9 / 10 && checkpoints.size() > 3) {
            Checkpoint victim = null;
            double least = Double.MAX_VALUE;
            long end = checkpoints.lastKey();
            for (var e = checkpoints.higherEntry(checkpoints.firstKey()); e.getKey() < end; e = checkpoints.higherEntry(e.getKey())) {
                if (e.getValue().fixed() || e.getKey() == base) continue;
                double gap = checkpoints.higherKey(e.getKey()) - checkpoints.lowerKey(e.getKey());
                double worth = gap / (end - e.getKey() + 1.0);
                if (worth < least) {
                    least = worth;
                    victim = e.getValue();
                }
            }
            if (victim == null) victim = checkpoints.firstEntry().getValue();
            if (victim.time() == base) return;
            forget(victim);
        }
    }

    private void forget(Checkpoint c) {
        checkpoints.remove(c.time());
        stateBytes -= c.bytes();
        pages.forget(c.time());
        for (RewindImage i : machine.board().images()) i.forget(c.time());
    }

    // ---- going back -------------------------------------------------------------------------------------------------------------

    /** True while the machine shows its past. */
    public boolean inPast() {
        return past;
    }

    /** Instructions executed at the end of history: in the present, or when the past was entered. */
    public long presentInstructions() {
        return past ? checkpoints.lastEntry().getValue().instructions() : machine.instructions();
    }

    public long presentTime() {
        return past ? checkpoints.lastKey() : machine.now();
    }

    public long firstInstructions() {
        return checkpoints.firstEntry().getValue().instructions();
    }

    /** Leaves the present, which can be come back to exactly. */
    void enterPast() {
        if (past) return;
        var there = checkpoints.get(machine.now());
        checkpoint(true);
        wasFixed = there != null && there.fixed();
        past = true;
        machine.setReplaying(true);
    }

    /** Back to the present. */
    public void toPresent() {
        if (!past) return;
        var present = checkpoints.lastEntry().getValue();
        restore(present);
        leavePast();
    }

    private void leavePast() {
        past = false;
        machine.setReplaying(false);
        for (RewindImage i : machine.board().images()) i.toPresent();
        var present = checkpoints.lastEntry().getValue();
        if (!wasFixed) checkpoints.put(present.time(), present.fix(false));
    }

    /** Makes the moment shown the present; what came after it is forgotten. */
    public void fork() {
        if (!past) return;
        checkpoint();
        long now = machine.now();
        for (var gone : checkpoints.tailMap(now, false).values()) stateBytes -= gone.bytes();
        checkpoints.tailMap(now, false).clear();
        pages.forgetAfter(now);
        machine.forgetScript();
        bookmarks.forgetAfter(machine.instructions());
        try {
            for (RewindImage i : machine.board().images()) i.fork();
        } catch (IOException e) {
            throw new IllegalStateException("a disk image could not be set back: " + e.getMessage(), e);
        } finally {
            past = false;
            aheadKnown = false;
            machine.setReplaying(false);
        }
    }

    /** Sets the machine to a checkpoint. */
    void restore(Checkpoint c) {
        machine.load(c.state());
        var different = new BitSet();
        for (int p : memory.takeWritten()) different.set(p);
        pages.changedBetween(base, c.time(), different);
        for (int p = different.nextSetBit(0); p >= 0; p = different.nextSetBit(p + 1)) memory.restore(p, pages.at(p, c.time()));
        memory.takeWritten();
        base = c.time();
        aheadKnown = false;
        machine.seekInput(c.inputs());
        if (past) for (RewindImage i : machine.board().images()) i.goTo(c.time());
    }

    /** Goes to the moment when so many instructions have been executed, or as near as history reaches; the machine is in the past then, unless it is the present. */
    public void goToInstruction(long count) {
        if (count >= presentInstructions()) {
            toPresent();
            return;
        }
        enterPast();
        long target = Math.max(count, firstInstructions());
        var from = lastBefore(target);
        boolean here = machine.instructions() <= target && machine.instructions() >= from.instructions();
        if (!here) restore(from);
        if (target - machine.instructions() > FAR) {
            advance(target - NEAR, Long.MAX_VALUE);
            checkpoint();
        }
        advance(target, Long.MAX_VALUE);
    }

    /** As {@link #goToInstruction} for a virtual time in nanoseconds: to the first instruction boundary then. */
    public void goToTime(long time) {
        if (time >= presentTime()) {
            toPresent();
            return;
        }
        enterPast();
        long target = Math.max(time, checkpoints.firstKey());
        var from = checkpoints.floorEntry(target).getValue();
        if (machine.now() > target || machine.now() < from.time()) restore(from);
        advance(Long.MAX_VALUE, target);
    }

    /** Goes to the checkpoint of this time and runs from there straight to an instruction count, without stopping on the way. */
    public void repeat(long checkpoint, long instructions) {
        enterPast();
        restore(checkpoints.get(checkpoint));
        advance(instructions, Long.MAX_VALUE);
    }

    /** One instruction back, or several. */
    public void stepBack(long count) {
        goToInstruction(machine.instructions() - count);
    }

    private Checkpoint lastBefore(long instructions) {
        Checkpoint best = checkpoints.firstEntry().getValue();
        for (Checkpoint c : checkpoints.values()) if (c.instructions() < instructions) best = c;
        return best;
    }

    /** Repeats the run until an instruction count or a time is reached. False when it ended earlier: idle, off, or given up. */
    boolean advance(long instructions, long time) {
        while (machine.instructions() < instructions && machine.now() < time) {
            long end = machine.now() + CHUNK;
            if (instructions - machine.instructions() < CHUNK) end = Math.min(end, machine.now() + (instructions - machine.instructions()) * machine.board().config.nsPerInstruction());
            if (!runTo(Math.min(end, time))) return machine.instructions() >= instructions || machine.now() >= time;
        }
        return true;
    }

    /** Repeats the run up to a time, over moments where somebody changed it. */
    private boolean runTo(long time) {
        var fixed = nextFixed();
        long end = fixed == null ? time : Math.min(time, fixed.time());
        long before = machine.now();
        SliceEnd why = machine.runUntil(end);
        if (why == SliceEnd.STOPPED) engine.passBreakpoint();
        if (fixed != null && machine.now() >= fixed.time() || why == SliceEnd.IDLE && fixed != null && fixed.instructions() == machine.instructions()) {
            restore(fixed);
            return fixed.time() < time || fixed != checkpoints.lastEntry().getValue();
        }
        progress.at(machine.instructions());
        return why != SliceEnd.POWERED_OFF && why != SliceEnd.IDLE && (machine.now() > before || why == SliceEnd.STOPPED) && !progress.cancelled();
    }

    private Checkpoint nextFixed() {
        if (!aheadKnown || ahead != null && ahead.time() <= machine.now()) {
            ahead = null;
            for (Checkpoint c : checkpoints.tailMap(machine.now(), false).values())
                if (c.fixed()) {
                    ahead = c;
                    break;
                }
            aheadKnown = true;
        }
        return ahead;
    }

    // ---- running forwards in the past ---------------------------------------------------------------------------------------------

    /** How much virtual time may pass at once: in the past, not more than up to the present or a change by hand. */
    public long most(long nanos) {
        var fixed = past ? nextFixed() : null;
        return fixed == null ? nanos : Math.clamp(fixed.time() - machine.now(), 0, nanos);
    }

    /** To be told after a piece of running in the past; true when that brought the machine to the present. */
    public boolean ranInPast() {
        if (!past) return false;
        var present = checkpoints.lastEntry().getValue();
        for (Checkpoint c : checkpoints.tailMap(base, false).values())
            if (c.fixed() && c.time() <= machine.now()) {
                if (c == present) {
                    toPresent();
                    return true;
                }
                restore(c);
            }
        return false;
    }

    // ---- for searches ----------------------------------------------------------------------------------------------------------------

    Machine machine() {
        return machine;
    }

    Engine engine() {
        return engine;
    }

    Progress progress() {
        return progress;
    }

    PageHistory pageHistory() {
        return pages;
    }

    /** The last checkpoint strictly before a moment, if there is one. */
    Optional<Checkpoint> before(long time) {
        return Optional.ofNullable(checkpoints.lowerEntry(time)).map(Map.Entry::getValue);
    }

    /** Leaves checkpoints between one and the next, so that a search step by step can begin close to its end. */
    void densify(Checkpoint from, long toInstructions) {
        restore(from);
        while (toInstructions - machine.instructions() > DENSE && advance(machine.instructions() + DENSE, Long.MAX_VALUE)) checkpoint();
    }

    // ---- for display --------------------------------------------------------------------------------------------------------------------

    /** Heap used, about. */
    public long bytes() {
        long disks = 0;
        for (RewindImage i : machine.board().images()) disks += i.historyBytes();
        return pages.bytes() + stateBytes + disks;
    }

    /** Processor time spent on checkpoints so far, in nanoseconds. */
    public long checkpointNanos() {
        return checkpointNanos;
    }

    /** Remembers the answer to a question, for display. */
    public void setAnswer(Writer w) {
        answer = Optional.of(w);
    }

    public List<Bookmark> bookmarks() {
        return bookmarks.list();
    }

    public TimelineStatus status() {
        return new TimelineStatus(true, past, checkpoints.firstKey(), machine.now(), presentTime(), firstInstructions(), machine.instructions(), presentInstructions(),
                List.copyOf(checkpoints.keySet()), bytes(), bookmarks(), progress.current(), answer);
    }

    /** Ends the history; a machine in the past comes back to the present. */
    @Override
    public void close() {
        toPresent();
        bookmarks.stop(engine);
        memory.note(false);
        for (RewindImage i : machine.board().images()) i.endHistory();
        machine.board().keepImages(kept);
    }
}
