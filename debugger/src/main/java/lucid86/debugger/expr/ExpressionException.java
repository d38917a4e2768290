package lucid86.debugger.expr;

/** An expression that cannot be read or evaluated; the message is for people. */
public final class ExpressionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int position;

    /** @param position index in the expression's text where the trouble begins */
    ExpressionException(String message, int position) {
        super(message);
        this.position = position;
    }

    public int position() {
        return position;
    }

    /** Message and position in one line. */
    public String text() {
        return getMessage() + " (at character " + (position + 1) + ")";
    }
}
