package lucid86.debugger.lockstep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.MachineConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LockstepTest {
    private static final long MS = 1_000_000;
    private static final int MIX = 0xf0009;

    @TempDir
    Path dir;

    /** A loop of 65,536 rounds around {@code xor bx, cx; add ax, bx; mov [si], ax; inc si; and si, 0fffh}, then HLT. */
    private MachineConfig config() throws IOException {
        var image = new byte[64 << 10];
        byte[] code = HexFormat.of().parseHex("31c9" // 0 xor cx, cx
                + "be0000" // 2 mov si, 0
                + "31c0" // 5 xor ax, ax
                + "31db" // 7 xor bx, bx
                + "31cb" // 9 xor bx, cx
                + "01d8" // b add ax, bx
                + "8904" // d mov [si], ax
                + "46" // f inc si
                + "81e6ff0f" // 10 and si, 0fffh
                + "49" // 14 dec cx
                + "75f2" // 15 jnz 9
                + "f4"); // 17 hlt
        System.arraycopy(code, 0, image, 0, code.length);
        byte[] reset = HexFormat.of().parseHex("ea000000f0"); // jmp f000:0000
        System.arraycopy(reset, 0, image, 0xfff0, reset.length);
        Path rom = dir.resolve("rom.bin");
        Files.write(rom, image);
        return MachineConfig.standard().withRam(4 << 20).withBios(rom);
    }

    @Test
    void enginesThatAgreeAreNotAccused() throws IOException {
        try (var a = new Side("interpret", config(), TierPolicy.INTERPRET_ONLY); var b = new Side("compile", config(), TierPolicy.COMPILE_AT_ONCE)) {
            var seen = new AtomicLong();
            assertTrue(new Lockstep(a, b, MS).run(3 * MS, seen::set).isEmpty());
            assertTrue(seen.get() > 400_000, "instructions: " + seen);
        }
    }

    /** One addition in compiled code becomes a subtraction, in one block only. */
    private static UnaryOperator<Block> planted() {
        return block -> {
            if (block.eip() != (MIX & 0xffff)) return block;
            var ops = new ArrayList<Op>();
            boolean done = false;
            for (Op op : block.ops()) {
                if (!done && op instanceof Op.Bin(var kind, var dst, var x, var y) && kind == Op.BinOp.ADD) {
                    ops.add(new Op.Bin(Op.BinOp.SUB, dst, x, y));
                    done = true;
                } else {
                    ops.add(op);
                }
            }
            return new Block(block.eip(), block.insns(), block.bytes(), block.temps(), ops, block.terminal());
        };
    }

    @Test
    void aPlantedErrorIsFoundToTheBlock() throws IOException {
        try (var a = new Side("interpret", config(), TierPolicy.INTERPRET_ONLY);
                var b = new Side("compile", config(), new TierPolicy(3000, false), planted())) {
            var parted = new Lockstep(a, b, MS / 2).run(3 * MS, _ -> {}).orElseThrow();
            String text = parted.text("interpret", "compile");
            assertTrue(parted.instructions() < 40_000, "soon after the block was compiled, or earlier, since it is compiled when the stretch is repeated\n" + text);
            assertTrue(parted.linear() >= MIX && parted.linear() < MIX + 14, text);
            assertTrue(parted.differences().stream().anyMatch(d -> d.startsWith("cpu.eax")), text);
            var block = parted.block().orElseThrow();
            assertEquals(MIX, block.row().linear(), text);
            assertTrue(Divergence.ir(block).contains("add") && block.bytecode().stream().anyMatch(l -> l.text().contains("ISUB")), text);
            assertTrue(!parted.firstTrace().equals(parted.secondTrace()), text);
            assertEquals(parted.firstTrace().getFirst(), parted.secondTrace().getFirst(), text);
        }
    }

    @Test
    void followsALogOfQemus() throws IOException {
        String good = """
                Trace 0: 0x7f5a40000100 [00000000/fffffff0/00000040/ff000200]
                EAX=00000000 EBX=00000000 ECX=00000000 EDX=%1$08x
                ESI=00000000 EDI=00000000 EBP=00000000 ESP=00000000
                EIP=0000fff0 EFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=0
                ES =0000 00000000 0000ffff 00009300
                CS =f000 ffff0000 0000ffff 00009b00
                Trace 0: 0x7f5a40000240 [00000000/000f0000/00000040/ff000200]
                EAX=00000000 EBX=00000000 ECX=00000000 EDX=%1$08x
                ESI=00000000 EDI=00000000 EBP=00000000 ESP=00000000
                EIP=00000000 EFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=0
                CS =f000 000f0000 0000ffff 00009b00
                Trace 0: 0x7f5a40000240 [00000000/000f0009/00000040/ff000200]
                EAX=%2$08x EBX=00000000 ECX=0000ffff EDX=%1$08x
                ESI=00000001 EDI=00000000 EBP=00000000 ESP=00000000
                EIP=00000009 EFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=0
                CS =f000 000f0000 0000ffff 00009b00
                """;
        try (var side = new Side("this", config(), TierPolicy.INTERPRET_ONLY)) {
            int edx = side.machine.cpu().r[2];
            // The loop's entry is passed once before its first round is over: the log shows it after the round.
            var parted = new QemuLockstep(side).run(new BufferedReader(new StringReader(String.format(good, edx, 0))));
            assertEquals("esi: 00000000 / 00000001", parted.orElseThrow().differences().getLast());
        }
        try (var side = new Side("this", config(), TierPolicy.INTERPRET_ONLY)) {
            int edx = side.machine.cpu().r[2];
            String two = String.format(good, edx, 0).lines().limit(11).reduce("", (x, y) -> x + y + "\n");
            assertTrue(new QemuLockstep(side).run(new BufferedReader(new StringReader(two))).isEmpty());
            assertEquals(1, side.machine.instructions());
        }
    }
}
