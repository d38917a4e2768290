package lucid86.debugger.guests;

/** A guest did not come to the sight it should. */
public final class GuestFailure extends Exception {
    GuestFailure(String message) {
        super(message);
    }
}
