package lucid86.machine.dev.vga;

import java.util.concurrent.atomic.AtomicReference;
import lucid86.machine.io.ScreenPort;

/**
 * Hands pictures from the emulation thread to one host thread: three pixel arrays, one being painted, one offered, one
 * shown, swapped by reference. Whoever swaps gets the older picture back for reuse; nobody waits.
 */
final class FrameExchange implements ScreenPort {
    private final AtomicReference<Frame> offered;
    /** The host has taken the last picture, or was given none yet: it is worth painting another. */
    private volatile boolean wanted = true;

    private Frame shown;
    private int[] painting = {};
    private long sequence;

    /** Starts with a black picture. */
    FrameExchange(int width, int height) {
        shown = black(width, height);
        offered = new AtomicReference<>(black(width, height));
    }

    private static Frame black(int width, int height) {
        int[] p = new int[width * height];
        java.util.Arrays.fill(p, 0xff000000);
        return new Frame(width, height, p, 0);
    }

    // ---- host thread --------------------------------------------------------------------------------------------------

    @Override
    public Frame frame() {
        wanted = true;
        // Only this thread puts older pictures in, so what getAndSet returns is at least as new as what get saw.
        if (offered.get().sequence() > shown.sequence()) shown = offered.getAndSet(shown);
        return shown;
    }

    // ---- emulation thread ---------------------------------------------------------------------------------------------

    boolean wanted() {
        return wanted;
    }

    /** Pixels to paint the next picture in, at least as many as asked for, with any content. */
    int[] canvas(int count) {
        if (painting.length < count) painting = new int[count];
        return painting;
    }

    /** Offers what was painted in the last {@link #canvas}. */
    void publish(int width, int height) {
        wanted = false;
        painting = offered.getAndSet(new Frame(width, height, painting, ++sequence)).pixels();
    }
}
