package lucid86.app.panel;

import java.util.Set;
import javafx.scene.Node;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.View;

/** A panel of the workbench: shows some of a snapshot. All methods are called on the JavaFX thread. */
public interface Panel {
    Node node();

    /** What it needs to see now; asked once a pulse while the panel is visible. */
    default Set<View<?>> views() {
        return Set.of();
    }

    /** A new snapshot; called while the panel is visible, and once when it becomes so. */
    default void show(Snapshot snapshot) {}

    /** Every pulse while visible, for what does not come by snapshots. */
    default void pulse() {}

    /** Lets the user type where to go, for panels that show places. */
    default void askWhere() {}

    /** Where the keyboard goes when the panel is opened. */
    default Node focusTarget() {
        return node();
    }
}
