package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lucid86.jit.interp.Interpreter;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.ir.Terminal;
import lucid86.jit.ir.Val;
import lucid86.jit.ir.Val.Tmp;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes the one method of a region. Guest registers live in locals between the prologue and the epilogue; whatever
 * leaves the method, exceptions too, writes them back. All locals are set at the start and the operand stack is empty at
 * every label, so that every stack-map frame but the handlers' is "same".
 */
final class RegionWriter {
    /**
     * Most instructions in one call. HotSpot then compiles the method for being called often, not as well for each loop it is
     * found in (on-stack replacement), which would multiply the work of its compilers.
     */
    static final int SLICE = 5000;

    private static final String EXIT = "lucid86/machine/cpu/GuestExit";

    private final MethodVisitor mv;
    private final List<RegionCompiler.Input> inputs;
    private final List<Block> blocks;
    private final Sites sites;
    private final LocalPlan plan;
    private final List<int[]> temps = new ArrayList<>();
    private final List<LateFlags> lates = new ArrayList<>();
    private final List<List<X87Runs.Run>> x87Runs = new ArrayList<>();
    private final Map<Integer, Integer> blockAt = new HashMap<>();
    private final Label[] labels;
    private final Label epilogue = new Label(), faulted = new Label();
    private final Emit emit;
    private final EmitState state;
    private final EmitConditions conditions;
    private final EmitMemory memory;
    private final SideExits exits;
    private final EmitFlags flags;
    private final FlagNotes notes;
    private final Loops loops;
    private final Entries entries;
    private final BudgetChecks budget;
    private int site;

    RegionWriter(MethodVisitor mv, List<RegionCompiler.Input> inputs, int mode, int memorySize, Sites sites) {
        this.mv = mv;
        this.inputs = inputs;
        blocks = inputs.stream().map(RegionCompiler.Input::block).toList();
        this.sites = sites;
        for (RegionCompiler.Input in : inputs) x87Runs.add(in.callsSlowPaths() ? List.of() : X87Runs.of(in.block()));
        plan = new LocalPlan(blocks, x87Runs.stream().anyMatch(runs -> !runs.isEmpty()));
        for (Block b : blocks) {
            lates.add(new LateFlags(b, !inputs.get(lates.size()).callsSlowPaths()));
            temps.add(plan.temps(b, lates.getLast()));
        }
        labels = new Label[blocks.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = new Label();
            blockAt.putIfAbsent(blocks.get(i).eip(), i);
        }
        int[][] successors = IntStream.range(0, blocks.size()).mapToObj(this::successors).toArray(int[][]::new);
        notes = new FlagNotes(blocks, lates, successors);
        emit = new Emit(mv, plan, notes, mode, memorySize, epilogue, faulted);
        state = emit.state;
        conditions = emit.conditions;
        memory = emit.memory;
        exits = emit.exits;
        flags = emit.flags;
        loops = new Loops(successors);
        entries = new Entries(mv, state, loops, labels);
        budget = new BudgetChecks(blocks, successors, loops);
    }

    /** See {@link Region#longest}. */
    int longest() {
        return budget.longest();
    }

    void write() {
        var handler = new Label();
        var spilledHandler = new Label();
        mv.visitCode();
        var wanted = new Label();
        mv.visitVarInsn(ILOAD, LocalPlan.ENTRY);
        mv.visitJumpInsn(IFGE, wanted);
        mv.visitInsn(ICONST_0);
        mv.visitInsn(IRETURN);
        mv.visitLabel(wanted);
        same();
        prologue();
        frame(plan);
        entries.begin();
        for (int i = 0; i < blocks.size(); i++) block(i);
        var slowPaths = new Label();
        mv.visitLabel(slowPaths);
        mv.visitLineNumber(Region.SLOW_PATHS, slowPaths);
        state.flushDeferred();

        mv.visitLabel(epilogue);
        same();
        flags.anyToFile();
        state.writeBack();
        state.budgetBack();
        mv.visitVarInsn(ILOAD, LocalPlan.ENTRY);
        mv.visitInsn(IRETURN);

        // Helpers that may touch everything run with the registers in memory: do not overwrite them.
        for (Label[] range : state.spilledCalls()) mv.visitTryCatchBlock(range[0], range[1], spilledHandler, EXIT);
        for (Label[] range : state.calls()) mv.visitTryCatchBlock(range[0], range[1], handler, EXIT);
        mv.visitLabel(handler);
        mv.visitFrame(F_SAME1, 0, null, 1, new Object[] {EXIT});
        thrown();
        mv.visitLabel(faulted);
        same();
        state.siteBack();
        mv.visitInsn(ICONST_M1);
        mv.visitVarInsn(ISTORE, LocalPlan.ENTRY);
        mv.visitJumpInsn(GOTO, epilogue);
        mv.visitLabel(spilledHandler);
        mv.visitFrame(F_SAME1, 0, null, 1, new Object[] {EXIT});
        thrown();
        state.siteBack();
        mv.visitInsn(ICONST_M1);
        mv.visitInsn(IRETURN);
        mv.visitMaxs(12, plan.count());
        mv.visitEnd();
    }

