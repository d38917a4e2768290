package lucid86.machine.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    Path dir;

    private final List<String> log = new ArrayList<>();
    private FakeEngine engine;
    private Path rom;

    @BeforeEach
    void makeRom() throws IOException {
        rom = dir.resolve("rom.bin");
        var image = new byte[64 << 10];
        image[0xfff0] = (byte) 0xea;
        Files.write(rom, image);
    }

    private MachineConfig config() {
        return MachineConfig.standard().withRam(4 << 20).withBios(rom).withSpeed(4);
    }

    private Machine machine() {
        return new Machine(config(), (cpu, bus) -> engine = new FakeEngine(cpu, bus), log::add);
    }

    @Test
    void instructionsTakeAFixedTime() {
        var m = machine();
        assertEquals(SliceEnd.LIMIT, m.runSlice(1000));
        assertEquals(1000, m.instructions());
        assertEquals(4000, m.now());
        assertEquals(SliceEnd.LIMIT, m.runSlice(1));
        assertEquals(1001, m.instructions());
    }

    @Test
    void timersFireAtTheFirstInstructionBoundaryAfterTheirTime() {
        var m = machine();
        var at = new ArrayList<Long>();
        var t = m.board().scheduler.timer("t", () -> at.add(m.now()));
        t.arm(401);
        m.runSlice(1000);
        assertEquals(List.of(404L), at);
        assertEquals(1000, m.instructions());
    }

    @Test
    void aTimerArmedInTheMiddleOfARunShortensIt() {
        var m = machine();
        var at = new ArrayList<Long>();
        var t = m.board().scheduler.timer("t", () -> at.add(m.now()));
        engine.program.put(100L, () -> {
            assertEquals(400, m.now(), "time is exact inside a run");
            t.arm(m.now() + 80);
        });
        assertEquals(SliceEnd.LIMIT, m.runSlice(100_000));
        assertEquals(List.of(480L), at);
        assertEquals(100_000, m.instructions());
    }

    @Test
    void haltSkipsToTheNextTimerAndWakesByInterrupt() {
        var m = machine();
        var t = m.board().scheduler.timer("t", () -> m.cpu().intr = true);
        m.cpu().setEflags(0x200);
        engine.program.put(10L, () -> {
            m.cpu().halted = true;
            t.arm(1_000_001);
        });
        m.runUntil(1_000_009);
        assertEquals(1, engine.interruptsTaken);
        assertEquals(11 + 2, m.instructions(), "woken at 1000001 ns, two instructions until the limit");
        assertEquals(1_000_009, m.now());
    }

    @Test
    void haltWithInterruptsOffOnlyLetsTimePass() {
        var m = machine();
        engine.program.put(10L, () -> m.cpu().halted = true);
        m.board().scheduler.timer("t", () -> m.cpu().intr = true).arm(500);
        assertEquals(SliceEnd.LIMIT, m.runUntil(10_000));
        assertEquals(10_000, m.now());
        assertEquals(11, m.instructions());
        assertEquals(0, engine.interruptsTaken);
    }

    @Test
    void resetControlRegisterRestartsTheMachineButKeepsRam() {
        var m = machine();
        engine.program.put(50L, () -> {
            m.cpu().r[lucid86.machine.cpu.CpuState.EBX] = 0x1234;
            m.board().map.write(0x500, 4, 0xcafe);
            m.board().ports.out(0xcf9, 1, 6);
            assertEquals(0x1234, m.cpu().r[lucid86.machine.cpu.CpuState.EBX], "reset waits for the end of the instruction");
        });
        m.runSlice(1000);
        assertEquals(1000, m.instructions());
        assertEquals(949, m.cpu().r[lucid86.machine.cpu.CpuState.EAX], "instructions since the reset");
        assertEquals(0, m.cpu().r[lucid86.machine.cpu.CpuState.EBX]);
        assertEquals(0xcafe, m.board().map.read(0x500, 4));
        assertEquals(1, m.resets());
    }

    @Test
    void tripleFaultResets() {
        var m = machine();
        engine.program.put(50L, () -> m.cpu().shutdown = true);
        m.runSlice(60);
        assertEquals(1, m.resets());
        assertEquals(60, m.instructions());
        assertTrue(log.toString().contains("triple fault"), log.toString());
    }

    @Test
    void aProgramThatLeavesProtectedModeByResetKeepsItsChips() {
        var m = machine();
        var ports = m.board().ports;
        engine.program.put(50L, () -> {
            ports.out(0x70, 1, 0x0f);
            ports.out(0x71, 1, 0x0a);
            ports.out(0x21, 1, 0x5a);
            m.cpu().r[lucid86.machine.cpu.CpuState.EBX] = 1;
            ports.out(0x92, 1, 3);
        });
        engine.program.put(80L, () -> {
            assertEquals(0, m.cpu().r[lucid86.machine.cpu.CpuState.EBX]);
            assertEquals(0x5a, ports.in(0x21, 1), "the interrupt controller goes on");
            ports.out(0x70, 1, 0x0f);
            ports.out(0x71, 1, 0);
            ports.out(0x64, 1, 0xfe);
        });
        m.runSlice(100);
        assertEquals(1, m.resets());
        assertEquals(0, ports.in(0x21, 1), "without a shutdown code, everything is reset");
    }

    @Test
    void debugExitEndsTheRunWithACode() {
        var m = new Machine(config().withDebugExit(0xf4, 4), (cpu, bus) -> engine = new FakeEngine(cpu, bus), log::add);
        engine.program.put(5L, () -> m.board().ports.out(0xf4, 4, 0x10));
        assertEquals(SliceEnd.POWERED_OFF, m.runSlice(100));
        assertEquals(0x21, m.exitCode().orElseThrow());
    }

    @Test
    void keysAndDebugOutputReachTheirOtherEnds() {
        var m = machine();
        var text = new StringBuilder();
        m.board().listenDebugConsole(b -> text.append((char) b));
        engine.program.put(5L, () -> m.board().ports.out(0x402, 1, 'x'));
        m.post(new InputEvent.KeyStroke(lucid86.machine.dev.kbc8042.Key.A, true));
        m.runUntil(10_000_000);
        assertEquals("x", text.toString());
        assertEquals(0x1e, m.board().ports.in(0x60, 1), "translated to set 1");
    }

    @Test
    void serialPortsAreConnectedBothWays() {
        var m = machine();
        var out = new StringBuilder();
        m.board().serial().getFirst().connect(b -> out.append((char) b));
        m.board().ports.out(0x3fb, 1, 3); // eight bits
        engine.program.put(5L, () -> m.board().ports.out(0x3f8, 1, 'x'));
        m.post(new InputEvent.Serial(0, 'y'));
        m.post(new InputEvent.Serial(3, 'z'));
        m.runUntil(100_000_000);
        assertEquals("x", out.toString());
        assertEquals('y', m.board().ports.in(0x3f8, 1));
        assertEquals(0xff, m.board().ports.in(0x2f9, 1), "no second port");
    }

    @Test
    void disksAndDiscsAreAttachedAndTheirFilesReleased() throws IOException {
        Path disk = Files.write(dir.resolve("disk"), new byte[1 << 20]);
        Path cd = Files.write(dir.resolve("cd"), new byte[1 << 20]);
        var c = config().withDrive(DriveSlot.HDA, MachineConfig.Drive.disk(disk));
        try (var m = new Machine(c, FakeEngine::new, log::add)) {
            assertThrows(ConfigException.class, () -> new Machine(c, FakeEngine::new, log::add), "in use");
            m.post(new InputEvent.Insert(DriveSlot.HDC, cd));
            m.post(new InputEvent.Insert(DriveSlot.HDC, dir.resolve("none")));
            m.runSlice(1);
            assertTrue(log.getLast().contains("none"), log.toString());
        }
        new Machine(c, FakeEngine::new, log::add).close();
        assertThrows(ConfigException.class, () -> new Machine(c.withKernel(new MachineConfig.Kernel(disk, java.util.Optional.empty(), "")),
                FakeEngine::new, log::add));
        new Machine(c, FakeEngine::new, log::add).close();
    }

    @Test
    void floppiesAreInsertedAndKnownToFirmware() throws IOException {
        Path floppy = Files.write(dir.resolve("floppy"), new byte[1_474_560]);
        var c = config().withDrive(DriveSlot.FDB, MachineConfig.Drive.floppy(floppy));
        try (var m = new Machine(c, FakeEngine::new, log::add)) {
            m.board().ports.out(0x70, 1, 0x10);
            assertEquals(0x44, m.board().ports.in(0x71, 1), "a drive B needs a drive A");
            m.post(new InputEvent.Eject(DriveSlot.FDB));
            m.post(new InputEvent.Insert(DriveSlot.FDA, floppy));
            m.runSlice(1);
            assertEquals(List.of(), log);
        }
        assertThrows(ConfigException.class, () -> config().withDrive(DriveSlot.FDA, MachineConfig.Drive.disk(floppy)));
        assertThrows(ConfigException.class, () -> config().withDrive(DriveSlot.HDA, MachineConfig.Drive.floppy(floppy)));
    }

    @Test
    void softOffEndsTheRun() {
        var m = machine();
        engine.program.put(5L, () -> {
            var p = m.board().ports;
            p.out(0xcf8, 4, 0x80000b40);
            p.out(0xcfc, 4, 0x601);
            p.out(0xcf8, 4, 0x80000b80);
            p.out(0xcfc, 1, 1);
            p.out(0x604, 2, 0x2000);
        });
        assertEquals(SliceEnd.POWERED_OFF, m.runSlice(1000));
        assertEquals(6, m.instructions());
        assertEquals(SliceEnd.POWERED_OFF, m.runSlice(1000));
    }

    @Test
    void anEarlyReturnOfTheEngineIsReported() {
        var m = machine();
        engine.program.put(7L, m::stopSoon);
        assertEquals(SliceEnd.STOPPED, m.runSlice(1000));
        assertEquals(8, m.instructions());
    }

    @Test
    void aRunIsTheSameHoweverItIsCutAndWhenItIsReplayed() {
        var m = machine();
        for (int i = 1; i <= 7; i++) m.runSlice(100 * i + 1);
        m.post(new InputEvent.Reset());
        m.runUntil(50_000);
        var again = machine();
        again.script(m.history());
        again.runUntil(50_000);
        assertEquals(m.hash(), again.hash());
        assertEquals(1, again.resets());
        assertEquals(m.history(), again.history());
        var without = machine();
        without.runUntil(50_000);
        assertNotEquals(m.hash(), without.hash());
    }

    @Test
    void memoryIsRamWithRomOnTopAndShadowBehindPam() {
        var m = machine();
        var map = m.board().map;
        assertEquals(0xea, map.read(0xfffffff0L, 1));
        assertEquals(0xea, map.read(0xffff0, 1));
        map.write(0xffff0, 1, 0x12);
        assertEquals(0xea, map.read(0xffff0, 1), "ROM");
        m.board().ports.out(0xcf8, 4, 0x80000058);
        m.board().ports.out(0xcfd, 1, 0x20);
        map.write(0xffff0, 1, 0x12);
        assertEquals(0xea, map.read(0xffff0, 1), "reads ROM, writes RAM");
        m.board().ports.out(0xcfd, 1, 0x10);
        map.write(0xffff0, 1, 0x34);
        assertEquals(0x12, map.read(0xffff0, 1), "RAM, write-protected");
        assertEquals(0xff, map.read(0x400000, 1), "above RAM");
        map.write(0x3fffff, 1, 0x77);
        assertEquals(0x77, map.read(0x3fffff, 1));
    }

    @Test
    void badWishesAreRefusedInOneLine() {
        var ok = config();
        for (Runnable r : List.<Runnable>of(
                () -> ok.withRam(0),
                () -> ok.withRam((1 << 20) + 4096),
                () -> ok.withRam(4096L << 20),
                () -> ok.withSpeed(0),
                () -> ok.withBootOrder("xyz", false),
                () -> ok.withSerialPorts(9),
                () -> new Machine(ok.withDebugExit(0x20, 1), FakeEngine::new, s -> {}),
                () -> ok.withDebugExit(0xf4, 5),
                () -> new Machine(ok.withBios(dir.resolve("none")), FakeEngine::new, s -> {}),
                () -> new Machine(ok.withBios(dir), FakeEngine::new, s -> {}))) {
            var e = assertThrows(ConfigException.class, r::run);
            assertEquals(1, e.getMessage().lines().count());
        }
    }
}
