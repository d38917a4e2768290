package lucid86.app.shell;

import static lucid86.app.shell.FxThread.fx;
import static lucid86.app.shell.FxThread.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

/** The start page: the form says what is wrong, images that are dropped start a machine, and machines are remembered. */
@Timeout(120)
class StartPageTest {
    @TempDir
    Path dir;

    @Test
    void saysWhatIsWrongAndBootsWhatIsDropped() throws Exception {
        FxToolkit.registerPrimaryStage();
        var started = new CompletableFuture<List<String>>();
        var files = UserFiles.in(dir);
        new RecentMachines(files).add(List.of("-hda", "/images/old.img"));
        var page = fx(() -> {
            var p = new WindowStart(files, new WindowLook(files), System.err, (machine, args) -> {
                machine.close();
                started.complete(args);
            });
            var stage = new Stage();
            stage.setScene(p.scene());
            stage.show();
            return p;
        });
        var scene = page.scene();
        assertTrue(fx(() -> scene.lookup("#start-recent").lookupAll(".hyperlink").size() == 1), "recent machines are listed");
        fx(() -> {
            ((TextField) scene.lookup("#form-m")).setText("many");
            ((TextField) scene.lookup("#form-hda")).setText("/nowhere/disk.img");
            ((Button) scene.lookup("#form-start")).fire();
            return null;
        });
        assertEquals("a number of MiB, such as 64 or 1G", fx(() -> ((Label) scene.lookup("#form-error-m")).getText()));
        assertEquals("no such file", fx(() -> ((Label) scene.lookup("#form-error-hda")).getText()));
        fx(() -> {
            ((TextField) scene.lookup("#form-m")).setText("1");
            ((TextField) scene.lookup("#form-hda")).setText("");
            ((Button) scene.lookup("#form-start")).fire();
            return null;
        });
        assertTrue(fx(() -> ((Label) scene.lookup("#form-error")).getText()).contains("RAM"), "what the machine refuses is said below the form");

        Path empty = Files.createFile(dir.resolve("empty.img"));
        fx(() -> {
            page.bootFiles(List.of(empty));
            return null;
        });
        until(() -> ((Label) scene.lookup("#start-message")).getText().contains("is empty"), "what cannot be booted is said");
        Path floppy = Files.write(dir.resolve("floppy.img"), new byte[1_474_560]);
        fx(() -> {
            page.bootFiles(List.of(floppy));
            return null;
        });
        assertEquals(List.of("-fda", floppy.toString()), started.get(60, TimeUnit.SECONDS));
        fx(() -> {
            scene.getWindow().hide();
            return null;
        });
    }
}
