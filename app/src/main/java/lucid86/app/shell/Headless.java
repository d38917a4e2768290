package lucid86.app.shell;

import java.io.IOException;
import java.io.InputStream;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.stop.StopReason;
import lucid86.machine.board.InputEvent;

/** A session without a window: COM1 on the terminal, Ctrl-A X to quit. */
final class Headless {
    private static final int CTRL_A = 1, CTRL_C = 3;

    private final Session session;
    private volatile boolean quit;

    private Headless(Session session) {
        this.session = session;
    }

    /** Runs until the guest switches the machine off, the emulator fails or the user quits. */
    static int run(Session session, HostLines lines) {
        var headless = new Headless(session);
        if (!lines.stdio()) return headless.waitForEnd();
        boolean raw = terminal("raw", "-echo");
        var reader = new Thread(headless::readTerminal, "stdin");
        reader.setDaemon(true);
        reader.start();
        try {
            return headless.waitForEnd();
        } finally {
            if (raw) terminal("sane");
        }
    }

    private int waitForEnd() {
        while (true) {
            StopReason reason = session.whenStopped().join();
            switch (reason) {
                case StopReason.PoweredOff off -> {
                    return off.exitCode().orElse(0);
                }
                case StopReason.Replayed r -> {
                    System.err.println("lucid86: " + r.text());
                    return r.same() ? 0 : 3;
                }
                case StopReason.Failed _ -> {
                    return 2;
                }
                default -> {
                    if (quit) return 0;
                    // Stopped by -S with nobody to start it: a debugger on another line will come with part E.
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void readTerminal() {
        boolean escape = false;
        InputStream in = System.in;
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (escape) {
                    escape = false;
                    switch (b) {
                        case 'x', 'X' -> {
                            quit = true;
                            session.submit(new Command.PowerOff());
                            return;
                        }
                        case 'c', 'C', CTRL_C -> send(CTRL_C);
                        case CTRL_A -> send(CTRL_A);
                        case 'h', '?' -> System.err.print("\r\nCtrl-A X quits, Ctrl-A Ctrl-A sends Ctrl-A\r\n");
                        default -> send(b);
                    }
                } else if (b == CTRL_A) {
                    escape = true;
                } else {
                    send(b);
                }
            }
        } catch (IOException _) {
            // the terminal is gone; the machine runs on
        }
    }

    private void send(int b) {
        session.submit(new Command.Input(new InputEvent.Serial(0, b)));
    }

    /** Sets the terminal's mode; false when there is none. */
    private static boolean terminal(String... settings) {
        if (System.console() == null || !System.console().isTerminal()) return false;
        var command = new java.util.ArrayList<>(java.util.List.of("stty"));
        command.addAll(java.util.List.of(settings));
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
