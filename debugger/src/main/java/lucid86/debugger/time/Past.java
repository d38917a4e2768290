package lucid86.debugger.time;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import lucid86.debugger.stop.StackPointer;
import lucid86.debugger.stop.StopReason;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.debugger.view.Inspector;
import lucid86.jit.run.EngineListener;
import lucid86.jit.x86.Insn;
import lucid86.machine.board.Machine;
import lucid86.machine.cpu.CpuState;

/** Answers questions about the past by running it again, from one checkpoint to the next, the latest first. */
public final class Past {
    /** Runs with all breakpoints armed. */
    public interface Scan {
        /** @param pass a breakpoint at the present instruction does not count */
        void begin(boolean pass);

        /** Runs for at most so much virtual time; says why when it stopped earlier. */
        Optional<StopReason> slice(long nanos);
    }

    private static final long CHUNK = 20_000_000;
    /** How far back an enclosing call is looked for, in instructions. */
    private static final long FAR = 64_000_000;

    private final Timeline timeline;
    private final Machine machine;

    public Past(Timeline timeline) {
        this.timeline = timeline;
        machine = timeline.machine();
    }

    /** A moment of a run, and where a search began. */
    private record Moment(long time, long instructions) {}

    private Moment now() {
        return new Moment(machine.now(), machine.instructions());
    }

    /** Makes sure that the machine can be set back to where it is, exactly. */
    private Checkpoint hold() {
        if (timeline.inPast()) timeline.checkpoint();
        else timeline.enterPast();
        return timeline.before(machine.now() + 1).orElseThrow();
    }

    private void back(Checkpoint to, boolean wasPast) {
        timeline.restore(to);
        if (!wasPast) timeline.toPresent();
    }

    // ---- who wrote ------------------------------------------------------------------------------------------------------------

    /** Who wrote bytes of memory last, before this moment; the machine stays where it is. {@code offset} is into backing memory. */
    public Writer whoWrote(String what, int offset, int size) {
        boolean wasPast = timeline.inPast();
        var here = hold();
        try {
            long end = here.time();
            for (var from = timeline.before(end); from.isPresent() && !timeline.progress().cancelled(); from = timeline.before(end)) {
                if (timeline.pageHistory().changedUpTo(end, offset >>> 12) || timeline.pageHistory().changedUpTo(end, offset + size - 1 >>> 12)) {
                    var seen = new Seen();
                    timeline.restore(from.get());
                    machine.board().map.observeWrites(offset, size, (_, _) -> seen.note());
                    try {
                        timeline.advance(here.instructions(), end);
                    } finally {
                        machine.board().map.observeWrites(0, 0, (_, _) -> {});
                    }
                    if (seen.any) return seen.describe(what);
                }
                end = from.get().time();
            }
            return Writer.none(what);
        } finally {
            back(here, wasPast);
        }
    }

    /** The last write seen. */
    private final class Seen {
        private boolean any, device;
        private long instructions, time;

        void note() {
            any = true;
            device = !machine.executing();
            instructions = machine.instructions() - (device ? 0 : 1);
            time = machine.now();
        }

        /** Goes there to read the instruction. */
        Writer describe(String what) {
            timeline.goToInstruction(instructions);
            return Past.this.describe(what, time, device);
        }
    }

    private Writer describe(String what, long time, boolean device) {
        var inspector = new Inspector(machine, timeline.engine(), SymbolTable.EMPTY);
        int linear = inspector.linearEip();
        return new Writer(what, true, machine.instructions(), time, device, linear, inspector.code().line(linear).text());
    }

    /** Which instruction changed a value last, as a register's; the machine stays where it is. */
    public Writer whoChanged(String what, IntSupplier value) {
        boolean wasPast = timeline.inPast();
        var here = hold();
        try {
            long end = here.time(), endInstructions = here.instructions();
            while (!timeline.progress().cancelled()) {
                var from = timeline.before(end);
                if (from.isEmpty()) break;
                timeline.densify(from.get(), endInstructions);
                from = timeline.before(end);
                timeline.restore(from.orElseThrow());
                int last = value.getAsInt();
                long changed = -1, time = 0;
                while (machine.instructions() < endInstructions && machine.now() < end) {
                    long before = machine.instructions();
                    if (!timeline.advance(before + 1, end)) break;
                    int v = value.getAsInt();
                    if (v == last) continue;
                    last = v;
                    changed = before;
                    time = machine.now();
                }
                if (changed >= 0) {
                    timeline.goToInstruction(changed);
                    return describe(what, time, false);
                }
                end = from.get().time();
                endInstructions = from.get().instructions();
            }
            return Writer.none(what);
        } finally {
            back(here, wasPast);
        }
    }

