package lucid86.jit.run;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import lucid86.jit.bytecode.Region;
import lucid86.jit.bytecode.RegionCompiler;
import lucid86.jit.ir.Block;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;

/**
 * Decides which blocks are compiled, together with which others, and where. Compiling may happen on a thread of its own;
 * everything else here is the emulation thread's.
 */
final class Tiers implements AutoCloseable {
    /** Most guest instructions, by {@link TranslationBlock#weight}, and blocks in one region. */
    private static final int MAX_INSNS = 300, MAX_BLOCKS = 64;
    private static final int QUEUE = 64;
    /** HotSpot's first compiler takes some 7 ms for a region, more when others wait: how often to look, and after how long not to wait any more. */
    private static final long LOOK_MILLIS = 3, PATIENCE_NANOS = 200_000_000;
    /** After how many times of leaving in the middle a region is looked at, and how many instructions there should have been for each. */
    private static final int LEFT_OFTEN = 1000, WORTH_LEAVING = 1000;
    /** After how many entries a region is looked at for the first time, and the average of instructions below which it is soon left. */
    static final int FIRST_ASKED = 5_000_000, SOON_LEFT = 400;

    /**
     * A region's blocks, waiting for the compiler. What the compiler reads of a block never changes.
     *
     * @param grown see {@link Installed#grown}
     * @param replaces its blocks are to be entered by it even where they are in a region already
     * @param everything see {@link TierPolicy#everything}
     */
    private record Job(List<TranslationBlock> blocks, int mode, boolean grown, boolean replaces, boolean everything) {}

    /** @param since when HotSpot was told of it, as {@link System#nanoTime} */
    private record Done(Job job, Region region, long since) {}

    private final RegionCompiler compiler;
    private final BlockCache cache;
    private final EngineStatistics statistics;
    private final RegionStore store;
    private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(QUEUE);
    private final ConcurrentLinkedQueue<Done> finished = new ConcurrentLinkedQueue<>();
    private final CompileHistory history = new CompileHistory();
    private TierPolicy policy;
    private int version;
    private Thread thread;
    private volatile boolean closed;
    private volatile UnaryOperator<Block> lastPass = UnaryOperator.identity();
    private EngineListener listener = EngineListener.NONE;

    Tiers(CpuState cpu, BlockCache cache, TierPolicy policy, CacheLimits limits, EngineStatistics statistics) {
        store = new RegionStore(limits.bytecodes());
        this.cache = cache;
        this.compiler = new RegionCompiler(cpu);
        this.policy = policy;
        this.statistics = statistics;
    }

    TierPolicy policy() {
        return policy;
    }

    CompileHistory history() {
        return history;
    }

    /** Changes whenever blocks are entered by other regions than before. */
    int version() {
        return version;
    }

    /** Regions that wait for the compile thread. */
    int waiting() {
        return queue.size();
    }

    void setListener(EngineListener l) {
        listener = l;
    }

    void setPolicy(TierPolicy p) {
        policy = p;
        cache.all().forEach(this::setLimit);
    }

    /** The compiled region to enter a block by, or null when it is to be interpreted. May ask for compilation. */
    Installed regionFor(TranslationBlock b) {
        Installed i = b.installed;
        if (i != null) {
            if (i.region().valid()) return i;
            b.installed = null;
            setLimit(b);
        }
        if (wanted(b) && b.runs() >= policy.threshold()) return request(b);
        return null;
    }

    /** A block that may be compiled some time, and is not on its way. */
    private boolean wanted(TranslationBlock b) {
        return !b.queued && policy.compiles() && b.valid && b.start >= 0 && !b.breakpoint;
    }

    /** Tells the interpreter how often it may go on to a block before {@link #regionFor} must be asked. */
    void setLimit(TranslationBlock b) {
        if (!b.valid || b.breakpoint || b.installed != null) b.askAt(0);
        else b.askAt(wanted(b) ? policy.threshold() : Long.MAX_VALUE);
    }

    private Installed request(TranslationBlock head) {
        return request(head, job(head, false));
    }

    private Installed request(TranslationBlock head, Job job) {
        if (!policy.background()) {
            install(new Done(job, compile(job), 0));
            return head.installed;
        }
        if (thread == null) start();
        if (queue.offer(job)) job.blocks().forEach(b -> {
            b.queued = true;
            setLimit(b);
        });
        else head.waitLonger(policy.threshold() / 4 + 1);
        return null;
    }

    /**
     * A region was entered often, this time by block {@code b}. When it is soon left each time, the hot code lies in several regions: they are joined in one, with
     * copies of blocks that were compiled before. At first regions share no blocks, since HotSpot's time is short then.
     */
    void entered(Installed installed, TranslationBlock b) {
        boolean soonLeft = installed.instructions < installed.runs * SOON_LEFT;
        installed.askAt *= 4;
        if (soonLeft && !installed.grown() && policy.background() && policy.compiles() && !b.queued && b.valid) request(b, job(b, true));
    }

    /**
     * A region was left in the middle of a block, for the interpreter to go on. When that happens too often, as with accesses that
     * lie across two pages or memory that is watched, the blocks where it happens are compiled with calls in place of ways out.
     */
    void left(Installed installed, TranslationBlock b) {
        b.left++;
        if (++installed.left < LEFT_OFTEN) return;
        boolean tooOften = installed.instructions - installed.lookedAt < (long) LEFT_OFTEN * WORTH_LEAVING;
        installed.left = 0;
        installed.lookedAt = installed.instructions;
        boolean changed = false;
        for (TranslationBlock o : installed.blocks()) {
            if (tooOften && o.left > LEFT_OFTEN / 16) changed |= o.callsSlowPaths = true;
            o.left = 0;
        }
        TranslationBlock head = installed.blocks()[0];
        if (changed && policy.compiles() && head.valid && !head.queued) request(head, new Job(List.of(installed.blocks()), head.mode, installed.grown(), true, policy.everything()));
    }

