package lucid86.jit.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.util.TreeMap;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.InputEvent;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.dev.firmware.FirmwareFinder;
import lucid86.machine.dev.kbc8042.Key;
import lucid86.machine.save.MachineState;
import lucid86.resources.Lessons;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole machines saved in the middle of a boot, restored, and compared with one that ran through: all chips included. */
class SaveStateTest {
    private static final long MS = 1_000_000;

    @TempDir
    Path dir;

    @BeforeEach
    void needsSeaBios() {
        var finder = FirmwareFinder.usual(Optional.empty());
        assumeTrue(finder.find("bios-256k.bin", "bios.bin").isPresent() && finder.findVgaBios().isPresent(), "SeaBIOS is not installed");
    }

    private record Saved(MachineState state, byte[] memory) {
        static Saved of(Machine m) {
            return new Saved(m.save(), m.board().map.backing.clone());
        }

        void restore(Machine m) {
            m.load(state);
            for (int p = 0; p < m.board().map.pages(); p++) m.board().map.restorePage(p, java.util.Arrays.copyOfRange(memory, p << 12, (p << 12) + 4096));
        }
    }

    private static Machine machine(MachineConfig config, TierPolicy policy) {
        return new Machine(config, (cpu, _) -> new Engine(cpu, CpuModel.MAX, policy), _ -> {});
    }

    private static void check(MachineConfig config, List<InputEvent.At> input, long end, long seed, int points) {
        var random = new Random(seed);
        try (var through = machine(config, TierPolicy.NORMAL)) {
            through.script(input);
            through.runUntil(end);
            String want = through.fullHash();
            for (int i = 0; i < points; i++) {
                long at = random.nextLong(end / 50, end - end / 50);
                var tier = i % 2 == 0 ? TierPolicy.NORMAL : TierPolicy.INTERPRET_ONLY;
                String where = "seed " + seed + ", saved at " + at + " ns";
                try (var first = machine(config, TierPolicy.NORMAL); var fresh = machine(config, tier)) {
                    first.script(input);
                    first.runUntil(at);
                    var saved = Saved.of(first);
                    String then = first.fullHash();
                    var rest = input.subList(first.inputs(), input.size());
                    first.runUntil(Math.min(end, at + end / 20));
                    String later = first.fullHash();
                    saved.restore(first);
                    compare(saved.state, first.save(), where + ", the same machine");
                    assertEquals(then, first.fullHash(), where + ", the same machine");
                    first.forgetScript();
                    first.script(rest);
                    first.runUntil(Math.min(end, at + end / 20));
                    assertEquals(later, first.fullHash(), where + ", the same machine run again");
                    saved.restore(fresh);
                    compare(saved.state, fresh.save(), where + ", a fresh machine");
                    fresh.script(rest);
                    fresh.runUntil(end);
                    compare(through.save(), fresh.save(), where + ", a fresh machine run to the end");
                    assertEquals(want, fresh.fullHash(), where + ", a fresh machine run to the end");
                }
            }
        }
    }

    /** Says which value differs; the TLB may, since tiers fetch differently. */
    private static void compare(MachineState want, MachineState got, String where) {
        want.sections().forEach((name, values) -> {
            if (!name.equals("tlb")) assertEquals(text(values), text(got.sections().get(name)), name + ", " + where);
        });
    }

    private static Map<String, String> text(Map<String, Object> values) {
        var t = new TreeMap<String, String>();
        values.forEach((k, v) -> t.put(k, switch (v) {
            case byte[] b -> java.util.Arrays.toString(b);
            case int[] a -> java.util.Arrays.toString(a);
            case long[] a -> java.util.Arrays.toString(a);
            default -> v.toString();
        }));
        return t;
    }

    @Test
    void firmware() {
        check(MachineConfig.standard().withRam(8 << 20), List.of(), 600 * MS, 1, 4);
    }

    @Test
    void lessonsFromAFloppyWithKeys() throws IOException {
        Path image = Files.write(dir.resolve("lessons.img"), Lessons.image());
        var config = MachineConfig.standard().withRam(8 << 20).withDrive(DriveSlot.FDA, MachineConfig.Drive.floppy(image)).withBootOrder("a", false).withSnapshot(true);
        var input = new ArrayList<InputEvent.At>();
        for (int i = 0; i < 12; i++) {
            var key = List.of(Key.ENTER, Key.SPACE, Key.DOWN).get(i % 3);
            input.add(new InputEvent.At(1500 * MS + i * 150 * MS, new InputEvent.KeyStroke(key, true)));
            input.add(new InputEvent.At(1550 * MS + i * 150 * MS, new InputEvent.KeyStroke(key, false)));
            input.add(new InputEvent.At(1560 * MS + i * 150 * MS, new InputEvent.Mouse(3, -2, 0, i & 1)));
        }
        check(config, input, 3000 * MS, 2, 4);
    }

    @Test
    void refusesAnotherMachinesState() {
        try (var a = machine(MachineConfig.standard().withRam(4 << 20).withSerialPorts(2), TierPolicy.INTERPRET_ONLY);
                var b = machine(MachineConfig.standard().withRam(4 << 20), TierPolicy.INTERPRET_ONLY)) {
            a.runUntil(MS);
            b.runUntil(2 * MS);
            String before = b.fullHash();
            var e = assertThrows(IllegalArgumentException.class, () -> b.load(a.save()));
            assertEquals("the saved machine had a device com2 that this one has not", e.getMessage());
            assertEquals(before, b.fullHash());
        }
    }

    /** Values of every kind damaged: refused or taken, but never a crash or a machine half changed that cannot go on. */
    @Test
    void damagedStatesDoNoHarm() {
        var random = new Random(3);
        try (var m = machine(MachineConfig.standard().withRam(4 << 20), TierPolicy.INTERPRET_ONLY)) {
            m.runUntil(300 * MS);
            var good = Saved.of(m);
            String hash = m.fullHash();
            for (int i = 0; i < 300; i++) {
                var sections = new LinkedHashMap<>(good.state.sections());
                var name = List.copyOf(sections.keySet()).get(random.nextInt(sections.size()));
                var values = new LinkedHashMap<>(sections.get(name));
                if (values.isEmpty()) continue;
                var key = List.copyOf(values.keySet()).get(random.nextInt(values.size()));
                values.put(key, damage(values.get(key), random));
                sections.put(name, values);
                boolean taken = true;
                try {
                    m.load(new MachineState(sections));
                } catch (IllegalArgumentException e) {
                    taken = false;
                }
                if (taken) m.runSlice(20_000);
                good.restore(m);
                assertEquals(hash, m.fullHash(), name + "." + key);
            }
        }
    }

    private static Object damage(Object v, Random random) {
        int at = random.nextInt(1 << 20);
        return switch (v) {
            case Long l -> random.nextBoolean() ? (Object) (l ^ 1L << random.nextInt(64)) : "text";
            case byte[] b -> {
                var c = b.length == 0 || at % 5 == 0 ? new byte[at % 700] : b.clone();
                if (c.length > 0) c[at % c.length] ^= (byte) (1 << at % 8);
                yield c;
            }
            case int[] a -> {
                var c = a.length == 0 || at % 5 == 0 ? new int[at % 700] : a.clone();
                if (c.length > 0) c[at % c.length] ^= 1 << at % 32;
                yield c;
            }
            case long[] a -> {
                var c = a.length == 0 || at % 5 == 0 ? new long[at % 700] : a.clone();
                if (c.length > 0) c[at % c.length] ^= 1L << at % 64;
                yield c;
            }
            default -> at % 2 == 0 ? 7L : v + "x";
        };
    }
}
