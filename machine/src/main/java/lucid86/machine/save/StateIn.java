package lucid86.machine.save;

import java.util.Map;

/** Reads back what {@link StateOut} collected. A missing name or a wrong type throws {@link IllegalArgumentException}. */
public final class StateIn {
    private final Map<String, Object> values;

    public StateIn(Map<String, Object> values) {
        this.values = values;
    }

    public int getInt(String name) {
        return (int) getLong(name);
    }

    /** A number that must lie in a range, limits included. */
    public int getInt(String name, int min, int max) {
        long v = getLong(name);
        if (v < min || v > max) throw new IllegalArgumentException("saved " + name + " is " + v + ", not " + min + ".." + max);
        return (int) v;
    }

    public long getLong(String name) {
        return get(name, Long.class);
    }

    public boolean getBoolean(String name) {
        return getLong(name) != 0;
    }

    public byte[] getBytes(String name) {
        return get(name, byte[].class).clone();
    }

    /** Copies saved bytes over an array of the same length. */
    public void getBytes(String name, byte[] to) {
        byte[] v = get(name, byte[].class);
        if (v.length != to.length) throw new IllegalArgumentException("saved " + name + " has " + v.length + " bytes, not " + to.length);
        System.arraycopy(v, 0, to, 0, v.length);
    }

    public int[] getInts(String name) {
        return get(name, int[].class).clone();
    }

    public long[] getLongs(String name) {
        return get(name, long[].class).clone();
    }

    public String getString(String name) {
        return get(name, String.class);
    }

    private <T> T get(String name, Class<T> type) {
        Object v = values.get(name);
        if (!type.isInstance(v)) throw new IllegalArgumentException("saved state has no " + type.getSimpleName() + " named " + name);
        return type.cast(v);
    }
}
