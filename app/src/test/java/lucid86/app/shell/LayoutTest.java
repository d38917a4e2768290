package lucid86.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layouts as text, and where they are kept. */
class LayoutTest {
    @TempDir
    Path dir;

    @Test
    void everyLayoutPrintsAndParses() {
        for (NamedLayout n : NamedLayout.values()) {
            var layout = new Layout(1280, 800, true, n.original().main(), List.of(new Layout.Floating(-5, 20, 300, 200, new Layout.Tabs(List.of("memory", "code"), 1))));
            assertEquals(Optional.of(layout), Layout.parse(layout.lines()));
        }
    }

    @Test
    void everyPanelOfALayoutExistsOnce() {
        var known = WindowPanels.ALL.stream().map(WindowPanels.Entry::id).toList();
        assertEquals(known.size(), known.stream().distinct().count());
        for (NamedLayout n : NamedLayout.values()) {
            var used = String.join("\n", n.original().lines()).lines().filter(l -> l.contains("tabs")).flatMap(l -> List.of(l.strip().replace("*", "").split(" ")).stream().skip(1)).toList();
            assertTrue(known.containsAll(used), n + ": " + used);
            assertEquals(used.size(), used.stream().distinct().count(), n.toString());
        }
    }

    @Test
    void nonsenseIsNoLayout() {
        for (String text : List.of("", "window", "window 1 2", "window x y\n  tabs a", "window 1 2\n  columns 0.5", "window 1 2\n    tabs a", "window 1 2\n  tabs a\nfloat 1 2", "other 1 2\n  tabs a"))
            assertEquals(Optional.empty(), Layout.parse(text.lines().toList()), text);
    }

    @Test
    void aMachineHasItsOwnAndNewOnesGetTheLast() {
        var files = UserFiles.in(dir);
        var one = new Layout(900, 700, false, Layout.tabs("screen"), List.of());
        assertTrue(new LayoutStore(files, "/a/disk.img").save(NamedLayout.DEBUG, one));
        var two = new Layout(800, 600, false, Layout.tabs("code"), List.of());
        assertTrue(new LayoutStore(files, "/b/disk.img").save(NamedLayout.DEBUG, two));
        assertEquals(one, new LayoutStore(files, "/a/disk.img").load(NamedLayout.DEBUG));
        assertEquals(two, new LayoutStore(files, "/b/disk.img").load(NamedLayout.DEBUG));
        assertEquals(two, new LayoutStore(files, "/c/disk.img").load(NamedLayout.DEBUG));
        assertEquals(NamedLayout.DEBUG, new LayoutStore(files, "/c/disk.img").current());
    }

    @Test
    void thePaletteFindsWhatIsMeant() {
        assertTrue(WindowPalette.score("step into run", "step") > WindowPalette.score("run to cursor run", "step"));
        assertTrue(WindowPalette.score("step into run", "into") > 0);
        assertTrue(WindowPalette.score("larger text", "text larg") > 0);
        assertTrue(WindowPalette.score("larger text", "lgt") > 0);
        assertEquals(0, WindowPalette.score("larger text", "xyz"));
    }
}
