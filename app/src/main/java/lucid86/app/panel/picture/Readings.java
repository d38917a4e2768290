package lucid86.app.panel.picture;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import lucid86.debugger.view.DeviceList;
import lucid86.debugger.view.Inspector;
import lucid86.machine.dev.DeviceView;

/** Looks up a chip's registers by the names they are shown under. What is not there reads as nothing, so that a picture never fails. */
public record Readings(DeviceView view) {
    static Optional<Readings> of(DeviceList list, String device) {
        return list.devices().stream().filter(d -> d.name().equals(device)).findFirst().map(Inspector.NamedView::view).map(Readings::new);
    }

    List<DeviceView.Register> group(String name) {
        return view.groups().stream().filter(g -> g.name().equals(name)).findFirst().map(DeviceView.Group::registers).orElse(List.of());
    }

    private Optional<DeviceView.Register> register(String group, String name) {
        return group(group).stream().filter(r -> r.name().equals(name)).findFirst();
    }

    String text(String group, String name) {
        return register(group, name).map(DeviceView.Register::value).orElse("");
    }

    String meaning(String group, String name) {
        return register(group, name).map(DeviceView.Register::meaning).orElse("");
    }

    int hex(String group, String name) {
        return hex(text(group, name));
    }

    boolean flag(String group, String name) {
        return text(group, name).equals("1");
    }

    long number(String group, String name) {
        try {
            return Long.parseLong(text(group, name).strip());
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /** A list of two-digit numbers. */
    BitSet set(String group, String name) {
        var set = new BitSet();
        for (String s : text(group, name).split(" ")) if (!s.isBlank()) set.set(hex(s));
        return set;
    }

    /** 0 when it is not one hexadecimal number. */
    static int hex(String text) {
        try {
            return Integer.parseUnsignedInt(text.strip(), 16);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
