package lucid86.debugger.guests;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.regex.Pattern;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import lucid86.debugger.input.KeyLayout;
import lucid86.debugger.session.Networks;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.InputEvent;
import lucid86.machine.board.Machine;
import lucid86.machine.board.SliceEnd;
import lucid86.machine.io.ScreenPort;
import lucid86.machine.time.Pacer;

/**
 * One guest on one engine: a machine, taken from step to step. Everything it does depends on virtual time alone, but for what
 * comes from a network.
 */
public final class GuestRun implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;
    /** Between two looks at the screen. */
    private static final long LOOK = 20_000_000;
    /** A picture that does not change for so long is finished. */
    private static final long STILL = 2 * SECOND;
    /** From one key going down or up to the next. */
    private static final long KEY_TIME = 30_000_000;
    /** Pixels of a text cursor, at most. */
    private static final int CURSOR = 300;
    /** Counts of the mouse between two looks. */
    private static final int MOUSE_STEP = 10;
    private static final int MAX_SERIAL = 1 << 20;

    private final Guest guest;
    private final Machine machine;
    private Engine engine;
    private final Networks networks;
    private final Pacer pacer = new Pacer();
    private final StringBuilder serial = new StringBuilder();
    private final List<String> log = new ArrayList<>();
    private Consumer<GuestRun> watcher = _ -> {};
    private int sentAt;
    private SliceEnd last = SliceEnd.LIMIT;

    /** Switches the machine on. */
    public GuestRun(Guest guest, TierPolicy policy) {
        this.guest = guest;
        machine = new Machine(guest.config(), (cpu, _) -> engine = new Engine(cpu, CpuModel.MAX, policy), log::add);
        try {
            networks = Networks.connect(machine, log::add);
        } catch (ConfigException e) {
            engine.close();
            machine.close();
            throw e;
        }
        if (guest.config().serialPorts() > 0) machine.board().serial().getFirst().connect(this::hear);
    }

    private void hear(int b) {
        if (serial.length() < MAX_SERIAL) serial.append((char) b);
    }

    /** Someone to be called now and then on the way. */
    public void setWatcher(Consumer<GuestRun> watcher) {
        this.watcher = watcher;
    }

    /**
     * Takes all steps.
     *
     * @throws GuestFailure when the guest did not come where it should in the time given
     */
    public void toTheEnd() throws GuestFailure {
        for (Step s : guest.steps()) take(s);
    }

    /** Takes one step. */
    public void take(Step step) throws GuestFailure {
        switch (step) {
            case Step.Expect(var text, var seconds) -> await(() -> shows(text), seconds, "'" + text + "' never came");
            case Step.Absent(var text) -> {
                if (screen().contains(text)) throw new GuestFailure("'" + text + "' is on the screen");
            }
            case Step.Picture p -> awaitPicture(p);
            case Step.Filled(var percent, var seconds) -> await(() -> filled(pixels()) >= percent, seconds, "the picture stayed empty");
            case Step.Type(var text) -> type(KeyLayout.US.strokes(text));
            case Step.Press(var key) -> type(KeyLayout.press(key));
            case Step.Fewer f -> fewer(f);
            case Step.Send(var text) -> send(text);
            case Step.Fetch(var forward, var text, var seconds) -> fetch(forward, text, seconds);
            case Step.HostFile(var file, var text) -> look(file, text);
            case Step.Pass(var seconds) -> run(machine.now() + seconds * SECOND);
            case Step.Move(var dx, var dy, var seconds) -> {
                int[] before = pixels();
                move(dx, dy);
                awaitChange(before, seconds);
            }
            case Step.Point(var x, var y, var seconds) -> {
                if (!machine.board().wantsPointer()) throw new GuestFailure("the guest has not asked for the pointer's place");
                int[] before = pixels();
                machine.post(new InputEvent.Pointer(x, y, 0, 0));
                awaitChange(before, seconds);
            }
            case Step.Host(var text, var command) -> host(text, command);
            case Step.PowerOff(var seconds) -> await(() -> last == SliceEnd.POWERED_OFF, seconds, "it did not switch off");
        }
    }

    private boolean shows(String text) {
        return screen().contains(text) || serial.indexOf(text, sentAt) >= 0;
    }

    private void await(BooleanSupplier sight, int seconds, String complaint) throws GuestFailure {
        long limit = machine.now() + seconds * SECOND;
        while (!sight.getAsBoolean()) {
            if (machine.now() >= limit) throw new GuestFailure(complaint + " in " + seconds + " s of virtual time");
            if (last == SliceEnd.POWERED_OFF) throw new GuestFailure(complaint + ": the machine is off");
            if (last == SliceEnd.IDLE) throw new GuestFailure(complaint + ": the CPU has halted for good");
            run(Math.min(limit, machine.now() + LOOK));
        }
    }

    private void fewer(Step.Fewer f) throws GuestFailure {
        int before = count(f.text()), pressed = 0;
        if (before == 0) throw new GuestFailure("'" + f.text() + "' is not on the screen");
        long limit = machine.now() + f.seconds() * SECOND;
        while (count(f.text()) >= before) {
            if (machine.now() >= limit) throw new GuestFailure("'" + f.text() + "' stands there as often as " + f.seconds() + " s ago");
            type(KeyLayout.press(f.keys().get(pressed++ % f.keys().size())));
            run(machine.now() + SECOND / 4);
        }
    }

    private int count(String text) {
        return screen().split(Pattern.quote(text), -1).length - 1;
    }

    private void awaitPicture(Step.Picture p) throws GuestFailure {
        int[][] before = {{}};
        long[] since = {machine.now()};
        await(() -> {
            boolean inMode = machine.board().vga().mode().startsWith(p.mode());
            int[] now = inMode ? pixels() : before[0];
            if (!inMode || moved(before[0], now)) {
                since[0] = machine.now();
                before[0] = now;
            }
            return machine.now() - since[0] >= STILL && colours(now) >= p.colours();
        }, p.seconds(), "no still picture of " + p.colours() + " colours in mode '" + p.mode() + "'");
    }

    /** Percent of the points below the upper fifth that do not have the commonest colour there. */
    private static int filled(int[] pixels) {
        int from = pixels.length / 5, count = pixels.length - from;
        if (count == 0) return 0;
        var uses = new HashMap<Integer, Integer>();
        for (int i = from; i < pixels.length; i++) uses.merge(pixels[i], 1, Integer::sum);
        return (int) ((count - Collections.max(uses.values())) * 100L / count);
    }

    /** In steps of a hand, so that acceleration does not take it far away. */
    private void move(int dx, int dy) {
        int steps = Math.max(1, Math.max(Math.abs(dx), Math.abs(dy)) / MOUSE_STEP);
        var events = new ArrayList<InputEvent.At>();
        for (int i = 0; i < steps; i++) {
            var step = new InputEvent.Mouse(dx * (i + 1) / steps - dx * i / steps, dy * (i + 1) / steps - dy * i / steps, 0, 0);
            events.add(new InputEvent.At(machine.now() + (i + 1) * LOOK, step));
        }
        machine.script(events);
        run(machine.now() + (steps + 1) * LOOK);
    }

    private void awaitChange(int[] before, int seconds) throws GuestFailure {
        await(() -> !Arrays.equals(before, pixels()), seconds, "the pointer did not move");
        run(machine.now() + SECOND / 2);
    }

    private static void host(String text, List<String> command) throws GuestFailure {
        try {
            var p = new ProcessBuilder(command).redirectErrorStream(true).start();
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (p.waitFor() != 0 || !out.contains(text)) throw new GuestFailure(String.join(" ", command) + " says: " + out.strip());
        } catch (IOException e) {
            throw new GuestFailure(e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int[] pixels() {
        var f = frame();
        return Arrays.copyOf(f.pixels(), f.width() * f.height());
    }

    /** Whether two pictures differ by more than a cursor that blinks. */
    private static boolean moved(int[] before, int[] now) {
        if (before.length != now.length) return true;
        int changes = 0;
        for (int i = 0; i < now.length; i++) if (before[i] != now[i] && ++changes > CURSOR) return true;
        return false;
    }

    private static int colours(int[] pixels) {
        var all = new HashSet<Integer>();
        for (int p : pixels) all.add(p);
        return all.size();
    }

    private void type(List<InputEvent.KeyStroke> strokes) {
        long time = machine.now();
        var events = new ArrayList<InputEvent.At>();
        for (var s : strokes) events.add(new InputEvent.At(time += KEY_TIME, s));
        machine.script(events);
        run(time + KEY_TIME);
    }

    private void send(String text) {
        sentAt = serial.length();
        for (char c : text.toCharArray()) machine.post(new InputEvent.Serial(0, c));
    }

    private static void look(Path file, String text) throws GuestFailure {
        try {
            String there = Files.exists(file) ? Files.readString(file) : "";
            if (!there.equals(text)) throw new GuestFailure(file + " is not as it should be");
        } catch (IOException e) {
            throw new GuestFailure(file + " cannot be read: " + e.getMessage());
        }
    }

    private void fetch(int forward, String text, int seconds) throws GuestFailure {
        var answer = CompletableFuture.supplyAsync(() -> {
            try {
                var from = new URI("http", null, "127.0.0.1", networks.get(0).forwardedPort(forward), "/", null, null).toURL();
                try (var in = from.openStream()) {
                    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
            } catch (IOException | URISyntaxException e) {
                return e.toString();
            }
        });
        await(answer::isDone, seconds, "the guest's server never answered");
        if (!answer.join().contains(text)) throw new GuestFailure("the guest's server answered '" + answer.join().strip() + "'");
    }

    private void run(long limit) {
        while (machine.now() < limit) {
            last = machine.runUntil(Math.min(limit, machine.now() + LOOK));
            watcher.accept(this);
            if (!guest.config().nics().isEmpty()) waitForNetwork();
            if (last == SliceEnd.POWERED_OFF || last == SliceEnd.IDLE) return;
        }
    }

    /** A guest that waits may wait for a host, whose answer takes real time. */
    private void waitForNetwork() {
        if (!machine.cpu().halted) {
            pacer.restart();
            return;
        }
        try {
            pacer.pace(machine.now());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what it looks like ---------------------------------------------------------------------------------------------

    public Guest guest() {
        return guest;
    }

    public Machine machine() {
        return machine;
    }

    /** The text screen, rows ending in line feeds; nothing in graphics modes. */
    public String screen() {
        var rows = new StringBuilder();
        for (String row : machine.board().vga().textScreen()) rows.append(row.stripTrailing()).append('\n');
        return rows.toString();
    }

    /** The networks at the cards' cables. */
    public Networks networks() {
        return networks;
    }

    /** What came out of COM1, the first MiB of it. */
    public String serial() {
        return serial.toString();
    }

    /** What the machine remarked. */
    public List<String> log() {
        return List.copyOf(log);
    }

    /** The picture on the monitor, painted now. */
    public ScreenPort.Frame frame() {
        machine.board().vga().refresh();
        return machine.board().screen().frame();
    }

    /** The picture on the monitor as an image. */
    public BufferedImage picture() {
        var f = frame();
        var image = new BufferedImage(f.width(), f.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, f.width(), f.height(), f.pixels(), 0, f.width());
        return image;
    }

    @Override
    public void close() {
        networks.close();
        engine.close();
        machine.close();
    }
}
