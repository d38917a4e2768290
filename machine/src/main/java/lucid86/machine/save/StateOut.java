package lucid86.machine.save;

import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the named values of one device's section. Names are unique within a section. */
public final class StateOut {
    private final Map<String, Object> values = new LinkedHashMap<>();

    public void putInt(String name, int v) {
        put(name, (long) v);
    }

    public void putLong(String name, long v) {
        put(name, v);
    }

    public void putBoolean(String name, boolean v) {
        put(name, v ? 1L : 0L);
    }

    public void putBytes(String name, byte[] v) {
        put(name, v.clone());
    }

    public void putInts(String name, int[] v) {
        put(name, v.clone());
    }

    public void putLongs(String name, long[] v) {
        put(name, v.clone());
    }

    public void putString(String name, String v) {
        put(name, v);
    }

    private void put(String name, Object v) {
        if (values.put(name, v) != null) throw new IllegalStateException("saved twice: " + name);
    }

    /** The values in the order they were put: Long, byte[], int[], long[] or String. */
    public Map<String, Object> values() {
        return values;
    }
}
