package lucid86.app.shell;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.animation.AnimationTimer;
import javafx.geometry.Orientation;
import javafx.scene.Scene;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.VBox;
import lucid86.app.panel.CodePanel;
import lucid86.app.panel.Panel;
import lucid86.app.panel.PanelContext;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.View;
import org.kordamp.ikonli.javafx.FontIcon;
import software.coley.bentofx.Bento;
import software.coley.bentofx.dockable.Dockable;
import software.coley.bentofx.layout.container.DockContainerLeaf;

/** The window's contents: menus, tool bar, docked panels, status line; and the one pulse that feeds them. */
public final class Workbench {
    private final Session session;
    private final PanelContext context;
    private final Map<Panel, Dockable> panels = new LinkedHashMap<>();
    private final Map<WindowPanels.Place, DockContainerLeaf> places = new LinkedHashMap<>();
    private final Set<Panel> visible = new HashSet<>();
    private final Bento bento = new Bento();
    private final BorderPane root = new BorderPane();
    private final WindowActions actions;
    private final WindowStatus status;
    private final Scene scene;
    private Snapshot last;
    private final AnimationTimer timer = new AnimationTimer() {
        @Override
        public void handle(long now) {
            pulse();
        }
    };

    /**
     * @param pace how virtual time relates to real time now
     * @param console gives the next byte that the guest wrote to COM1, or -1
     */
    public Workbench(Session session, Pace pace, java.util.function.IntSupplier console) {
        this.session = session;
        context = new PanelContext(session, console);
        for (var entry : WindowPanels.ALL) add(entry);
        actions = new WindowActions(context, panel(CodePanel.class));
        status = new WindowStatus(context);
        scene = new Scene(root, 1280, 800);
        scene.getStylesheets().add(Workbench.class.getResource("/lucid86/app/lucid86.css").toExternalForm());
        WindowTheme.DARK.apply(scene);
        root.setTop(new VBox(new MenuBar(actions.machineMenu(), actions.runMenu(), viewMenu(), speedMenu(pace)), actions.toolBar()));
        root.setCenter(layout());
        root.setBottom(status.node());
    }

    public Scene scene() {
        return scene;
    }

    public void start() {
        timer.start();
        context.tell("");
        panels.keySet().iterator().next().focusTarget().requestFocus();
    }

    public void stop() {
        timer.stop();
    }

    /** The panel of this class. */
    public <P extends Panel> P panel(Class<P> type) {
        return panels.keySet().stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
    }

    // ---- the pulse ---------------------------------------------------------------------------------------------------------

    /** Reads the newest snapshot and shows it; says what the visible panels want to see next. */
    void pulse() {
        var snapshot = session.snapshot();
        boolean fresh = snapshot != last;
        last = snapshot;
        if (fresh) {
            actions.update(snapshot.status());
            status.show(snapshot);
        }
        var interest = new HashSet<View<?>>();
        for (Panel p : panels.keySet()) {
            boolean shown = p.node().getScene() != null;
            boolean appeared = shown && visible.add(p);
            if (!shown) {
                visible.remove(p);
                continue;
            }
            if (fresh || appeared) p.show(snapshot);
            p.pulse();
            interest.addAll(p.views());
        }
        session.setInterest(interest);
    }

    // ---- layout --------------------------------------------------------------------------------------------------------------

    private void add(WindowPanels.Entry entry) {
        Panel panel = entry.make().apply(context);
        Dockable d = bento.dockBuilding().dockable(panel.id());
        d.setTitle(panel.title());
        d.setNode(panel.node());
        d.setIconFactory(_ -> new FontIcon(panel.icon()));
        d.setTooltip(new Tooltip(panel.title() + ": drag to move"));
        d.setClosable(true);
        panels.put(panel, d);
        places.computeIfAbsent(entry.place(), p -> bento.dockBuilding().leaf(p.name())).addDockable(d);
    }

