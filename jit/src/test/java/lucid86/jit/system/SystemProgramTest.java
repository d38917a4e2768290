package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortDevice;
import lucid86.machine.io.PortSpace;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.Test;

/**
 * Runs {@code systest.asm}: some 150 small cases of far transfers, gates, privilege changes, exceptions with error codes,
 * virtual-8086 mode, task switches and page faults. What it prints was checked line by line against the SDM.
 */
class SystemProgramTest {
    private static final int LOAD = 0x10000;

    @Test
    void interpreted() throws IOException {
        check(TierPolicy.INTERPRET_ONLY);
    }

    @Test
    void compiled() throws IOException {
        check(TierPolicy.COMPILE_AT_ONCE);
    }

    private static void check(TierPolicy policy) throws IOException {
        String expected = new String(resource("systest.txt"), StandardCharsets.US_ASCII);
        assertEquals(expected, run(resource("systest.bin"), policy));
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = SystemProgramTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static String run(byte[] program, TierPolicy policy) {
        var map = new MemoryMap(0x200000, 0x1000);
        map.mapMemory("ram", 0, map.ramSize, 0, 0);
        System.arraycopy(program, 0, map.backing, LOAD, program.length);
        var cpu = new CpuState(map);
        var printed = new StringBuilder();
        var ports = new PortSpace(_ -> { });
        ports.claim(0xe9, 1, new PortDevice() {
            @Override public int in(int port, int size) {
                return peek(port, size);
            }

            @Override public void out(int port, int size, int value) {
                printed.append((char) value);
            }

            @Override public int peek(int port, int size) {
                return 0xe9;
            }
        });
        cpu.bus = new CpuBus(ports, () -> 0, () -> 0, IrqLine.NONE, line -> printed.append('[').append(line).append("] "));
        cpu.identity = CpuModel.PENTIUM3;
        cpu.reset();
        cpu.setSegment(CpuState.CS, LOAD >> 4, LOAD, 0xffff, 0x9b);
        cpu.r[CpuState.EIP] = 0;
        var engine = new Engine(cpu, CpuModel.PENTIUM3.features(), policy);
        for (int i = 0; i < 100 && !cpu.halted && !cpu.shutdown; i++) engine.run(10_000);
        assertFalse(cpu.shutdown, () -> "shut down after: " + printed.substring(Math.max(0, printed.length() - 300)));
        // Trailing blanks do not survive every editor.
        return Stream.of(printed.toString().split("\n")).map(String::stripTrailing).reduce("", (a, b) -> a + b + "\n");
    }
}
