package lucid86.debugger.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.InputEvent;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.dev.firmware.FirmwareFinder;
import lucid86.machine.dev.kbc8042.Key;
import lucid86.resources.Lessons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TimelineTest {
    private static final long MS = 1_000_000;

    @TempDir
    Path dir;

    private Engine engine;

    private Machine machine(MachineConfig config, TierPolicy policy) {
        return new Machine(config, (cpu, _) -> engine = new Engine(cpu, CpuModel.MAX, policy), _ -> {});
    }

    private static void toInstruction(Machine m, long n) {
        while (m.instructions() < n) m.runSlice(n - m.instructions());
    }

    /** Runs on in the present as a session does. */
    private static void run(Machine m, Timeline t, long untilNanos) {
        while (m.now() < untilNanos) {
            m.runUntil(Math.min(untilNanos, m.now() + MS));
            t.ran();
        }
    }

    private static int linear(Machine m) {
        return m.cpu().base(CpuState.CS) + m.cpu().r[CpuState.EIP];
    }

    /** Steps one by one and notes, for each event looked for, the count of instructions before the one that does it. */
    private Map<String, Long> events(MachineConfig config, Map<Long, String> hashes) throws IOException {
        var found = new LinkedHashMap<String, Long>();
        try (var m = machine(config, TierPolicy.INTERPRET_ONLY)) {
            for (long n = 0; n < 90_000 && found.size() < 5; n++) {
                int at = linear(m);
                var cpu = m.cpu();
                boolean enabled = (cpu.sysFlags & 0x200) != 0;
                String event = at == TimeRom.ENTER ? "far jump into protected mode"
                        : at == TimeRom.TOUCH && !found.containsKey("page fault") ? "page fault"
                        : at == TimeRom.COPY && cpu.r[CpuState.ECX] == 2500 ? "REP MOVS"
                        : at == TimeRom.CULPRIT ? "overwrite"
                        : enabled && m.board().scheduler.next() <= m.now() && !found.containsKey("interrupt") ? "interrupt" : "";
                String before = event.isEmpty() ? "" : m.fullHash();
                m.runSlice(1);
                // Not every timer interrupts.
                if (event.equals("interrupt") && linear(m) != TimeRom.TICK + 1) event = "";
                if (!event.isEmpty()) {
                    found.put(event, n);
                    hashes.put(n, before);
                }
                assertEquals(n + 1, m.instructions(), "no HLT so early");
                if (!event.isEmpty()) {
                    hashes.put(n + 1, m.fullHash());
                    if (event.equals("page fault")) assertEquals(TimeRom.FAULT, linear(m));
                }
            }
        }
        assertEquals(5, found.size(), found.toString());
        return found;
    }

    @Test
    void stepsBackOverEverythingToTheSameState() throws IOException {
        var config = TimeRom.config(dir);
        var hashes = new LinkedHashMap<Long, String>();
        var events = events(config, hashes);
        try (var m = machine(config, TierPolicy.NORMAL)) {
            var t = new Timeline(m, engine, Limits.every(400_000), new Progress(_ -> {}));
            run(m, t, 30 * MS);
            long present = m.instructions();
            String now = m.fullHash();
            for (var e : events.entrySet()) {
                t.goToInstruction(e.getValue() + 1);
                assertEquals(hashes.get(e.getValue() + 1), m.fullHash(), "after " + e);
                t.stepBack(1);
                assertEquals(e.getValue(), m.instructions());
                assertTrue(t.inPast());
                assertEquals(hashes.get(e.getValue()), m.fullHash(), "before " + e);
            }
            t.toPresent();
            assertFalse(t.inPast());
            assertEquals(present, m.instructions());
            assertEquals(now, m.fullHash());
            run(m, t, 40 * MS);
            try (var reference = machine(config, TierPolicy.INTERPRET_ONLY)) {
                reference.runUntil(40 * MS);
                assertEquals(reference.fullHash(), m.fullHash());
            }
            assertEquals(List.of("reset", "POST", "protected mode", "paging on", "first interrupt"), t.bookmarks().stream().map(Bookmark::name).toList());
            long paging = t.bookmarks().get(3).instructions();
            t.goToInstruction(paging);
            assertTrue(m.cpu().cr0 < 0, "paging is on there");
            t.stepBack(1);
            assertTrue(m.cpu().cr0 >= 0, "and not before");
        }
    }

    @Test
    void findsWhoOverwroteAByteMillionsOfInstructionsBefore() throws IOException {
        try (var m = machine(TimeRom.config(dir), TierPolicy.NORMAL)) {
            var t = new Timeline(m, engine, Limits.every(1_000_000), new Progress(_ -> {}));
            run(m, t, 36 * MS);
            String now = m.fullHash();
            long count = m.instructions();
            assertEquals(0x5a, m.board().map.peek(TimeRom.VICTIM, 1));
            assertTrue(count > 8_000_000, "instructions: " + count);
            var past = new Past(t);
            Writer w = past.whoWrote("victim", TimeRom.VICTIM, 1);
            assertTrue(w.found());
            assertEquals(TimeRom.CULPRIT, w.linear());
            assertTrue(w.instruction().startsWith("mov byte"), w.instruction());
            assertTrue(w.instructions() < 50_000);
            assertEquals(now, m.fullHash(), "asking changes nothing");
            assertFalse(t.inPast());

            // Before that, it was another instruction; and before that nobody.
            t.goToInstruction(w.instructions());
            assertEquals(0x11, m.board().map.peek(TimeRom.VICTIM, 1));
            Writer earlier = past.whoWrote("victim", TimeRom.VICTIM, 1);
            assertTrue(earlier.found());
            assertEquals(TimeRom.TOUCH - 7, earlier.linear());
            assertEquals(w.instructions(), m.instructions(), "it stayed where it was");
            t.goToInstruction(earlier.instructions());
            assertFalse(past.whoWrote("victim", TimeRom.VICTIM, 1).found());

            t.goToInstruction(300_000);
            Writer edi = past.whoChanged("EDI", () -> m.cpu().r[CpuState.EDI]);
            assertEquals(TimeRom.COPY, edi.linear());
            assertEquals(300_000, m.instructions());
            t.toPresent();
            assertEquals(now, m.fullHash());
        }
    }

    @Test
    void stepsBackOverAndOutOfCalls() throws IOException {
        try (var m = machine(TimeRom.config(dir), TierPolicy.NORMAL)) {
            var t = new Timeline(m, engine, Limits.every(1_000_000), new Progress(_ -> {}));
            run(m, t, 10 * MS);
            var past = new Past(t);
            long n = m.instructions();
            while (linear(m) != TimeRom.AFTER_CALL) t.goToInstruction(--n);
            past.stepBackOver();
            assertEquals(TimeRom.CALL, linear(m));
            assertTrue(n - m.instructions() >= 3, "the call, and what it did");
            t.goToInstruction(m.instructions() + 1);
            assertEquals(TimeRom.SUB1, linear(m));
            assertTrue(past.stepBackOut());
            assertEquals(TimeRom.CALL, linear(m));
            past.stepBackOver();
            assertEquals(TimeRom.WORK, linear(m), "nothing to step over: one instruction");
        }
    }

    @Test
    void thePastMayBecomeThePresent() throws IOException {
        var config = TimeRom.config(dir);
        try (var m = machine(config, TierPolicy.NORMAL)) {
            var t = new Timeline(m, engine, Limits.every(300_000), new Progress(_ -> {}));
            run(m, t, 10 * MS);
            m.post(new InputEvent.KeyStroke(Key.A, true));
            run(m, t, 20 * MS);
            String withKey = m.fullHash();
            assertEquals(1, m.inputs());
            t.goToTime(5 * MS);
            assertEquals(0, m.inputs());
            assertTrue(m.replaying());
            // On to the present again: the key comes at its time.
            assertTrue(t.advance(Long.MAX_VALUE, 15 * MS));
            assertEquals(1, m.inputs());
            t.toPresent();
            assertEquals(withKey, m.fullHash());
            // Back, and on without the key.
            t.goToTime(5 * MS);
            t.fork();
            assertFalse(m.replaying());
            run(m, t, 20 * MS);
            try (var reference = machine(config, TierPolicy.INTERPRET_ONLY)) {
                reference.runUntil(20 * MS);
                assertEquals(reference.fullHash(), m.fullHash());
            }
        }
    }

    @Test
    void changesByHandAreKeptOnTheWay() throws IOException {
        try (var m = machine(TimeRom.config(dir), TierPolicy.NORMAL)) {
            var t = new Timeline(m, engine, Limits.every(300_000), new Progress(_ -> {}));
            run(m, t, 10 * MS);
            m.board().map.write(0x3000, 4, 0x01020304);
            t.edited();
            run(m, t, 20 * MS);
            String now = m.fullHash();
            t.goToTime(8 * MS);
            assertEquals(0, m.board().map.peek(0x3000, 4));
            t.advance(Long.MAX_VALUE, 12 * MS);
            assertEquals(0x01020304, m.board().map.peek(0x3000, 4));
            t.advance(Long.MAX_VALUE, 20 * MS);
            t.toPresent();
            assertEquals(now, m.fullHash());
        }
    }

    @Test
    void thinsOutOldCheckpointsUnderTheMemoryBound() throws IOException {
        try (var m = machine(TimeRom.config(dir), TierPolicy.NORMAL)) {
            var t = new Timeline(m, engine, new Limits(12 << 20, Long.MAX_VALUE, 50_000), new Progress(_ -> {}));
            run(m, t, 34 * MS);
            assertTrue(t.bytes() <= 12 << 20, "bytes: " + t.bytes());
            var times = t.status().checkpoints();
            assertTrue(times.size() > 10, "checkpoints: " + times);
            assertEquals(0, times.getFirst());
            String now = m.fullHash();
            t.goToInstruction(123_456);
            try (var reference = machine(TimeRom.config(dir), TierPolicy.INTERPRET_ONLY)) {
                toInstruction(reference, 123_456);
                assertEquals(reference.fullHash(), m.fullHash());
            }
            t.toPresent();
            assertEquals(now, m.fullHash());
        }
    }

    /** A real boot from floppy: firmware, disk DMA, lessons; random moments of it, compared with a machine that ran there straight. */
    @Test
    void goesToRandomMomentsOfABoot() throws IOException {
        var finder = FirmwareFinder.usual(Optional.empty());
        assumeTrue(finder.find("bios-256k.bin", "bios.bin").isPresent() && finder.findVgaBios().isPresent(), "SeaBIOS is not installed");
        Path image = Files.write(dir.resolve("lessons.img"), Lessons.image());
        var config = MachineConfig.standard().withRam(4 << 20).withSnapshot(true).withDrive(DriveSlot.FDA, MachineConfig.Drive.floppy(image)).withBootOrder("a", false);
        var input = new ArrayList<InputEvent.At>();
        for (int i = 0; i < 6; i++) {
            input.add(new InputEvent.At(1500 * MS + i * 150 * MS, new InputEvent.KeyStroke(Key.ENTER, true)));
            input.add(new InputEvent.At(1550 * MS + i * 150 * MS, new InputEvent.KeyStroke(Key.ENTER, false)));
        }
        try (var m = machine(config, TierPolicy.NORMAL)) {
            m.script(input);
            var t = new Timeline(m, engine, Limits.every(3_000_000), new Progress(_ -> {}));
            run(m, t, 2500 * MS);
            String now = m.fullHash();
            long end = m.instructions();
            Writer loader = new Past(t).whoWrote("boot sector", 0x7c00, 1);
            assertTrue(loader.found() && loader.device(), "the floppy controller's DMA: " + loader);
            var random = new Random(5);
            var counts = new ArrayList<Long>(List.of(loader.instructions(), loader.instructions() + 1));
            for (int i = 0; i < 4; i++) counts.add(random.nextLong(end));
            counts.sort(null);
            var want = new LinkedHashMap<Long, String>();
            try (var reference = machine(config, TierPolicy.NORMAL)) {
                reference.script(input);
                for (long n : counts) {
                    toInstruction(reference, n);
                    want.put(n, reference.fullHash());
                }
            }
            for (long n : counts.reversed()) {
                t.goToInstruction(n);
                assertEquals(n, m.instructions());
                assertEquals(want.get(n), m.fullHash(), "instruction " + n);
            }
            t.toPresent();
            assertEquals(now, m.fullHash());
            assertTrue(t.bookmarks().stream().anyMatch(b -> b.name().equals("boot sector")), t.bookmarks().toString());
        }
    }
}
