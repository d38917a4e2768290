package lucid86.debugger.view;

import java.util.ArrayList;
import java.util.List;
import lucid86.jit.ir.Terminal;
import lucid86.jit.lift.BlockBuilder;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.run.TranslationBlock;

/** Says in words why a block is as it is. */
final class BlockNotes {
    private BlockNotes() {}

    /** @param waiting regions in the compiler's queue */
    static List<String> of(TranslationBlock b, TierPolicy policy, int waiting) {
        var notes = new ArrayList<String>();
        notes.add("Ends here: " + end(b) + ".");
        notes.add(tier(b, policy, waiting) + ".");
        return List.copyOf(notes);
    }

    static String end(TranslationBlock b) {
        int after = b.eip() + b.bytes();
        return switch (b.lifted().terminal()) {
            case Terminal.Branch t -> String.format("a conditional jump leads to %x or on to %x", t.taken(), t.next());
            case Terminal.Indirect(_, Terminal.Kind kind) -> switch (kind) {
                case RETURN -> "a return leads to wherever it was called from";
                case CALL -> "a call leads to a computed address";
                case JUMP -> "a jump leads to a computed address";
            };
            case Terminal.Exit _ -> "the last instruction may change interrupts, modes or devices, or leaves EIP itself: the engine looks at events behind it";
            case Terminal.Goto(int to) -> to != after ? String.format("a direct jump or call leads to %x", to) : cut(b);
        };
    }

    /** Why a block ends although its last instruction does not jump. */
    private static String cut(TranslationBlock b) {
        int end = (b.start() & 0xfff) + b.bytes();
        if (b.count() >= BlockBuilder.MAX_INSNS) return "a block holds " + BlockBuilder.MAX_INSNS + " instructions at most";
        // An instruction of up to 15 bytes that would reach into the next page begins a block of its own.
        if (end >= 4096 - 15) return "the page ends, and the next one may be mapped anywhere";
        return "a breakpoint follows, the code segment ends, or its IR would have too many temporaries";
    }

    static String tier(TranslationBlock b, TierPolicy policy, int waiting) {
        var region = b.region();
        if (region != null && region.valid())
            return String.format("Compiled in %s: %d blocks, %,d bytecodes, made in %.1f ms, entered here %,d times", region.name(), region.blocks().size(),
                    region.methodSize(), region.compileNanos() / 1e6, b.compiledRuns());
        if (b.atBreakpoint()) return "Not compiled: there is a breakpoint at its start";
        if (!policy.compiles()) return "Not compiled: the engine is set to interpret only";
        if (b.start() < 0) return "Not compiled: it lies in no memory that could be watched for changes";
        if (b.queued()) return "Waits for the compiler: " + waiting + " regions are in its queue";
        if (b.runs() >= policy.threshold()) return "Will be compiled when it is entered next";
        return String.format("Not compiled yet: %,d of %,d runs", b.runs(), policy.threshold());
    }
}
