package lucid86.machine.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/** Saves a device and restores it into another of its kind. */
public final class SavedState {
    private SavedState() {}

    /** Copies the state of {@code from} into {@code to}, and checks that {@code to} then saves and shows the same. */
    public static void transfer(Device from, Device to) {
        var saved = values(from);
        to.load(new StateIn(new TreeMap<>(saved)));
        assertEquals(text(saved), text(values(to)), from.name() + " saved, loaded, saved");
        assertEquals(from.view(), to.view());
    }

    public static Map<String, Object> values(Device d) {
        var out = new StateOut();
        d.save(out);
        return out.values();
    }

    private static String text(Map<String, Object> values) {
        var s = new StringBuilder();
        values.forEach((k, v) -> s.append(k).append('=').append(switch (v) {
            case byte[] b -> java.util.Arrays.toString(b);
            case int[] i -> java.util.Arrays.toString(i);
            case long[] l -> java.util.Arrays.toString(l);
            default -> v.toString();
        }).append('\n'));
        return s.toString();
    }
}
