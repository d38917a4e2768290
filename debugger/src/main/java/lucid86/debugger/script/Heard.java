package lucid86.debugger.script;

import lucid86.debugger.session.SessionOptions;

/** Remembers what the guest writes to COM1, and passes everything on. Written on the emulation thread, read by a script. */
public final class Heard implements SessionOptions.Output {
    private static final int KEPT = 1 << 20;

    private final SessionOptions.Output next;
    private final StringBuilder text = new StringBuilder();

    public Heard(SessionOptions.Output next) {
        this.next = next;
    }

    @Override
    public void serial(int port, int value) {
        if (port == 0) remember((char) value);
        next.serial(port, value);
    }

    @Override
    public void debug(int value) {
        next.debug(value);
    }

    @Override
    public void parallel(int value) {
        next.parallel(value);
    }

    @Override
    public boolean hearsSound() {
        return next.hearsSound();
    }

    @Override
    public void sound(short[] samples, int frames) {
        next.sound(samples, frames);
    }

    private synchronized void remember(char c) {
        if (text.length() >= KEPT) text.delete(0, KEPT / 2);
        text.append(c);
    }

    synchronized boolean contains(String wanted) {
        return text.indexOf(wanted) >= 0;
    }

    /** Forgets what came so far: what was waited for has been seen. */
    synchronized void forgetUpTo(String wanted) {
        int at = text.indexOf(wanted);
        if (at >= 0) text.delete(0, at + wanted.length());
    }

    synchronized void save(java.nio.file.Path file) throws java.io.IOException {
        java.nio.file.Files.writeString(file, text, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
