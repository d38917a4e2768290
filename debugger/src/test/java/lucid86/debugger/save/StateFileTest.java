package lucid86.debugger.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Tape;
import lucid86.debugger.stop.StopReason;
import lucid86.debugger.time.Limits;
import lucid86.debugger.time.TimelineStatus;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.InputEvent;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.dev.firmware.FirmwareFinder;
import lucid86.machine.dev.kbc8042.Key;
import lucid86.resources.Lessons;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** States and recordings of a real boot as files. */
@Timeout(120)
class StateFileTest {
    private static final long MS = 1_000_000;

    @TempDir
    Path dir;

    private Path image;

    @BeforeEach
    void needsSeaBios() throws IOException {
        var finder = FirmwareFinder.usual(Optional.empty());
        assumeTrue(finder.find("bios-256k.bin", "bios.bin").isPresent() && finder.findVgaBios().isPresent(), "SeaBIOS is not installed");
        image = Files.write(dir.resolve("lessons.img"), Lessons.image());
    }

    private MachineConfig config() {
        return MachineConfig.standard().withRam(8 << 20).withDrive(DriveSlot.FDA, MachineConfig.Drive.floppy(image)).withBootOrder("a", false);
    }

    private static Machine machine(MachineConfig config, TierPolicy policy) {
        return new Machine(config, (cpu, _) -> new Engine(cpu, CpuModel.MAX, policy), _ -> {});
    }

    private static List<InputEvent.At> keys() {
        var input = new ArrayList<InputEvent.At>();
        for (int i = 0; i < 4; i++) {
            input.add(new InputEvent.At(1500 * MS + i * 150 * MS, new InputEvent.KeyStroke(Key.ENTER, true)));
            input.add(new InputEvent.At(1550 * MS + i * 150 * MS, new InputEvent.KeyStroke(Key.ENTER, false)));
        }
        input.add(new InputEvent.At(2150 * MS, new InputEvent.Eject(DriveSlot.FDA)));
        return input;
    }

