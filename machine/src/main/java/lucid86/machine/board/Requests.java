package lucid86.machine.board;

import java.util.OptionalInt;

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
}
