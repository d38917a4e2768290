package lucid86.debugger.time;

import java.util.Map;
import lucid86.machine.save.MachineState;

/**
 * A moment that can be gone back to. Memory at this moment is in the {@link PageHistory}.
 *
 * @param time virtual time in nanoseconds
 * @param instructions executed until then
 * @param inputs input events that had happened
 * @param state CPU and devices
 * @param fixed the run cannot be repeated across this moment: somebody changed the machine here, or it is the present
 */
record Checkpoint(long time, long instructions, int inputs, MachineState state, boolean fixed) {
    Checkpoint fix(boolean on) {
        return new Checkpoint(time, instructions, inputs, state, on);
    }

    /** Heap it takes without memory pages, about. */
    long bytes() {
        long n = 0;
        for (Map<String, Object> section : state.sections().values())
            for (Object v : section.values())
                n += 100 + switch (v) {
                    case byte[] b -> b.length;
                    case int[] a -> a.length * 4L;
                    case long[] a -> a.length * 8L;
                    default -> 0;
                };
        return n;
    }
}
