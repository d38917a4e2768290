package lucid86.debugger.session;

import lucid86.jit.run.Engine;
import lucid86.machine.board.Machine;

/** Measures speed over half a second of host time at a time. Emulation thread. */
final class Meter {
    private static final long WINDOW = 500_000_000;

    private long host, instructions, virtual, compiled;
    private boolean measuring;
    private double mips, speed, share;

    /** The machine starts to run, or stands still. */
    void restart() {
        measuring = false;
    }

    void sample(long hostNow, Machine machine, Engine engine) {
        long dt = hostNow - host;
        if (measuring && dt < WINDOW) return;
        if (measuring) {
            long insns = machine.instructions() - instructions;
            mips = insns * 1e3 / dt;
            speed = (machine.now() - virtual) / (double) dt;
            share = insns == 0 ? 0 : Math.clamp((engine.statistics().compiledInstructions() - compiled) / (double) insns, 0, 1);
        }
        measuring = true;
        host = hostNow;
        instructions = machine.instructions();
        virtual = machine.now();
        compiled = engine.statistics().compiledInstructions();
    }

    double mips() {
        return mips;
    }

    double speed() {
        return speed;
    }

    double share() {
        return share;
    }
}
