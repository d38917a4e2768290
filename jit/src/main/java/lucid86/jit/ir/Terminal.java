package lucid86.jit.ir;

import java.util.Locale;
import java.util.function.UnaryOperator;

/** How a block ends. Offsets are EIP values within the same CS. */
public sealed interface Terminal {
    /** The operand it reads, or null. */
    default Val use() {
        return null;
    }

    /** The same with the operand it reads replaced. */
    default Terminal map(UnaryOperator<Val> f) {
        return this;
    }

    /** Continues at a known offset: a direct jump, or the block was long enough. */
    record Goto(int target) implements Terminal {
        @Override public String toString() {
            return "goto " + Integer.toHexString(target);
        }
    }

    /** Continues at {@code taken} when the condition is nonzero, else at {@code next}. */
    record Branch(Val condition, int taken, int next) implements Terminal {
        @Override public Val use() { return condition; }
        @Override public Terminal map(UnaryOperator<Val> f) { return new Branch(f.apply(condition), taken, next); }

        @Override public String toString() {
            return "branch " + condition + " ? " + Integer.toHexString(taken) + " : " + Integer.toHexString(next);
        }
    }

    /** Continues at a computed offset, already checked against the CS limit. */
    record Indirect(Val target, Kind kind) implements Terminal {
        @Override public Val use() { return target; }
        @Override public Terminal map(UnaryOperator<Val> f) { return new Indirect(f.apply(target), kind); }

        @Override public String toString() {
            return kind.name().toLowerCase(Locale.ROOT) + " " + target;
        }
    }

    /** What an indirect transfer is, for prediction. */
    enum Kind { JUMP, CALL, RETURN }

    /** Returns to the engine's loop, which looks at events; EIP has been set by the last operation. */
    record Exit() implements Terminal {
        @Override public String toString() {
            return "exit";
        }
    }
}
