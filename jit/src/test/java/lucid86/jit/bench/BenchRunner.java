package lucid86.jit.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import lucid86.jit.bytecode.Region;
import lucid86.jit.run.Engine;
import lucid86.jit.run.EngineListener;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.board.SliceEnd;

/**
 * A machine without window and pacing that runs a benchmark with COM1 on standard output, until the guest ends it.
 *
 * <pre>
 * --tier normal|interpret|compile|N how code is executed; N: blocks are compiled after so many runs
 * --kernel FILE --append TEXT --initrd FILE, or --floppy FILE
 * --ram MIB                         256 unless told
 * --statistics                      what the engine counted, at the end, on standard error
 * --classes DIRECTORY               stores the generated classes
 * </pre>
 */
final class BenchRunner implements AutoCloseable {
    /** Instructions between looks at the outside. */
    private static final long SLICE = 50_000_000;

    private final Machine machine;
    private final List<Engine> engines = new ArrayList<>();

    /**
     * @param serial hears what the guest sends on COM1
     * @param log hears the machine's remarks
     */
    BenchRunner(MachineConfig config, TierPolicy policy, IntConsumer serial, List<String> log) {
        machine = new Machine(config, (cpu, _) -> {
            var engine = new Engine(cpu, CpuModel.MAX, policy);
            engines.add(engine);
            return engine;
        }, log::add);
        machine.board().serial().getFirst().connect(serial::accept);
    }

    Machine machine() {
        return machine;
    }

    Engine engine() {
        return engines.getFirst();
    }

    /** A machine for the guest in {@code image}, started as a Multiboot kernel. */
    static MachineConfig kernel(Path image, Optional<Path> initrd, String commandLine, int ramMib) {
        return MachineConfig.standard().withRam((long) ramMib << 20).withDebugExit(0xf4, 4)
                .withKernel(new MachineConfig.Kernel(image, initrd.map(Path::toString), commandLine));
    }

    /** A machine that boots the guest from a floppy disk. */
    static MachineConfig floppy(Path image, int ramMib) {
        return MachineConfig.standard().withRam((long) ramMib << 20).withDebugExit(0xf4, 4).withBootOrder("a", false)
                .withDrive(DriveSlot.FDA, MachineConfig.Drive.floppy(image)).withSnapshot(true);
    }

    /** Runs until the guest switches off or this many instructions' time has passed. */
    SliceEnd run(long limit) {
        long end = machine.now() + limit * 4;
        SliceEnd how = SliceEnd.LIMIT;
        while (how == SliceEnd.LIMIT && machine.now() < end) how = machine.runSlice(SLICE);
        return how;
    }

    @Override
    public void close() {
        engines.forEach(Engine::close);
        machine.close();
    }

    /** Stores each generated class under its region's name. */
    private record ClassStore(Path directory) implements EngineListener {
        @Override
        public void compiled(Region region) {
            try {
                Files.createDirectories(directory);
                Files.write(directory.resolve(region.name().replace('/', '.') + ".class"), region.classFile());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // ---- the command ----------------------------------------------------------------------------------------------------

    static TierPolicy policy(String name) {
        return switch (name) {
            case "normal" -> TierPolicy.NORMAL;
            case "interpret" -> TierPolicy.INTERPRET_ONLY;
            case "compile" -> TierPolicy.COMPILE_AT_ONCE;
            default -> new TierPolicy(Integer.parseInt(name), true);
        };
    }

    static void main(String[] args) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < args.length; i++)
            options.put(args[i], args[i].equals("--statistics") ? "" : args[++i]);
        int ram = Integer.parseInt(options.getOrDefault("--ram", "256"));
        var config = options.containsKey("--floppy") ? floppy(Path.of(options.get("--floppy")), ram)
                : kernel(Path.of(options.get("--kernel")), Optional.ofNullable(options.get("--initrd")).map(Path::of),
                        options.getOrDefault("--append", ""), ram);
        var log = new ArrayList<String>();
        try (var out = new FileOutputStream(FileDescriptor.out);
                var runner = new BenchRunner(config, policy(options.getOrDefault("--tier", "normal")), b -> send(out, b), log)) {
            if (options.containsKey("--classes")) runner.engine().setListener(new ClassStore(Path.of(options.get("--classes"))));
            runner.run(Long.MAX_VALUE / 8);
            if (options.containsKey("--statistics")) runner.printStatistics();
        } finally {
            log.forEach(System.err::println);
        }
    }

    /** Byte by byte and unbuffered: the reader takes the time when one arrives. */
    private static void send(FileOutputStream out, int b) {
        try {
            out.write(b);
        } catch (IOException e) {
            throw new IllegalStateException("standard output was closed", e);
        }
    }

    private void printStatistics() {
        System.err.println("dropped: " + engine().dropReasons());
        var s = engine().statistics();
        System.err.printf("%,d instructions, %,d of them compiled in %,d entries, left %,d times; %,d blocks interpreted, %,d translated; %,d regions of %,d blocks,"
                + " %,d bytecodes, %d ms%n", machine.instructions(), s.compiledInstructions(), s.entered(), s.left(), s.interpretedBlocks(), s.translatedBlocks(),
                s.compiledRegions(), s.compiledBlocks(), s.bytecodes(), s.compileNanos() / 1_000_000);
    }
}
