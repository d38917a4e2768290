package lucid86.app.panel.picture;

import static lucid86.app.shell.FxThread.fx;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;
import lucid86.app.control.VectorMap;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.view.DeviceList;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.InputEvent;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.board.MachineConfig.Drive;
import lucid86.machine.dev.kbc8042.Key;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

/** Chips in states that a guest program brought them to, and what their pictures make of it. */
@Timeout(120)
class PicturesTest {
    /**
     * With 4 GiB segments in real mode: the local APIC on, its timer masked with vector 41 and running, an interrupt 51 to
     * itself; I/O APIC input 4: vector 34, level, low, not masked; READ SECTORS of sector 7; floppy motor A on, SEEK to 5.
     *
     * <pre>
     *   0 lgdt [cs:0afh], into protected mode, ds = 8, and out again
     *  18 mov dword [0fee000f0h],1ffh     24 mov dword [0fee003e0h],0bh     30 mov dword [0fee00320h],20041h
     *  3c mov dword [0fee00380h],7fffffffh    48 mov dword [0fee00300h],40051h
     *  54 mov dword [0fec00000h],18h      60 mov dword [0fec00010h],0a034h
     *  6c writes bytes to ports from the table at 91h, to port 3f5h when the controller wants one
     *  8e nop
     *  8f jmp 8eh
     * </pre>
     */
    private static final String CODE = "2e0f0116af000f20c00c010f22c0bb08008edb24fe0f22c06667c705f000e0feff0100006667c705e003e0fe0b0000006667c7052003e0fe41000200"
            + "6667c7058003e0feffffff7f6667c7050003e0fe510004006667c7050000c0fe180000006667c7051000c0fe34a00000be9100b90a002ead89c22eac81faf503750db2f488"
            + "c4ec84c079fb88e0b2f5eee2e490ebfdf601e0f20101f30107f40100f50100f70120f2031cf5030ff50300f503050f00b5000f000000000000000000ffff00000092cf00";

    @TempDir
    Path dir;

    private Session session;

    @BeforeEach
    void run() throws Exception {
        FxToolkit.registerPrimaryStage();
        var image = new byte[64 << 10];
        byte[] code = HexFormat.of().parseHex(CODE), reset = HexFormat.of().parseHex("ea000000f0");
        System.arraycopy(code, 0, image, 0, code.length);
        System.arraycopy(reset, 0, image, 0xfff0, reset.length);
        Path rom = Files.write(dir.resolve("rom.bin"), image);
        Path floppy = Files.write(dir.resolve("floppy.img"), new byte[1440 << 10]), disk = Files.write(dir.resolve("disk.img"), new byte[1 << 20]);
        var config = MachineConfig.standard().withRam(4 << 20).withBios(rom).withDrive(DriveSlot.FDA, Drive.floppy(floppy)).withDrive(DriveSlot.HDA, Drive.disk(disk));
        session = Session.open(config, SessionOptions.stopped());
        session.submit(new Command.Input(new InputEvent.KeyStroke(Key.A, true))).join();
        session.submit(new Command.Input(new InputEvent.KeyStroke(Key.INTL_YEN, true))).join();
        session.runToStop(new Command.RunTo(0xf008e));
        session.runToStop(new Command.Step(2_000_000));
    }

    @AfterEach
    void close() {
        session.close();
    }

    private <P extends PicturePage> P shown(java.util.function.Supplier<P> make) {
        var devices = session.ask(new DeviceList.Query()).join();
        return fx(() -> {
            var page = make.get();
            page.show(devices);
            return page;
        });
    }

    /** All parts of one kind, in the order they are drawn; what is hidden is left out. */
    private static <T> List<T> parts(Class<T> type, Node root) {
        var found = new ArrayList<T>();
        if (!root.isVisible()) return found;
        if (type.isInstance(root)) found.add(type.cast(root));
        if (root instanceof Parent p) p.getChildrenUnmodifiable().forEach(n -> found.addAll(parts(type, n)));
        return found;
    }

    private static List<String> lit(Node root) {
        return parts(Bits.class, root).stream().flatMap(b -> b.lit().stream()).toList();
    }

    private static String texts(Node root) {
        return parts(Label.class, root).stream().map(Label::getText).collect(Collectors.joining("\n"));
    }

    @Test
    void theLocalApicShowsWhatWaitsAndWhatIsHeldBack() {
        var page = shown(ApicPage::new);
        var maps = parts(VectorMap.class, page.node());
        assertEquals("{81}", maps.getFirst().bits().toString());
        assertTrue(maps.get(1).bits().isEmpty() && maps.get(2).bits().isEmpty());
        String text = texts(page.node());
        assertTrue(text.contains("fee00900: enabled"), text);
        assertTrue(text.contains("vector 51, mode 0 to itself"), text);
        assertTrue(text.matches("(?s).*[0-9a-f]{8} of 7fffffff, by 1\\b.*"), text);
    }

