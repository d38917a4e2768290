package lucid86.debugger.lockstep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import lucid86.debugger.view.BlockDetail;
import lucid86.debugger.view.BlockTable;
import lucid86.jit.ir.RegNames;
import lucid86.jit.run.TranslationBlock;
import lucid86.machine.board.SliceEnd;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.save.MachineState;

/**
 * Runs two machines of the same configuration side by side, compares CPU, chips and memory after each stretch, and finds the first
 * instruction after which they differ by running the stretch again and again, half as far each time.
 */
public final class Lockstep {
    private static final int TRACE = 12, MOST_DIFFERENCES = 24;

    private final Side first, second;
    private final long stretch;

    /** @param stretch nanoseconds of virtual time between two comparisons */
    public Lockstep(Side first, Side second, long stretch) {
        this.first = first;
        this.second = second;
        this.stretch = stretch;
    }

    /**
     * Runs until the machines part, switch themselves off, sleep for good, or a time has come.
     *
     * @param progress told the instruction count after each stretch
     */
    public Optional<Divergence> run(long until, LongConsumer progress) {
        long agreed = first.machine.now();
        while (first.machine.now() < until) {
            long start = first.machine.instructions();
            long end = Math.min(until, first.machine.now() + stretch);
            SliceEnd a = first.machine.runUntil(end), b = second.machine.runUntil(end);
            if (a != b || !differences(1).isEmpty()) return Optional.of(find(agreed, start));
            progress.accept(first.machine.instructions());
            if (a == SliceEnd.POWERED_OFF || a == SliceEnd.IDLE) return Optional.empty();
            first.timeline.checkpoint();
            second.timeline.checkpoint();
            agreed = first.machine.now();
        }
        return Optional.empty();
    }

    private Divergence find(long agreed, long start) {
        long same = start, different = Math.max(first.machine.instructions(), second.machine.instructions());
        while (different - same > 1) {
            long middle = same + (different - same) / 2;
            both(agreed, middle);
            if (differences(1).isEmpty()) same = middle;
            else different = middle;
        }
        var firstTrace = trace(first, agreed, start, different);
        var secondTrace = trace(second, agreed, start, different);
        both(agreed, different - 1);
        int linear = first.inspector().linearEip();
        String text = first.inspector().code().line(linear).text();
        both(agreed, different);
        return new Divergence(different, linear, text, differences(MOST_DIFFERENCES), firstTrace, secondTrace, block(linear));
    }

    private void both(long agreed, long instructions) {
        first.timeline.repeat(agreed, instructions);
        second.timeline.repeat(agreed, instructions);
    }

    /** States before the last instructions, each reached by a run of its own: a run cut short may go another way through the engine. */
    private static List<String> trace(Side s, long agreed, long start, long end) {
        var lines = new ArrayList<String>();
        for (long n = Math.max(start, end - TRACE); n <= end; n++) {
            s.timeline.repeat(agreed, n);
            CpuState cpu = s.machine.cpu();
            int linear = s.inspector().linearEip();
            var registers = new StringBuilder();
            for (int i = 0; i < 8; i++) registers.append(String.format(" %s=%08x", RegNames.name(i), cpu.r[i]));
            lines.add(String.format("%d %08x %-36s%s efl=%08x", n, linear, s.inspector().code().line(linear).text(), registers, cpu.eflags()));
        }
        return lines;
    }

    private Optional<BlockDetail> block(int linear) {
        for (Side s : new Side[] {second, first})
            for (TranslationBlock b : s.engine.blockList())
                if (b.region() != null && linear - b.linear() >= 0 && linear - b.linear() < b.bytes())
                    return new BlockDetail.Query(BlockTable.key(b)).read(s.inspector());
        return Optional.empty();
    }

    // ---- comparing ------------------------------------------------------------------------------------------------------------

    private List<String> differences(int most) {
        var list = new ArrayList<String>();
        MachineState a = first.machine.save(), b = second.machine.save();
        for (var section : a.sections().entrySet()) {
            if (section.getKey().equals("tlb")) continue;
            Map<String, Object> others = b.sections().get(section.getKey());
            section.getValue().forEach((name, value) -> compare(section.getKey() + "." + name, value, others.get(name), list));
            if (list.size() >= most) break;
        }
        byte[] one = first.machine.board().map.backing, other = second.machine.board().map.backing;
        for (int at = 0; list.size() < most; at++) {
            int next = Arrays.mismatch(one, at, one.length, other, at, other.length);
            if (next < 0) break;
            at += next;
            list.add(String.format("memory %08x: %02x / %02x", at, one[at] & 0xff, other[at] & 0xff));
        }
        return list;
    }

    private static void compare(String name, Object a, Object b, List<String> list) {
        switch (a) {
            case int[] x when b instanceof int[] y && x.length == y.length -> {
                for (int i = 0; i < x.length; i++)
                    if (x[i] != y[i]) list.add(String.format("%s: %08x / %08x", name.equals("cpu.general") ? "cpu." + RegNames.name(i) : name + "[" + i + "]", x[i], y[i]));
            }
            case long[] x when b instanceof long[] y && x.length == y.length -> {
                for (int i = 0; i < x.length; i++) if (x[i] != y[i]) list.add(String.format("%s[%d]: %016x / %016x", name, i, x[i], y[i]));
            }
            case Long x when b instanceof Long y -> {
                if (!x.equals(y)) list.add(String.format("%s: %x / %x", name, x, y));
            }
            default -> {
                if (!Objects.deepEquals(a, b)) list.add(name + " differs");
            }
        }
    }
}
