package lucid86.app.panel;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.geometry.Pos;
import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.robot.Robot;
import javafx.stage.FileChooser;
import javax.imageio.ImageIO;
import lucid86.app.control.PixelScreen;
import lucid86.debugger.input.KeyLayout;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.ScreenText;
import lucid86.machine.board.InputEvent;
import lucid86.machine.dev.kbc8042.Key;

/** The monitor, the keyboard and the mouse. A click gives keyboard and mouse to the guest; Ctrl+Alt takes them back. */
public final class ScreenPanel implements Panel {
    /** The mouse is put back to the middle of the screen when it is this far away. */
    private static final double LEASH = 80;
    /** Characters of one paste. */
    private static final int MOST_TYPED = 20_000;

    private final PanelContext context;
    private final BorderPane root = new BorderPane();
    private final PixelScreen screen = new PixelScreen();
    private final Label hint = new Label();
    private final Label mode = new Label();
    private final Set<Key> down = EnumSet.noneOf(Key.class);
    private KeyLayout layout = KeyLayout.US;
    private Optional<ScreenRecorder> recorder = Optional.empty();
    private long sequence = -1;
    private final ContextMenu menu = new ContextMenu();
    private boolean captured;
    private long stops;
    /** The guest wants to be told where the pointer is. */
    private boolean absolute;
    private double lastX, lastY;

    public ScreenPanel(PanelContext context) {
        this.context = context;
        screen.setFocusTraversable(true);
        screen.setAccessibleText("screen of the machine");
        hint.getStyleClass().add("screen-hint");
        mode.getStyleClass().add("screen-hint");
        var space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        var line = new HBox(hint, space, mode);
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().add("screen-line");
        root.setCenter(screen);
        root.setBottom(line);
        root.setMinSize(0, 0);
        screen.addEventFilter(KeyEvent.ANY, this::key);
        screen.addEventHandler(MouseEvent.MOUSE_PRESSED, e -> {
            if (captured) buttons(e);
            else if (e.isAltDown()) whoDrew(e.getX(), e.getY());
            else if (e.getButton() == MouseButton.SECONDARY) menu(e);
            else {
                capture(e);
                if (absolute) point(e);
            }
            e.consume();
        });
        screen.addEventHandler(MouseEvent.MOUSE_RELEASED, this::buttons);
        screen.addEventHandler(MouseEvent.MOUSE_MOVED, this::moved);
        screen.addEventHandler(MouseEvent.MOUSE_DRAGGED, this::moved);
        screen.addEventHandler(ScrollEvent.SCROLL, e -> {
            int notches = e.getDeltaY() > 0 ? -1 : 1;
            if (absolute && e.getDeltaY() != 0) point(e.getX(), e.getY(), notches, 0);
            else if (captured && e.getDeltaY() != 0) send(new InputEvent.Mouse(0, 0, notches, 0));
        });
        screen.focusedProperty().addListener((_, _, focus) -> {
            if (!focus) release();
        });
        release();
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return screen;
    }

    /** True while keyboard and mouse belong to the guest. */
    public boolean captured() {
        return captured;
    }

    @Override
    public void show(Snapshot snapshot) {
        absolute = snapshot.status().wantsPointer();
        // Who has run into a breakpoint wants to step now, not to type into a machine that stands still.
        if (captured && snapshot.stops() != stops && !snapshot.status().running()) release();
        stops = snapshot.stops();
        String text = snapshot.status().picture() + (screen.factor() > 1 ? "  \u00d7" + screen.factor() : screen.smooth() ? "  smooth" : screen.factor() == 0 ? "  (reduced)" : "");
        if (!mode.getText().equals(text)) mode.setText(text);
    }

    @Override
    public void pulse() {
        var frame = context.session().screen().frame();
        if (frame.sequence() == sequence && screen.pictureWidth() == frame.width()) return;
        sequence = frame.sequence();
        screen.show(frame.pixels(), frame.width(), frame.height());
        recorder.ifPresent(r -> r.picture(frame.pixels(), frame.width(), frame.height(), millis()));
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }

    /** Asks history who drew the pixel under the mouse; the answer is in the time panel. */
    private void whoDrew(double viewX, double viewY) {
        var p = screen.pixelAt(viewX, viewY);
        int x = (int) Math.floor(p.getX()), y = (int) Math.floor(p.getY());
        if (x >= 0 && y >= 0 && x < screen.pictureWidth() && y < screen.pictureHeight()) {
            context.submit(new Command.WhoDrew(x, y));
            context.wanted().set(Optional.of(new PanelContext.Wanted(List.of("time"), Optional.empty())));
        }
    }

