package lucid86.jit.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import lucid86.jit.bytecode.CompiledCode;
import lucid86.jit.bytecode.Region;
import lucid86.jit.helpers.DebugRegisters;
import lucid86.jit.helpers.Interrupts;
import lucid86.jit.helpers.SystemManagement;
import lucid86.jit.interp.BlockMemory;
import lucid86.jit.interp.Interpreter;
import lucid86.jit.interp.Lowering;
import lucid86.jit.ir.Block;
import lucid86.jit.lift.BlockBuilder;
import lucid86.jit.lift.Patched;
import lucid86.jit.opt.Passes;
import lucid86.jit.x86.CpuModel;
import lucid86.jit.x86.Decoder;
import lucid86.jit.x86.Feature;
import lucid86.machine.board.CpuEngine;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.GuestFault;
import lucid86.machine.cpu.Restart;

/**
 * Executes guest code: finds or makes translation blocks, runs them in the interpreter or compiled, and delivers faults
 * and interrupts between instructions. Block boundaries are never visible to the guest: events happen at exact
 * instruction counts in every tier.
 */
public final class Engine implements CpuEngine {
    /** Sees exceptions and interrupts before they are delivered. */
    @FunctionalInterface
    public interface ExceptionHook {
        /**
         * @param vector exception or interrupt vector
         * @param error error code, 0 when the vector has none
         * @param fault raised by the instruction at EIP; false for an interrupt from outside
         * @return true to stop the run before delivery
         */
        boolean raised(int vector, int error, boolean fault);
    }

    private static final ExceptionHook NO_HOOK = (_, _, _) -> false;
    /** How a region ended: the interpreter is to go on. Beside the interpreter's ways. */
    private static final int LEFT = -1;
    private static final int RECENT = 1 << 15;
    /** DR6.BS: single step. */
    private static final int SINGLE_STEP = 0x4000;

    private final CpuState cpu;
    private final BlockBuilder builder;
    private final BlockCache cache;
    private final BlockMemory blockMemory;
    private final Interpreter interpreter;
    private final Tiers tiers;
    private final EngineStatistics statistics = new EngineStatistics();
    private final Chain chain;
    private Set<Integer> breakpoints = Set.of(), placed = Set.of();
    private ExceptionHook hook = NO_HOOK;
    private final List<EngineListener> listeners = new ArrayList<>();
    private EngineListener listener = EngineListener.NONE;
    /** {@link #listener} wants to hear of blocks entered; a field of its own keeps the loop's check cheap. */
    private boolean listening;
    /** Blocks found last, by EIP. */
    private final TranslationBlock[] recent = new TranslationBlock[RECENT];
    private boolean stop;
    private boolean breakpointHit;
    private boolean passBreakpoint;
    /** The block or region that is running, for faults. */
    private TranslationBlock current;
    private Region running;
    /** The region that led here, and with what result; null when something else did. */
    private Installed from;
    private int fromResult;

    /** An engine for a CPU of this model, which the CPU state is told. */
    public Engine(CpuState cpu, CpuModel model, TierPolicy policy) {
        this(cpu, model.features(), policy);
        cpu.identity = model;
    }

    public Engine(CpuState cpu, Set<Feature> features, TierPolicy policy) {
        this(cpu, features, policy, CacheLimits.DEFAULT);
    }

    /** @param limits tests use tiny ones */
    public Engine(CpuState cpu, Set<Feature> features, TierPolicy policy, CacheLimits limits) {
        this.cpu = cpu;
        builder = new BlockBuilder(cpu, new Decoder(features));
        cache = new BlockCache(cpu.mmu.map, limits.blocks());
        blockMemory = new BlockMemory(limits.words());
        interpreter = new Interpreter(blockMemory);
        tiers = new Tiers(cpu, cache, policy, limits, statistics);
        chain = new Chain(cpu, tiers, statistics, () -> stop || cpu.shutdown || needsCare());
        cpu.mmu.map.setCodeWatch(this);
    }

    // ---- the loop ---------------------------------------------------------------------------------------------------------

    @Override
    public int run(int budget) {
        cpu.budget = budget;
        stop = false;
        breakpointHit = false;
        while (cpu.budget > 0 && !stop && !cpu.shutdown) {
            tiers.install();
            try {
                if (needsCare()) careful();
                else blocks();
            } catch (GuestFault _) {
                fault();
            } catch (Restart _) {
                restart();
            }
            if (cpu.halted && !wakes()) break;
        }
        passBreakpoint = false;
        return budget - cpu.budget;
    }

