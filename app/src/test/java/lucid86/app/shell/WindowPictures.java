package lucid86.app.shell;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ToggleButton;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import lucid86.debugger.lesson.Course;
import lucid86.debugger.lesson.Lesson;
import lucid86.debugger.script.Heard;
import lucid86.debugger.script.Script;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.stop.Location;
import lucid86.debugger.view.BlockDetail;
import lucid86.debugger.view.ScreenText;

/**
 * Makes a picture of each layout, panel and theme with the built-in lessons behind them, for documentation and for looking at:
 * {@code resources/bench/pictures DIR}.
 */
public final class WindowPictures {
    private static final int[][] SIZES = {{1280, 800}, {1920, 1080}};
    private static final long SETTLE = 1500;

    private final Path dir;
    private OpenMachine machine;
    private Workbench bench;
    private Stage stage;

    private WindowPictures(Path dir) {
        this.dir = dir;
    }

    private static <T> T onFx(Supplier<T> work) {
        var done = new CompletableFuture<T>();
        Platform.runLater(() -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done.join();
    }

    private static void onFx(Runnable work) {
        onFx(() -> {
            work.run();
            return null;
        });
    }

    private void open(UserFiles files) throws InterruptedException {
        var options = new Options();
        machine = OpenMachine.open(options, System.err);
        onFx(() -> {
            bench = new Workbench(machine.session(), options.pace(), machine.lines()::nextConsoleByte, files, "");
            stage = new Stage();
            stage.setScene(bench.scene());
            stage.show();
            bench.start();
        });
        machine.session().submit(new Command.Run()).join();
        while (!machine.session().ask(new ScreenText.Query()).join().contains("Seven lessons")) Thread.sleep(200);
    }

    private void size(int[] size) {
        onFx(() -> {
            stage.setWidth(size[0]);
            stage.setHeight(size[1]);
        });
    }

    private void picture(String name) throws InterruptedException {
        picture(name, bench.scene());
    }

    private void picture(String name, Scene scene) throws InterruptedException {
        Thread.sleep(SETTLE);
        var image = onFx(() -> scene.snapshot(null));
        int w = (int) image.getWidth(), h = (int) image.getHeight();
        var pixels = new int[w * h];
        image.getPixelReader().getPixels(0, 0, w, h, javafx.scene.image.PixelFormat.getIntArgbInstance(), pixels, 0, w);
        var out = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
        out.setRGB(0, 0, w, h, pixels, 0, w);
        try {
            ImageIO.write(out, "png", dir.resolve(name + ".png").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void all() throws InterruptedException {
        machine.session().runToStop(new Command.Pause());
        machine.session().submit(new Command.KeepHistory(true)).join();
        machine.session().submit(new Command.AddBreakpoint(Location.parse("0000:7c00"))).join();
        machine.session().runToStop(new Command.Step(20));
        onFx(() -> bench.context().block().set(machine.session().ask(new BlockDetail.Hottest()).join()));
        for (int[] size : SIZES) {
            size(size);
            String at = "-" + size[0];
            for (NamedLayout n : NamedLayout.values()) {
                onFx(() -> bench.setLayout(n));
                picture("layout-" + n.id() + at);
            }
            onFx(() -> bench.setLayout(NamedLayout.DEBUG));
            for (WindowTheme t : WindowTheme.values()) {
                onFx(() -> bench.look().setTheme(t));
                picture("theme-" + t.id() + at);
                panels("-" + t.id() + at);
                onFx(bench::resetLayout);
            }
            onFx(() -> bench.look().setTheme(WindowTheme.DARK));
        }
        size(SIZES[0]);
        onFx(() -> bench.arrange(Layout.of(Layout.tabs("pictures"))));
        picture("chips-interrupts");
        for (String page : List.of("apic", "disks", "keyboard", "video")) {
            onFx(() -> ((ToggleButton) bench.scene().lookup("#pictures-" + page)).fire());
            picture("chips-" + page);
        }
        onFx(bench::showPalette);
        picture("palette");
        onFx(bench::showKeys);
        picture("keys");
    }

    /** All panels, four at a time. */
    private void panels(String suffix) throws InterruptedException {
        var all = WindowPanels.ALL;
        for (int i = 0; i < all.size(); i += 4) {
            var ids = all.subList(i, Math.min(all.size(), i + 4)).stream().map(WindowPanels.Entry::id).toList();
            onFx(() -> bench.arrange(Layout.of(grid(ids))));
            picture("panels-" + i / 4 + suffix);
        }
    }

    /** The pictures of docs/USER_GUIDE.md. */
    private void guide() throws InterruptedException {
        size(SIZES[0]);
        var into = Course.builtIn().lessons().stream().filter(l -> l.id().contains("protected-mode")).findFirst().orElseThrow();
        onFx(() -> lessons().setValue(into));
        go(into.goals().getFirst().way());
        go(into.goals().get(1).way());
        picture("learn");
        onFx(() -> bench.setLayout(NamedLayout.DEBUG));
        picture("debug");
        go(List.of("pause", "reset", "wait \"L U C I D 8 6\" on screen", "type \"5\"", "wait \"mode 13h\" on screen", "key enter", "wait compiled plasma.pixel", "run for 2s", "continue"));
        onFx(() -> bench.setLayout(NamedLayout.JIT));
        onFx(() -> bench.context().block().set(machine.session().ask(new BlockDetail.Hottest()).join()));
        picture("jit");
    }

    @SuppressWarnings("unchecked")
    private ComboBox<Lesson> lessons() {
        return (ComboBox<Lesson>) bench.scene().lookup("#lesson-choice");
    }

    private void go(List<String> lines) {
        var script = new Script(machine.session(), new Heard(SessionOptions.Output.NONE), System.out);
        if (script.run("guide", lines, System.err) != Script.GOOD) throw new IllegalStateException("the way to a picture is gone no more");
    }

    private static Layout.Part grid(List<String> ids) {
        if (ids.size() == 1) return Layout.tabs(ids.getFirst());
        int half = (ids.size() + 1) / 2;
        return ids.size() == 2 ? Layout.columns(0.5, Layout.tabs(ids.get(0)), Layout.tabs(ids.get(1)))
                : Layout.rows(0.5, grid(ids.subList(0, half)), grid(ids.subList(half, ids.size())));
    }

    /** @param args the directory for the pictures; anything behind it: only those of the user guide */
    public static void main(String[] args) throws Exception {
        try {
            make(Files.createDirectories(Path.of(args[0])), args.length > 1);
            System.exit(0);
        } catch (RuntimeException | Error e) {
            e.printStackTrace();
            System.exit(1); // JavaFX's thread would wait for ever
        }
    }

    private static void make(Path dir, boolean guide) throws Exception {
        var pictures = new WindowPictures(dir);
        Platform.startup(() -> {});
        var files = UserFiles.in(Files.createTempDirectory("lucid86-pictures"));
        pictures.open(files);
        if (guide) pictures.guide();
        else pictures.all();
        var page = onFx(() -> new WindowStart(files, pictures.bench.look(), System.err, (_, _) -> {}).scene());
        onFx(() -> pictures.stage.setScene(page));
        pictures.picture("start", page);
        pictures.machine.close();
    }
}