    private void menu(MouseEvent e) {
        menu.getItems().setAll(
                item("Who drew this? (Alt+click)", () -> whoDrew(e.getX(), e.getY())),
                item("Copy the screen's text", this::copyText),
                item("Paste as keystrokes", this::paste),
                item("Save a picture\u2026", this::screenshot));
        menu.show(screen, e.getScreenX(), e.getScreenY());
    }

    private static MenuItem item(String text, Runnable run) {
        var item = new MenuItem(text);
        item.setOnAction(_ -> run.run());
        return item;
    }

    // ---- pictures --------------------------------------------------------------------------------------------------------------

    public boolean smooth() {
        return screen.smooth();
    }

    public void setSmooth(boolean on) {
        screen.setSmooth(on);
    }

    /** Saves the picture as a PNG file. */
    public void screenshot() {
        int w = screen.pictureWidth(), h = screen.pictureHeight();
        if (w == 0) return;
        int[] pixels = screen.picture().clone();
        askForFile("Save a picture of the screen", "screen.png").ifPresent(file -> savePicture(file, pixels, w, h));
    }

    private void savePicture(Path file, int[] pixels, int w, int h) {
        context.work("saving " + file.getFileName(), () -> {
            var image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
            image.setRGB(0, 0, w, h, pixels, 0, w);
            try (var out = Files.newOutputStream(file)) {
                ImageIO.write(image, "png", out);
                return "saved " + file;
            } catch (IOException e) {
                return "cannot write " + file + ": " + e.getClass().getSimpleName();
            }
        });
    }

    private Optional<Path> askForFile(String title, String name) {
        var chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.setInitialFileName(name);
        var file = chooser.showSaveDialog(root.getScene().getWindow());
        return Optional.ofNullable(file).map(java.io.File::toPath);
    }

    public boolean recording() {
        return recorder.isPresent();
    }

    /** Starts recording to an animated GIF, or ends it. */
    public void toggleRecording() {
        if (recorder.isPresent()) stopRecording();
        else askForFile("Record the screen to an animated GIF", "screen.gif").ifPresent(this::record);
    }

    /** Records to a file from now on. */
    public void record(Path file) {
        var r = new ScreenRecorder(file);
        r.picture(screen.picture(), screen.pictureWidth(), screen.pictureHeight(), millis());
        recorder = Optional.of(r);
        context.tell("recording the screen to " + file);
    }

    /** Ends the recording. */
    public void stopRecording() {
        recorder.ifPresent(r -> r.stop(millis()).thenAccept(said -> javafx.application.Platform.runLater(() -> context.tell(said))));
        recorder = Optional.empty();
    }

    // ---- text ------------------------------------------------------------------------------------------------------------------

    /** Copies the characters of a text screen to the clipboard. */
    public void copyText() {
        context.ask(new ScreenText.Query(), text -> {
            if (text.rows().isEmpty()) {
                context.tell("the screen shows graphics, not text");
                return;
            }
            var content = new ClipboardContent();
            content.putString(String.join("\n", text.rows().stream().map(String::stripTrailing).toList()).stripTrailing() + "\n");
            Clipboard.getSystemClipboard().setContent(content);
            context.tell("copied the screen's text");
        });
    }

    /** Types the clipboard's text on the guest's keyboard. */
    public void paste() {
        String text = Clipboard.getSystemClipboard().getString();
        if (text != null) type(text);
    }

    /** Types a text on the guest's keyboard. Characters without a key are left out. */
    public void type(String text) {
        String all = text.substring(0, Math.min(text.length(), MOST_TYPED)), missing = layout.missing(all);
        context.session().submit(new Command.Type(layout.strokes(all)));
        context.tell(missing.isEmpty() ? "" : "no key on a " + layout + " keyboard for " + missing + ": left out");
    }

    /** Takes the next national keyboard for {@link #type}: it must be the one that the guest takes its keyboard for. */
    public void nextLayout() {
        layout = KeyLayout.values()[(layout.ordinal() + 1) % KeyLayout.values().length];
        context.tell("text is typed for a guest with a " + layout + " keyboard");
    }

    // ---- capture ------------------------------------------------------------------------------------------------------------