    /** Anything that must be looked at before the next instruction. */
    private boolean needsCare() {
        return cpu.intr && (cpu.sysFlags & Flags.IF) != 0 || cpu.halted || cpu.shadow || cpu.pendingDebug != 0 || cpu.nmiPending && !cpu.nmiBlocked
                || (cpu.sysFlags & (Flags.TF | Flags.RF)) != 0 || (cpu.dr[7] & 0xff) != 0 || cpu.smiPending && !cpu.inSmm;
    }

    private boolean wakes() {
        return cpu.intr && (cpu.sysFlags & Flags.IF) != 0 || cpu.nmiPending && !cpu.nmiBlocked || cpu.smiPending && !cpu.inSmm;
    }

    /** Delivers what is due, else executes one instruction under observation. */
    private void careful() {
        boolean shadow = cpu.shadow, shadowSs = cpu.shadowSs;
        cpu.shadow = cpu.shadowSs = false;
        current = null;
        if (cpu.smiPending && !cpu.inSmm && !shadow) {
            SystemManagement.enter(cpu);
            return;
        }
        if (cpu.pendingDebug != 0 && !shadowSs) {
            if (stoppedByHook(1, 0, false)) return;
            Interrupts.deliverDebug(cpu);
            return;
        }
        if (cpu.nmiPending && !cpu.nmiBlocked && !shadowSs) {
            cpu.halted = false;
            cpu.nmiPending = false;
            if (stoppedByHook(2, 0, false)) return;
            Interrupts.deliverNmi(cpu);
            return;
        }
        if (cpu.intr && (cpu.sysFlags & Flags.IF) != 0 && !shadow) {
            cpu.halted = false;
            int vector = cpu.bus.interrupts().acknowledge();
            listener.interrupted(vector);
            if (stoppedByHook(vector, 0, false)) return;
            Interrupts.deliverHardware(cpu, vector);
            return;
        }
        if (cpu.halted) return;
        if (!shadowSs && Interrupts.instructionBreakpoint(cpu)) {
            // As for any fault, time passes: the handler's own first instruction may have a breakpoint, too, and so on for ever.
            cpu.budget--;
            return;
        }
        boolean trap = (cpu.sysFlags & Flags.TF) != 0;
        // One instruction alone when the shadow, the trap flag or debug registers make each of them count.
        if (shadow || trap || (cpu.dr[7] & 0xff) != 0) {
            cpu.noTrap = false;
            single();
            if (trap && !cpu.noTrap) cpu.pendingDebug |= SINGLE_STEP;
        } else {
            blocks();
        }
    }

    private boolean stoppedByHook(int vector, int error, boolean fault) {
        if (!hook.raised(vector, error, fault)) return false;
        stop = true;
        return true;
    }

    /** Runs blocks, following links, until one ends at the engine's door or the budget does not cover the next. */
    private void blocks() {
        from = null;
        TranslationBlock b = find(false);
        while (true) {
            // A repeated instruction that goes on was stopped at before its first element, if at all.
            if (b.breakpoint && !passBreakpoint && !cpu.repeating) {
                breakpointHit = true;
                stop = true;
                return;
            }
            if (b.count() > cpu.budget) {
                begin();
                return;
            }
            passBreakpoint = false;
            int how = enter(b);
            if (how == LEFT) how = goOn();
            if (how == Interpreter.THROWN) {
                if (cpu.thrown instanceof GuestFault) fault();
                else restart();
                return;
            }
            // The next instruction's fetch may fault, and belongs to the slice that pays for it.
            if (how == Interpreter.EXIT || cpu.budget <= 0) return;
            b = successor(how);
        }
    }

    /** Executes the rest of a block whose compiled code was left in front of an instruction. */
    private int goOn() {
        TranslationBlock b = find(false);
        if (b.count() > cpu.budget) {
            begin();
            return Interpreter.EXIT;
        }
        current = b;
        int how = interpreter.run(cpu, b);
        current = (TranslationBlock) interpreter.last();
        return how;
    }

    /**
     * Runs the first instructions of a block that the budget does not cover, as many as it does. One by one, in blocks of their own that are kept: there
     * are a thousand such places in a second, and to translate the beginning of the block each time took forty times as long.
     */
    private void begin() {
        passBreakpoint = false;
        // Only the block's last instruction might lead elsewhere, or give the engine something to do.
        while (cpu.budget > 0) {
            TranslationBlock b = find(true);
            current = b;
            running = null;
            interpret(b);
        }
    }

