package lucid86.debugger.time;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lucid86.debugger.save.StateFile;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;

/**
 * Measures what keeping a history costs and how fast going back is, on a Linux boot: arguments are a kernel, an initial RAM disk, and how
 * many seconds of virtual time to run. Not a test; {@code resources/bench} tells how to run it.
 */
final class TimeBench {
    private static final long SLICE = 4_000_000, SECOND = 1_000_000_000;

    private static Engine engine;

    private TimeBench() {}

    public static void main(String[] args) throws Exception {
        var config = MachineConfig.standard().withRam(256 << 20)
                .withKernel(new MachineConfig.Kernel(Path.of(args[0]), Optional.of(args[1]), "console=ttyS0"));
        long until = Long.parseLong(args[2]) * SECOND;
        run(config, until, false);
        for (int i = 0; i < 3; i++) {
            double without = run(config, until, false), with = run(config, until, true);
            System.out.printf("without %.2f s, with history %.2f s of processor time: %+.1f%%%n", without, with, (with / without - 1) * 100);
        }
    }

    private static double run(MachineConfig config, long until, boolean history) throws Exception {
        System.gc();
        try (var m = new Machine(config, (cpu, _) -> engine = new Engine(cpu, CpuModel.MAX, TierPolicy.NORMAL), _ -> {})) {
            Timeline t = history ? new Timeline(m, engine, Limits.standard(), new Progress(_ -> {})) : null;
            var bean = java.lang.management.ManagementFactory.getThreadMXBean();
            long start = bean.getCurrentThreadCpuTime();
            while (m.now() < until) {
                m.runUntil(m.now() + SLICE);
                if (t != null) t.ran();
            }
            long took = bean.getCurrentThreadCpuTime() - start;
            if (t != null) report(m, t, took);
            engine.close();
            return took / 1e9;
        }
    }

    private static void report(Machine m, Timeline t, long took) throws Exception {
        var s = t.status();
        System.out.printf("%d million instructions, %d checkpoints, %d MiB of history (%.0f MiB a minute of guest time), %.1f%% of the time taking them%n",
                m.instructions() / 1_000_000, s.checkpoints().size(), s.bytes() >> 20, (s.bytes() >> 20) * 60e9 / m.now(), t.checkpointNanos() * 100.0 / took);
        Path file = Files.createTempFile("bench", ".state");
        long save = System.nanoTime();
        StateFile.save(m, file, "bench");
        System.out.printf("saved state: %.1f MiB in %d ms%n", Files.size(file) / 1048576.0, (System.nanoTime() - save) / 1_000_000);
        Files.delete(file);
        steps("step back in the present", t, 20, 1);
        t.goToInstruction(m.instructions() / 2);
        steps("step back half way", t, 20, 1);
        t.toPresent();
        var jumps = new ArrayList<Long>();
        for (int i = 1; i < 10; i++) {
            long to = t.presentInstructions() * i / 10, start = System.nanoTime();
            t.goToInstruction(to);
            jumps.add((System.nanoTime() - start) / 1000);
        }
        print("jump", jumps);
        t.toPresent();
    }

    private static void steps(String what, Timeline t, int count, long by) {
        var times = new ArrayList<Long>();
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            t.stepBack(by);
            times.add((System.nanoTime() - start) / 1000);
        }
        print(what, times);
    }

    private static void print(String what, List<Long> micros) {
        long first = micros.getFirst();
        micros.sort(null);
        System.out.printf("%s: first %.1f ms, median %.1f ms, worst %.1f ms%n", what, first / 1e3, micros.get(micros.size() / 2) / 1e3, micros.getLast() / 1e3);
    }
}
