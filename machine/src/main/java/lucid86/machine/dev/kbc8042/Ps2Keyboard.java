package lucid86.machine.dev.kbc8042;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * A 104-key PS/2 keyboard (IBM Personal System/2 Hardware Interface Technical Reference, "Keyboards (101- and 102-key)").
 *
 * <p>Modelled: all commands, scan code sets 1 to 3, the shift codes that surround navigation keys, the special sequences of
 * Pause and Print Screen, typematic repeat, set 3's key types.
 *
 * <p>Not modelled: overrun codes: keys that find the 16-byte buffer full wait outside it.
 */
public final class Ps2Keyboard extends Ps2Device {
    /** Presses beyond this many waiting events are refused. */
    private static final int MAX_WAITING = 256;
    /** The longest sequence of one key event. */
    private static final int LONGEST = 8;

    /** Strokes: a set 2 code with these bits. */
    private static final int BREAK = 0x10000;
    private static final int FAKE_LEFT_SHIFT = 0xe012, FAKE_RIGHT_SHIFT = 0xe059;

    private static final int REPEATS = 1, BREAKS = 2;
    private static final Key[] KEYS = Key.values();

    /** What surrounded a key's make code, to be undone at its release. */
    private enum Wrap { NONE, SHIFTS_UP, SHIFT_DOWN, ALT_PRINT, NO_BREAK }

    private static final Wrap[] WRAPS = Wrap.values();

    private record Stroke(Key key, boolean pressed) {}

    private final Timer repeat;
    private final ArrayDeque<Stroke> waiting = new ArrayDeque<>();
    private final EnumSet<Key> hostDown = EnumSet.noneOf(Key.class);
    private final EnumSet<Key> down = EnumSet.noneOf(Key.class);
    private final byte[] wraps = new byte[KEYS.length];
    private final byte[] types = new byte[256];
    private Optional<Key> repeating = Optional.empty();
    private int set;
    private int leds;
    private int typematic;
    private boolean scanning;
    /** The command whose option byte is awaited; 0 for none. */
    private int pending;

    Ps2Keyboard(Scheduler scheduler) {
        super(scheduler, "keyboard", 16);
        repeat = scheduler.timer("kbc8042.keyboard.repeat", this::repeatKey);
    }

    // ---- the host's side ---------------------------------------------------------------------------------------------

    /**
     * A key goes down or up; emulation thread only. Repeats from the host's own keyboard (a press of a key that is down) and
     * releases of keys that are not down are ignored.
     *
     * @return false when the guest has not taken earlier keys for so long that this press was dropped
     */
    public boolean key(Key key, boolean pressed) {
        if (pressed == hostDown.contains(key)) return true;
        if (pressed && waiting.size() >= MAX_WAITING) return false;
        if (pressed) hostDown.add(key);
        else hostDown.remove(key);
        waiting.add(new Stroke(key, pressed));
        drain();
        return true;
    }

    /** Lets go of every key, as when the host's window loses the focus. */
    public void releaseAll() {
        for (var key : EnumSet.copyOf(hostDown)) key(key, false);
    }

    /** Key events that have not reached the keyboard's own buffer: pace typing by this. */
    public int waiting() {
        return waiting.size();
    }

    /** LEDs as the guest set them: bit 0 scroll lock, 1 num lock, 2 caps lock. */
    public int leds() {
        return leds;
    }

    // ---- scan codes --------------------------------------------------------------------------------------------------

    private void drain() {
        while (!waiting.isEmpty() && events.room() >= LONGEST) {
            var s = waiting.poll();
            if (s.pressed) down.add(s.key);
            else down.remove(s.key);
            if (!s.pressed && repeating.filter(k -> k == s.key).isPresent()) stopRepeat();
            if (!scanning) continue;
            if (s.pressed) press(s.key);
            else release(s.key);
        }
        eventsReady();
    }

    @Override
    void eventsSent() {
        if (!waiting.isEmpty()) drain();
    }

    private boolean isDown(Key a, Key b) {
        return down.contains(a) || down.contains(b);
    }

    private void press(Key key) {
        if (set == 3) {
            if (key.set3() != 0) events.add(key.set3());
        } else {
            wraps[key.ordinal()] = (byte) make(key).ordinal();
        }
        boolean repeats = set == 3 ? key.set3() != 0 && (types[key.set3()] & REPEATS) != 0 : key != Key.PAUSE;
        if (repeats) {
            repeating = Optional.of(key);
            repeat.arm(scheduler.now() + repeatDelay());
        } else {
            stopRepeat();
        }
    }

