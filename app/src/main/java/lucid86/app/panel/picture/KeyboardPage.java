package lucid86.app.panel.picture;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.Pane;
import javafx.scene.layout.VBox;
import lucid86.debugger.view.DeviceList;
import lucid86.machine.dev.kbc8042.Key;

/** The keyboard with the keys that are down, the bytes on their way to the guest, and the controller between them. */
public final class KeyboardPage implements PicturePage {
    private static final double UNIT = 31, GAP = 3;

    private final Map<Key, Label> caps = new EnumMap<>(Key.class);
    private final Bits leds = new Bits().bit(2, "Num", "num lock").bit(4, "Caps", "caps lock").bit(1, "Scroll", "scroll lock");
    private final Bits status = new Bits().bit(0x01, "OBF", "a byte waits at port 60").bit(0x02, "IBF", "a byte from the CPU was not taken yet").bit(0x04, "SYS", "the self-test was passed")
            .bit(0x08, "CMD", "the last byte from the CPU was a command").bit(0x10, "unlocked", "the keyboard lock is open").bit(0x20, "AUX", "the byte at port 60 is the mouse's");
    private final Bits mode = new Bits().bit(0x01, "IRQ 1", "the keyboard may interrupt").bit(0x02, "IRQ 12", "the mouse may interrupt").bit(0x10, "keyboard off", "the keyboard's clock is held")
            .bit(0x20, "mouse off", "the mouse's clock is held").bit(0x40, "translates", "set 2 becomes set 1");
    private final Bits gate = new Bits().bit(1, "A20", "address line 20 is open");
    private final Grid keyboard = new Grid(), controller = new Grid(), mouse = new Grid();
    private final Label others = Pictures.dim("");
    private final VBox root;

    public KeyboardPage() {
        var keys = new Pane();
        for (KeyLayout.Cap c : KeyLayout.CAPS) {
            var l = new Label(c.name());
            l.getStyleClass().add("key");
            l.setTooltip(new Tooltip(String.format("%s: set 1 %02x, set 2 %02x, set 3 %02x", c.key().name(), c.key().set1(), c.key().set2(), c.key().set3())));
            l.resizeRelocate(c.x() * UNIT, c.y() * UNIT, c.width() * UNIT - GAP, c.height() * UNIT - GAP);
            l.setManaged(false);
            caps.put(c.key(), l);
            keys.getChildren().add(l);
        }
        keys.setMinSize(KeyLayout.WIDTH * UNIT, KeyLayout.HEIGHT * UNIT);
        keys.setMaxSize(KeyLayout.WIDTH * UNIT, KeyLayout.HEIGHT * UNIT);
        root = new VBox(12, Pictures.line(Pictures.heading("Keyboard"), leds), keys, others,
                Pictures.flow(Pictures.box(Pictures.named("Keyboard", keyboard)), Pictures.box(Pictures.named("8042 status", status), Pictures.named("Command byte", mode), Pictures.line(controller, gate)),
                        Pictures.box(Pictures.named("Mouse", mouse))));
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void show(DeviceList devices) {
        Readings.of(devices, "kbc8042").ifPresent(this::show);
    }

    private void show(Readings k) {
        String text = k.text("Keyboard", "keys down");
        var down = Arrays.stream(text.replaceAll("[\\[\\]]", "").split(", ")).filter(s -> !s.isEmpty()).collect(Collectors.toSet());
        caps.forEach((key, label) -> label.pseudoClassStateChanged(Bits.LIT, down.contains(key.name())));
        String elsewhere = down.stream().filter(n -> caps.keySet().stream().noneMatch(c -> c.name().equals(n))).sorted().collect(Collectors.joining(", "));
        Pictures.set(others, elsewhere.isEmpty() ? "Lit keys are down. Click on the guest's screen and type." : "Also down: " + elsewhere);
        leds.show(k.hex("Keyboard", "LEDs"));
        status.show(k.hex("", "status"));
        mode.show(k.hex("", "command byte"));
        gate.show(k.flag("", "A20 gate") ? 1 : 0);
        controller.row(0, "byte at port 60", k.text("", "data"));
        controller.row(1, "output port", k.text("", "output port"));
        keyboard.row(0, "scan code set", k.text("Keyboard", "scan code set"));
        keyboard.row(1, "scanning", k.flag("Keyboard", "scanning") ? "yes" : "no");
        keyboard.row(2, "repeats after", k.text("Keyboard", "typematic") + ", " + k.meaning("Keyboard", "typematic"));
        keyboard.row(3, "answers | scan codes not sent", k.text("Keyboard", "unsent").isEmpty() ? "none" : k.text("Keyboard", "unsent"));
        keyboard.row(4, "key events waiting", k.text("Keyboard", "waiting"));
        int row = 0;
        for (String name : new String[] {"kind", "mode", "reporting", "rate", "resolution", "buttons", "unsent"}) mouse.row(row++, name, k.text("Mouse", name));
    }
}
