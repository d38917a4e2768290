package lucid86.machine.save;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Everything a machine remembers but for the contents of its memory and its media: a section of named values for the CPU, the
 * clock and each device. Values are Long, String, byte[], int[] or long[]; nobody changes the arrays.
 */
public final class MachineState {
    private final Map<String, Map<String, Object>> sections;

    public MachineState(Map<String, Map<String, Object>> sections) {
        this.sections = Collections.unmodifiableMap(new LinkedHashMap<>(sections));
    }

    /** Collects the sections of a state. */
    public static final class Builder {
        private final Map<String, Map<String, Object>> sections = new LinkedHashMap<>();

        public Builder section(String name, Consumer<StateOut> save) {
            var out = new StateOut();
            save.accept(out);
            if (sections.put(name, out.values()) != null) throw new IllegalStateException("two sections named " + name);
            return this;
        }

        public MachineState build() {
            return new MachineState(sections);
        }
    }

    /** Section names in the order they were saved. */
    public Map<String, Map<String, Object>> sections() {
        return sections;
    }

    /** Throws {@link IllegalArgumentException} when there is no such section. */
    public StateIn section(String name) {
        var s = sections.get(name);
        if (s == null) throw new IllegalArgumentException("the state has no section named " + name);
        return new StateIn(s);
    }

    /** Adds all values of a section to a digest, independent of the order they were saved in. */
    public static void digest(Map<String, Object> values, MessageDigest digest) {
        new TreeMap<>(values).forEach((name, v) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            switch (v) {
                case Long l -> digest.update(ByteBuffer.allocate(8).putLong(0, l));
                case byte[] b -> digest.update(b);
                case int[] a -> {
                    var b = ByteBuffer.allocate(a.length * 4);
                    b.asIntBuffer().put(a);
                    digest.update(b);
                }
                case long[] a -> {
                    var b = ByteBuffer.allocate(a.length * 8);
                    b.asLongBuffer().put(a);
                    digest.update(b);
                }
                default -> digest.update(v.toString().getBytes(StandardCharsets.UTF_8));
            }
        });
    }
}