    private Wrap make(Key key) {
        boolean ctrl = isDown(Key.LEFT_CTRL, Key.RIGHT_CTRL);
        boolean shift = isDown(Key.LEFT_SHIFT, Key.RIGHT_SHIFT);
        if (key == Key.PAUSE) {
            if (ctrl) strokes(0xe07e, 0xe07e | BREAK);
            else pause();
            return Wrap.NO_BREAK;
        }
        if (key == Key.PRINT_SCREEN) {
            if (isDown(Key.LEFT_ALT, Key.RIGHT_ALT)) {
                strokes(0x84);
                return Wrap.ALT_PRINT;
            }
            return shifted(key, ctrl || shift ? Wrap.NONE : Wrap.SHIFT_DOWN);
        }
        boolean numLock = (leds & 2) != 0;
        boolean hidesShift = key == Key.KEYPAD_SLASH || key.isNavigation() && !numLock;
        if (shift && hidesShift) return shifted(key, Wrap.SHIFTS_UP);
        return shifted(key, key.isNavigation() && numLock && !shift ? Wrap.SHIFT_DOWN : Wrap.NONE);
    }

    private Wrap shifted(Key key, Wrap wrap) {
        if (wrap == Wrap.SHIFT_DOWN) strokes(FAKE_LEFT_SHIFT);
        if (wrap == Wrap.SHIFTS_UP) realShifts(BREAK);
        strokes(key.set2());
        return wrap;
    }

    /** Pretends that the shift keys held down go up (BREAK) or down (0). */
    private void realShifts(int direction) {
        if (down.contains(Key.LEFT_SHIFT)) strokes(FAKE_LEFT_SHIFT | direction);
        if (down.contains(Key.RIGHT_SHIFT)) strokes(FAKE_RIGHT_SHIFT | direction);
    }

    private void release(Key key) {
        if (set == 3) {
            if (key.set3() != 0 && (types[key.set3()] & BREAKS) != 0) {
                events.add(0xf0);
                events.add(key.set3());
            }
            return;
        }
        var wrap = WRAPS[wraps[key.ordinal()]];
        wraps[key.ordinal()] = 0;
        switch (wrap) {
            case NO_BREAK -> {}
            case ALT_PRINT -> strokes(0x84 | BREAK);
            case NONE -> strokes(key.set2() | BREAK);
            case SHIFT_DOWN -> strokes(key.set2() | BREAK, FAKE_LEFT_SHIFT | BREAK);
            case SHIFTS_UP -> {
                strokes(key.set2() | BREAK);
                realShifts(0);
            }
        }
    }

    private void strokes(int... codes) {
        for (int c : codes) {
            if ((c & 0xff00) != 0) events.add(c >> 8 & 0xff);
            code(c & 0xff, (c & BREAK) != 0);
        }
    }

    private void pause() {
        for (boolean up : new boolean[] {false, true}) {
            events.add(0xe1);
            code(0x14, up);
            code(0x77, up);
        }
    }

    /** One code in set 1 or 2. */
    private void code(int set2, boolean up) {
        if (set == 1) {
            events.add(Translation.toSet1(set2) | (up ? 0x80 : 0));
        } else {
            if (up) events.add(0xf0);
            events.add(set2);
        }
    }

    // ---- typematic ---------------------------------------------------------------------------------------------------

    private long repeatDelay() {
        return ((typematic >> 5 & 3) + 1) * 250_000_000L;
    }

    /** (8 + A) * 2^B / 240 seconds, with A in bits 0-2 and B in bits 3-4. */
    private long repeatPeriod() {
        return (8L + (typematic & 7) << (typematic >> 3 & 3)) * 1_000_000_000L / 240;
    }

    private void stopRepeat() {
        repeating = Optional.empty();
        repeat.cancel();
    }

    private void repeatKey() {
        if (repeating.isEmpty()) return;
        var key = repeating.get();
        if (scanning && events.room() >= LONGEST) {
            if (set == 3) events.add(key.set3());
            else strokes(WRAPS[wraps[key.ordinal()]] == Wrap.ALT_PRINT ? 0x84 : key.set2());
        }
        repeat.arm(repeat.when() + repeatPeriod());
        eventsReady();
    }

    // ---- commands ----------------------------------------------------------------------------------------------------

    @Override
    void receive(int b) {
        cancelSelfTest();
        int command = pending;
        pending = 0;
        if (command != 0 && b < 0xed) option(command, b);
        else command(b);
    }

    private void command(int c) {
        switch (c) {
            case 0xed, 0xf3 -> await(c);
            case 0xee -> reply(0xee);
            case 0xf0, 0xfb, 0xfc, 0xfd -> {
                clearKeys();
                await(c);
            }
            case 0xf2 -> reply(ACK, 0xab, 0x83);
            case 0xf4 -> {
                clearKeys();
                scanning = true;
                reply(ACK);
            }
            case 0xf5, 0xf6 -> {
                clearKeys();
                defaults();
                scanning = c == 0xf6;
                reply(ACK);
            }
            case 0xf7 -> allTypes(REPEATS);
            case 0xf8 -> allTypes(BREAKS);
            case 0xf9 -> allTypes(0);
            case 0xfa -> allTypes(REPEATS | BREAKS);
            case 0xfe -> resend();
            case 0xff -> {
                reply(ACK);
                startSelfTest();
            }
            default -> reply(RESEND);
        }
    }

    private void await(int command) {
        pending = command;
        reply(ACK);
    }

