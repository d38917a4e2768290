package lucid86.jit.run;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import lucid86.jit.bytecode.Region;
import lucid86.jit.interp.BlockMemory;
import lucid86.jit.interp.Code;
import lucid86.jit.interp.CodeBlock;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Terminal;
import lucid86.jit.lift.BlockBuilder;
import lucid86.jit.lift.Patched;
import lucid86.jit.opt.Passes;
import lucid86.jit.x86.Insn;

/** A translated piece of guest code: what it is keyed by, its code in each tier, and where it leads. */
public final class TranslationBlock extends CodeBlock {
    /** Mode bit of blocks that hold just one instruction, to be executed alone. */
    static final int ALONE = 1 << 31;
    /** One slow access in this many runs is too often; but fewer than so many are what every block has when its pages are not in the TLB yet. */
    private static final int OFTEN_SLOW = 16, LEAST_SLOW = 100;
    /** Most targets remembered of an indirect jump. */
    private static final int MAX_TARGETS = 16;
    /**
     * HotSpot stops putting helpers in place where a method has 18,000 nodes; a quick twin may have hundreds, a check a few. Measured with x87
     * code: with regions of more, it stopped.
     */
    private static final int CALL_WEIGHT = 5;

    // ---- key, with its EIP
    final int mode;
    final int limit;
    /** Offset of its first byte in backing memory. */
    final int start;
    /** Offset of the second page it reaches into (its first instruction straddles), or -1. */
    final int secondPage;

    // ---- contents
    /** What the IR is made from again when somebody wants it: the guest bytes, and who lifts them. */
    private final BlockBuilder builder;
    private final byte[] guestCode;
    /** Immediates it reads when it runs, and the bytes that may change for that. */
    final Patched patched;
    private final BitSet live;
    /** Instructions decoded: none when the block only raises #GP for lying outside CS. */
    private final int decoded;
    /** Number of operations of the optimised IR. */
    private final int operations;
    /** Instructions, with {@link #CALL_WEIGHT} more for each call of a helper. */
    final int weight;
    /** Where a direct jump or a call at the end leads; -1 when it ends otherwise. */
    final int jumpTarget;
    /** It ends with a call of a computed address. */
    final boolean callsIndirectly;
    final int[] insnEips;
    final int bytes;
    final boolean breakpoint;

    // ---- state
    /** Where it was translated; another CS base may give other linear addresses later. */
    int linear;
    boolean valid = true;
    boolean queued;
    long compiledRuns;
    /** How often compiled code was left in the middle of it; {@link #callsSlowPaths} is set when that was too often. */
    int left;
    boolean callsSlowPaths;
    /** The region to enter it by, and its number there. */
    Installed installed;
    int entry;
    /** Every region that has a copy of it: one may hold blocks that are entered by another. */
    private List<Region> copies = List.of();
    /** Where the indirect jump at its end was seen to lead, in the order of appearance. Replaced, never changed: the compile thread reads it. */
    private volatile List<TranslationBlock> targets = List.of();
    TranslationBlock chain;
    String dropReason = "";

    /** @param keep see {@link CodeBlock} */
    TranslationBlock(Key key, BlockBuilder builder, byte[] guestCode, BlockBuilder.Lifted lifted, Patched patched, Block block, Code code, BlockMemory memory, boolean keep, boolean breakpoint) {
        super(key.eip(), key.start() & ~0xfff, block.insns(), code, memory, keep);
        this.mode = key.mode();
        this.limit = key.limit();
        this.start = key.start();
        this.secondPage = key.secondPage();
        this.builder = builder;
        this.guestCode = guestCode;
        this.decoded = lifted.insns().size();
        this.live = lifted.live();
        this.patched = patched;
        this.operations = block.ops().size();
        this.jumpTarget = block.terminal() instanceof Terminal.Goto(int to) ? to : -1;
        this.callsIndirectly = block.terminal() instanceof Terminal.Indirect(_, var kind) && kind == Terminal.Kind.CALL;
        this.bytes = block.bytes();
        this.breakpoint = breakpoint;
        insnEips = new int[count];
        int n = 0, calls = 0;
        for (var op : block.ops()) {
            if (op instanceof Op.Mark m && n < count) insnEips[n++] = m.eip();
            else if (op instanceof Op.Call) calls++;
        }
        weight = count + CALL_WEIGHT * calls;
    }

    /** The IR, made again from the guest bytes; equal each time. Any thread. */
    BlockBuilder.Lifted lift() {
        return builder.rebuild(guestCode, eip, mode, limit, decoded, patched);
    }

