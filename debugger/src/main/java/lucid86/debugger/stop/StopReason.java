package lucid86.debugger.stop;

import java.util.OptionalInt;

/** Why a machine stands still. */
public sealed interface StopReason {
    /** One short line for people. */
    String text();

    /** Switched on and not yet started. */
    record NotStarted() implements StopReason {
        @Override public String text() { return "not started"; }
    }

    /** Somebody asked for it. */
    record Paused() implements StopReason {
        @Override public String text() { return "paused"; }
    }

    /** A step is done. */
    record Stepped() implements StopReason {
        @Override public String text() { return "stepped"; }
    }

    /**
     * @param instruction linear address of the instruction that did it, when it is not the next one
     * @param note anything more to say; or empty
     */
    record AtBreakpoint(Breakpoint breakpoint, Happening happening, OptionalInt instruction, String note) implements StopReason {
        @Override
        public String text() {
            String what = breakpoint.location().map(l -> "breakpoint at " + l).orElseGet(() -> happening.text());
            String by = instruction.isPresent() ? String.format(", by %08x", instruction.getAsInt()) : "";
            return what + by + (note.isEmpty() ? "" : "; " + note);
        }
    }

    /** What the machine ran for has happened. */
    record Happened(Happening happening) implements StopReason {
        @Override public String text() { return happening.text(); }
    }

    /** The address of a run-to command came. */
    record Reached(int linear) implements StopReason {
        @Override public String text() { return String.format("reached %08x", linear); }
    }

    /** What was waited for has come. */
    record Seen(String what) implements StopReason {
        @Override public String text() { return "reached: " + what; }
    }

    /** What was waited for did not come in time, or cannot come any more. */
    record NotSeen(String what) implements StopReason {
        @Override public String text() { return "not reached: " + what; }
    }

    /** @param exitCode what the guest gave the debug exit device, if that ended it */
    record PoweredOff(OptionalInt exitCode) implements StopReason {
        @Override public String text() { return exitCode.isPresent() ? "exited with code " + exitCode.getAsInt() : "powered off"; }
    }

    /** A step waited for the CPU to leave HLT, and nothing that is armed will wake it. */
    record Asleep() implements StopReason {
        @Override public String text() { return "halted, waiting for input"; }
    }

    /** A replayed recording is at its end. */
    record Replayed(String text, boolean same) implements StopReason {}

    /** The machine was taken to another moment of its history. */
    record Travelled(String text) implements StopReason {}

    /** The emulator failed: a defect of Lucid86, not of the guest. The machine can be looked at and reset. */
    record Failed(String message) implements StopReason {
        @Override public String text() { return "emulator error: " + message; }
    }
}