    /** Keeps the exception for the engine. */
    private void thrown() {
        mv.visitVarInsn(ALOAD, LocalPlan.CPU);
        mv.visitInsn(SWAP);
        mv.visitFieldInsn(PUTFIELD, EmitState.CPU, "thrown", "L" + EXIT + ";");
    }

    private void prologue() {
        MachinePart.CPU.load(mv);
        mv.visitVarInsn(ASTORE, LocalPlan.CPU);
        MachinePart.FILE.load(mv);
        mv.visitVarInsn(ASTORE, LocalPlan.FILE);
        state.takeBudget(SLICE);
        for (int l : new int[] {LocalPlan.SITE, LocalPlan.PAGE, LocalPlan.LINEAR, LocalPlan.NOTE}) zero(l);
        for (int w = 0; w < 3; w++) zero(LocalPlan.FLAG_WORDS + w);
        for (int g = 0; g < AccessGroups.MAX; g++) zero(LocalPlan.GROUPS + g);
        state.reload();
        for (int l = plan.x87(); l < plan.firstMantissa(); l++) zero(l);
        for (int l = plan.firstMantissa(); l < plan.firstTemp(); l += 2) {
            mv.visitInsn(LCONST_0);
            mv.visitVarInsn(LSTORE, l);
        }
        for (int l = plan.firstTemp(); l < plan.count(); l++) zero(l);
    }

    private void zero(int local) {
        mv.visitInsn(ICONST_0);
        mv.visitVarInsn(ISTORE, local);
    }

    /** The one full frame: this, cpu, entry, file, then ints and the mantissas among them, which are long. */
    private void frame(LocalPlan plan) {
        int mantissas = (plan.firstTemp() - plan.firstMantissa()) / 2;
        var types = new Object[plan.count() - mantissas];
        Arrays.fill(types, INTEGER);
        Arrays.fill(types, plan.firstMantissa(), plan.firstMantissa() + mantissas, LONG);
        types[LocalPlan.THIS] = state.thisType();
        types[LocalPlan.CPU] = EmitState.CPU;
        types[LocalPlan.FILE] = "[I";
        mv.visitFrame(F_FULL, types.length, types, 0, null);
    }

    private void same() {
        mv.visitFrame(F_SAME, 0, null, 0, null);
    }

    private void block(int i) {
        Block b = blocks.get(i);
        state.temps(temps.get(i));
        mv.visitLabel(labels[i]);
        mv.visitLineNumber(site + 1, labels[i]);
        same();
        if (loops.isHeader(i)) entries.header(i);
        charge(i, b);

        List<Op> ops = b.ops();
        boolean fused = b.terminal() instanceof Terminal.Branch(Tmp t, int _, int _) && !ops.isEmpty() && isTest(ops.getLast())
                && t.equals(ops.getLast().dst());
        int insn = 0;
        boolean siteKnown = true, untouched = true;
        flags.block(i);
        var groups = new AccessGroups(b);
        memory.block(Chases.of(b), inputs.get(i).page() - (b.eip() & ~0xfff));
        LateFlags late = lates.get(i);
        exits.block(!inputs.get(i).callsSlowPaths());
        emit.x87.block(x87Runs.get(i));
        for (int k = 0; k < ops.size() - (fused ? 1 : 0); k++) {
            Op op = ops.get(k);
            emit.x87.before(k);
            if (op instanceof Op.Mark m) {
                sites.set(site, m.eip(), b.insns() - insn - 1, i);
                if (insn > 0) lineNumber();
                site++;
                exits.instruction(site - 1);
                emit.x87.instruction();
                siteKnown = false;
                untouched = true;
                insn++;
                continue;
            }
            // Only an exception asks for the site.
            if (!siteKnown && mayThrow(op)) {
                state.site(site - 1);
                siteKnown = true;
            }
            conditions.whenGuessIsWrong(exits.used() && untouched ? exits::label : null);
            Op now = late.at(k);
            if (now != null) emit.op(now, groups.of(k), notes.at(i, k));
            untouched &= op.isPure() && !(op.dst() instanceof Val.Reg);
            if (late.from(k) != null) exits.late(late.from(k).ops(), notes.at(i, k));
            else if (op instanceof Op.SetFlags) exits.late(List.of(), null);
        }
        emit.x87.before(ops.size() - (fused ? 1 : 0));
        conditions.whenGuessIsWrong(exits.used() && untouched ? exits::label : null);
        terminal(i, b, fused ? ops.getLast() : null);
    }

