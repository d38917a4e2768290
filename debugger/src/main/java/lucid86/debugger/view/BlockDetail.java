package lucid86.debugger.view;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Op;
import lucid86.jit.opt.Passes;
import lucid86.jit.run.TranslationBlock;
import lucid86.jit.x86.Disassembler;
import lucid86.jit.x86.Insn;
import lucid86.machine.cpu.Mode;

/**
 * One translation block in all its forms. Every line knows the guest instruction it comes from, so that forms can be laid side by side.
 *
 * @param guest disassembly
 * @param stages IR as lifted, then after each pass
 * @param bytecode the compiled method it belongs to; empty while it is interpreted
 * @param notes why it ends where it does, and why it is or is not compiled
 */
public record BlockDetail(BlockTable.Row row, List<Guest> guest, List<Stage> stages, List<Line> bytecode, List<String> notes) {
    /** Eip of lines that come from no instruction in particular. */
    public static final int NOWHERE = -1;

    /** What becomes of the flags an instruction sets. */
    public enum FlagFate { NONE, NEEDED, DEAD }

    /**
     * A guest instruction.
     *
     * @param eip its offset in CS
     * @param bytes in hex
     */
    public record Guest(int eip, String bytes, String text, FlagFate flags) {}

    /**
     * A line of IR or bytecode.
     *
     * @param eip offset of the guest instruction it comes from, or {@link #NOWHERE}
     * @param meaning what it does, in words; may be empty
     */
    public record Line(int eip, String text, String meaning) {}

    /** IR after a pass. */
    public record Stage(String name, List<Line> lines) {
        public String text() {
            return lines.stream().map(Line::text).collect(Collectors.joining("\n"));
        }
    }

    /** Asks for one block; the answer is empty when it is no longer in the cache. */
    public record Query(BlockTable.Key key) implements View<Optional<BlockDetail>> {
        @Override
        public Optional<BlockDetail> read(Inspector machine) {
            var engine = machine.engine();
            return engine.blockList().stream().filter(b -> BlockTable.key(b).equals(key)).findFirst()
                    .map(b -> of(b, BlockNotes.of(b, engine.policy(), engine.waitingForCompiler())));
        }

        @Override
        public int perSecond() {
            return 2;
        }
    }

    /** The block with the most instructions executed, if there is any. */
    public record Hottest() implements View<Optional<BlockTable.Key>> {
        @Override
        public Optional<BlockTable.Key> read(Inspector machine) {
            return new BlockTable.Query(BlockTable.Order.HOTTEST, 1).read(machine).rows().stream().findFirst().map(BlockTable.Row::key);
        }
    }

    /** IR after all passes. */
    public Stage optimised() {
        return stages.getLast();
    }

    /** Everything as one text, for files. */
    public String text() {
        var out = new StringBuilder();
        out.append(String.format("block at %08x, %s, %s, %,d runs in the interpreter%n", row.linear(), row.mode(), row.state().text(), row.runs()));
        notes.forEach(n -> out.append(n).append('\n'));
        out.append("\n== guest ==\n");
        for (Guest g : guest) out.append(String.format("%08x  %-20s %s%n", g.eip(), g.bytes(), g.text()));
        for (Stage s : stages) out.append("\n== IR, ").append(s.name()).append(" ==\n").append(s.text()).append('\n');
        if (!bytecode.isEmpty()) out.append("\n== bytecode ==\n");
        bytecode.forEach(l -> out.append(l.text()).append('\n'));
        return out.toString();
    }

    private static BlockDetail of(TranslationBlock b, List<String> notes) {
        var stages = new ArrayList<Stage>();
        Block ir = b.lifted();
        stages.add(new Stage("lifted", lines(ir)));
        for (Passes.Pass p : Passes.ALL) {
            ir = p.run().apply(ir);
            stages.add(new Stage(p.name(), lines(ir)));
        }
        var region = b.region();
        List<Line> bytecode = region == null ? List.of() : BytecodeText.lines(region);
        return new BlockDetail(BlockTable.row(b), guest(b, settingFlags(b.lifted()), settingFlags(ir)), List.copyOf(stages), bytecode, notes);
    }

    private static List<Guest> guest(TranslationBlock b, Set<Integer> before, Set<Integer> after) {
        var disassembler = new Disassembler((b.mode() & Mode.CODE32) != 0);
        String code = HexFormat.of().formatHex(b.guestCode());
        int at = 0;
        var list = new ArrayList<Guest>();
        for (Insn i : b.insns()) {
            FlagFate fate = after.contains(i.eip()) ? FlagFate.NEEDED : before.contains(i.eip()) ? FlagFate.DEAD : FlagFate.NONE;
            int end = at + 2 * i.length();
            list.add(new Guest(i.eip(), code.substring(Math.min(at, code.length()), Math.min(end, code.length())), disassembler.text(i), fate));
            at = end;
        }
        return List.copyOf(list);
    }

    /** Instructions whose flags are recorded. */
    private static Set<Integer> settingFlags(Block b) {
        var set = new HashSet<Integer>();
        int eip = NOWHERE;
        for (Op op : b.ops()) {
            if (op instanceof Op.Mark m) eip = m.eip();
            else if (op instanceof Op.SetFlags) set.add(eip);
        }
        return set;
    }

    private static List<Line> lines(Block b) {
        var list = new ArrayList<Line>();
        int eip = NOWHERE;
        for (Op op : b.ops()) {
            if (op instanceof Op.Mark m) eip = m.eip();
            list.add(new Line(eip, (op instanceof Op.Mark ? "" : "    ") + op, IrMeaning.of(op)));
        }
        list.add(new Line(eip, "    " + b.terminal(), IrMeaning.of(b.terminal())));
        return List.copyOf(list);
    }
}