    private javafx.scene.Node layout() {
        var build = bento.dockBuilding();
        var top = build.branch("top");
        var left = build.branch("left");
        var main = build.root("root");
        for (var leaf : places.values()) leaf.setPruneWhenEmpty(false);
        left.setOrientation(Orientation.VERTICAL);
        left.addContainers(places.get(WindowPanels.Place.SCREEN), places.get(WindowPanels.Place.BOTTOM));
        top.setOrientation(Orientation.VERTICAL);
        top.addContainers(places.get(WindowPanels.Place.MIDDLE), places.get(WindowPanels.Place.RIGHT));
        main.setOrientation(Orientation.HORIZONTAL);
        main.addContainers(left, top);
        main.setDividerPositions(0.57);
        left.setDividerPositions(0.66);
        top.setDividerPositions(0.5);
        for (var leaf : places.values()) leaf.selectDockable(leaf.getDockables().getFirst());
        bento.registerRoot(main);
        return main;
    }

    /** Brings a panel to the front, opening it again if it was closed. */
    public void open(Panel panel) {
        Dockable d = panels.get(panel);
        var leaf = d.getContainer();
        if (leaf == null) {
            leaf = places.get(placeOf(panel));
            leaf.addDockable(d);
        }
        leaf.selectDockable(d);
        panel.focusTarget().requestFocus();
    }

    private WindowPanels.Place placeOf(Panel panel) {
        int i = List.copyOf(panels.keySet()).indexOf(panel);
        return WindowPanels.ALL.get(i).place();
    }

    // ---- menus ---------------------------------------------------------------------------------------------------------------

    private Menu viewMenu() {
        var menu = new Menu("_View");
        int n = 1;
        for (Panel p : panels.keySet()) {
            var item = new MenuItem(p.title(), new FontIcon(p.icon()));
            item.setId("view-" + p.id());
            if (n <= 9) item.setAccelerator(javafx.scene.input.KeyCombination.valueOf("Alt+" + n++));
            item.setOnAction(_ -> open(p));
            menu.getItems().add(item);
        }
        menu.getItems().add(new javafx.scene.control.SeparatorMenuItem());
        var group = new ToggleGroup();
        for (WindowTheme t : WindowTheme.values()) {
            var item = new RadioMenuItem(t.title() + " theme");
            item.setId("theme-" + t.name().toLowerCase(java.util.Locale.ROOT));
            item.setToggleGroup(group);
            item.setSelected(t == WindowTheme.DARK);
            item.setOnAction(_ -> t.apply(scene));
            menu.getItems().add(item);
        }
        return menu;
    }

    private Menu speedMenu(Pace pace) {
        var paced = new CheckMenuItem("Hold to real time");
        paced.setSelected(pace == Pace.REAL);
        paced.setOnAction(_ -> context.submit(new Command.SetPace(paced.isSelected() ? Pace.REAL : Pace.FAST)));
        var menu = new Menu("_Engine");
        menu.getItems().addAll(paced, new javafx.scene.control.SeparatorMenuItem());
        var group = new ToggleGroup();
        for (var tier : new ArrayList<>(Tier.ALL)) {
            var item = new RadioMenuItem(tier.title());
            item.setToggleGroup(group);
            item.setSelected(tier == Tier.ALL.getLast());
            item.setOnAction(_ -> context.submit(new Command.SetPolicy(tier.policy())));
            menu.getItems().add(item);
        }
        return menu;
    }

    /** A choice of engines. */
    private record Tier(String title, lucid86.jit.run.TierPolicy policy) {
        static final List<Tier> ALL = List.of(
                new Tier("Interpret only", lucid86.jit.run.TierPolicy.INTERPRET_ONLY),
                new Tier("Compile everything at once", lucid86.jit.run.TierPolicy.COMPILE_AT_ONCE),
                new Tier("Compile what is hot", lucid86.jit.run.TierPolicy.NORMAL));
    }
}