    /** One of these bytes of it, counted from its first, matters for the translation. */
    boolean dependsOn(int from, int to) {
        int at = Math.max(from, 0);
        return live.nextClearBit(at) < Math.min(to, bytes);
    }

    /** Its indirect jump led to this block. */
    void ledTo(TranslationBlock to) {
        linkTarget(to);
        if (targets.size() >= MAX_TARGETS || targets.contains(to)) return;
        var more = new ArrayList<TranslationBlock>(targets.size() + 1);
        for (TranslationBlock t : targets) if (t.valid) more.add(t);
        more.add(to);
        targets = List.copyOf(more);
    }

    List<TranslationBlock> targets() {
        return targets;
    }

    List<Integer> targetEips() {
        return targets.stream().map(TranslationBlock::eip).toList();
    }

    /** A region with a copy of this block was installed. */
    void copiedTo(Region r) {
        copies = Stream.concat(copies.stream().filter(Region::valid), Stream.of(r)).toList();
    }

    /** Neither this block nor any copy of it is to be entered from now on. */
    void invalidate(String why) {
        valid = false;
        detach();
        dropReason = why;
        copies.forEach(Region::invalidate);
        copies = List.of();
        installed = null;
    }

    /** What identifies a block; see the fields. */
    record Key(int eip, int mode, int limit, int start, int secondPage) {}

    /** Offset of the first instruction in CS. */
    public int eip() {
        return eip;
    }

    /** Linear address it was translated at. */
    public int linear() {
        return linear;
    }

    /** {@link lucid86.machine.cpu.Mode} bits it was translated for. */
    public int mode() {
        return mode;
    }

    /** Offset of its first byte in backing memory (the physical address for RAM). */
    public int start() {
        return start;
    }

    /** Length of the guest code in bytes. */
    public int bytes() {
        return bytes;
    }

    /** The guest's bytes it was made from. */
    public byte[] guestCode() {
        return guestCode.clone();
    }

    /** Number of guest instructions. */
    public int count() {
        return count;
    }

    /** How often the engine entered compiled code here; ways from region to region along links are not counted. */
    public long compiledRuns() {
        return compiledRuns;
    }

    /** Guest instructions executed here in the interpreter, and in the compiled region it belongs to. */
    public long heat() {
        Installed i = installed;
        return runs() * count + (i == null ? 0 : i.instructions);
    }

    /** The blocks of the compiled region it belongs to, by number; none while it is interpreted. */
    public List<TranslationBlock> companions() {
        Installed i = installed;
        return i == null ? List.of() : List.of(i.blocks());
    }

    /** Ends at, or begins with, a breakpoint: never compiled. */
    public boolean atBreakpoint() {
        return breakpoint;
    }

    public boolean valid() {
        return valid;
    }

    /** Made for its one instruction: by stepping, or where a run's last instructions were not the whole of a block. Never compiled. */
    public boolean alone() {
        return (mode & ALONE) != 0;
    }

    /** The compiled region it belongs to, or null. */
    public Region region() {
        Installed i = installed;
        return i == null ? null : i.region();
    }

    /** Waiting for the compiler. */
    public boolean queued() {
        return queued;
    }

    /** IR as lifted, before any pass. */
    public Block lifted() {
        return lift().block();
    }

    /** Number of operations in the IR after all passes. */
    public int operations() {
        return operations;
    }

    /** IR after all passes. */
    public Block optimised() {
        return Passes.optimise(lifted());
    }

    public List<Insn> insns() {
        return lift().insns();
    }

    /** Blocks it was seen to continue at: fall-through or only successor, and taken branch; null when not yet seen. */
    @Override
    public TranslationBlock next() {
        return (TranslationBlock) super.next();
    }

    @Override
    public TranslationBlock taken() {
        return (TranslationBlock) super.taken();
    }

    /** See {@link #setAskAt}. */
    void askAt(long runs) {
        setAskAt(runs);
    }

    /** It is as if it had never run. */
    void cool() {
        setRuns(0);
        slowAccesses = 0;
    }

    /** It is as if it had run less often. */
    void waitLonger(int runsMore) {
        setRuns(runs() - runsMore);
    }

    /** Its accesses were slow in the interpreter so often that compiled code would be left for them all the time. */
    boolean isSlow() {
        return slowAccesses >= LEAST_SLOW && slowAccesses > runs() / OFTEN_SLOW;
    }

    void leadsTo(TranslationBlock to, boolean branchTaken) {
        if (branchTaken) linkTaken(to);
        else linkNext(to);
    }

    /** Why it was dropped; empty while valid. */
    public String dropReason() {
        return dropReason;
    }
}