    private void option(int command, int b) {
        switch (command) {
            case 0xed -> {
                leds = b & 7;
                reply(ACK);
            }
            case 0xf3 -> {
                typematic = b & 0x7f;
                reply(ACK);
            }
            case 0xf0 -> {
                if (b == 0) {
                    reply(ACK, set);
                } else if (b <= 3) {
                    set = b;
                    reply(ACK);
                } else {
                    reply(RESEND);
                }
            }
            default -> {
                // Key after key, until the next command.
                types[b] = (byte) (command == 0xfb ? REPEATS : command == 0xfc ? BREAKS : 0);
                await(command);
            }
        }
    }

    private void allTypes(int type) {
        clearKeys();
        Arrays.fill(types, (byte) type);
        reply(ACK);
    }

    private void clearKeys() {
        events.clear();
        stopRepeat();
    }

    private void defaults() {
        set = 2;
        typematic = 0x2b; // 500 ms, then 10.9 a second
        Arrays.fill(types, (byte) REPEATS);
        for (var key : KEYS)
            if (key.set3() != 0)
                types[key.set3()] = (byte) switch (key.kind()) {
                    case TYPEMATIC -> REPEATS;
                    case MAKE_BREAK -> BREAKS;
                    case MAKE -> 0;
                };
    }

    @Override
    void setDefaults() {
        defaults();
        leds = 0;
        pending = 0;
        scanning = true;
        stopRepeat();
    }

    /** Keys held down by the host stay down; what they had to say before power-on is forgotten. */
    @Override
    void powerOn() {
        super.powerOn();
        waiting.clear();
        down.clear();
        down.addAll(hostDown);
        Arrays.fill(wraps, (byte) 0);
    }

    @Override
    int[] selfTestReport() {
        return new int[] {SELF_TEST_PASSED};
    }

    // ---- for people and saved states ---------------------------------------------------------------------------------

    void view(DeviceView.Builder b) {
        b.text("scan code set", set).flag("scanning", scanning);
        b.hex8("LEDs", leds, ((leds & 1) != 0 ? "scroll " : "") + ((leds & 2) != 0 ? "num " : "") + ((leds & 4) != 0 ? "caps" : ""));
        b.text("typematic", repeatDelay() / 1_000_000 + " ms", String.format("%.1f a second", 1e9 / repeatPeriod()));
        b.text("keys down", down).text("unsent", pendingText()).text("waiting", waiting.size());
    }

    @Override
    void save(StateOut out) {
        super.save(out);
        out.putInts("keyboard.values", new int[] {set, leds, typematic, pending, scanning ? 1 : 0, repeating.map(Key::ordinal).orElse(-1)});
        out.putBytes("keyboard.types", types);
        out.putBytes("keyboard.wraps", wraps);
        out.putBytes("keyboard.down", bits(down));
        out.putBytes("keyboard.hostDown", bits(hostDown));
        out.putInts("keyboard.waiting", waiting.stream().mapToInt(s -> s.key.ordinal() << 1 | (s.pressed ? 1 : 0)).toArray());
        repeat.save(out);
    }

    private static byte[] bits(EnumSet<Key> keys) {
        var v = new byte[KEYS.length];
        for (var k : keys) v[k.ordinal()] = 1;
        return v;
    }

    private static void restore(EnumSet<Key> keys, StateIn in, String name) {
        var v = new byte[KEYS.length];
        in.getBytes(name, v);
        keys.clear();
        for (var k : KEYS) if (v[k.ordinal()] != 0) keys.add(k);
    }

    @Override
    void load(StateIn in) {
        super.load(in);
        int[] v = ints(in, "keyboard.values", 6);
        boolean possible = v[0] >= 1 && v[0] <= 3 && v[5] >= -1 && v[5] < KEYS.length;
        if (!possible) throw new IllegalArgumentException("saved keyboard.values are impossible: " + Arrays.toString(v));
        set = v[0];
        leds = v[1] & 7;
        typematic = v[2] & 0x7f;
        pending = v[3] & 0xff;
        scanning = v[4] != 0;
        repeating = v[5] < 0 ? Optional.empty() : Optional.of(KEYS[v[5]]);
        in.getBytes("keyboard.types", types);
        in.getBytes("keyboard.wraps", wraps);
        for (byte w : wraps) if (w < 0 || w >= WRAPS.length) throw new IllegalArgumentException("saved keyboard.wraps has " + w);
        restore(down, in, "keyboard.down");
        restore(hostDown, in, "keyboard.hostDown");
        int[] all = in.getInts("keyboard.waiting");
        if (all.length > MAX_WAITING + KEYS.length)
            throw new IllegalArgumentException("saved keyboard.waiting has " + all.length + " keys");
        waiting.clear();
        for (int s : all) {
            if (s < 0 || s >> 1 >= KEYS.length) throw new IllegalArgumentException("saved keyboard.waiting has " + s);
            waiting.add(new Stroke(KEYS[s >> 1], (s & 1) != 0));
        }
        repeat.load(in);
    }
}
