package lucid86.machine.board;

import java.util.OptionalInt;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/** What chips ask of the machine in the middle of an instruction; the machine's loop looks at it after that instruction. */
final class Requests {
    private final Runnable notice;
    private boolean reset, cpuReset, powerOff;
    private OptionalInt exit = OptionalInt.empty();

    /** @param notice makes a running engine return after the present instruction */
    Requests(Runnable notice) {
        this.notice = notice;
    }

    /** Somebody pulled the reset line. */
    void reset() {
        reset = true;
        notice.run();
    }

    /** Somebody pulsed the CPU's own reset line: the 8042, port 92h. */
    void cpuReset() {
        cpuReset = true;
        notice.run();
    }

    /** The guest switches the machine off. */
    void powerOff() {
        powerOff = true;
        notice.run();
    }

    /** The guest ends the machine with an exit code. */
    void exit(int code) {
        exit = OptionalInt.of(code);
        powerOff();
    }

    boolean any() {
        return reset || cpuReset || powerOff;
    }

    /** True once for each time the line was pulled. */
    boolean takeReset() {
        boolean r = reset;
        reset = false;
        return r;
    }

    /** True once for each pulse of the CPU's line. */
    boolean takeCpuReset() {
        boolean r = cpuReset;
        cpuReset = false;
        return r;
    }

    boolean poweredOff() {
        return powerOff;
    }

    OptionalInt exitCode() {
        return exit;
    }

    void save(StateOut o) {
        o.putInt("requests", (reset ? 1 : 0) | (cpuReset ? 2 : 0) | (powerOff ? 4 : 0) | (exit.isPresent() ? 8 : 0));
        o.putInt("exit", exit.orElse(0));
    }

    void load(StateIn in) {
        int bits = in.getInt("requests", 0, 15);
        reset = (bits & 1) != 0;
        cpuReset = (bits & 2) != 0;
        powerOff = (bits & 4) != 0;
        exit = (bits & 8) != 0 ? OptionalInt.of(in.getInt("exit")) : OptionalInt.empty();
    }
}
