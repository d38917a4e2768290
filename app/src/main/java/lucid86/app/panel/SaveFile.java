package lucid86.app.panel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.Node;
import javafx.stage.FileChooser;

/** Asks where to save something, and saves it without keeping the window waiting. */
final class SaveFile {
    private SaveFile() {}

    static void ask(Node owner, PanelContext context, String title, String name, byte[] content) {
        var chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.setInitialFileName(name);
        var file = chooser.showSaveDialog(owner.getScene().getWindow());
        if (file != null) write(context, file.toPath(), content);
    }

    /** Writes on a thread of its own and tells how that went. */
    static void write(PanelContext context, Path file, byte[] content) {
        context.work("writing " + file.getFileName(), () -> {
            try {
                Files.write(file, content);
                return "saved " + file;
            } catch (IOException e) {
                return "cannot write " + file + ": " + e.getClass().getSimpleName();
            }
        });
    }
}
