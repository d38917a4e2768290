package lucid86.debugger.view;

import java.util.List;
import java.util.Optional;
import lucid86.jit.run.TranslationBlock;
import lucid86.jit.x86.Disassembler;
import lucid86.jit.x86.Insn;
import lucid86.machine.cpu.Mode;

/**
 * One translation block in all its forms.
 *
 * @param guest disassembly
 * @param lifted IR before any pass
 * @param optimised IR after all passes
 * @param bytecode the compiled class it belongs to, as text; empty while it is interpreted
 * @param bytecodeLine number of the line in {@code bytecode} where this block begins
 */
public record BlockDetail(BlockTable.Row row, String guest, String lifted, String optimised, String bytecode, int bytecodeLine) {
    /** Asks for one block; the answer is empty when it is no longer in the cache. */
    public record Query(BlockTable.Key key) implements View<Optional<BlockDetail>> {
        @Override
        public Optional<BlockDetail> read(Inspector machine) {
            return machine.engine().blockList().stream().filter(b -> BlockTable.key(b).equals(key)).findFirst().map(BlockDetail::of);
        }

        @Override
        public int perSecond() {
            return 2;
        }
    }

    /** The block with the most runs, if there is any. */
    public record Hottest() implements View<Optional<BlockTable.Key>> {
        @Override
        public Optional<BlockTable.Key> read(Inspector machine) {
            return new BlockTable.Query(BlockTable.Order.HOTTEST, 1).read(machine).rows().stream().findFirst().map(BlockTable.Row::key);
        }
    }

    private static BlockDetail of(TranslationBlock b) {
        var region = b.region();
        String bytecode = region == null ? "" : BytecodeText.of(region);
        int line = Math.max(0, bytecode.lines().toList().indexOf(BytecodeText.marker(b.eip())));
        return new BlockDetail(BlockTable.row(b), guest(b.insns(), b.mode()), b.lifted().toString(), b.optimised().toString(), bytecode, line);
    }

    private static String guest(List<Insn> insns, int mode) {
        var disassembler = new Disassembler((mode & Mode.CODE32) != 0);
        var text = new StringBuilder();
        for (Insn i : insns) text.append(String.format("%08x  %s%n", i.eip(), disassembler.text(i)));
        return text.toString();
    }
}
