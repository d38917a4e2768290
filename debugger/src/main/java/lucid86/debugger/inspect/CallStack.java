package lucid86.debugger.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;
import lucid86.jit.x86.Insn;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;

/**
 * Who called whom, in 16- and 32-bit code. Follows the chain of frame pointers that {@code push ebp; mov ebp,esp} makes; where there is
 * none, words on the stack count as return addresses when they lie right behind a call instruction. A guess, marked as such.
 *
 * @param frames the innermost first
 */
public record CallStack(List<Frame> frames) {
    /** How sure a frame is. */
    public enum Origin {
        /** Where the CPU is. */
        CURRENT,
        /** From the chain of frame pointers. */
        FRAME_POINTER,
        /** A word on the stack behind a call. */
        GUESS
    }

    /**
     * One frame.
     *
     * @param linear where it is, or will go on
     * @param selector its CS
     * @param offset in that segment
     * @param slot linear address of the return address on the stack; of the top of the stack for the current frame
     * @param name nearest symbol with distance, or empty
     * @param source its source line, or empty
     */
    public record Frame(Origin origin, int linear, int selector, int offset, int slot, String name, String source) {}

    /**
     * The question.
     *
     * @param most frames in the answer
     */
    public record Query(int most) implements View<CallStack> {
        @Override
        public CallStack read(Inspector machine) {
            return new Walker(machine, Math.clamp(most, 1, 1000)).walk();
        }

        @Override
        public int perSecond() {
            return 8;
        }
    }

    /** Bytes of stack that are looked at for return addresses. */
    private static final int REACH = 0x4000;
    /** Longest encoding of a call before a return address. */
    private static final int LONGEST_CALL = 8;

    private static final class Walker {
        private final Inspector machine;
        private final CpuState cpu;
        private final int most;
        private final int word;
        private final int stackBase, codeBase;
        private final int stackMask;
        private final List<Frame> frames = new ArrayList<>();

        Walker(Inspector machine, int most) {
            this.machine = machine;
            this.most = most;
            cpu = machine.cpu();
            word = (cpu.mode & Mode.CODE32) != 0 ? 4 : 2;
            stackMask = (cpu.mode & Mode.STACK32) != 0 ? -1 : 0xffff;
            stackBase = cpu.base(CpuState.SS);
            codeBase = cpu.base(CpuState.CS);
        }

        CallStack walk() {
            int sp = cpu.r[CpuState.ESP] & stackMask;
            add(Origin.CURRENT, cpu.r[CpuState.EIP], cpu.selector[CpuState.CS], codeBase, sp);
            int bp = cpu.r[CpuState.EBP] & stackMask;
            int scanned = sp;
            // At a function's first instruction or right after it, its own frame is not made yet.
            var early = prologue();
            if (early.isPresent()) {
                int at = sp + early.get() & stackMask;
                stacked(Origin.FRAME_POINTER, at);
                scanned = at + word;
            }
            while (frames.size() < most && Integer.compareUnsigned(bp, scanned) >= 0 && chained(bp)) {
                stacked(Origin.FRAME_POINTER, bp + word & stackMask);
                scanned = bp + 2 * word;
                bp = (int) value(bp).orElse(0) & stackMask;
            }
            // With frames from the chain, what lies behind the last is seldom a caller.
            if (frames.size() <= 1) scan(scanned);
            return new CallStack(List.copyOf(frames));
        }

        /** Distance from the top of the stack to the return address while the prologue runs. */
        private Optional<Integer> prologue() {
            int at = machine.linearEip();
            if (text(at).equals("push ebp") || text(at).equals("push bp")) return Optional.of(0);
            String here = text(at);
            boolean pushed = machine.linearByte(at - 1) == 0x55 && (here.equals("mov ebp,esp") || here.equals("mov bp,sp"));
            return pushed ? Optional.of(word) : Optional.empty();
        }

        private String text(int linear) {
            return machine.code().line(linear).text().replaceAll("\\s+", " ").replace(", ", ",");
        }

        private boolean chained(int bp) {
            var saved = value(bp);
            var back = value(bp + word & stackMask);
            return saved.isPresent() && back.isPresent() && behindCall((int) back.getAsLong());
        }

        private void scan(int from) {
            for (int at = from; at < from + REACH && frames.size() < most; at += word) {
                var v = value(at & stackMask);
                if (v.isEmpty()) return;
                if (behindCall((int) v.getAsLong())) stacked(Origin.GUESS, at & stackMask);
            }
        }

        private OptionalLong value(int offset) {
            return machine.linearValue(stackBase + offset, word);
        }

        /** A call instruction ends right before this offset. */
        private boolean behindCall(int offset) {
            int linear = codeBase + offset;
            for (int length = 2; length <= LONGEST_CALL; length++) {
                int l = length;
                if (machine.code().insn(linear - l).filter(i -> i.length() == l && calls(i)).isPresent()) return true;
            }
            return false;
        }

        private static boolean calls(Insn insn) {
            return insn.row().mnemonic().startsWith("call");
        }

        private void stacked(Origin origin, int slot) {
            int offset = (int) value(slot).orElse(0);
            int selector = cpu.selector[CpuState.CS], base = codeBase;
            // A far call also left its segment.
            var segment = machine.linearValue(stackBase + slot + word, 2);
            boolean far = segment.isPresent() && farCallBefore((int) segment.getAsLong(), offset);
            if (far) {
                selector = (int) segment.getAsLong();
                base = machine.segmentBase(selector);
            }
            add(origin, offset, selector, base, slot);
        }

        private boolean farCallBefore(int selector, int offset) {
            int linear = machine.segmentBase(selector) + offset;
            int length = word == 4 ? 7 : 5;
            return machine.linearByte(linear - length) == 0x9a;
        }

        private void add(Origin origin, int offset, int selector, int base, int slot) {
            int linear = base + offset;
            var symbols = machine.symbols();
            frames.add(new Frame(origin, linear, selector, offset, stackBase + slot, symbols.near(linear).orElse(""), symbols.sourceOf(linear).orElse("")));
        }
    }
}
