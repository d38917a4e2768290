package lucid86.jit.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.board.Machine;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.board.SliceEnd;
import lucid86.machine.dev.firmware.FirmwareFinder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole machine with real firmware; skipped where SeaBIOS is not installed. */
class FirmwareBootTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path dir;

    private final List<String> log = new ArrayList<>();

    @BeforeEach
    void needsSeaBios() {
        var finder = FirmwareFinder.usual(Optional.empty());
        assumeTrue(finder.find("bios-256k.bin", "bios.bin").isPresent() && finder.findVgaBios().isPresent(), "SeaBIOS is not installed");
    }

    private Machine machine(MachineConfig config, TierPolicy policy) {
        return new Machine(config, (cpu, _) -> new Engine(cpu, CpuModel.PENTIUM2, policy), log::add);
    }

    private static String screen(Machine m) {
        return String.join("\n", m.board().vga().textScreen());
    }

    @Test
    void seaBiosFindsNothingToBootTheSameWayInBothEngines() {
        var config = MachineConfig.standard().withRam(16 << 20);
        var hashes = new ArrayList<String>();
        for (var policy : List.of(TierPolicy.INTERPRET_ONLY, TierPolicy.NORMAL)) {
            try (var m = machine(config, policy)) {
                var text = new StringBuilder();
                m.board().listenDebugConsole(b -> text.append((char) b));
                for (int i = 0; i < 300 && !screen(m).contains("No bootable device"); i++) m.runUntil(m.now() + SECOND / 10);
                assertTrue(screen(m).contains("No bootable device"), text.toString());
                assertEquals(0, m.resets());
                hashes.add(m.instructions() + " " + m.hash());
            }
        }
        assertEquals(hashes.getFirst(), hashes.getLast());
        assertEquals(List.of(), log, "nothing that firmware touches is missing");
    }

    private int exitCodeOf(byte[] kernel, String commandLine) throws IOException {
        Path file = Files.write(dir.resolve("kernel"), kernel);
        var config = MachineConfig.standard().withRam(32 << 20).withDebugExit(0xf4, 4)
                .withKernel(new MachineConfig.Kernel(file, Optional.empty(), commandLine));
        try (var m = machine(config, TierPolicy.NORMAL)) {
            assertEquals(SliceEnd.POWERED_OFF, m.runUntil(30 * SECOND), () -> screen(m));
            return m.exitCode().orElseThrow();
        }
    }

    /** A kernel that checks its magic number and tells how much upper memory it was promised. */
    @Test
    void theBootRomStartsAMultibootKernel() throws IOException {
        byte[] code = HexFormat.of().parseHex("3d02b0ad2b" // cmp eax, 2badb002h
                + "7509" // jne to the hlt
                + "8b4308" // mov eax, [ebx + mem_upper]
                + "baf4000000" // mov edx, 0f4h
                + "ef" // out dx, eax
                + "f4ebfd"); // hlt, again
        var b = ByteBuffer.allocate(0x100).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, 0x1badb002).putInt(4, 0x10002).putInt(8, -(0x1badb002 + 0x10002));
        b.putInt(12, 0x100000).putInt(16, 0x100000).putInt(20, 0).putInt(24, 0).putInt(28, 0x100040).put(0x40, code);
        int upper = (0x01ffe000 - 0x100000) / 1024;
        assertEquals(upper << 1 | 1, exitCodeOf(b.array(), ""), "RAM above 1 MiB without what firmware keeps for its tables");
    }

    /** Setup code that finds its command line through the header and tells its first four characters. */
    @Test
    void theBootRomStartsALinuxKernel() throws IOException {
        byte[] code = HexFormat.of().parseHex("668b1e2802" // mov ebx, [cmd_line_ptr]
                + "66c1eb04" // shr ebx, 4
                + "8ec3" // mov es, bx
                + "2666a10000" // mov eax, [es:0]
                + "baf400" // mov dx, 0f4h
                + "66ef" // out dx, eax
                + "f4ebfd"); // hlt, again
        var b = ByteBuffer.allocate(5 * 512 + 512).order(ByteOrder.LITTLE_ENDIAN);
        b.put(0x1f1, (byte) 4).putShort(0x1fe, (short) 0xaa55).putShort(0x200, (short) 0x66eb).putInt(0x202, 0x53726448);
        b.putShort(0x206, (short) 0x206).put(0x211, (byte) 1).putInt(0x22c, 0x37ffffff).putInt(0x238, 255).put(0x268, code);
        int first = ByteBuffer.wrap("abc ".getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN).getInt();
        assertEquals(first << 1 | 1, exitCodeOf(b.array(), "abc def"));
    }
}
