package lucid86.machine.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import lucid86.machine.board.MachineConfig.Drive;
import lucid86.machine.dev.kbc8042.Key;
import lucid86.machine.ether.MacAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine with everything that can be plugged in, under a CPU that reads and writes any register with any value, while input comes
 * and media change: no exception, no hang, every chip can be looked at, saved and restored at any moment.
 */
@Timeout(300)
class HostileRegistersTest {
    private static final int MACHINES = 5, ROUNDS = 250;

    @TempDir
    Path dir;

    private Path image(String name, int bytes, Random random) throws IOException {
        var data = new byte[bytes];
        random.nextBytes(data);
        return Files.write(dir.resolve(name), data);
    }

    private MachineConfig config(Random random) throws IOException {
        var rom = new byte[64 << 10];
        rom[0xfff0] = (byte) 0xea;
        var option = new byte[32 << 10];
        option[0] = 0x55;
        option[1] = (byte) 0xaa;
        option[2] = 64;
        var c = MachineConfig.standard().withRam(8 << 20).withBios(Files.write(dir.resolve("rom"), rom)).withVgaBios(Files.write(dir.resolve("vga"), option))
                .withSnapshot(true).withSerialPorts(4).withParallelPort().withSoundCard(0x220, 5, 1, 5)
                .withDrive(DriveSlot.FDA, Drive.floppy(image("a", 1440 << 10, random))).withDrive(DriveSlot.FDB, Drive.floppy(image("b", 720 << 10, random)))
                .withDrive(DriveSlot.HDA, Drive.disk(image("disk", 4 << 20, random))).withDrive(DriveSlot.HDB, Drive.disk(dir.resolve("disk")).withReadOnly(true))
                .withDrive(DriveSlot.HDC, Drive.cd(image("cd", 1 << 20, random))).withDrive(DriveSlot.HDD, Drive.emptyCd());
        for (var model : Nic.Model.values())
            c = c.withNic(new Nic(model, MacAddress.ofCard(model.ordinal()), Nic.ISA_PORT, Nic.ISA_IRQ, Optional.empty()));
        return c;
    }

    private void input(Machine m, Random random) {
        switch (random.nextInt(10)) {
            case 0, 1 -> m.post(new InputEvent.KeyStroke(Key.values()[random.nextInt(Key.values().length)], random.nextBoolean()));
            case 2 -> m.post(new InputEvent.Mouse(random.nextInt(2000) - 1000, random.nextInt(2000) - 1000, random.nextInt(5) - 2, random.nextInt(32)));
            case 3 -> m.post(new InputEvent.Pointer(random.nextInt(65536), random.nextInt(65536), 0, random.nextInt(8)));
            case 4 -> m.post(new InputEvent.Serial(random.nextInt(4), random.nextInt(256)));
            case 5 -> m.post(new InputEvent.Insert(random.nextBoolean() ? DriveSlot.FDA : DriveSlot.HDD, dir.resolve(random.nextBoolean() ? "b" : "cd")));
            case 6 -> m.post(new InputEvent.Eject(DriveSlot.values()[random.nextInt(DriveSlot.values().length)]));
            default -> {
                var frame = new byte[14 + random.nextInt(1600)];
                random.nextBytes(frame);
                if (random.nextBoolean()) for (int i = 0; i < 6; i++) frame[i] = -1;
                m.post(new InputEvent.Packet(random.nextInt(4), frame));
            }
        }
    }

    private static void look(Machine m) {
        m.board().devices().forEach(d -> assertTrue(d.view() != null, d.name()));
        m.board().vga().refresh();
        m.board().vga().textScreen();
    }

    @Test
    void everyChipSurvivesAnything() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("HostileRegistersTest -Dseed=" + seed);
        var random = new Random(seed);
        long accesses = 0;
        for (int i = 0; i < MACHINES; i++) {
            var engine = new HostileEngine[1];
            try (var m = new Machine(config(random), (cpu, bus) -> engine[0] = new HostileEngine(cpu, bus, random), _ -> {})) {
                run(m, engine[0], random);
            }
            accesses += engine[0].accesses;
        }
        assertTrue(accesses > 100_000, accesses + " accesses");
    }

    private void run(Machine m, HostileEngine engine, Random random) {
        engine.meet(m.board());
        assertTrue(engine.chips() > 25, engine.chips() + " chips have ports");
        for (int round = 0; round < ROUNDS; round++) {
            if (round % 8 == 0) {
                engine.placeCards();
                engine.meet(m.board());
            }
            for (int n = random.nextInt(6); n > 0; n--) input(m, random);
            if (m.runSlice(random.nextInt(20_000)) == SliceEnd.POWERED_OFF) return;
            if (random.nextInt(4) == 0) { // and now only time passes, up to a quarter of a second
                m.cpu().halted = true;
                if (m.runUntil(m.now() + random.nextInt(250_000_000)) == SliceEnd.POWERED_OFF) return;
                m.cpu().halted = false;
            }
            look(m);
            if (round % 10 != 0) continue;
            String before = m.fullHash();
            m.load(m.save());
            assertEquals(before, m.fullHash(), "a state that was saved is the same when loaded");
        }
    }
}