    /** @param grown with blocks that are in regions already */
    private Job job(TranslationBlock head, boolean grown) {
        var blocks = new ArrayList<TranslationBlock>();
        Set<TranslationBlock> seen = new HashSet<>();
        var todo = new ArrayDeque<TranslationBlock>();
        todo.add(head);
        seen.add(head);
        int insns = 0;
        while (!todo.isEmpty() && blocks.size() < MAX_BLOCKS) {
            TranslationBlock b = todo.poll();
            if (insns + b.weight > MAX_INSNS && !blocks.isEmpty()) continue;
            insns += b.weight;
            blocks.add(b);
            b.callsSlowPaths |= b.isSlow();
            for (TranslationBlock to : new TranslationBlock[] {b.next(), b.taken(), afterCall(b)})
                if (to != null && mayJoin(head, to, grown) && seen.add(to)) todo.add(to);
            for (TranslationBlock to : b.targets()) if (mayJoin(head, to, grown) && seen.add(to)) todo.add(to);
        }
        return new Job(List.copyOf(blocks), head.mode, grown, grown, policy.everything());
    }

    private boolean mayJoin(TranslationBlock head, TranslationBlock b, boolean grown) {
        boolean samePage = b.start >>> 12 == head.start >>> 12 && b.secondPage < 0;
        if (!grown && b.installed != null && b.installed.region().valid()) return false;
        return b.valid && !b.breakpoint && b.mode == head.mode && b.limit == head.limit && !b.queued && b.runs() >= policy.threshold() / 16
                && (samePage || (head.mode & Mode.flat(CpuState.CS)) != 0 && b.secondPage < 0 && head.secondPage < 0);
    }

    /** The block a call returns to, when it lies in the same page and has been translated. */
    private TranslationBlock afterCall(TranslationBlock b) {
        boolean call = b.callsIndirectly || b.jumpTarget != -1 && b.jumpTarget != b.eip() + b.bytes;
        boolean same = (b.start ^ b.start + b.bytes) >>> 12 == 0;
        return call && same ? cache.find(b.start + b.bytes, b.eip() + b.bytes, b.mode, b.limit) : null;
    }

    void setLastPass(UnaryOperator<Block> pass) {
        lastPass = pass;
    }

    private Region compile(Job job) {
        var inputs = job.blocks().stream().map(b -> new RegionCompiler.Input(lastPass.apply(b.optimised()), b.start & ~0xfff, b.targetEips(), job.everything() || b.callsSlowPaths)).toList();
        return compiler.compile(inputs, job.mode());
    }

    private void start() {
        thread = new Thread(this::compileLoop, "compile");
        thread.setDaemon(true);
        thread.start();
    }

    private void compileLoop() {
        try {
            var announced = new ArrayList<Done>();
            while (!closed) {
                Job job = announced.isEmpty() ? queue.take() : queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (job != null) announced.add(announce(job, compile(job)));
                announced.removeIf(d -> ready(d) && finished.add(d));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Done announce(Job job, Region region) {
        region.announce();
        return new Done(job, region, System.nanoTime());
    }

    private static boolean ready(Done d) {
        return d.region().announced() || System.nanoTime() - d.since() > PATIENCE_NANOS;
    }

    /** Takes over what the compile thread has finished. */
    void install() {
        for (Done d = finished.poll(); d != null; d = finished.poll()) install(d);
    }

    private void install(Done d) {
        List<TranslationBlock> blocks = d.job().blocks();
        blocks.forEach(b -> b.queued = false);
        // The compiler may have taken fewer blocks than asked, always the first ones.
        blocks = blocks.subList(0, d.region().blocks().size());
        if (!blocks.stream().allMatch(TranslationBlock::valid)) {
            d.job().blocks().forEach(this::setLimit);
            return;
        }
        version++;
        var installed = new Installed(d.region(), blocks.toArray(TranslationBlock[]::new), d.job().grown());
        for (int i = 0; i < blocks.size(); i++) {
            TranslationBlock b = blocks.get(i);
            b.copiedTo(d.region());
            if (!d.job().replaces() && b.installed != null && b.installed.region().valid()) continue;
            b.installed = installed;
            b.entry = i;
        }
        d.job().blocks().forEach(this::setLimit);
        store.add(installed).forEach(this::evict);
        listener.compiled(d.region());
        history.add(d.region(), blocks.getFirst());
        statistics.compiledRegions++;
        statistics.compiledBlocks += blocks.size();
        statistics.compileNanos += d.region().compileNanos();
        statistics.bytecodes += d.region().methodSize();
    }

    /** There is too much code: these blocks are interpreted again until they are hot once more. */
    private void evict(Installed old) {
        old.region().invalidate();
        statistics.evictedRegions++;
        for (TranslationBlock b : old.blocks()) {
            if (b.installed != old) continue;
            b.installed = null;
            b.cool();
            setLimit(b);
        }
    }

    /** Bytecodes of the regions in use. */
    long bytecodes() {
        return store.bytecodes();
    }

    /** All translations were dropped. */
    void forget() {
        queue.clear();
        store.clear();
    }

    @Override
    public void close() {
        closed = true;
        if (thread != null) thread.interrupt();
    }
}