    // ---- running backwards ----------------------------------------------------------------------------------------------------------

    /** Goes back to where a breakpoint stopped, or would have stopped, the machine last; to the beginning of history when none did. */
    public Optional<StopReason> reverseContinue(Scan scan) {
        var here = hold();
        var end = new Moment(here.time(), here.instructions());
        long upTo = end.time();
        for (var from = timeline.before(upTo); from.isPresent(); from = timeline.before(upTo)) {
            int hits = count(scan, from.get(), upTo, end, Integer.MAX_VALUE).number;
            if (timeline.progress().cancelled()) {
                timeline.restore(here);
                return Optional.empty();
            }
            if (hits > 0) return count(scan, from.get(), upTo, end, hits).reason;
            upTo = from.get().time();
        }
        timeline.goToInstruction(timeline.firstInstructions());
        return Optional.empty();
    }

    private record Hits(int number, Optional<StopReason> reason) {}

    /** Counts stops between a checkpoint and a time, and stays at the {@code most}th. */
    private Hits count(Scan scan, Checkpoint from, long upTo, Moment end, int most) {
        timeline.restore(from);
        scan.begin(false);
        int hits = 0;
        while (machine.now() < upTo && !timeline.progress().cancelled()) {
            var before = now();
            var reason = scan.slice(timeline.most(Math.min(CHUNK, upTo - machine.now())));
            timeline.progress().at(machine.instructions());
            if (machine.instructions() >= end.instructions()) break;
            if (reason.isPresent()) {
                if (++hits == most) return new Hits(hits, reason);
                scan.begin(true);
            } else if (timeline.ranInPast() || before.equals(now())) {
                break;
            }
        }
        return new Hits(hits, Optional.empty());
    }

    /** One instruction back, but calls and interrupts that ended here are left out as a whole. */
    public void stepBackOver() {
        var here = hold();
        var calls = calls(here.instructions() - 1, 1);
        int depth = calls.size();
        // What the last instruction returned from is the outermost call that is open before it and closed after it.
        var open = calls.clone();
        timeline.goToInstruction(here.instructions() - 1);
        timeline.advance(here.instructions(), Long.MAX_VALUE);
        close(open, machine.cpu());
        int closed = depth - open.size();
        long target = here.instructions() - 1;
        for (int i = 0; i < closed; i++) target = calls.pop().instructions();
        timeline.goToInstruction(target);
    }

    /** Back to the call, or the interrupted instruction, that led here; false when history does not show it. */
    public boolean stepBackOut() {
        var here = hold();
        for (long reach = 1; reach <= FAR && !timeline.progress().cancelled(); reach = Math.max(reach * 8, 1_000_000)) {
            var calls = calls(here.instructions(), reach);
            if (!calls.isEmpty()) {
                timeline.goToInstruction(calls.peek().instructions());
                return true;
            }
            if (here.instructions() - reach <= timeline.firstInstructions()) break;
        }
        timeline.restore(here);
        return false;
    }

    /** Back to just behind the last branch that was taken before this moment: a jump, a call, an interrupt; false when there is none. */
    public boolean stepBackBranch() {
        var here = hold();
        var last = lastBranch(here.instructions());
        if (last.isPresent()) timeline.goToInstruction(last.getAsLong());
        else timeline.restore(here);
        return last.isPresent();
    }

    /**
     * Back to the beginning of the translation block that the instruction before belongs to; false when there is none.
     *
     * @param length number of instructions in the block at the present instruction
     */
    public boolean stepBackBlock(IntSupplier length) {
        var here = hold();
        long end = here.instructions();
        var last = lastBranch(end);
        long at = last.isPresent() ? last.getAsLong() : timeline.firstInstructions();
        if (at >= end) {
            timeline.restore(here);
            return false;
        }
        timeline.goToInstruction(at);
        for (int n = length.getAsInt(); at + n < end && n > 0; n = length.getAsInt()) {
            at += n;
            if (!timeline.advance(at, Long.MAX_VALUE)) break;
        }
        return true;
    }

