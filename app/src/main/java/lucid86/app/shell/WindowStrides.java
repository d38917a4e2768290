package lucid86.app.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Separator;
import javafx.scene.control.Tooltip;
import javafx.util.StringConverter;
import lucid86.app.panel.PanelContext;
import lucid86.debugger.session.Stride;

/** How far a key or a button goes, forwards or backwards: from an IR operation to a change of privilege. */
final class WindowStrides {
    private static final String MENU = "_Stride";

    private final PanelContext context;
    private final ObjectProperty<Stride> stride = new SimpleObjectProperty<>(Stride.INSTRUCTION);

    WindowStrides(PanelContext context) {
        this.context = context;
    }

    void addTo(WindowActions all) {
        all.add(MENU, new WindowAction("stride", "Go on by a stride", "mdi2c-chevron-right-box-outline", "F8", WindowMachineActions.STOPPED,
                () -> context.submit(stride.get().forwards())));
        all.add(MENU, new WindowAction("stride-back", "Go back by a stride", "mdi2c-chevron-left-box-outline", "Alt+F8", WindowMachineActions.STOPPED,
                () -> context.submit(stride.get().backwards())));
        all.separator(MENU);
        List<WindowAction> choices = new ArrayList<>();
        for (Stride s : Stride.values())
            choices.add(WindowAction.choice("stride-" + s.name().toLowerCase(Locale.ROOT), "Stride: " + s.text(), "", () -> stride.get() == s, () -> stride.set(s)));
        choices.forEach(c -> all.add(MENU, c));
        stride.addListener((_, _, _) -> choices.forEach(WindowAction::refresh));
    }

    /** For the tool bar: back, how far, on. */
    List<Node> tools(WindowActions all) {
        return List.of(new Separator(Orientation.VERTICAL), all.get("stride-back").button(), box(), all.get("stride").button());
    }

    private ComboBox<Stride> box() {
        var box = new ComboBox<Stride>();
        box.setId("tool-stride-choice");
        box.getItems().setAll(Stride.values());
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(Stride s) {
                return s == null ? "" : s.text();
            }

            @Override
            public Stride fromString(String text) {
                throw new UnsupportedOperationException("nobody types here");
            }
        });
        box.valueProperty().bindBidirectional(stride);
        box.setFocusTraversable(false);
        box.setTooltip(new Tooltip("How far the buttons beside this go"));
        box.setAccessibleText("Stride");
        return box;
    }
}
