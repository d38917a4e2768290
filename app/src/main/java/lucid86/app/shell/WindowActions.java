package lucid86.app.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.Separator;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToolBar;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import lucid86.debugger.view.Status;

/** The registry of all actions: menus, tool bar, keys and palette come from here. */
final class WindowActions {
    private static final String SEPARATOR = "-";
    private static final String KEYS = "keys";

    /** Ids of each menu's actions, in order, with separators. */
    private final Map<String, List<String>> menus = new LinkedHashMap<>();
    private final Map<String, WindowAction> actions = new LinkedHashMap<>();
    private final UserFiles files;

    WindowActions(UserFiles files) {
        this.files = files;
    }

    /** Adds an action at the end of a menu. */
    void add(String menu, WindowAction action) {
        if (actions.put(action.id(), action) != null) throw new IllegalArgumentException("two actions " + action.id());
        menus.computeIfAbsent(menu, _ -> new ArrayList<>()).add(action.id());
    }

    void separator(String menu) {
        menus.computeIfAbsent(menu, _ -> new ArrayList<>()).add(SEPARATOR);
    }

    List<WindowAction> all() {
        return List.copyOf(actions.values());
    }

    WindowAction get(String id) {
        return actions.get(id);
    }

    /** Name of the menu an action is in. */
    String menuOf(WindowAction a) {
        return menus.entrySet().stream().filter(e -> e.getValue().contains(a.id())).map(e -> e.getKey().replace("_", "")).findFirst().orElse("");
    }

    MenuBar menuBar() {
        var bar = new MenuBar();
        menus.forEach((title, ids) -> {
            var menu = new Menu(title);
            for (String id : ids) menu.getItems().add(id.equals(SEPARATOR) ? new SeparatorMenuItem() : actions.get(id).menuItem());
            bar.getMenus().add(menu);
        });
        return bar;
    }

    /**
     * @param ids an empty one for a separator
     * @param strides what stands behind them
     * @param choices ids of what is chosen at the right, with the words on their buttons
     */
    ToolBar toolBar(List<String> ids, List<Node> strides, Map<String, String> choices) {
        var bar = new ToolBar();
        for (String id : ids) bar.getItems().add(id.isEmpty() ? new Separator(Orientation.VERTICAL) : actions.get(id).button());
        bar.getItems().addAll(strides);
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        bar.getItems().add(space);
        choices.forEach((id, label) -> bar.getItems().add(actions.get(id).toggle(label)));
        return bar;
    }

    void update(Status status) {
        for (WindowAction a : actions.values()) a.update(status);
    }

    /** Does what a key stands for, in windows that have no menu. */
    void key(KeyEvent e) {
        for (WindowAction a : actions.values()) {
            if (a.key().get() == null || !a.key().get().match(e)) continue;
            a.run();
            e.consume();
            return;
        }
    }

    // ---- keys ----------------------------------------------------------------------------------------------------------------

    /** The action that a key does now. */
    Optional<WindowAction> boundTo(KeyCombination key) {
        return actions.values().stream().filter(a -> key.equals(a.key().get())).findFirst();
    }

    /** Gives a key (null: none) to an action, taking it from another, and remembers that. */
    void bind(WindowAction action, KeyCombination key) {
        if (key != null) boundTo(key).filter(other -> other != action).ifPresent(other -> other.key().set(null));
        action.key().set(key);
        saveKeys();
    }

    void standardKeys() {
        for (WindowAction a : actions.values()) a.key().set(a.standardKey());
        saveKeys();
    }

    private void saveKeys() {
        var lines = new ArrayList<String>();
        lines.add("# Keys that differ from the standard: action = key, or nothing for none");
        for (WindowAction a : actions.values()) {
            KeyCombination k = a.key().get();
            if (java.util.Objects.equals(k, a.standardKey())) continue;
            lines.add(a.id() + " = " + (k == null ? "" : k.getName()));
        }
        files.writeConfig(KEYS, lines);
    }

    /** Takes the user's keys from the file; gives a line for each that makes no sense. */
    List<String> loadKeys() {
        var wrong = new ArrayList<String>();
        for (var line : Settings.parse(files.readConfig(KEYS))) {
            WindowAction a = actions.get(line.name());
            if (a == null) {
                wrong.add("keys:" + line.number() + ": no action '" + (line.name().isEmpty() ? line.value() : line.name()) + "'");
                continue;
            }
            try {
                a.key().set(line.value().isEmpty() ? null : KeyCombination.valueOf(line.value()));
            } catch (IllegalArgumentException _) {
                wrong.add("keys:" + line.number() + ": '" + line.value() + "' is no key");
            }
        }
        return wrong;
    }
}
