package lucid86.machine.cpu;

/** The instruction must be executed again, alone, because it reaches a device or changes code; nothing of it has happened yet. */
public final class Restart extends GuestExit {
    private static final long serialVersionUID = 1;

    Restart() {
        super("restart instruction");
    }
}