    private void capture(MouseEvent e) {
        screen.requestFocus();
        captured = true;
        lastX = e.getScreenX();
        lastY = e.getScreenY();
        screen.setCursor(Cursor.NONE);
        hint.setText("Keyboard and mouse belong to the guest \u2014 press Ctrl+Alt to release");
        root.pseudoClassStateChanged(javafx.css.PseudoClass.getPseudoClass("captured"), true);
    }

    /** Gives keyboard and mouse back to the host. */
    public void release() {
        captured = false;
        screen.setCursor(Cursor.DEFAULT);
        hint.setText("Click to give keyboard and mouse to the guest; Ctrl+Alt releases them");
        root.pseudoClassStateChanged(javafx.css.PseudoClass.getPseudoClass("captured"), false);
        if (!down.isEmpty()) send(new InputEvent.ReleaseKeys());
        down.clear();
    }

    private void send(InputEvent event) {
        context.session().submit(new Command.Input(event));
    }

    // ---- keyboard -------------------------------------------------------------------------------------------------------------

    private void key(KeyEvent e) {
        if (!captured) {
            // With other keys, Enter is somebody else's: Ctrl+Shift+Enter is the full screen.
            boolean alone = !e.isControlDown() && !e.isShiftDown() && !e.isAltDown() && !e.isMetaDown();
            if (e.getEventType() == KeyEvent.KEY_PRESSED && e.getCode() == KeyCode.ENTER && alone) captureByKey(e);
            return;
        }
        e.consume();
        if (e.getEventType() == KeyEvent.KEY_TYPED) return;
        boolean pressed = e.getEventType() == KeyEvent.KEY_PRESSED;
        if (pressed && e.isControlDown() && e.isAltDown() && (e.getCode() == KeyCode.ALT || e.getCode() == KeyCode.CONTROL)) {
            release();
            return;
        }
        KeyMap.of(e.getCode()).ifPresent(k -> {
            // The guest's keyboard repeats keys by itself.
            if (pressed ? !down.add(k) : !down.remove(k)) return;
            send(new InputEvent.KeyStroke(k, pressed));
        });
    }

    private void captureByKey(KeyEvent e) {
        e.consume();
        captured = true;
        lastX = lastY = Double.NaN;
        hint.setText("Keyboard and mouse belong to the guest \u2014 press Ctrl+Alt to release");
        root.pseudoClassStateChanged(javafx.css.PseudoClass.getPseudoClass("captured"), true);
    }

    // ---- mouse -----------------------------------------------------------------------------------------------------------------

    /** Tells a guest that wants to know where the pointer is; it needs no capture for that. */
    private void point(MouseEvent e) {
        point(e.getX(), e.getY(), 0, mask(e));
    }

    private void point(double x, double y, int wheel, int buttons) {
        var at = screen.inPicture(x, y);
        send(new InputEvent.Pointer((int) Math.round(at.getX() * 65535), (int) Math.round(at.getY() * 65535), wheel, buttons));
    }

    private void moved(MouseEvent e) {
        if (absolute) point(e);
        if (absolute || !captured) return;
        if (Double.isNaN(lastX)) {
            lastX = e.getScreenX();
            lastY = e.getScreenY();
            return;
        }
        int dx = (int) Math.round(e.getScreenX() - lastX), dy = (int) Math.round(e.getScreenY() - lastY);
        lastX = e.getScreenX();
        lastY = e.getScreenY();
        if (dx == 0 && dy == 0) return;
        send(new InputEvent.Mouse(dx, dy, 0, mask(e)));
        var middle = screen.localToScreen(screen.getWidth() / 2, screen.getHeight() / 2);
        if (middle != null && middle.distance(e.getScreenX(), e.getScreenY()) > LEASH) {
            lastX = Math.round(middle.getX());
            lastY = Math.round(middle.getY());
            new Robot().mouseMove(lastX, lastY);
        }
    }

    private void buttons(MouseEvent e) {
        if (absolute) point(e);
        else if (captured && e.getButton() != MouseButton.NONE) send(new InputEvent.Mouse(0, 0, 0, mask(e)));
    }

    private static int mask(MouseEvent e) {
        return (e.isPrimaryButtonDown() ? 1 : 0) | (e.isSecondaryButtonDown() ? 2 : 0) | (e.isMiddleButtonDown() ? 4 : 0)
                | (e.isBackButtonDown() ? 8 : 0) | (e.isForwardButtonDown() ? 16 : 0);
    }
}