    private void interpret(TranslationBlock b) {
        if (interpreter.run(cpu, b) == Interpreter.THROWN) throw cpu.thrown;
    }

    /** Runs one block or region; afterwards {@link #current} is the block that ended. */
    private int enter(TranslationBlock b) {
        current = b;
        if (listening) listener.entered(b);
        Installed installed = tiers.regionFor(b);
        if (installed == null || installed.region().longest() > cpu.budget) {
            from = null;
            running = null;
            int how = interpreter.run(cpu, b);
            current = (TranslationBlock) interpreter.last();
            statistics.interpretedBlocks = interpreter.entered();
            return how;
        }
        if (!listening) {
            if (from != null) chain.link(from, fromResult, b, installed);
            else chain.entered(b, installed);
        }
        b.compiledRuns++;
        int result = chain.run(installed, b.entry, !listening);
        from = chain.last();
        fromResult = result;
        running = from.region();
        if (from.runs >= from.askAt) tiers.entered(from, chain.lastEntry());
        if (result == CompiledCode.THREW) return Interpreter.THROWN;
        if (result <= CompiledCode.LEFT) return left(from, CompiledCode.LEFT - result);
        running = null;
        current = from.blocks()[result >> 2];
        return result & 3;
    }

    /** Brings EIP and the budget to the instruction in front of which a region was left. */
    private int left(Installed installed, int site) {
        cpu.r[CpuState.EIP] = running.sites().eip(site);
        giveBack(running.sites().left(site) + 1);
        statistics.left++;
        tiers.left(installed, installed.blocks()[running.sites().block(site)]);
        from = null;
        running = null;
        current = null;
        return LEFT;
    }

    private TranslationBlock successor(int how) {
        TranslationBlock b = current;
        // From here on a fault is the next instruction's fetch, not the finished block's.
        current = null;
        if (b == null) return find(false);
        if (how == Interpreter.INDIRECT) {
            TranslationBlock to = find(false);
            if (to.secondPage < 0 && to.mode == b.mode) b.ledTo(to);
            return to;
        }
        boolean taken = how == Interpreter.TAKEN;
        TranslationBlock linked = taken ? b.taken() : b.next();
        if (linked != null && linked.valid && stillThere(b, linked)) return linked;
        TranslationBlock to = find(false);
        if (b.valid && to.secondPage < 0 && to.mode == b.mode) b.leadsTo(to, taken);
        return to;
    }

    /** Within a page a link holds as long as its block does; across pages the mapping may have changed. */
    private boolean stillThere(TranslationBlock b, TranslationBlock to) {
        int base = cpu.base(CpuState.CS);
        return (base + b.eip() ^ base + to.eip()) >>> 12 == 0 && b.secondPage < 0 || cpu.mmu.fetchPage(base + to.eip()) == (to.start & ~0xfff);
    }

    /** Executes exactly one instruction, alone: it may reach devices and change code. */
    private void single() {
        if (!passBreakpoint && atBreakpoint()) {
            breakpointHit = true;
            stop = true;
            return;
        }
        passBreakpoint = false;
        TranslationBlock b = find(true);
        current = b;
        running = null;
        cpu.exact = true;
        try {
            interpret(b);
        } finally {
            cpu.exact = false;
        }
    }

    private boolean atBreakpoint() {
        if (cpu.repeating || breakpoints.isEmpty() && placed.isEmpty()) return false;
        int lin = cpu.base(CpuState.CS) + cpu.r[CpuState.EIP];
        if (placed.isEmpty()) return breakpoints.contains(lin);
        int page = cpu.mmu.fetchPage(lin);
        return breakpoints.contains(lin) || page >= 0 && placed.contains(page | lin & 0xfff);
    }

    // ---- exceptions ------------------------------------------------------------------------------------------------------------

    /** Brings EIP and the budget to the instruction that threw; {@code charged}: it counts as executed. */
    private void settle(boolean charged) {
        if (current == null) {
            if (charged && cpu.budget > 0) cpu.budget--;
            return;
        }
        int left;
        if (running != null) {
            cpu.r[CpuState.EIP] = running.sites().eip(cpu.site);
            left = running.sites().left(cpu.site);
        } else {
            int insn = current.insnOf(interpreter.faultPosition());
            cpu.r[CpuState.EIP] = current.insnEips[insn];
            left = current.count() - insn - 1;
        }
        giveBack(charged ? left : left + 1);
        running = null;
        current = null;
    }

