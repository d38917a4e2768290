package lucid86.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lucid86.debugger.session.Pace;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.disk.ImageFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class OptionsTest {
    @TempDir
    Path dir;

    private static Options parse(String... args) {
        var options = new Options();
        new CommandLine(options).setPosixClusteredShortOptionsAllowed(false).setOverwrittenOptionsAllowed(true).parseArgs(args);
        return options;
    }

    private static String errors(String... args) {
        var err = new ByteArrayOutputStream();
        int code = CommandLineRunner.run(args, new PrintStream(OutputStreams.NONE), new PrintStream(err, true, StandardCharsets.UTF_8));
        assertEquals(CommandLineRunner.WRONG, code);
        return err.toString(StandardCharsets.UTF_8);
    }

    /** A place for output nobody reads. */
    private static final class OutputStreams {
        static final java.io.OutputStream NONE = java.io.OutputStream.nullOutputStream();
    }

    @ParameterizedTest
    @CsvSource({"64,64", "64M,64", "1G,1024", "size=32,32", "2,2", "3072,3072"})
    void readsMemorySizes(String text, long mib) {
        assertEquals(mib << 20, parse("-m", text).config().ramBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "lots", "1T", "99999999999999999999", "4096", "1"})
    void refusesMemorySizes(String text) {
        var e = assertThrows(ConfigException.class, () -> parse("-m", text).config());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void putsImagesIntoDrives() {
        var c = parse("-fda", "a.img", "-hdb", "b.img", "-cdrom", "c.iso", "-hdd", "d.img").config();
        assertEquals(MachineConfig.Drive.floppy(Path.of("a.img")), c.drives().get(DriveSlot.FDA));
        assertEquals(MachineConfig.Drive.disk(Path.of("b.img")), c.drives().get(DriveSlot.HDB));
        assertEquals(MachineConfig.Drive.cd(Path.of("c.iso")), c.drives().get(DriveSlot.HDC));
        assertEquals(MachineConfig.Drive.disk(Path.of("d.img")), c.drives().get(DriveSlot.HDD));
        assertThrows(ConfigException.class, () -> parse("-cdrom", "c.iso", "-hdc", "d.img").config());
    }

    @Test
    void putsDrivesWhereTheyBelong() {
        var c = parse("-hda", "a.img", "-drive", "file=b,,c.img,format=qcow2,snapshot=on", "-drive", "file=d.iso,media=cdrom,index=3",
                "-drive", "file=e.img,if=floppy,readonly=on", "-drive", "if=floppy").config();
        assertEquals(MachineConfig.Drive.disk(Path.of("a.img")), c.drives().get(DriveSlot.HDA));
        assertEquals(MachineConfig.Drive.disk(Path.of("b,c.img")).withFormat(ImageFormat.QCOW2).withSnapshot(true), c.drives().get(DriveSlot.HDB));
        assertEquals(MachineConfig.Drive.emptyCd(), c.drives().get(DriveSlot.HDC));
        assertEquals(MachineConfig.Drive.cd(Path.of("d.iso")), c.drives().get(DriveSlot.HDD));
        assertEquals(MachineConfig.Drive.floppy(Path.of("e.img")).withReadOnly(true), c.drives().get(DriveSlot.FDA));
        assertEquals(MachineConfig.Drive.emptyFloppy(), c.drives().get(DriveSlot.FDB));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "file", "media=disk", "file=x,if=scsi", "file=x,index=4", "file=x,if=floppy,index=2", "file=x,format=vdi",
        "file=x,snapshot=maybe", "file=x,bus=0", "file=x,if=floppy,media=cdrom", "file=x,readonly="})
    void refusesDrives(String text) {
        var e = assertThrows(ConfigException.class, () -> parse("-drive", text).config());
        assertEquals(1, e.getMessage().lines().count());
        assertTrue(e.getMessage().startsWith("-drive " + text + ": "), e.getMessage());
    }

    @Test
    void refusesDrivesWithoutRoom() {
        assertThrows(ConfigException.class, () -> parse("-hda", "a", "-drive", "file=b,index=0").config());
        assertThrows(ConfigException.class, () -> parse("-drive", "if=floppy", "-drive", "if=floppy", "-drive", "if=floppy").config());
    }

    @Test
    void readsTheRest() {
        var o = parse("-kernel", "vmlinuz", "-initrd", "rd.gz", "-append", "console=ttyS0 quiet", "-boot", "order=cd,menu=on", "-snapshot", "-icount",
                "shift=3", "-serial", "null", "-serial", "null", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04", "-nographic", "-S", "-cpu", "pentium3",
                "-device", "post,iobase=0x190", "-device", "isa-debugcon,iobase=0x3bc");
        var c = o.config();
        assertEquals(Optional.of(new MachineConfig.Kernel(Path.of("vmlinuz"), Optional.of("rd.gz"), "console=ttyS0 quiet")), c.kernel());
        assertEquals("cd", c.bootOrder());
        assertTrue(c.bootMenu());
        assertTrue(c.snapshot());
        assertEquals(8, c.nsPerInstruction());
        assertEquals(2, c.serialPorts());
        assertEquals(Optional.of(new MachineConfig.DebugExitPorts(0xf4, 4)), c.debugExit());
        assertEquals("pentium3", c.cpu());
        assertEquals(OptionalInt.of(0x190), c.postPort());
        assertEquals(Set.of(0x3bc), c.textPorts());
        assertEquals("stdio", o.debugConsole());
        assertTrue(o.stopped);
        assertTrue(!o.window());
        assertEquals(Pace.FREE, o.pace());
    }

    @Test
    void soundCardPrinterAndFourSerialPorts() {
        var c = parse("-device", "sb16,irq=7,dma16=6", "-parallel", "null", "-serial", "null", "-serial", "null", "-serial", "null", "-serial", "null")
                .config();
        assertTrue(c.parallelPort());
        assertEquals(4, c.serialPorts());
        var card = c.soundCard().orElseThrow();
        assertEquals("220 7 1 6", String.format("%x %d %d %d", card.base(), card.irq(), card.dma(), card.dma16()));
        assertTrue(parse().config().soundCard().isEmpty() && !parse().config().parallelPort());
    }

    @Test
    void wavFilesHaveARightHeader() throws Exception {
        Path file = dir.resolve("sound.wav");
        try (var lines = new HostLines(parse("-audiodev", "wav,path=" + file, "-display", "none"))) {
            assertTrue(lines.hearsSound());
            lines.sound(new short[] {1, -1, 0x1234, 2}, 2);
        }
        var b = java.nio.ByteBuffer.wrap(Files.readAllBytes(file)).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        assertEquals(52, b.limit());
        assertEquals(44, b.getInt(4));
        assertEquals(44_100, b.getInt(24));
        assertEquals(8, b.getInt(40));
        assertEquals(0x1234, b.getShort(48));
        try (var lines = new HostLines(parse("-display", "none"))) {
            assertTrue(!lines.hearsSound());
        }
    }

    @Test
    void wrongOptionsAndFilesAreOneLineAndExitCodeOne() throws Exception {
        Path empty = Files.createFile(dir.resolve("empty.img"));
        for (String[] args : new String[][] {
            {"-nonsense"},
            {"-m"},
            {"-m", "lots"},
            {"-display", "sdl"},
            {"-speed", "fast", "-display", "none"},
            {"-engine", "turbo", "-display", "none"},
            {"-icount", "auto", "-display", "none"},
            {"-device", "e1000", "-display", "none"},
            {"-device", "isa-debug-exit,iobase=x", "-display", "none"},
            {"-device", "isa-debug-exit,iobase=0x20", "-display", "none"},
            {"-device", "post,iobase=0x3f8", "-display", "none"},
            {"-device", "post,iobase=0x10000", "-display", "none"},
            {"-device", "isa-debugcon,iobase=-1", "-display", "none"},
            {"-device", "isa-debugcon,port=1", "-display", "none"},
            {"-cpu", "z80", "-display", "none"},
            {"-device", "sb16,irq=4", "-display", "none"},
            {"-device", "sb16,port=5", "-display", "none"},
            {"-audiodev", "alsa", "-display", "none"},
            {"-audiodev", "wav,path=" + dir.resolve("no/such/dir"), "-display", "none"},
            {"-audiodev", "wav,rate=5", "-display", "none"},
            {"-parallel", "lp0", "-display", "none"},
            {"-serial", "null", "-serial", "null", "-serial", "null", "-serial", "null", "-serial", "null", "-display", "none"},
            {"-serial", "tcp:1234", "-display", "none"},
            {"-serial", "file:" + dir.resolve("no/such/dir"), "-display", "none"},
            {"-initrd", "x", "-display", "none"},
            {"-boot", "xyz", "-display", "none"},
            {"-bios", dir.resolve("missing").toString(), "-display", "none"},
            {"-fda", dir.resolve("missing").toString(), "-display", "none"},
            {"-hda", empty.toString(), "-display", "none"},
            {"-drive", "file=" + empty, "-display", "none"},
            {"-check", dir.resolve("missing").toString()},
            {"-cdrom", dir.toString(), "-display", "none"},
            {"-kernel", empty.toString(), "-display", "none"},
        }) {
            String text = errors(args);
            assertEquals(1, text.lines().filter(l -> !l.isBlank()).count(), String.join(" ", args) + " gives:\n" + text);
            assertTrue(text.startsWith("lucid86: "), text);
        }
    }

    @Test
    void cpuHelpListsTheModels() {
        var out = new ByteArrayOutputStream();
        assertEquals(0, CommandLineRunner.run(new String[] {"-cpu", "help"}, new PrintStream(out, true, StandardCharsets.UTF_8), System.err));
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("  486 ") && text.contains("  pentium4 ") && text.contains("sse4.2"), text);
    }

    @Test
    void helpHasExamples() {
        var out = new ByteArrayOutputStream();
        assertEquals(0, CommandLineRunner.run(new String[] {"--help"}, new PrintStream(out, true, StandardCharsets.UTF_8), System.err));
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("Examples:") && text.contains("-nographic") && text.contains("-cdrom"), text);
    }
}
