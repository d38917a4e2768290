package lucid86.app.shell;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import lucid86.debugger.session.SessionOptions;
import lucid86.machine.board.ConfigException;

/** Where serial and parallel ports, the debug console and sound lead on the host: standard output, files, the window's console, speakers. */
final class HostLines implements SessionOptions.Output, AutoCloseable {
    /** Most bytes kept for a window that does not take them. */
    private static final int KEPT = 1 << 20;

    private final List<OutputStream> serial = new ArrayList<>();
    private Optional<OutputStream> debug = Optional.empty(), parallel = Optional.empty();
    private Optional<SoundOutput> sound = Optional.empty();
    private final boolean stdio;
    private final ConcurrentLinkedQueue<Integer> console = new ConcurrentLinkedQueue<>();
    private final java.util.concurrent.atomic.AtomicInteger waiting = new java.util.concurrent.atomic.AtomicInteger();
    private final boolean window;

    HostLines(Options options) {
        window = options.window();
        var targets = new ArrayList<>(options.serial);
        if (targets.isEmpty() && options.nographic) targets.add("stdio");
        stdio = targets.contains("stdio");
        try {
            for (String t : targets) serial.add(open(t, "-serial"));
            debug = Optional.of(open(options.debugConsole(), "-debugcon"));
            if (options.parallel()) parallel = Optional.of(open(options.parallel, "-parallel"));
            sound = SoundOutput.open(options);
        } catch (ConfigException e) {
            close();
            throw e;
        }
    }

    private static OutputStream open(String target, String option) {
        if (target.equals("null") || target.equals("none")) return OutputStream.nullOutputStream();
        if (target.equals("stdio") || target.equals("mon:stdio")) return new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        if (target.startsWith("file:")) {
            Path file = Path.of(target.substring(5));
            try {
                return new BufferedOutputStream(Files.newOutputStream(file));
            } catch (IOException e) {
                throw new ConfigException("cannot write " + file + ": " + e.getClass().getSimpleName(), e);
            }
        }
        throw new ConfigException(option + " is stdio, file:NAME or null, not '" + target + "'");
    }

    /** True when COM1 talks to the terminal. */
    boolean stdio() {
        return stdio;
    }

    /** The next byte of COM1 for the window, or -1. */
    int nextConsoleByte() {
        Integer b = console.poll();
        if (b == null) return -1;
        waiting.decrementAndGet();
        return b;
    }

    @Override
    public void serial(int port, int value) {
        if (port == 0 && window && waiting.incrementAndGet() <= KEPT) console.add(value);
        if (port < serial.size()) write(serial.get(port), value);
    }

    @Override
    public void parallel(int value) {
        parallel.ifPresent(o -> write(o, value));
    }

    @Override
    public boolean hearsSound() {
        return sound.isPresent();
    }

    @Override
    public void sound(short[] samples, int frames) {
        sound.ifPresent(s -> s.play(samples, frames));
    }

    @Override
    public void debug(int value) {
        debug.ifPresent(o -> write(o, value));
    }

    private static void write(OutputStream to, int value) {
        try {
            to.write(value);
            if (value == '\n' || to instanceof PrintStream) to.flush();
        } catch (IOException _) {
            // The host's file system is full or the pipe is closed: the guest's line is not connected any more.
        }
    }

    @Override
    public void close() {
        for (OutputStream o : serial) close(o);
        debug.ifPresent(HostLines::close);
        parallel.ifPresent(HostLines::close);
        sound.ifPresent(SoundOutput::close);
    }

    private static void close(OutputStream o) {
        try {
            o.flush();
            if (!(o instanceof PrintStream)) o.close();
        } catch (IOException _) {
            // nothing more can be done for it
        }
    }
}
