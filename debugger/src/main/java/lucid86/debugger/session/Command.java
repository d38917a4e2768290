package lucid86.debugger.session;

import java.nio.file.Path;
import java.util.List;
import lucid86.debugger.observe.Records;
import lucid86.debugger.stop.Breakpoint;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.stop.Location;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.View;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.InputEvent;

/** What a person can have done to the machine. Carried out on the emulation thread, between two blocks, in order. */
public sealed interface Command {
    record Run() implements Command {}

    record Pause() implements Command {}

    /** Executes this many instructions. */
    record Step(int count) implements Command {}

    /** As a step, but calls, interrupts and repeated strings are run to their end. */
    record StepOver() implements Command {}

    /** Runs until the present function returns. */
    record StepOut() implements Command {}

    /** Executes the rest of the present translation block. */
    record StepBlock() implements Command {}

    /**
     * Goes on, or back, by one operation of the IR of an instruction; see {@link lucid86.debugger.view.Operations}. The last one carries the instruction
     * out; back from the first one is the instruction before, which needs a history.
     */
    record StepOperation(boolean back) implements Command {}

    /** Runs towards a goal of any kind. */
    record RunFor(Goal goal) implements Command {}

    /** Runs until the instruction at this linear address comes. */
    record RunTo(int linear) implements Command {}

    /** Saves the whole machine to a file. */
    record SaveState(java.nio.file.Path file, String description) implements Command {}

    /** Sets the machine to a saved state; it stands still then, and its history begins anew. */
    record LoadState(java.nio.file.Path file) implements Command {}

    // ---- time travel: all of these need a history, see KeepHistory ------------------------------------------------------------

    /** Begins or ends to keep a history of the machine. */
    record KeepHistory(boolean on) implements Command {}

    /** Goes back by so many instructions. */
    record StepBack(long count) implements Command {}

    /** One instruction back, where a call or an interrupt that has returned counts as one. */
    record StepBackOver() implements Command {}

    /** Back to the call or the interrupted instruction that led here. */
    record StepBackOut() implements Command {}

    /** Back to the beginning of the present translation block, or of the one before. */
    record StepBackBlock() implements Command {}

    /** Back to just behind the last branch taken. */
    record StepBackBranch() implements Command {}

    /** Back to where running towards this goal would have ended last: an event, an address. Breakpoints end it, too. */
    record RunBack(Goal goal) implements Command {}

    /** Back to the last stop at a breakpoint, or to the beginning of history. */
    record ReverseContinue() implements Command {}

    /** Goes to the moment when so many instructions have been executed; beyond the present, to the present. */
    record GoToInstruction(long count) implements Command {}

    /** Goes to a virtual time, in nanoseconds. */
    record GoToTime(long nanos) implements Command {}

    /** Asks who wrote bytes last before this moment; the answer is {@link lucid86.debugger.time.TimelineStatus#answer}. */
    record WhoWrote(Address start, int size) implements Command {}

    /** Asks who drew a pixel of the display last. */
    record WhoDrew(int x, int y) implements Command {}

    /** Asks which instruction changed a register last. */
    record WhoChanged(RegisterName register) implements Command {}

    /**
     * Runs until a question is answered with yes.
     *
     * @param what the question in words, for the reason of the stop
     * @param every virtual time between two looks, in nanoseconds; 0: after each instruction
     * @param limit virtual time after which it is given up, in nanoseconds
     */
    record RunUntil(View<Boolean> seen, String what, long every, long limit) implements Command {}

    /** The reset button. */
    record Reset() implements Command {}

    /** Takes the power away at once. */
    record PowerOff() implements Command {}

    /** Switches on a fresh machine of the same configuration; it runs if {@code run}. */
    record PowerOn(boolean run) implements Command {}

    /** Keys, mouse, serial input and whatever else comes from outside; also recorded by the machine for replay. */
    record Input(InputEvent event) implements Command {}

    /**
     * Keys one after the other, at a pace that guests can follow: pasted text, special combinations.
     *
     * @see lucid86.debugger.input.KeyLayout
     */
    record Type(List<InputEvent.KeyStroke> strokes) implements Command {
        public Type {
            strokes = List.copyOf(strokes);
        }
    }

    record AddBreakpoint(Location location) implements Command {}

    /** Adds a breakpoint of any kind, given as {@link lucid86.debugger.stop.BreakpointText} explains. */
    record Break(String text) implements Command {}

    /** Adds many, a line each; empty lines and those that begin with # are skipped. Nothing is added when one is wrong. */
    record ImportBreakpoints(String text) implements Command {}

    /** Removes all breakpoints. */
    record ClearBreakpoints() implements Command {}

    /** Replaces the breakpoint of the same id. */
    record ChangeBreakpoint(Breakpoint breakpoint) implements Command {}

    record RemoveBreakpoint(int id) implements Command {}

    /** Adds a breakpoint at a linear address, or removes the one there. */
    record ToggleBreakpoint(int linear) implements Command {}

    /** Writes bytes as the debugger: no segment or page rights are checked, no page is marked; unmapped bytes are refused. */
    record WriteMemory(Address start, byte[] bytes) implements Command {}

    /** Lets the next instruction be the one at this linear address, within the present code segment. */
    record JumpTo(int linear) implements Command {}

    /**
     * Changes a register by the name it has in expressions: also parts, segments, control and debug registers, {@code st0} and {@code xmm0}.
     *
     * @param low the value; of an x87 register the mantissa
     * @param high bits 64-127 of an XMM register, sign and exponent of an x87 register
     */
    record Set(String register, long low, long high) implements Command {}

    /** Changes how virtual time relates to real time. */
    record SetPace(Pace pace) implements Command {}

    record SetPolicy(TierPolicy policy) implements Command {}

    /** Drops all translation blocks and regions: everything is translated, and becomes hot, anew. */
    record DropTranslations() implements Command {}

    /** Begins to write something down anew, or ends and forgets it. Touched memory and executed blocks let the engine only interpret meanwhile. */
    record Record(Records.Kind kind, boolean on) implements Command {}

    /**
     * Keeps breakpoints, labels and comments in a file from now on, with those that are in it already. Trouble with the file is logged,
     * not fatal.
     */
    record KeepNotes(Path file) implements Command {}

    /** Names a linear address; an empty name takes the label away. */
    record Label(int linear, String name) implements Command {}

    /** Comments a linear address; an empty text takes the comment away. */
    record Comment(int linear, String text) implements Command {}

    /** Names shown in disassembly from now on. */
    record SetSymbols(SymbolTable symbols) implements Command {}
}
