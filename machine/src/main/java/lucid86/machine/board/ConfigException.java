package lucid86.machine.board;

/** The user asked for a machine that cannot be built. The message is one line for people: what is wrong and what to do. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }

    public ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
