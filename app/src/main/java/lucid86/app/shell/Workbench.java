package lucid86.app.shell;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import javafx.animation.AnimationTimer;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Pane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.stage.Screen;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import lucid86.app.panel.CodePanel;
import lucid86.app.panel.Panel;
import lucid86.app.panel.PanelContext;
import lucid86.app.panel.ScreenPanel;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.View;

/** The window's contents: menus, tool bar, docked panels, status line; and the one pulse that feeds them. */
public final class Workbench {
    private static final double WIDTH = 1280, HEIGHT = 800;

    private final Session session;
    private final PanelContext context;
    private final Map<WindowPanels.Entry, Panel> panels = new LinkedHashMap<>();
    private final Set<Panel> visible = new HashSet<>();
    private final WindowLook look;
    private final LayoutStore layouts;
    private final WindowActions actions;
    private final WindowDocks docks;
    private final WindowOverlay overlay = new WindowOverlay();
    private final WindowPalette palette;
    private final WindowKeys keys;
    private final WindowStatus status;
    private final Scene scene;
    private Runnable leave = () -> {};
    /** The window that holds the guest's screen while it fills the host's, else null. */
    private Stage full;
    /** The window is being closed; its layout has been saved. */
    private boolean closing;
    private NamedLayout layout;
    private Layout opening;
    private Snapshot last;
    private volatile long pulses, longest;
    private final AnimationTimer timer = new AnimationTimer() {
        @Override
        public void handle(long now) {
            long begin = cpuTime();
            pulse();
            pulses++;
            longest = Math.max(longest, cpuTime() - begin);
        }
    };

    /** A workbench that remembers nothing. */
    public Workbench(Session session, Pace pace, IntSupplier console) {
        this(session, pace, console, UserFiles.none(), "");
    }

    /**
     * @param pace how virtual time relates to real time now
     * @param console gives the next byte that the guest wrote to COM1, or -1
     * @param machine what the machine boots from: layouts are remembered for each; may be empty
     */
    public Workbench(Session session, Pace pace, IntSupplier console, UserFiles files, String machine) {
        this.session = session;
        context = new PanelContext(session, console, files, files.of(machine));
        look = new WindowLook(files);
        layouts = new LayoutStore(files, machine);
        layout = layouts.current();
        opening = layouts.load(layout);
        actions = new WindowActions(files);
        docks = new WindowDocks(this::dress);
        for (var e : WindowPanels.ALL) docks.add(e.id(), e.title(), e.icon(), () -> panel(e).node());
        new WindowMachineActions(context, pace).addTo(actions, () -> panel(CodePanel.class));
        var strides = new WindowStrides(context);
        strides.addTo(actions);
        new WindowViewActions(this, look).addTo(actions);
        palette = new WindowPalette(actions, overlay);
        keys = new WindowKeys(actions, overlay, files);
        status = new WindowStatus(context);
        var wrong = actions.loadKeys();
        var content = new BorderPane(docks.node());
        content.setTop(new VBox(actions.menuBar(), actions.toolBar(WindowMachineActions.TOOL_BAR, strides.tools(actions), WindowViewActions.layouts())));
        content.setBottom(status.node());
        scene = new Scene(new StackPane(content, overlay.node()), opening.width() > 0 ? opening.width() : WIDTH, opening.height() > 0 ? opening.height() : HEIGHT);
        look.add(scene);
        docks.apply(opening);
        context.wanted().addListener((_, _, now) -> now.ifPresent(this::arrange));
        context.tell(String.join("; ", wrong));
    }

    /** Windows that are torn off look like this one and obey the same keys. */
    private void dress(Scene other) {
        look.add(other);
        other.addEventHandler(KeyEvent.KEY_PRESSED, actions::key);
    }

    public Scene scene() {
        return scene;
    }

    WindowActions actions() {
        return actions;
    }

    /** Shows the window as it was left, but not larger than the screen. */
    void place(Stage stage) {
        stage.setScene(scene);
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        // With its frame, a window as large as the screen would not fit.
        boolean tooLarge = scene.getWidth() >= screen.getWidth() || scene.getHeight() >= screen.getHeight();
        stage.setMaximized(opening.maximised() || tooLarge);
        // When the program stops, the windows that were torn off are gone already.
        stage.addEventHandler(WindowEvent.WINDOW_CLOSE_REQUEST, _ -> {
            saveLayout();
            closing = true;
        });
    }

    public void start() {
        timer.start();
        visible.stream().findFirst().ifPresent(p -> p.focusTarget().requestFocus());
    }

    /** Stops the pulse and remembers the layout. */
    public void stop() {
        timer.stop();
        if (full != null) full.close();
        saveLayout();
        docks.clear();
    }

    /** What "back to the start page" does. */
    void onLeave(Runnable handler) {
        leave = handler;
    }