    /** Instructions that a block was charged for at its start were not executed. */
    private void giveBack(int instructions) {
        cpu.budget += instructions;
        if (running == null) return;
        statistics.compiledInstructions -= instructions;
        chain.last().instructions -= instructions;
    }

    private void fault() {
        settle(true);
        if (stoppedByHook(cpu.faultVector, cpu.faultError, true)) return;
        Interrupts.deliverFault(cpu);
    }

    private void restart() {
        settle(false);
        // FERR# may have raised an interrupt within the block; it comes before the x87 instruction that waits for it.
        if (needsCare()) return;
        try {
            single();
        } catch (GuestFault _) {
            fault();
        }
    }

    // ---- blocks -----------------------------------------------------------------------------------------------------------------

    /** The block at CS:EIP, translated if need be. May throw the page fault of the fetch. */
    private TranslationBlock find(boolean single) {
        current = null;
        running = null;
        int eip = cpu.r[CpuState.EIP];
        int lin = cpu.base(CpuState.CS) + eip;
        int page = cpu.mmu.fetchPage(lin);
        // Code that no memory holds cannot be watched for changes: one instruction at a time, never kept.
        if (page < 0) return translate(eip, -1, -1, 1, Patched.NONE, false);
        int start = page | lin & 0xfff;
        int mode = single ? cpu.mode | TranslationBlock.ALONE : cpu.mode;
        TranslationBlock known = recent[eip & RECENT - 1];
        if (known != null && known.eip() == eip && known.start == start && known.mode == mode && known.valid && known.secondPage < 0
                && known.limit == cpu.limit[CpuState.CS]) return known;
        return recent[eip & RECENT - 1] = lookUp(eip, lin, start, mode, single);
    }

    private TranslationBlock lookUp(int eip, int lin, int start, int mode, boolean single) {
        TranslationBlock b = cache.find(start, eip, mode, cpu.limit[CpuState.CS]);
        if (b != null && (b.secondPage < 0 || b.secondPage == cpu.mmu.fetchPage((lin & ~0xfff) + 4096))) return b;
        if (b != null) cache.drop(b, "next page mapped elsewhere");
        return translate(eip, start, mode, single ? 1 : BlockBuilder.MAX_INSNS, cache.patched(start), true);
    }

    private TranslationBlock translate(int eip, int start, int mode, int most, Patched patched, boolean keep) {
        int base = cpu.base(CpuState.CS);
        while (true) {
            var lifted = builder.build(eip, most, patched, lin -> stopsAt(lin, start, base + eip));
            Block raw = lifted.block();
            Block optimised = Passes.optimise(raw);
            try {
                var code = Lowering.lower(optimised);
                int last = base + eip + raw.bytes() - 1;
                boolean straddles = start >= 0 && (last ^ base + eip) >>> 12 != 0;
                int second = straddles ? cpu.mmu.fetchPage(last) : -1;
                var key = new TranslationBlock.Key(eip, mode, cpu.limit[CpuState.CS], start, second);
                if (keep && !(cache.hasRoom() && blockMemory.hasRoom(code))) clear("cache full");
                var b = new TranslationBlock(key, builder, guestCode(base + eip, raw.bytes()), lifted, patched, optimised, code, blockMemory, keep, mode >= 0 && stopsAt(base + eip, start, base + eip));
                b.linear = base + eip;
                if (keep) {
                    cache.add(b);
                    tiers.setLimit(b);
                    statistics.translatedBlocks++;
                    listener.translated(b);
                }
                return b;
            } catch (Lowering.TooManyTemporaries _) {
                most = Math.max(1, raw.insns() / 2);
            }
        }
    }

    /** A breakpoint is at this instruction of a block that begins at linear {@code first}, which is backing offset {@code start}. */
    private boolean stopsAt(int lin, int start, int first) {
        if (breakpoints.contains(lin)) return true;
        return start >= 0 && (lin ^ first) >>> 12 == 0 && placed.contains(start + lin - first);
    }

    private byte[] guestCode(int lin, int bytes) {
        var code = new byte[bytes];
        for (int i = 0; i < bytes; i++) code[i] = (byte) cpu.mmu.fetchByte(lin + i);
        return code;
    }

    // ---- for others ---------------------------------------------------------------------------------------------------------------

    @Override
    public void stopSoon() {
        stop = true;
    }

    private void clear(String why) {
        cache.clear(why);
        blockMemory.clear();
    }

    @Override
    public void flushAll() {
        clear("flushed");
        java.util.Arrays.fill(recent, null);
        tiers.forget();
        chain.forget();
    }

