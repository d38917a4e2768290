package lucid86.app.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.application.Platform;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Rectangle;
import javafx.stage.Stage;
import javafx.stage.Window;
import javafx.stage.WindowEvent;
import org.kordamp.ikonli.javafx.FontIcon;
import software.coley.bentofx.Bento;
import software.coley.bentofx.dockable.Dockable;
import software.coley.bentofx.layout.DockContainer;
import software.coley.bentofx.layout.container.DockContainerBranch;
import software.coley.bentofx.layout.container.DockContainerLeaf;
import software.coley.bentofx.layout.container.DockContainerRootBranch;

/** Docks panels, in the window and in windows of their own, as a {@link Layout} says, and tells how they lie now. */
final class WindowDocks {
    private final Bento bento = new Bento();
    private final BorderPane pane = new BorderPane();
    private final Map<String, Dockable> dockables = new LinkedHashMap<>();
    private final Consumer<Scene> newScene;
    private DockContainerRootBranch main;
    private int made;

    /** @param newScene hears of the scene of each window that is torn off */
    WindowDocks(Consumer<Scene> newScene) {
        this.newScene = newScene;
        bento.stageBuilding().setSceneFactory((_, root, width, height) -> scene((DockContainerRootBranch) root, width, height));
    }

    Node node() {
        return pane;
    }

    /** The scene of a window that was torn off; when that is closed, its panels are closed. */
    private Scene scene(DockContainerRootBranch root, double width, double height) {
        bento.registerRoot(root);
        var scene = new Scene(root, width, height);
        newScene.accept(scene);
        scene.windowProperty().addListener((_, _, window) -> {
            if (window == null) return;
            window.addEventHandler(WindowEvent.WINDOW_HIDDEN, _ -> release(root));
            // Its panels come a moment later.
            if (window instanceof Stage s) Platform.runLater(() -> s.setTitle(root.getDockables().stream().map(Dockable::getTitle).collect(Collectors.joining(", ")) + " \u2014 Lucid86"));
        });
        return scene;
    }

    /** @param content asked for when the panel is first shown */
    void add(String id, String title, String icon, Supplier<Node> content) {
        Dockable d = bento.dockBuilding().dockable(id);
        d.setTitle(title);
        d.setIconFactory(_ -> new FontIcon(icon));
        d.setTooltip(new Tooltip(title + ": drag to move, out of the window to tear off"));
        d.setClosable(true);
        d.setContextMenuFactory(_ -> menu(d));
        var slot = new StackPane();
        slot.sceneProperty().addListener((_, _, scene) -> {
            if (scene != null && slot.getChildren().isEmpty()) slot.getChildren().add(shrinking(content.get()));
        });
        d.setNode(slot);
        dockables.put(id, d);
    }

    /** What a panel would like to be wide must not move the borders between panels: it is cut off instead. */
    private static Node shrinking(Node content) {
        if (!(content instanceof Region r)) return content;
        r.setMinSize(0, 0);
        var clip = new Rectangle();
        clip.widthProperty().bind(r.widthProperty());
        clip.heightProperty().bind(r.heightProperty());
        r.setClip(clip);
        return r;
    }

    private ContextMenu menu(Dockable d) {
        var window = new MenuItem("Into a window of its own");
        window.setOnAction(_ -> tearOff(d));
        var close = new MenuItem("Close");
        close.setOnAction(_ -> d.inContainer(DockContainerLeaf::closeDockable));
        return new ContextMenu(window, close);
    }

    void tearOff(String id) {
        tearOff(dockables.get(id));
    }

    private void tearOff(Dockable d) {
        var leaf = d.getContainer();
        if (leaf == null) return;
        double width = Math.max(320, leaf.getWidth()), height = Math.max(240, leaf.getHeight());
        leaf.removeDockable(d);
        bento.stageBuilding().newStageForDockable(pane.getScene(), d, width, height).show();
        front(d);
    }

    /** Brings a panel to the front, opening it again if it was closed. */
    void open(String id) {
        Dockable d = dockables.get(id);
        if (d.getContainer() == null) largest().addDockable(d);
        front(d);
        Scene scene = d.getContainer().getScene();
        if (scene != null && scene != pane.getScene() && scene.getWindow() instanceof Stage s) s.toFront();
    }

    /** Where a panel goes that has no place: beside the tabs that have the most. */
    private DockContainerLeaf largest() {
        var all = new ArrayList<DockContainerLeaf>();
        leaves(main, all);
        if (all.isEmpty()) {
            var leaf = bento.dockBuilding().leaf("leaf" + made++);
            main.addContainer(leaf);
            return leaf;
        }
        return all.stream().reduce((a, b) -> b.getDockables().size() > a.getDockables().size() ? b : a).orElseThrow();
    }

