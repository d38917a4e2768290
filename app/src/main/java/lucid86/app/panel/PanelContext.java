package lucid86.app.panel;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.BlockTable;
import lucid86.debugger.view.View;

/** What panels share: the session, the linked selection, a way to tell the user something. */
public final class PanelContext {
    /**
     * Panels to open by their ids, and a layout by its id to arrange them first; ids that do not exist are passed over.
     */
    public record Wanted(java.util.List<String> panels, Optional<String> layout) {}

    private final Session session;
    private final java.util.function.IntSupplier console;
    private final Kept kept, keptForMachine;
    private final ObjectProperty<Optional<BlockTable.Key>> block = new SimpleObjectProperty<>(Optional.empty());
    private final ObjectProperty<Optional<Wanted>> wanted = new SimpleObjectProperty<>(Optional.empty());
    private final ObjectProperty<Optional<Integer>> codeTarget = new SimpleObjectProperty<>(Optional.empty());
    private final ObjectProperty<Optional<Address>> memoryTarget = new SimpleObjectProperty<>(Optional.empty());
    private final ReadOnlyObjectWrapper<String> message = new ReadOnlyObjectWrapper<>("");

    /**
     * @param console gives the next byte that the guest wrote to COM1, or -1
     * @param kept what is kept for the user with any machine
     * @param keptForMachine and with this one
     */
    public PanelContext(Session session, java.util.function.IntSupplier console, Kept kept, Kept keptForMachine) {
        this.session = session;
        this.console = console;
        this.kept = kept;
        this.keptForMachine = keptForMachine;
    }

    /** What is kept for the user. */
    public Kept kept() {
        return kept;
    }

    /** What is kept for the user with this machine. */
    public Kept keptForMachine() {
        return keptForMachine;
    }

    /** The next byte that the guest wrote to COM1, or -1 when there is none now. */
    public int nextConsoleByte() {
        return console.getAsInt();
    }

    public Session session() {
        return session;
    }

    /** The translation block that is selected anywhere. */
    public ObjectProperty<Optional<BlockTable.Key>> block() {
        return block;
    }

    /** What a panel would like to have on screen; the window takes it and empties this. */
    public ObjectProperty<Optional<Wanted>> wanted() {
        return wanted;
    }

    /** A linear address that the disassembly shall show; it takes it and empties this. */
    public ObjectProperty<Optional<Integer>> codeTarget() {
        return codeTarget;
    }

    /** A place that the memory panel shall show; it takes it and empties this. */
    public ObjectProperty<Optional<Address>> memoryTarget() {
        return memoryTarget;
    }

    /** The last thing told to the user, for the status bar. */
    public ReadOnlyObjectProperty<String> message() {
        return message.getReadOnlyProperty();
    }

    /** Tells the user something in a line. */
    public void tell(String text) {
        message.set(text);
    }

    /** Has a command carried out; refusals are told to the user. */
    public void submit(Command command) {
        tell("");
        session.submit(command).whenComplete((_, e) -> {
            if (e != null) Platform.runLater(() -> tell(reason(e)));
        });
    }

    /** Does something slow on a thread of its own; what it answers is told to the user. */
    public void work(String what, Supplier<String> work) {
        tell(what + "\u2026");
        Thread.ofVirtual().name("work").start(() -> {
            String outcome;
            try {
                outcome = work.get();
            } catch (RuntimeException e) {
                outcome = reason(e);
            }
            String said = outcome;
            Platform.runLater(() -> tell(said));
        });
    }

    /** Asks a question; the answer comes on the JavaFX thread. */
    public <T> void ask(View<T> view, Consumer<T> answer) {
        session.ask(view).whenComplete((t, e) -> Platform.runLater(() -> {
            if (e == null) answer.accept(t);
            else tell(reason(e));
        }));
    }

    /** What went wrong, in words. */
    static String reason(Throwable e) {
        Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
