package lucid86.app.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import javafx.util.StringConverter;
import lucid86.machine.board.ConfigException;
import org.kordamp.ikonli.javafx.FontIcon;
import picocli.CommandLine;

/** The form for a new machine: fields in the command line's terms, what is wrong beside the field. */
final class WindowMachineForm {
    /** How a field is filled in. */
    private enum Kind { TEXT, FILE, CHOICE, SWITCH }

    /**
     * A field.
     *
     * @param option the command line's option, with its dash
     * @param choices for choices: what can be taken; else what stands in the empty field
     */
    private record Field(String option, String label, Kind kind, List<String> choices) {}

    private static final List<Field> FIELDS = List.of(
            new Field("-m", "Memory (MiB)", Kind.TEXT, List.of("256")),
            new Field("-cdrom", "CD", Kind.FILE, List.of("an ISO image")),
            new Field("-hda", "First disk", Kind.FILE, List.of("raw, qcow2, VHD or gzip")),
            new Field("-hdb", "Second disk", Kind.FILE, List.of("")),
            new Field("-fda", "Floppy A", Kind.FILE, List.of("")),
            new Field("-boot", "Boot from", Kind.CHOICE, List.of("", "a", "c", "d", "acd", "menu=on")),
            new Field("-kernel", "Kernel", Kind.FILE, List.of("bzImage or Multiboot, instead of a disk")),
            new Field("-initrd", "Its RAM disk", Kind.FILE, List.of("")),
            new Field("-append", "Its command line", Kind.TEXT, List.of("such as console=ttyS0")),
            new Field("-cpu", "CPU model", Kind.CHOICE, List.of("", "486", "pentium", "pentium2", "pentium3", "pentium4", "max")),
            new Field("-nic", "Network", Kind.TEXT, List.of("such as user,model=ne2k_isa")),
            new Field("-device", "Sound card", Kind.CHOICE, List.of("", "sb16")),
            new Field("-speed", "Speed", Kind.CHOICE, List.of("", "real", "max")),
            new Field("-history", "History", Kind.CHOICE, List.of("", "on")),
            new Field("-snapshot", "Leave disk images as they are", Kind.SWITCH, List.of()),
            new Field("-S", "Stop before the first instruction", Kind.SWITCH, List.of()));

    private final GridPane grid = new GridPane();
    private final Map<Field, Node> inputs = new LinkedHashMap<>();
    private final Map<Field, Label> errors = new LinkedHashMap<>();
    private final Label error = new Label();
    private final VBox root;
    private final Consumer<List<String>> start;

    /** @param start hears of the command line of a machine that makes sense */
    WindowMachineForm(Consumer<List<String>> start) {
        this.start = start;
        Set<String> known = new CommandLine(new Options()).getCommandSpec().optionsMap().keySet();
        grid.getStyleClass().add("form");
        int row = 0;
        for (Field f : FIELDS) if (known.contains(f.option)) add(f, row++);
        var title = new Label("New machine");
        title.getStyleClass().add("card-title");
        var go = new Button("Start", new FontIcon("mdi2p-play"));
        go.setId("form-start");
        go.setDefaultButton(true);
        go.setOnAction(_ -> check().ifPresent(start));
        var save = new Button("Save as a file\u2026");
        save.setTooltip(new Tooltip("Saves a readable file; lucid86 --machine FILE starts it"));
        save.setOnAction(_ -> check().ifPresent(this::save));
        error.setId("form-error");
        error.getStyleClass().add("error-text");
        error.setWrapText(true);
        root = new VBox(10, title, grid, error, new HBox(8, go, save));
        root.getStyleClass().add("start-card");
    }

    Node node() {
        return root;
    }

    private void add(Field f, int row) {
        var problem = new Label();
        problem.getStyleClass().add("error-text");
        problem.setId("form-error" + f.option);
        errors.put(f, problem);
        Node input = switch (f.kind) {
            case TEXT, FILE -> text(f);
            case CHOICE -> choice(f);
            case SWITCH -> new CheckBox(f.label);
        };
        input.setId("form" + f.option);
        input.setAccessibleText(f.label);
        inputs.put(f, input);
        if (f.kind == Kind.SWITCH) {
            grid.add(input, 1, row);
        } else {
            var label = new Label(f.label);
            label.setLabelFor(input);
            grid.add(label, 0, row);
            grid.add(f.kind == Kind.FILE ? withChooser(f, (TextField) input) : input, 1, row);
        }
        grid.add(problem, 2, row);
    }