    @Override
    public void stateLoaded() {
        DebugRegisters.changed(cpu);
    }

    @Override
    public boolean covers(int offset, int size) {
        return cache.covers(offset, size);
    }

    @Override
    public void changed(int offset, int size) {
        cache.changed(offset, size, "code changed");
    }

    /** Stops before instructions at these linear addresses. Blocks end before breakpoints: those that hold one that came or went are dropped. */
    public void setBreakpoints(Set<Integer> linear) {
        if (linear.equals(breakpoints)) return;
        var changed = new HashSet<>(breakpoints);
        changed.addAll(linear);
        for (int b : linear) if (breakpoints.contains(b)) changed.remove(b);
        breakpoints = new HashSet<>(linear);
        cache.dropAround(changed, "breakpoint changed");
    }

    /** As {@link #setBreakpoints} for places in backing memory, wherever they are mapped. */
    public void setPlacedBreakpoints(Set<Integer> offsets) {
        if (offsets.equals(placed)) return;
        var changed = new HashSet<>(placed);
        changed.addAll(offsets);
        placed = new HashSet<>(offsets);
        cache.dropAround(changed, "breakpoint changed");
    }

    /**
     * Offset in CS of the instruction executed last before the run ended; empty after anything but the end of a block, as the
     * delivery of an interrupt.
     */
    public OptionalInt lastEip() {
        return current == null || current.count() == 0 ? OptionalInt.empty() : OptionalInt.of(current.insnEips[current.count() - 1]);
    }

    /** The last run ended at a breakpoint. */
    public boolean breakpointHit() {
        return breakpointHit;
    }

    /** The next run does not stop at a breakpoint on its first instruction. */
    public void passBreakpoint() {
        passBreakpoint = true;
    }

    public void setExceptionHook(ExceptionHook h) {
        hook = h == null ? NO_HOOK : h;
    }

    /** Sets who hears what the engine does, in place of all who did before. */
    public void setListener(EngineListener l) {
        listeners.clear();
        addListener(l);
    }

    /** One more hears what the engine does. */
    public void addListener(EngineListener l) {
        if (l != EngineListener.NONE) listeners.add(l);
        tellListeners();
    }

    public void removeListener(EngineListener l) {
        listeners.remove(l);
        tellListeners();
    }

    private void tellListeners() {
        listener = AllListeners.of(listeners);
        listening = listener.hearsBlocks();
        interpreter.setChains(!listening);
        tiers.setListener(listener);
        cache.setListener(listener);
    }

    public TierPolicy policy() {
        return tiers.policy();
    }

    /** Changes tiers at run time; blocks already compiled stay so unless nothing is compiled from now on. */
    public void setPolicy(TierPolicy policy) {
        tiers.setPolicy(policy);
        if (!policy.compiles()) flushAll();
    }

    /**
     * Changes blocks on their way to the compiler, not those that are interpreted; to plant an error in one tier, or to try a pass.
     * Called on the compile thread.
     */
    public void setLastPass(UnaryOperator<Block> pass) {
        tiers.setLastPass(pass);
    }

    public EngineStatistics statistics() {
        return statistics;
    }

    /** What was compiled lately. */
    public CompileHistory history() {
        return tiers.history();
    }

    /** IR of the one instruction with these bytes, as if it were at EIP; nothing is kept. */
    public Block lift(byte[] code) {
        return builder.rebuild(code, cpu.r[CpuState.EIP], cpu.mode, cpu.limit[CpuState.CS], 1, Patched.NONE).block();
    }

    /** Bytecodes of the regions in use. */
    public long regionBytecodes() {
        return tiers.bytecodes();
    }

    /** Regions that wait for the compile thread. */
    public int waitingForCompiler() {
        return tiers.waiting();
    }

    /** All valid blocks, for display; in no particular order. */
    public List<TranslationBlock> blockList() {
        return cache.all();
    }

    /** The blocks dropped last, the latest first. */
    public List<DroppedBlock> recentlyDropped() {
        return cache.recentlyDropped();
    }

    /** Number of blocks in the cache, and how many were dropped so far. */
    public int cachedBlocks() {
        return cache.size();
    }

    public long droppedBlocks() {
        return cache.dropped();
    }

    /** How many blocks were dropped so far, by reason. */
    public Map<String, Long> dropReasons() {
        return cache.dropReasons();
    }

    /** Ends the compile thread. */
    public void close() {
        tiers.close();
    }
}
