package lucid86.machine.dev.pit8254;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * One of the 8254's counters, as a function of time: nothing here runs, every question names the clock tick it is asked
 * for. Ticks must not decrease from call to call, except for edges asked about ahead of time.
 */
final class Counter {
    static final long NEVER = Long.MAX_VALUE;

    private int mode = 3;
    /** 1 low byte, 2 high byte, 3 low then high. */
    private int access = 3;
    private boolean bcd;
    private boolean gate;

    /** The count register, as written. */
    private int written;
    private boolean writeHigh;
    private int lowByte;
    /** A whole count has been written since the control word. */
    private boolean programmed;

    /** No count has reached the counting element since the control word. */
    private boolean fresh = true;

    /** The counting element follows from {@link #count} and {@link #base}; else it stands still at {@link #frozen}. */
    private boolean loaded;
    /** The count it was loaded with, 1..65536. */
    private int count;
    /** Clocks counted up to tick {@link #base}; from there on it counts while enabled. */
    private long done;

    private long base;
    /** When the written count goes into the counting element; NEVER when nothing is due. */
    private long loadAt = NEVER;
    /** The written count has not been loaded yet: the status bit. */
    private boolean nullCount = true;
    /** What the counting element shows while it is not loaded. */
    private int frozen;

    private boolean readHigh;
    private boolean countLatched;
    private int latchedCount;
    private boolean statusLatched;
    private int latchedStatus;

    Counter(boolean gate) {
        this.gate = gate;
    }

    // ---- programming -------------------------------------------------------------------------------------------------

    void control(long tick, int word) {
        sync(tick);
        int freeze = element(tick);
        access = word >> 4 & 3;
        int m = word >> 1 & 7;
        mode = m > 5 ? m - 4 : m;
        bcd = (word & 1) != 0;
        frozen = freeze;
        loaded = false;
        fresh = true;
        programmed = false;
        loadAt = NEVER;
        nullCount = true;
        writeHigh = readHigh = false;
        countLatched = statusLatched = false;
    }

    void write(long tick, int value) {
        sync(tick);
        switch (access) {
            case 1 -> commit(tick, value);
            case 2 -> commit(tick, value << 8);
            default -> {
                if (writeHigh) {
                    writeHigh = false;
                    commit(tick, lowByte | value << 8);
                } else {
                    writeHigh = true;
                    lowByte = value;
                    if (mode == 0) stop(tick);
                }
            }
        }
    }

    /** Mode 0: the first byte of a new count stops counting and takes OUT low at once. */
    private void stop(long tick) {
        frozen = element(tick);
        loaded = false;
        loadAt = NEVER;
    }

    private void commit(long tick, int value) {
        written = value;
        programmed = true;
        nullCount = true;
        switch (mode) {
            case 0 -> {
                stop(tick);
                loadAt = tick + 1;
            }
            case 4 -> loadAt = tick + 1;
            case 2, 3 -> {
                if (fresh || !loaded && loadAt != NEVER) loadAt = tick + 1;
                else if (loaded && gate) loadAt = nextBoundary(tick);
                // else the gate's next rise loads it
            }
            default -> {} // 1 and 5 wait for the gate
        }
    }

    /** The end of the present cycle (mode 2) or half cycle (mode 3), strictly after a tick. */
    private long nextBoundary(long tick) {
        if (tick < base) return base;
        long phase = (tick - base + done) % count;
        long end = mode == 3 && phase < highClocks() ? highClocks() : count;
        return tick + (end - phase);
    }

    void setGate(long tick, boolean level) {
        if (level == gate) return;
        sync(tick);
        switch (mode) {
            case 0, 4 -> {
                if (loaded && tick >= base) {
                    done = elapsed(tick);
                    base = tick;
                }
                gate = level;
            }
            case 2, 3 -> {
                if (loaded) {
                    frozen = element(tick);
                    loaded = false;
                    loadAt = NEVER;
                }
                gate = level;
                if (level && programmed) loadAt = tick + 1;
            }
            default -> {
                gate = level;
                if (level && programmed) loadAt = tick + 1;
            }
        }
    }

    boolean gate() {
        return gate;
    }

    /** Carries out the load that was due at or before a tick. */
    private void sync(long tick) {
        if (loadAt > tick) return;
        boolean lowHalfNext = mode == 3 && loaded && gate && loadAt > base && (loadAt - base + done) % count == highClocks();
        base = loadAt;
        loadAt = NEVER;
        count = decode(written);
        done = lowHalfNext ? highClocks() : 0;
        loaded = true;
        fresh = false;
        nullCount = false;
    }

    private int decode(int value) {
        int n = value;
        if (bcd) n = ((value >> 12) * 1000 + (value >> 8 & 15) * 100 + (value >> 4 & 15) * 10 + (value & 15)) % 10000;
        return n == 0 ? modulus() : n;
    }

    private int modulus() {
        return bcd ? 10000 : 65536;
    }

    private int highClocks() {
        return (count + 1) / 2;
    }

    // ---- the counting element ----------------------------------------------------------------------------------------

    /** Clocks counted since the load. */
    private long elapsed(long tick) {
        boolean running = gate || mode == 1 || mode == 5;
        return running && tick > base ? done + (tick - base) : done;
    }

    /** Value of the counting element at a tick, 0..65535, encoded as the mode says; loads due by then are included. */
    private int element(long tick) {
        if (!loaded) return frozen;
        long e = elapsed(tick);
        long n = switch (mode) {
            case 2 -> count - e % count;
            case 3 -> {
                long phase = e % count;
                yield (count & ~1) - 2 * (phase < highClocks() ? phase : phase - highClocks());
            }
            default -> count - e;
        };
        return encode((int) Math.floorMod(n, (long) modulus()));
    }