    @Test
    void aStateGoesOnInAFreshMachine() throws IOException {
        Path file = dir.resolve("a.state");
        String want;
        try (var m = machine(config().withSnapshot(true), TierPolicy.NORMAL)) {
            m.runUntil(1400 * MS);
            StateFile.save(m, file, "lessons, just before the first key");
            m.runUntil(1700 * MS);
            want = m.fullHash();
        }
        assertTrue(Files.size(file) < 2 << 20, "size: " + Files.size(file));
        var about = StateFile.about(file);
        assertEquals("lessons, just before the first key", about.description());
        assertEquals("8 MiB", about.machine().get("RAM"));
        var picture = javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(about.screenshot()));
        assertTrue(picture.getWidth() >= 640);
        try (var m = machine(config().withSnapshot(true), TierPolicy.INTERPRET_ONLY)) {
            StateFile.load(m, file);
            assertEquals(1400 * MS, m.now());
            m.runUntil(1700 * MS);
            assertEquals(want, m.fullHash());
        }
        refused("RAM was 8 MiB and is 16 MiB", file, config().withSnapshot(true).withRam(16 << 20));
        refused("had no device com2", file, config().withSnapshot(true).withSerialPorts(2));
        byte[] other = Lessons.image();
        other[100_000] ^= 1;
        Files.write(image, other);
        refused("held other contents", file, config().withSnapshot(true));
    }

    private void refused(String why, Path file, MachineConfig config) throws IOException {
        try (var m = machine(config, TierPolicy.INTERPRET_ONLY)) {
            m.runUntil(MS);
            String before = m.fullHash();
            var e = assertThrows(IOException.class, () -> StateFile.load(m, file));
            assertTrue(e.getMessage().contains(why) && !e.getMessage().contains("\n"), e.getMessage());
            assertEquals(before, m.fullHash(), "a refusal changes nothing");
        }
    }

    /** A state may come from anybody: it names files, but only those the user opened are used. */
    @Test
    void aStateOpensNothing() throws IOException {
        Path file = dir.resolve("moved.state"), moved = dir.resolve("moved.img");
        try (var m = machine(config(), TierPolicy.NORMAL)) {
            m.runUntil(100 * MS);
            StateFile.save(m, file, "");
        }
        Files.copy(image, moved);
        try (var m = machine(config().withDrive(DriveSlot.FDA, MachineConfig.Drive.floppy(moved)), TierPolicy.NORMAL)) {
            StateFile.load(m, file);
            assertEquals(100 * MS, m.now());
            assertEquals(moved, m.board().media().get(DriveSlot.FDA).source(), "the same contents, from the file that the user named");
        }
        try (var m = machine(config().withDrive(DriveSlot.FDA, MachineConfig.Drive.emptyFloppy()), TierPolicy.NORMAL)) {
            var e = assertThrows(IOException.class, () -> StateFile.load(m, file));
            assertTrue(e.getMessage().endsWith("drive FDA held " + image + ": put it in first"), e.getMessage());
            assertEquals(0, m.now());
        }
    }

    /** The drive is emptied by the state, which is then refused: the medium is in it again. */
    @Test
    void aRefusedStateLeavesTheMediaWhereTheyWere() throws IOException {
        Path file = dir.resolve("empty.state");
        try (var m = machine(config().withDrive(DriveSlot.HDA, MachineConfig.Drive.disk(Files.write(dir.resolve("hda"), new byte[1 << 20]))), TierPolicy.NORMAL)) {
            m.post(new InputEvent.Eject(DriveSlot.FDA));
            m.runUntil(10 * MS);
            StateFile.save(m, file, "");
        }
        var other = config().withDrive(DriveSlot.HDA, MachineConfig.Drive.disk(Files.write(dir.resolve("hdb"), new byte[2 << 20])));
        try (var m = machine(other, TierPolicy.NORMAL)) {
            m.runUntil(MS);
            String before = m.fullHash();
            assertThrows(IOException.class, () -> StateFile.load(m, file));
            assertEquals(before, m.fullHash());
            assertEquals(image, m.board().media().get(DriveSlot.FDA).source());
            m.runUntil(200 * MS);
        }
    }

    @Test
    void damagedFilesDoNoHarm() throws IOException {
        Path file = dir.resolve("b.state"), bad = dir.resolve("bad.state");
        var random = new Random(4);
        try (var m = machine(config().withSnapshot(true), TierPolicy.INTERPRET_ONLY)) {
            m.runUntil(50 * MS);
            StateFile.save(m, file, "");
            byte[] good = Files.readAllBytes(file);
            int refused = 0;
            for (int i = 0; i < 60; i++) {
                byte[] b = i % 3 == 0 ? java.util.Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
                for (int n = 0; n < 1 + i % 4; n++) if (b.length > 0) b[random.nextInt(b.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(bad, b);
                try {
                    StateFile.load(m, bad);
                } catch (IOException e) {
                    refused++;
                }
                m.runSlice(1000);
            }
            assertTrue(refused > 30, "refused: " + refused);
            StateFile.load(m, file);
            assertEquals(50 * MS, m.now());
        }
    }

    @Test
    void aRecordingRunsAgainWithNothingElse() throws Exception {
        Path file = dir.resolve("run.rec");
        // Recorded on an image that is written through, with input by hand and by script.
        try (var session = Session.open(config(), SessionOptions.stopped().withTape(Tape.recording(file)).withHistory(Limits.every(5_000_000)))) {
            session.runToStop(new Command.RunFor(new lucid86.debugger.stop.Goal.Steps(3)));
            for (var k : keys()) session.submit(new Command.Input(k.event())).join();
            session.submit(new Command.Run()).join();
            while (session.ask(new TimelineStatus.Query()).join().time() < 300 * MS) Thread.sleep(20);
            session.runToStop(new Command.Pause());
            session.submit(new Command.Input(new InputEvent.KeyStroke(Key.A, true))).join();
            session.runToStop(new Command.Step(100));
            session.runToStop(new Command.StepBack(50));
        }
        replays(file);
    }

    @Test
    void aRecordingNeedsNoHistory() throws Exception {
        Path file = dir.resolve("plain.rec");
        try (var session = Session.open(config(), SessionOptions.stopped().withTape(Tape.recording(file)))) {
            session.runToStop(new Command.Step(5));
            session.submit(new Command.Input(new InputEvent.KeyStroke(Key.A, true))).join();
            session.runToStop(new Command.Step(3_000_000));
        }
        replays(file);
    }

    private void replays(Path file) throws Exception {
        assertTrue(Files.size(file) < 4 << 20, "size: " + Files.size(file));
        Files.delete(image);
        try (var recording = Recording.open(file)) {
            assertFalse(recording.inputs().isEmpty());
            try (var session = Session.open(recording.config(), SessionOptions.stopped().withTape(Tape.replaying(recording)))) {
                var stop = session.runToStop(new Command.Run());
                var end = assertInstanceOf(StopReason.Replayed.class, stop, stop.text());
                assertTrue(end.same(), end.text());
            }
        }
    }

    @Test
    void sessionsSaveAndLoad() throws IOException {
        Path file = dir.resolve("c.state");
        try (var session = Session.open(config(), SessionOptions.stopped().withHistory(Limits.every(100_000)))) {
            session.runToStop(new Command.Step(5000));
            session.submit(new Command.SaveState(file, "here")).join();
            session.runToStop(new Command.Step(5000));
            session.runToStop(new Command.LoadState(file));
            var status = session.ask(new TimelineStatus.Query()).join();
            assertEquals(5000, status.instructions());
            assertEquals(5000, status.firstInstructions(), "history begins here");
        }
        try (var session = Session.open(config(), SessionOptions.stopped().withTape(Tape.loading(file)))) {
            session.submit(new Command.KeepHistory(true)).join();
            assertEquals(5000, session.ask(new TimelineStatus.Query()).join().instructions());
        }
        Files.writeString(file, "nothing of the kind");
        var e = assertThrows(lucid86.machine.board.ConfigException.class, () -> Session.open(config(), SessionOptions.stopped().withTape(Tape.loading(file))));
        assertTrue(e.getMessage().contains("no saved state"), e.getMessage());
    }
}