    /** Instruction count just behind the last branch taken before a moment. */
    private OptionalLong lastBranch(long end) {
        for (long reach = 64; reach <= FAR && !timeline.progress().cancelled(); reach *= 16) {
            long from = Math.max(timeline.firstInstructions(), end - reach);
            timeline.goToInstruction(from);
            long last = -1;
            var inspector = new Inspector(machine, timeline.engine(), SymbolTable.EMPTY);
            while (machine.instructions() < end - 1) {
                int before = linearEip();
                int next = before + inspector.code().insn(before).map(Insn::length).orElse(1);
                if (!timeline.advance(machine.instructions() + 1, Long.MAX_VALUE)) break;
                if (linearEip() != next && linearEip() != before) last = machine.instructions();
            }
            if (last >= 0) return OptionalLong.of(last);
            if (from == timeline.firstInstructions()) break;
        }
        return OptionalLong.empty();
    }

    private int linearEip() {
        return machine.cpu().base(CpuState.CS) + machine.cpu().r[CpuState.EIP];
    }

    /**
     * A call or an interrupt that has not returned.
     *
     * @param instructions executed before it
     * @param base where the stack segment began then
     * @param top the stack pointer then
     */
    private record Call(long instructions, int base, int top, int cpl) {
        static Call next(long instructions, CpuState cpu) {
            return new Call(instructions, cpu.base(CpuState.SS), StackPointer.of(cpu), cpu.cpl);
        }

        /** The stack is back where it was, at the same privilege. */
        boolean over(CpuState cpu) {
            if (cpl != cpu.cpl) return cpl < cpu.cpl;
            int now = cpu.base(CpuState.SS);
            return now == base ? StackPointer.above(cpu, top) >= 0 : Integer.compareUnsigned(now + StackPointer.of(cpu), base + top) >= 0;
        }
    }

    /** The calls open at a moment, the innermost first, as far as they were made since a checkpoint so many instructions before. */
    private ArrayDeque<Call> calls(long end, long reach) {
        timeline.goToInstruction(Math.max(timeline.firstInstructions(), end - reach - 1));
        timeline.before(machine.now() + 1).ifPresent(timeline::restore);
        var open = new ArrayDeque<Call>();
        var interrupted = new boolean[1];
        var listener = new EngineListener() {
            @Override
            public void interrupted(int vector) {
                interrupted[0] = true;
            }

            @Override
            public boolean hearsBlocks() {
                return false;
            }
        };
        timeline.engine().addListener(listener);
        try {
            CpuState cpu = machine.cpu();
            while (machine.instructions() < end && !timeline.progress().cancelled()) {
                close(open, cpu);
                var before = Call.next(machine.instructions(), cpu);
                boolean call = isCall();
                interrupted[0] = false;
                if (!timeline.advance(before.instructions() + 1, Long.MAX_VALUE)) break;
                if (call || interrupted[0]) open.push(before);
            }
            close(open, cpu);
        } finally {
            timeline.engine().removeListener(listener);
        }
        return open;
    }

    private static void close(ArrayDeque<Call> open, CpuState cpu) {
        while (!open.isEmpty() && open.peek().over(cpu)) open.pop();
    }

    /** A call or software interrupt comes next. */
    private boolean isCall() {
        int at = linearEip();
        int op = peek(at);
        while (op == 0x66 || op == 0x67 || op == 0x2e || op == 0x36 || op == 0x3e || op == 0x26 || op == 0x64 || op == 0x65 || op == 0xf2 || op == 0xf3) op = peek(++at);
        return switch (op) {
            case 0xe8, 0x9a, 0xcc, 0xcd, 0xce, 0xf1 -> true;
            case 0xff -> (peek(at + 1) >> 3 & 7) == 2 || (peek(at + 1) >> 3 & 7) == 3;
            default -> false;
        };
    }

    private int peek(int linear) {
        long phys = machine.cpu().mmu.peekTranslate(linear);
        return phys < 0 ? -1 : machine.board().map.peek(phys, 1) & 0xff;
    }
}