    private TextField text(Field f) {
        var field = new TextField();
        field.setPromptText(f.choices.getFirst());
        field.setPrefColumnCount(26);
        field.textProperty().addListener((_, _, _) -> checkField(f));
        return field;
    }

    private static ComboBox<String> choice(Field f) {
        var box = new ComboBox<String>();
        box.getItems().setAll(f.choices);
        box.setEditable(f.option.equals("-boot"));
        box.setPromptText("as usual");
        // An empty choice that is not edited would be an empty box.
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(String choice) {
                return choice == null || choice.isEmpty() && !box.isEditable() ? "as usual" : choice;
            }

            @Override
            public String fromString(String text) {
                return text;
            }
        });
        if (!box.isEditable()) box.getSelectionModel().selectFirst();
        return box;
    }

    private Node withChooser(Field f, TextField field) {
        var choose = new Button("", new FontIcon("mdi2f-folder-open"));
        choose.setTooltip(new Tooltip("Choose a file"));
        choose.setAccessibleText("Choose a file for " + f.label);
        choose.setOnAction(_ -> {
            var chooser = new FileChooser();
            chooser.setTitle(f.label);
            var file = chooser.showOpenDialog(grid.getScene().getWindow());
            if (file != null) field.setText(file.getPath());
        });
        HBox.setHgrow(field, Priority.ALWAYS);
        var box = new HBox(4, field, choose);
        box.setAlignment(Pos.CENTER_LEFT);
        return box;
    }

    private String value(Field f) {
        return switch (inputs.get(f)) {
            case TextField t -> t.getText().strip();
            case ComboBox<?> c -> c.getEditor().getText().isBlank() ? c.getValue() == null ? "" : c.getValue().toString() : c.getEditor().getText().strip();
            case CheckBox c -> c.isSelected() ? "on" : "";
            default -> "";
        };
    }

    /** Shows what is wrong with one field, if anything; true when nothing is. */
    private boolean checkField(Field f) {
        String v = value(f), problem = "";
        if (f.kind == Kind.FILE && !v.isEmpty() && !f.option.equals("-initrd")) {
            try {
                if (!Files.isRegularFile(Path.of(v))) problem = "no such file";
            } catch (java.nio.file.InvalidPathException _) {
                problem = "not a file name";
            }
        }
        if (f.option.equals("-m") && !v.isEmpty() && !v.matches("[0-9]{1,5}[mMgG]?")) problem = "a number of MiB, such as 64 or 1G";
        errors.get(f).setText(problem);
        return problem.isEmpty();
    }

    /** The command line, when all of it makes sense. */
    private Optional<List<String>> check() {
        boolean good = true;
        for (Field f : inputs.keySet()) good &= checkField(f);
        error.setText("");
        if (!good) return Optional.empty();
        var args = new ArrayList<String>();
        for (Field f : inputs.keySet()) {
            String v = value(f);
            if (v.isEmpty()) continue;
            args.add(f.option);
            if (f.kind != Kind.SWITCH) args.add(v);
        }
        try {
            var options = new Options();
            CommandLineRunner.parse(options, args);
            options.config();
            options.pace();
            return Optional.of(args);
        } catch (ConfigException | CommandLine.ParameterException e) {
            error.setText(String.valueOf(e.getMessage()).lines().findFirst().orElse("this makes no machine"));
            return Optional.empty();
        }
    }

    private void save(List<String> args) {
        var chooser = new FileChooser();
        chooser.setTitle("Save the machine");
        chooser.setInitialFileName("my.machine");
        var file = chooser.showSaveDialog(grid.getScene().getWindow());
        if (file == null) return;
        try {
            Files.write(file.toPath(), MachineFile.lines(args));
            error.setText("");
        } catch (java.io.IOException e) {
            error.setText("cannot write " + file + ": " + e.getClass().getSimpleName());
        }
    }
}
