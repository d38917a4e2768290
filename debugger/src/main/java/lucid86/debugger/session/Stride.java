package lucid86.debugger.session;

import java.util.Locale;
import java.util.OptionalInt;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.stop.Trigger;

/** How far one goes at a time: the same measures forwards and backwards. */
public enum Stride {
    OPERATION("IR operation", new Command.StepOperation(false), new Command.StepOperation(true)),
    INSTRUCTION("instruction", new Command.Step(1), new Command.StepBack(1)),
    OVER("instruction over calls", new Command.StepOver(), new Command.StepBackOver()),
    OUT("out of the function", new Command.StepOut(), new Command.StepBackOut()),
    BLOCK("translation block", new Command.StepBlock(), new Command.StepBackBlock()),
    BRANCH("branch taken", new Command.RunFor(new Goal.Branch()), new Command.StepBackBranch()),
    INTERRUPT("interrupt", new Trigger.Interrupt(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty())),
    IRQ("IRQ", new Trigger.Irq(OptionalInt.empty())),
    FRAME("frame", new Trigger.Frame()),
    RING("change of ring", new Trigger.RingChange());

    private final String text;
    private final Command forwards, backwards;

    Stride(String text, Command forwards, Command backwards) {
        this.text = text;
        this.forwards = forwards;
        this.backwards = backwards;
    }

    Stride(String text, Trigger t) {
        this(text, new Command.RunFor(new Goal.Event(t)), new Command.RunBack(new Goal.Event(t)));
    }

    /** For people. */
    public String text() {
        return text;
    }

    public Command forwards() {
        return forwards;
    }

    /** Needs a history. */
    public Command backwards() {
        return backwards;
    }

    /** The stride of this name, as scripts have it; throws {@link IllegalArgumentException} when there is none. */
    public static Stride named(String name) {
        if (name.equals("int")) return INTERRUPT;
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("operation, instruction, over, out, block, branch, int, irq, frame or ring, not '" + name + "'", e);
        }
    }
}