    void leave() {
        leave.run();
    }

    WindowLook look() {
        return look;
    }

    PanelContext context() {
        return context;
    }

    // ---- measuring -----------------------------------------------------------------------------------------------------------

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Pulses so far. */
    long pulses() {
        return pulses;
    }

    /** The most CPU time a pulse took since {@link #forgetLongestPulse}, in nanoseconds. */
    long longestPulse() {
        return longest;
    }

    void forgetLongestPulse() {
        longest = 0;
    }

    // ---- panels --------------------------------------------------------------------------------------------------------------

    private Panel panel(WindowPanels.Entry entry) {
        return panels.computeIfAbsent(entry, e -> e.make().apply(context));
    }

    /** The panel of this class. */
    public <P extends Panel> P panel(Class<P> type) {
        return type.cast(panel(WindowPanels.of(type)));
    }

    /** Brings a panel to the front, opening it again if it was closed, and gives it the keyboard. */
    void open(WindowPanels.Entry entry) {
        docks.open(entry.id());
        panel(entry).focusTarget().requestFocus();
    }

    public void open(Class<? extends Panel> type) {
        open(WindowPanels.of(type));
    }

    private void arrange(PanelContext.Wanted wanted) {
        context.wanted().set(java.util.Optional.empty());
        wanted.layout().flatMap(NamedLayout::of).ifPresent(this::setLayout);
        for (var e : WindowPanels.ALL) if (wanted.panels().contains(e.id())) docks.open(e.id());
    }

    /** Moves a panel to a window of its own. */
    void tearOff(Class<? extends Panel> type) {
        docks.tearOff(WindowPanels.of(type).id());
    }

    /** The panel that has the keyboard, else the disassembly, asks where to go. */
    void askWhere() {
        for (Node n = scene.getFocusOwner(); n != null; n = n.getParent()) {
            for (Panel p : visible) {
                if (p.node() != n) continue;
                p.askWhere();
                if (scene.getFocusOwner() != n) return;
            }
        }
        open(CodePanel.class);
        panel(CodePanel.class).askWhere();
    }

    /** Reads the newest snapshot and shows it; says what the visible panels want to see next. */
    void pulse() {
        var snapshot = session.snapshot();
        boolean fresh = snapshot != last;
        last = snapshot;
        if (fresh) {
            actions.update(snapshot.status());
            status.show(snapshot);
        }
        status.pulse(snapshot);
        var interest = new HashSet<View<?>>();
        for (Panel p : List.copyOf(panels.values())) {
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

    // ---- layouts -------------------------------------------------------------------------------------------------------------

    NamedLayout layout() {
        return layout;
    }

    /** Remembers the present layout and changes to another, as that was left. */
    void setLayout(NamedLayout name) {
        saveLayout();
        layout = name;
        docks.apply(layouts.load(name));
        saveLayout();
    }

    /** Moves the panels to where a layout has them, without remembering it. */
    void arrange(Layout l) {
        docks.apply(l);
    }

    /** Back to how this layout is made. */
    void resetLayout() {
        docks.apply(layout.original());
        saveLayout();
    }

    private void saveLayout() {
        if (closing) return;
        boolean max = scene.getWindow() instanceof Stage s && s.isMaximized();
        double width = max ? opening.width() : scene.getWidth(), height = max ? opening.height() : scene.getHeight();
        opening = docks.capture().withSize(width, height, max);
        if (!layouts.save(layout, opening)) context.tell("the layout could not be saved: no access to the state directory");
    }

    // ---- full screen ---------------------------------------------------------------------------------------------------------

    /** Shows nothing but the guest's screen on all of the host's, or goes back. */
    void toggleFullScreen() {
        if (full != null) {
            full.close();
            return;
        }
        open(ScreenPanel.class);
        Node screen = panel(ScreenPanel.class).node();
        var place = (Pane) screen.getParent();
        full = new Stage();
        full.initOwner(scene.getWindow());
        full.setTitle("Lucid86");
        place.getChildren().remove(screen);
        var own = new Scene(new StackPane(screen));
        dress(own);
        full.setScene(own);
        full.setFullScreenExitHint("");
        full.setFullScreenExitKeyCombination(KeyCombination.NO_MATCH);
        full.setFullScreen(true);
        full.setOnHidden(_ -> {
            ((Pane) own.getRoot()).getChildren().clear();
            place.getChildren().setAll(screen);
            full = null;
        });
        full.show();
        panel(ScreenPanel.class).focusTarget().requestFocus();
        context.tell("");
    }

    boolean fullScreen() {
        return full != null;
    }

    // ---- cards above the window ------------------------------------------------------------------------------------------------

    void showPalette() {
        palette.show();
    }

    void showKeys() {
        keys.show();
    }
}