    private void charge(int i, Block b) {
        if (budget.asks(i)) {
            var spent = new Label();
            mv.visitVarInsn(ILOAD, LocalPlan.BUDGET);
            state.constant(budget.reach(i) - 1);
            mv.visitJumpInsn(IF_ICMPLE, spent);
            state.defer(spent, () -> {
                state.setEip(b.eip());
                leave(i, Interpreter.EXIT);
            });
        }
        mv.visitIincInsn(LocalPlan.BUDGET, -b.insns());
    }

    private boolean mayThrow(Op op) {
        boolean access = op instanceof Op.Load || op instanceof Op.Store || op instanceof Op.Lin;
        return op.mayFault() && !(access && exits.used()) && !emit.callsTwin(op);
    }

    private static boolean isTest(Op op) {
        return op instanceof Op.Cmp || op instanceof Op.Cond;
    }

    /** Line numbers are site numbers, from 1: they lead from generated code back to the guest's instruction. */
    private void lineNumber() {
        var here = new Label();
        mv.visitLabel(here);
        mv.visitLineNumber(site + 1, here);
    }

    private void terminal(int i, Block b, Op fused) {
        switch (b.terminal()) {
            case Terminal.Goto(int target) -> go(i, target, Interpreter.NEXT);
            case Terminal.Branch branch -> {
                var taken = new Label();
                if (fused instanceof Op.Cmp c) {
                    conditions.jumpIf(c, taken);
                } else if (fused instanceof Op.Cond c) {
                    conditions.jumpIf(c, taken);
                } else {
                    state.load(branch.condition());
                    mv.visitJumpInsn(IFNE, taken);
                }
                go(i, branch.next(), Interpreter.NEXT);
                mv.visitLabel(taken);
                same();
                go(i, branch.taken(), Interpreter.TAKEN);
            }
            case Terminal.Indirect(Val target, Terminal.Kind kind) -> {
                indirectInside(i, target, kind);
                state.setEip(target);
                leave(i, Interpreter.INDIRECT);
            }
            case Terminal.Exit _ -> leave(i, Interpreter.EXIT);
        }
    }

    /** A jump first tries the places in the region it was seen to lead to; a return those that follow a call, too. */
    private void indirectInside(int i, Val target, Terminal.Kind kind) {
        int[] to = places(i, kind).stream().mapToInt(Integer::intValue).toArray();
        if (to.length == 0) return;
        var leaves = new Label();
        state.load(target);
        mv.visitLookupSwitchInsn(leaves, to, Arrays.stream(to).mapToObj(eip -> site(i, blockAt.get(eip))).toArray(Label[]::new));
        mv.visitLabel(leaves);
        same();
    }

    /** EIPs in the region that the indirect jump at the end of a block is tried to lead to. */
    private SortedSet<Integer> places(int i, Terminal.Kind kind) {
        var places = new TreeSet<>(inputs.get(i).targets());
        if (kind == Terminal.Kind.RETURN) {
            for (Block b : blocks) {
                int after = b.eip() + b.bytes();
                if (isCall(b, after)) places.add(after);
            }
        }
        places.retainAll(blockAt.keySet());
        return places;
    }

    private int[] successors(int i) {
        Stream<Integer> eips = switch (blocks.get(i).terminal()) {
            case Terminal.Goto(int target) -> Stream.of(target);
            case Terminal.Branch b -> Stream.of(b.next(), b.taken());
            case Terminal.Indirect(_, Terminal.Kind kind) -> places(i, kind).stream();
            case Terminal.Exit _ -> Stream.empty();
        };
        return eips.filter(blockAt::containsKey).mapToInt(blockAt::get).toArray();
    }

    private static boolean isCall(Block b, int after) {
        return b.terminal() instanceof Terminal.Goto(int to) && to != after || b.terminal() instanceof Terminal.Indirect(_, var k) && k == Terminal.Kind.CALL;
    }

    /** Where a jump to a block of the region goes: there, or past the check of its page first. */
    private Label site(int from, int to) {
        if (samePage(from, to)) return labels[to];
        var check = new Label();
        state.defer(check, () -> go(from, blocks.get(to).eip(), Interpreter.INDIRECT));
        return check;
    }

    private void go(int i, int target, int how) {
        Integer inside = blockAt.get(target);
        if (inside != null && samePage(i, inside)) {
            mv.visitJumpInsn(GOTO, labels[inside]);
            return;
        }
        if (inside != null) {
            var moved = new Label();
            memory.checkPage(target, inputs.get(inside).page(), moved);
            mv.visitJumpInsn(GOTO, labels[inside]);
            mv.visitLabel(moved);
            same();
        }
        state.setEip(target);
        leave(i, how);
    }

    private boolean samePage(int i, int k) {
        return inputs.get(i).page() == inputs.get(k).page() && (blocks.get(i).eip() ^ blocks.get(k).eip()) >>> 12 == 0;
    }

    private void leave(int i, int how) {
        state.constant(i << 2 | how);
        mv.visitVarInsn(ISTORE, LocalPlan.ENTRY);
        mv.visitJumpInsn(GOTO, epilogue);
    }
}
