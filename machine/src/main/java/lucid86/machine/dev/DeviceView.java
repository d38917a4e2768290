package lucid86.machine.dev;

import java.util.ArrayList;
import java.util.List;

/**
 * A device's registers as people read them, in groups; one generic panel shows every chip.
 *
 * @param title part number and role, such as {@code "8259A interrupt controller (master)"}
 */
public record DeviceView(String title, List<Group> groups) {
    /** Registers that belong together. */
    public record Group(String name, List<Register> registers) {}

    /** @param value as shown; @param meaning decoded in words, may be empty */
    public record Register(String name, String value, String meaning) {}

    public static Builder of(String title) {
        return new Builder(title);
    }

    /** Builds a view line by line. */
    public static final class Builder {
        private final String title;
        private final List<Group> groups = new ArrayList<>();
        private List<Register> current;

        private Builder(String title) {
            this.title = title;
        }

        /** Starts a group; registers added before the first call form an unnamed group. */
        public Builder group(String name) {
            current = new ArrayList<>();
            groups.add(new Group(name, current));
            return this;
        }

        public Builder text(String name, Object value, String meaning) {
            if (current == null) group("");
            current.add(new Register(name, String.valueOf(value), meaning));
            return this;
        }

        public Builder text(String name, Object value) {
            return text(name, value, "");
        }

        public Builder hex8(String name, int value, String meaning) {
            return text(name, String.format("%02x", value & 0xff), meaning);
        }

        public Builder hex8(String name, int value) {
            return hex8(name, value, "");
        }

        public Builder hex16(String name, int value) {
            return text(name, String.format("%04x", value & 0xffff), "");
        }

        public Builder hex32(String name, int value) {
            return text(name, String.format("%08x", value), "");
        }

        public Builder flag(String name, boolean value) {
            return text(name, value ? "1" : "0", "");
        }

        public DeviceView build() {
            return new DeviceView(title, groups.stream().map(g -> new Group(g.name(), List.copyOf(g.registers()))).toList());
        }
    }
}