    private static void leaves(DockContainer from, List<DockContainerLeaf> to) {
        switch (from) {
            case DockContainerLeaf leaf -> to.add(leaf);
            case DockContainerBranch branch -> branch.getChildContainers().forEach(c -> leaves(c, to));
            default -> { }
        }
    }

    private static void front(Dockable d) {
        d.inContainer(DockContainerLeaf::selectDockable);
    }

    // ---- layouts -------------------------------------------------------------------------------------------------------------

    /** Moves all panels to where a layout has them; those it does not name are closed. */
    void apply(Layout layout) {
        clear();
        main = root(layout.main());
        pane.setCenter(main);
        for (Layout.Floating f : layout.floats()) {
            var root = root(f.part());
            if (root.getDockables().isEmpty()) continue;
            var stage = new Stage();
            stage.setScene(scene(root, f.width(), f.height()));
            stage.setX(f.x());
            stage.setY(f.y());
            if (pane.getScene() != null && pane.getScene().getWindow() != null) stage.initOwner(pane.getScene().getWindow());
            stage.show();
        }
    }

    private void release(DockContainerRootBranch root) {
        for (Dockable d : List.copyOf(root.getDockables())) d.inContainer(DockContainerLeaf::removeDockable);
        bento.unregisterRoot(root);
    }

    /** Takes every panel out and closes the windows torn off. */
    void clear() {
        var windows = floating();
        for (Dockable d : dockables.values()) d.inContainer(DockContainerLeaf::removeDockable);
        for (var root : List.copyOf(bento.getRootContainers())) bento.unregisterRoot(root);
        windows.forEach(Stage::close);
    }

    private List<Stage> floating() {
        var all = new ArrayList<Stage>();
        for (var root : bento.getRootContainers()) stageOf(root).ifPresent(all::add);
        return all;
    }

    private Optional<Stage> stageOf(DockContainerRootBranch root) {
        if (root == main || root.getScene() == null || root.getScene() == pane.getScene()) return Optional.empty();
        Window w = root.getScene().getWindow();
        return w instanceof Stage s ? Optional.of(s) : Optional.empty();
    }

    private DockContainerRootBranch root(Layout.Part part) {
        var root = bento.dockBuilding().root("root" + made++);
        root.setPruneWhenEmpty(false);
        if (part instanceof Layout.Split s) fill(root, s);
        else root.addContainer(build(part));
        bento.registerRoot(root);
        return root;
    }

    private DockContainer build(Layout.Part part) {
        return switch (part) {
            case Layout.Split s -> fill(bento.dockBuilding().branch("branch" + made++), s);
            case Layout.Tabs t -> leaf(t);
        };
    }

    private DockContainerBranch fill(DockContainerBranch branch, Layout.Split s) {
        branch.setOrientation(s.columns() ? Orientation.HORIZONTAL : Orientation.VERTICAL);
        for (Layout.Part p : s.parts()) branch.addContainer(build(p));
        double[] dividers = s.dividers().stream().limit(Math.max(0, s.parts().size() - 1)).mapToDouble(d -> d).toArray();
        branch.setDividerPositions(dividers);
        // A split pane that gets its size later moves its dividers once more.
        Platform.runLater(() -> branch.setDividerPositions(dividers));
        return branch;
    }

    private DockContainerLeaf leaf(Layout.Tabs t) {
        var leaf = bento.dockBuilding().leaf("leaf" + made++);
        for (String id : t.panels()) {
            Dockable d = dockables.get(id);
            if (d != null && d.getContainer() == null) leaf.addDockable(d);
        }
        String front = t.panels().isEmpty() ? "" : t.panels().get(Math.clamp(t.selected(), 0, t.panels().size() - 1));
        Dockable chosen = dockables.get(front);
        if (chosen == null || chosen.getContainer() != leaf) chosen = leaf.getDockables().isEmpty() ? null : leaf.getDockables().getFirst();
        if (chosen != null) leaf.selectDockable(chosen);
        return leaf;
    }

    /** How all panels lie now, without the size of the window. */
    Layout capture() {
        var floats = new ArrayList<Layout.Floating>();
        for (var root : bento.getRootContainers())
            stageOf(root).ifPresent(s -> floats.add(new Layout.Floating(s.getX(), s.getY(), root.getScene().getWidth(), root.getScene().getHeight(), part(root))));
        return new Layout(0, 0, false, part(main), List.copyOf(floats));
    }

    private static Layout.Part part(DockContainer c) {
        if (c instanceof DockContainerLeaf leaf) {
            var panels = leaf.getDockables();
            return new Layout.Tabs(panels.stream().map(Dockable::getIdentifier).toList(), Math.max(0, panels.indexOf(leaf.getSelectedDockable())));
        }
        var branch = (DockContainerBranch) c;
        return new Layout.Split(branch.getOrientation() == Orientation.HORIZONTAL, Arrays.stream(branch.getDividerPositions()).boxed().toList(),
                branch.getChildContainers().stream().map(WindowDocks::part).toList());
    }
}