    @Test
    void theIoApicShowsWhereEachInputLeads() {
        var table = parts(Grid.class, shown(ApicPage::new).node()).getLast();
        assertEquals("4 COM1 \u25cb 34 fixed APIC 00 level, low \u25cb ", table.text(4));
        assertTrue(table.text(23).endsWith("masked"), table.text(23));
    }

    @Test
    void aDriveShowsItsCommandTaskFileAndPlace() {
        var page = shown(DisksPage::new);
        String text = texts(page.node());
        assertTrue(text.contains("20 READ SECTORS: PIO_IN"), text);
        assertTrue(text.contains("disk.img") && text.contains("selected"), text);
        assertTrue(text.contains("of 2,048"), text);
        assertTrue(text.contains("no drive"), text);
        assertTrue(parts(Grid.class, page.node()).stream().anyMatch(g -> g.text(0).startsWith("feature") && g.text(2).equals("LBA low 07 01")), text);
        assertTrue(lit(page.node()).containsAll(Set.of("DRDY", "DRQ", "INTRQ")), lit(page.node()).toString());
        assertFalse(lit(page.node()).contains("ERR"));
    }

    @Test
    void aFloppyDriveShowsTheHeadOverItsTrack() {
        var page = shown(DisksPage::new);
        assertTrue(lit(page.node()).containsAll(Set.of("command", "RQM", "motor A", "run", "motor")), lit(page.node()).toString());
        assertTrue(texts(page.node()).contains("5 of 80"), texts(page.node()));
        // Without a disk in the drive, or without a drive, there is no ring to see.
        var rings = parts(Circle.class, page.node()).stream().filter(c -> c.getStyleClass().contains("disk-track")).toList();
        assertEquals(1, rings.size());
        double outermost = parts(Circle.class, page.node()).stream().filter(c -> c.getStyleClass().contains("disk")).findFirst().orElseThrow().getRadius();
        assertTrue(rings.getFirst().getRadius() < outermost && rings.getFirst().getRadius() > outermost * 0.9, "a little inside of the edge");
    }

    @Test
    void keysThatAreDownAreLit() {
        var page = shown(KeyboardPage::new);
        var down = parts(Label.class, page.node()).stream().filter(l -> l.getStyleClass().contains("key") && l.getPseudoClassStates().contains(Bits.LIT)).map(Label::getText).toList();
        assertEquals(List.of("A"), down);
        assertTrue(texts(page.node()).contains("Also down: INTL_YEN"), texts(page.node()));
        session.submit(new Command.Input(new InputEvent.ReleaseKeys())).join();
        session.runToStop(new Command.Step(100));
        assertFalse(parts(Label.class, shown(KeyboardPage::new).node()).stream().anyMatch(l -> l.getPseudoClassStates().contains(Bits.LIT) && l.getStyleClass().contains("key")));
    }

    @Test
    void picturesChangeInPlace() {
        var page = shown(KeyboardPage::new);
        var before = parts(Node.class, page.node());
        session.submit(new Command.Input(new InputEvent.KeyStroke(Key.B, true))).join();
        session.runToStop(new Command.Step(100));
        var devices = session.ask(new DeviceList.Query()).join();
        fx(() -> {
            page.show(devices);
            return null;
        });
        assertEquals(before, parts(Node.class, page.node()));
        assertTrue(parts(Label.class, page.node()).stream().anyMatch(l -> l.getText().equals("B") && l.getPseudoClassStates().contains(Bits.LIT)));
    }

    @Test
    void everyKeyHasOnePlaceOfItsOwn() {
        var keys = KeyLayout.CAPS.stream().map(KeyLayout.Cap::key).toList();
        assertEquals(keys.size(), Set.copyOf(keys).size());
        // Not on a 105-key keyboard: keys of other countries, and of later keyboards.
        var missing = EnumSet.allOf(Key.class);
        missing.removeAll(keys);
        assertEquals(EnumSet.range(Key.INTL_RO, Key.VOLUME_UP), missing);
        for (KeyLayout.Cap a : KeyLayout.CAPS)
            for (KeyLayout.Cap b : KeyLayout.CAPS)
                assertFalse(a != b && a.x() < b.x() + b.width() && b.x() < a.x() + a.width() && a.y() < b.y() + b.height() && b.y() < a.y() + a.height(), a + " lies on " + b);
    }

    @Test
    void interruptControllersAreLamps() {
        var page = shown(InterruptsPage::new);
        String text = texts(page.node());
        assertTrue(text.contains("in service") && text.contains("Counter 0") && text.contains("Channel 2"), text);
        // The first row are the master's lines: the floppy controller asks for IRQ 6, since the seek has ended.
        var lines = parts(Region.class, page.node()).stream().filter(r -> r.getStyleClass().contains("lamp")).limit(8).map(r -> r.getPseudoClassStates().contains(Bits.LIT)).toList();
        assertTrue(lines.get(6) && !lines.get(7), lines.toString());
    }
}
