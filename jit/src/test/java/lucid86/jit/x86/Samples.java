package lucid86.jit.x86;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import lucid86.jit.lift.BlockBuilder;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.mem.MemoryMap;

/** Instructions made from the rows: one or two fixed ones for each encoding, or random ones. */
public final class Samples {
    /** A decoder for everything. */
    public static final Decoder DECODER = new Decoder(Set.of(Feature.values()));

    private static final BlockBuilder BUILDER = new BlockBuilder(new CpuState(new MemoryMap(0x10000, 0x1000)), DECODER);

    /** An instruction of a row. */
    public record Sample(Row row, Encoding encoding, byte[] code, Insn insn) {
        public String hex() {
            return HexFormat.of().formatHex(code);
        }
    }

    /** ModR/M bytes of the fixed samples: a register pair, {@code [ebx+0x10]} (32-bit) or {@code [bx+di+0x10]} (16-bit). */
    private static final int REGISTERS = 0xd1, MEMORY32 = 0x43, MEMORY16 = 0x41;

    private Samples() {}

    /** Register form and memory form of every encoding. */
    public static List<Sample> fixed(boolean code32) {
        var list = new ArrayList<Sample>();
        for (Row row : Instructions.all()) {
            for (Encoding e : row.encodings()) {
                byte[] tail = HexFormat.of().parseHex("1020304050607080");
                int[] forms = e.modrm && e.modrmFirst < 0 ? new int[] {REGISTERS, code32 ? MEMORY32 : MEMORY16} : new int[] {REGISTERS};
                for (int modrm : forms) make(e, modrm, 1, tail, new byte[0], code32).ifPresent(list::add);
            }
        }
        return list;
    }

    /**
     * A random instruction of a random row, with random operands and prefixes; none when prefixes or ModR/M made it another.
     *
     * @param nearby memory displacements are a byte, so that base registers decide where it goes
     */
    public static Optional<Sample> random(Random random, boolean code32, boolean nearby) {
        Row row = Instructions.all().get(random.nextInt(Instructions.all().size()));
        Encoding e = row.encodings().get(random.nextInt(row.encodings().size()));
        var tail = new byte[12];
        random.nextBytes(tail);
        int modrm = random.nextInt(256);
        if (nearby && modrm < 0xc0 && random.nextInt(8) != 0) modrm = modrm & 0x3f | 0x40;
        var prefixes = new ByteArrayOutputStream();
        if (random.nextInt(6) == 0) prefixes.write(0x66);
        if (random.nextInt(12) == 0) prefixes.write(0x67);
        if (random.nextInt(12) == 0) prefixes.write(new int[] {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65}[random.nextInt(6)]);
        if (random.nextInt(30) == 0) prefixes.write(0xf0);
        if (random.nextInt(e.row.mnemonic().matches(".*s[bwd](\\|.*)?") ? 3 : 30) == 0) prefixes.write(random.nextBoolean() ? 0xf2 : 0xf3);
        return make(e, modrm, random.nextInt(8), tail, prefixes.toByteArray(), code32);
    }

    /** An instruction of an encoding with this ModR/M byte, and {@code tail} behind it; none when that made it another. */
    public static Optional<Sample> withMemory(Encoding e, int modrm, byte[] tail, byte[] prefixes) {
        return make(e, modrm, 0, tail, prefixes, true);
    }

    /**
     * Builds an instruction of an encoding.
     *
     * @param modrm ModR/M byte where the encoding leaves it free
     * @param reg register in the opcode, or ST(i)
     * @param tail what follows ModR/M, longer than needed
     */
    static Optional<Sample> make(Encoding e, int modrm, int reg, byte[] tail, byte[] prefixes, boolean code32) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(prefixes);
        if (e.prefix >= Encoding.P66) out.write(e.prefix == Encoding.P66 ? 0x66 : e.prefix == Encoding.PF3 ? 0xf3 : 0xf2);
        if (e.map != Encoding.ONE_BYTE) out.write(0x0f);
        if (e.map >= Encoding.MAP_0F38) out.write(e.map == Encoding.MAP_0F38 ? 0x38 : 0x3a);
        out.write(e.opcode + reg % e.opcodes);
        if (e.modrm) {
            if (e.modrmFirst >= 0) modrm = e.modrmFirst + reg % (e.modrmLast - e.modrmFirst + 1);
            else if (e.digit >= 0) modrm = modrm & 0xc7 | e.digit << 3;
            out.write(modrm);
        }
        out.writeBytes(tail);
        byte[] bytes = out.toByteArray();
        Insn insn = DECODER.decode(i -> i < bytes.length ? bytes[i] : 0, 0x1000, code32);
        if (insn.encoding.row != e.row || !insn.encoding.text.equals(e.text)) return Optional.empty();
        return Optional.of(new Sample(e.row, e, Arrays.copyOf(bytes, insn.length), insn));
    }

    /** Lifts a few instructions, of which only the last may end the block. */
    public static BlockBuilder.Lifted lift(byte[] code, int eip, int mode) {
        boolean code32 = (mode & lucid86.machine.cpu.Mode.CODE32) != 0;
        int count = 0;
        for (int at = 0; at < code.length; count++) {
            int from = at;
            at += DECODER.decode(i -> from + i < code.length ? code[from + i] : 0, eip + from, code32).length();
        }
        return BUILDER.rebuild(code, eip, mode, code32 ? -1 : 0xffff, count, lucid86.jit.lift.Patched.NONE);
    }
}