    private int encode(int n) {
        if (!bcd) return n & 0xffff;
        return n / 1000 % 10 << 12 | n / 100 % 10 << 8 | n / 10 % 10 << 4 | n % 10;
    }

    /** Level of the OUT pin at a tick. */
    boolean out(long tick) {
        sync(tick);
        if (!loaded) return mode != 0;
        long e = elapsed(tick);
        return switch (mode) {
            case 0, 1 -> e >= count;
            case 2 -> !gate || e % count != count - 1;
            case 3 -> !gate || e % count < highClocks();
            default -> e != count;
        };
    }

    /**
     * The first tick after {@code tick} at which OUT may change or a load happens; NEVER when it stays as it is until the
     * next register write or gate change.
     */
    long nextEvent(long tick) {
        sync(tick);
        return Math.min(loadAt, nextToggle(tick));
    }

    private long nextToggle(long tick) {
        if (!loaded || !gate && mode != 1 && mode != 5) return NEVER;
        if (tick < base) return base;
        long e = elapsed(tick);
        return switch (mode) {
            case 0, 1 -> e < count ? tick + (count - e) : NEVER;
            case 2 -> {
                if (count == 1) yield NEVER;
                long phase = e % count;
                yield tick + (phase < count - 1 ? count - 1 - phase : 1);
            }
            case 3 -> {
                if (count == 1) yield NEVER;
                long phase = e % count;
                yield tick + (phase < highClocks() ? highClocks() : count) - phase;
            }
            default -> e < count ? tick + (count - e) : e == count ? tick + 1 : NEVER;
        };
    }

    // ---- reading -----------------------------------------------------------------------------------------------------

    void latchCount(long tick) {
        if (countLatched) return;
        sync(tick);
        countLatched = true;
        latchedCount = element(tick);
    }

    void latchStatus(long tick) {
        if (statusLatched) return;
        statusLatched = true;
        latchedStatus = status(tick);
    }

    int status(long tick) {
        boolean out = out(tick);
        return (out ? 0x80 : 0) | (nullCount ? 0x40 : 0) | access << 4 | mode << 1 | (bcd ? 1 : 0);
    }

    int peek(long tick) {
        if (statusLatched) return latchedStatus;
        int v = countLatched ? latchedCount : current(tick);
        boolean high = access == 2 || access == 3 && readHigh;
        return (high ? v >> 8 : v) & 0xff;
    }

    int read(long tick) {
        int v = peek(tick);
        if (statusLatched) {
            statusLatched = false;
        } else {
            boolean lastByte = access != 3 || readHigh;
            if (access == 3) readHigh = !readHigh;
            if (lastByte) countLatched = false;
        }
        return v;
    }

    /** The counting element as a read without a latch command sees it. */
    int current(long tick) {
        sync(tick);
        return element(tick);
    }

    int mode() {
        return mode;
    }

    /** The count written last, decoded: 1..65536. */
    int reload() {
        return decode(written);
    }

    // ---- saved states ------------------------------------------------------------------------------------------------

    void save(StateOut out, String p) {
        out.putLongs(p + ".ticks", new long[] {done, base, loadAt});
        out.putInts(p + ".values", new int[] {mode, access, written, lowByte, count, frozen, latchedCount, latchedStatus});
        boolean[] flags = {bcd, gate, writeHigh, programmed, loaded, nullCount, readHigh, countLatched, statusLatched, fresh};
        int bits = 0;
        for (int i = 0; i < flags.length; i++) if (flags[i]) bits |= 1 << i;
        out.putInt(p + ".flags", bits);
    }

    void load(StateIn in, String p) {
        long[] t = in.getLongs(p + ".ticks");
        int[] v = in.getInts(p + ".values");
        int flags = in.getInt(p + ".flags", 0, 0x3ff);
        if (t.length != 3 || v.length != 8) throw new IllegalArgumentException("saved " + p + " has the wrong number of values");
        boolean isLoaded = (flags >> 4 & 1) != 0;
        if ((v[0] & ~7) != 0 || v[0] > 5 || v[1] < 1 || v[1] > 3) throw new IllegalArgumentException("saved " + p + ": no such mode");
        if (v[4] < (isLoaded ? 1 : 0) || v[4] > 65536) throw new IllegalArgumentException("saved " + p + ": count " + v[4]);
        for (int i : new int[] {2, 3, 5, 6, 7})
            if ((v[i] & ~0xffff) != 0) throw new IllegalArgumentException("saved " + p + " value " + i + " has more than 16 bits");
        if (t[0] < 0 || t[1] < 0 || t[2] < 0) throw new IllegalArgumentException("saved " + p + ": negative time");
        done = t[0];
        base = t[1];
        loadAt = t[2];
        mode = v[0];
        access = v[1];
        written = v[2];
        lowByte = v[3];
        count = v[4];
        frozen = v[5];
        latchedCount = v[6];
        latchedStatus = v[7];
        bcd = (flags & 1) != 0;
        gate = (flags & 2) != 0;
        writeHigh = (flags & 4) != 0;
        programmed = (flags & 8) != 0;
        loaded = isLoaded;
        nullCount = (flags & 32) != 0;
        readHigh = (flags & 64) != 0;
        countLatched = (flags & 128) != 0;
        statusLatched = (flags & 256) != 0;
        fresh = (flags & 512) != 0;
    }
}
