package lucid86.app.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lucid86.machine.board.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines in files, and what dropped files are taken for. */
class MachineFileTest {
    @TempDir
    Path dir;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private Path bytes(String name, int size, int at, String text) throws IOException {
        var b = new byte[size];
        System.arraycopy(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 0, b, at, text.length());
        return Files.write(dir.resolve(name), b);
    }

    @Test
    void aFileIsACommandLine() throws IOException {
        Path f = file("pc.machine", "# a PC\nm = 64\ncdrom = grub.iso\nsnapshot = on\nappend = a = b\nS = off\n");
        assertEquals(List.of("-m", "64", "-cdrom", dir.resolve("grub.iso").toString(), "-snapshot", "-append", "a = b", "-m", "32"),
                MachineFile.expand(List.of(MachineFile.OPTION, f.toString(), "-m", "32")));
    }

    @Test
    void whatIsSavedStartsTheSameMachine() throws IOException {
        var args = List.of("-m", "64", "-hda", dir.resolve("disk.img").toString(), "-snapshot", "-boot", "c");
        Path f = Files.write(dir.resolve("saved.machine"), MachineFile.lines(args));
        assertEquals(args, MachineFile.read(f));
    }

    @Test
    void nonsenseIsNamedWithItsLine() throws IOException {
        for (String[] wrong : new String[][] {{"m = 64\nram = 3", "x.machine:2: no machine has 'ram'"}, {"hello", "x.machine:1: 'hello' is not NAME = VALUE"},
            {"snapshot = perhaps", "x.machine:1: snapshot is on or off, not 'perhaps'"}, {"display = none", "x.machine:1: no machine has 'display'"}}) {
            Path f = file("x.machine", wrong[0]);
            assertEquals(wrong[1], assertThrows(ConfigException.class, () -> MachineFile.read(f)).getMessage());
        }
        assertTrue(assertThrows(ConfigException.class, () -> MachineFile.read(dir.resolve("none"))).getMessage().endsWith("no such file"));
        assertThrows(ConfigException.class, () -> MachineFile.expand(List.of(MachineFile.OPTION)));
    }

    @Test
    void droppedFilesAreTakenForWhatTheyAre() throws IOException {
        Path kernel = bytes("bz", 0x9000, 0x202, "HdrS"), cd = bytes("cd.bin", 0x9000, 0x8001, "CD001"), floppy = bytes("boot", 512, 510, "\u0055\u00aa");
        Path disk = bytes("disk", 4 << 20, 510, "\u0055\u00aa"), qcow = bytes("small.qcow2", 70_000, 0, "QFI\u00fb"), initrd = bytes("initrd.gz", 4 << 20, 0, "\u001f\u008b\u0008");
        assertEquals(ImageGuess.Kind.KERNEL, ImageGuess.kind(kernel));
        assertEquals(ImageGuess.Kind.CD, ImageGuess.kind(cd));
        assertEquals(ImageGuess.Kind.FLOPPY, ImageGuess.kind(floppy));
        assertEquals(ImageGuess.Kind.DISK, ImageGuess.kind(disk));
        assertEquals(ImageGuess.Kind.DISK, ImageGuess.kind(qcow));
        assertEquals(List.of("-kernel", kernel.toString(), "-initrd", initrd.toString()), ImageGuess.args(List.of(kernel, initrd)));
        assertEquals(List.of("-hda", disk.toString(), "-hdb", qcow.toString(), "-cdrom", cd.toString()), ImageGuess.args(List.of(disk, qcow, cd)));
        assertThrows(ConfigException.class, () -> ImageGuess.kind(dir));
        assertThrows(ConfigException.class, () -> ImageGuess.args(List.of(disk, disk, disk)));
    }

    @Test
    void theLastMachinesAreRemembered() {
        var recent = new RecentMachines(UserFiles.in(dir));
        recent.add(List.of("-hda", "/a b/c.img"));
        recent.add(List.of());
        recent.add(List.of("-cdrom", "/d.iso"));
        recent.add(List.of("-hda", "/a b/c.img"));
        assertEquals(List.of(List.of("-hda", "/a b/c.img"), List.of("-cdrom", "/d.iso")), recent.all());
        recent.remove(List.of("-cdrom", "/d.iso"));
        assertEquals(1, recent.all().size());
        assertEquals("-hda '/a b/c.img'", RecentMachines.text(recent.all().getFirst()));
    }
}
