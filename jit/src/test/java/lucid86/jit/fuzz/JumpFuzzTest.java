package lucid86.jit.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Random;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.cpu.CpuState;
import org.junit.jupiter.api.Test;

/**
 * Random blocks that jump to each other, compiled as regions: flags come from other blocks, loops have one entry or several, and the TLB forgets everything now and
 * then, so that regions are left in front of any access.
 */
class JumpFuzzTest {
    /**
     * What sets flags in every way there is, and who asks for them in between; accesses; registers that change in between. "r" is a ModR/M byte with two
     * registers, with a digit its second operand is the operation; "m" is one with memory at ESI or EDI; "i" is an immediate byte.
     */
    private static final String[] PATTERNS = {"01r", "11r", "29r", "19r", "39r", "31r", "85r", "00r", "28r", "38r", "6601r", "6639r", "83r7i", "83r0i", "83r5i", "80r7i", "40", "4b",
        "41", "4a", "c1r4i", "c1r0i", "c1r1i", "d1r7", "d3r5", "f7r3", "f7r4", "0fafr", "8bm", "8bm", "89m", "3bm", "03m", "38m", "29m", "0f94r0", "0f92r0", "9f", "89r", "89r", "8dm",
        "50", "5b", "f5", "f9", "0fbar4i", "0fa2", "9c"};
    /** Those that leave flags alone. */
    private static final String[] QUIET = {"8bm", "89m", "89r", "8dm", "50", "5b", "0f94r0", "88r"};

    private final FuzzMachine interpreted = new FuzzMachine(TierPolicy.INTERPRET_ONLY, false);
    private final FuzzMachine leaving = new FuzzMachine(new TierPolicy(16, false, false), false), calling = new FuzzMachine(new TierPolicy(16, false, true), false);

    private long executed;

    @Test
    void regionsDoWhatTheInterpreterDoes() {
        FuzzMachine.cases("JumpFuzzTest", 400, this::runCase);
        for (var m : new FuzzMachine[] {leaving, calling})
            assertTrue(m.compiled() > executed / 4, () -> m.compiled() + " of " + executed + " instructions compiled");
    }

    private void runCase(long seed) {
        var random = new Random(seed * 0x9e3779b97f4a7c15L);
        byte[] code = code(random);
        long state = random.nextLong();
        for (var m : new FuzzMachine[] {interpreted, leaving, calling}) {
            var start = new Random(state);
            m.prepare(FuzzMachine.Kind.USER32, code, start);
            m.cpu.setEflags(m.cpu.eflags() & 0xcd5);
            m.cpu.r[CpuState.ESI] = FuzzMachine.DATA + 0x100 + start.nextInt(0x1e00);
            m.cpu.r[CpuState.EDI] = FuzzMachine.DATA + 0xf80 + start.nextInt(0x100);
            m.cpu.r[CpuState.ESP] = FuzzMachine.STACK + 0x800;
        }
        for (int i = 0; i < 60 && !interpreted.stopped(); i++) {
            int slice = random.nextInt(4) == 0 ? 1 + random.nextInt(12) : 1 + random.nextInt(200);
            boolean forgets = random.nextInt(3) == 0;
            String at = "case " + seed + " slice " + i + " " + HexFormat.of().formatHex(code);
            for (var m : new FuzzMachine[] {interpreted, leaving, calling}) {
                if (forgets) m.cpu.mmu.flushAll();
                m.run(slice);
            }
            assertEquals("", TierFuzzTest.difference(interpreted, leaving), () -> "leaving: " + at);
            assertEquals("", TierFuzzTest.difference(interpreted, calling), () -> "calling: " + at);
        }
        executed += interpreted.executed();
    }

    /** Blocks of equal size that end with a conditional jump and go on to the next one or jump. */
    private static byte[] code(Random random) {
        int blocks = 2 + random.nextInt(7), bytes = 24;
        var out = new ByteArrayOutputStream();
        for (int b = 0; b < blocks; b++) {
            var block = new ByteArrayOutputStream();
            String[] patterns = random.nextInt(3) == 0 ? QUIET : PATTERNS;
            for (int n = random.nextInt(5); n > 0; n--) {
                byte[] insn = instruction(patterns[random.nextInt(patterns.length)], random);
                if (block.size() + insn.length <= bytes - 8) block.writeBytes(insn);
            }
            block.writeBytes(jump(0x80 | random.nextInt(16), out.size() + block.size() + 6, random.nextInt(blocks) * bytes));
            boolean falls = b < blocks - 1 && random.nextBoolean();
            if (!falls) block.writeBytes(new byte[] {(byte) 0xeb, (byte) (random.nextInt(blocks) * bytes - out.size() - block.size() - 2)});
            while (block.size() < bytes) block.write(0x90);
            out.writeBytes(block.toByteArray());
        }
        return out.toByteArray();
    }

    private static byte[] jump(int opcode, int from, int to) {
        return HexFormat.of().parseHex(String.format("0f%02x%08x", opcode, Integer.reverseBytes(to - from)));
    }

    private static byte[] instruction(String p, Random random) {
        int digit = p.matches(".*r[0-9].*") ? p.charAt(p.indexOf('r') + 1) - '0' : random.nextInt(4);
        String registers = String.format("%02x", 0xc0 | digit << 3 | random.nextInt(4)), memory = String.format("%02x", random.nextInt(4) << 3 | 6 + random.nextInt(2));
        return HexFormat.of().parseHex(p.replaceFirst("r[0-9]?", registers).replace("m", memory).replace("i", String.format("%02x", random.nextInt(40))));
    }
}
