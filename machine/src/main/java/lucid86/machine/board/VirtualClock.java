package lucid86.machine.board;

import lucid86.machine.cpu.CpuState;

/**
 * Virtual time: a fixed number of nanoseconds for each executed instruction, plus the idle time that was skipped. While
 * the engine runs, the instructions executed so far are seen in {@link CpuState#budget}, so the time is exact at any
 * access to a device.
 */
final class VirtualClock {
    private final CpuState cpu;
    private final int nsPerInstruction;
    /** Time and instruction count when the engine was last entered or left. */
    private long time, instructions;
    /** Budget of the engine run in progress, 0 between runs. */
    private int running;

    VirtualClock(CpuState cpu, int nsPerInstruction) {
        this.cpu = cpu;
        this.nsPerInstruction = nsPerInstruction;
    }

    /** Nanoseconds since power-on. */
    long now() {
        return running == 0 ? time : time + (long) (running - cpu.budget) * nsPerInstruction;
    }

    /** Instructions executed since power-on. */
    long instructions() {
        return running == 0 ? instructions : instructions + running - cpu.budget;
    }

    /** How many instructions fit before a deadline, rounded up so that it has passed after them. */
    long instructionsUntil(long deadline) {
        return Math.ceilDiv(deadline - time, nsPerInstruction);
    }

    boolean running() {
        return running != 0;
    }

    void begin(int budget) {
        cpu.budget = budget;
        running = budget;
    }

    void end(int executed) {
        running = 0;
        time += (long) executed * nsPerInstruction;
        instructions += executed;
    }

    /** Idle time passes; never backwards. */
    void skipTo(long when) {
        time = Math.max(time, when);
    }

    void restore(long savedTime, long savedInstructions) {
        time = savedTime;
        instructions = savedInstructions;
    }
}
