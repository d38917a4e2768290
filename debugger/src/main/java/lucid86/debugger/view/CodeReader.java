package lucid86.debugger.view;

import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.jit.x86.Decoder;
import lucid86.jit.x86.Disassembler;
import lucid86.jit.x86.Insn;
import lucid86.jit.x86.Operand;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;

/** Disassembles guest memory without touching it: no faults, no accessed bits. Emulation thread. */
public final class CodeReader {
    private static final Decoder DECODER = new Decoder(Set.of(lucid86.jit.x86.Feature.values()));

    /** Thrown and caught when an instruction reaches into a page that is not there. */
    private static final class Unmapped extends RuntimeException {
        private static final long serialVersionUID = 1;
        static final Unmapped INSTANCE = new Unmapped();

        private Unmapped() {
            super(null, null, false, false);
        }
    }

    private final Inspector machine;
    private final CpuState cpu;
    private final boolean code32;
    private final int base;
    private final SymbolTable symbols;
    private final Disassembler disassembler;

    CodeReader(Inspector machine, CpuState cpu, SymbolTable symbols) {
        this.machine = machine;
        this.cpu = cpu;
        this.symbols = symbols;
        code32 = (cpu.mode & Mode.CODE32) != 0;
        base = cpu.base(CpuState.CS);
        disassembler = new Disassembler(code32, offset -> symbols.nameOf(base + offset));
    }

    /** The instruction at a linear address; empty where no page is mapped. */
    public Optional<Insn> insn(int linear) {
        try {
            return Optional.of(DECODER.decode(i -> {
                int b = machine.linearByte(linear + i);
                if (b < 0) throw Unmapped.INSTANCE;
                return b;
            }, linear - base, code32));
        } catch (Unmapped _) {
            return Optional.empty();
        }
    }

    /** So many lines from a linear address. */
    public Listing listing(int from, int lines) {
        var list = new ArrayList<CodeLine>(lines);
        int at = from;
        for (int i = 0; i < lines; i++) {
            CodeLine line = line(at);
            list.add(line);
            at += line.length();
        }
        return new Listing(from, machine.linearEip(), cpu.selector[CpuState.CS], code32, java.util.List.copyOf(list));
    }

    /** One line. */
    public CodeLine line(int linear) {
        var insn = insn(linear);
        int length = insn.map(Insn::length).orElse(1);
        var bytes = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int b = machine.linearByte(linear + i);
            bytes.append(b < 0 ? "??" : String.format("%02x", b));
        }
        int offset = code32 ? linear - base : linear - base & 0xffff;
        return new CodeLine(linear, offset, bytes.toString(), insn.map(disassembler::text).orElse("(not mapped)"), symbols.nameOf(linear),
                symbols.sourceOf(linear), length, insn.map(n -> target(n, linear)).orElse(OptionalInt.empty()));
    }

    private static OptionalInt target(Insn insn, int linear) {
        for (Operand o : insn.operands()) if (o instanceof Operand.Target t) return OptionalInt.of(linear - insn.eip() + t.eip());
        return OptionalInt.empty();
    }

    /** The address so many lines after ({@code lines > 0}) or before an address. */
    public int scroll(int linear, int lines) {
        int at = linear;
        for (int i = 0; i < lines; i++) at += insn(at).map(Insn::length).orElse(1);
        for (int i = 0; i > lines; i--) at = before(at);
        return at;
    }

    /**
     * Where the instruction before an address probably starts. Instructions cannot be read backwards: of the starts some way
     * back, the one is taken from which decoding arrives exactly here; the longer the way, the surer the answer.
     */
    private int before(int linear) {
        for (int back = 40; back > 0; back--) {
            int at = linear - back, last = at;
            boolean good = true;
            while (good && linear - at > 0) {
                var insn = insn(at);
                good = insn.isPresent() && !insn.get().row().mnemonic().startsWith("(");
                last = at;
                at += insn.map(Insn::length).orElse(1);
            }
            if (good && at == linear) return last;
        }
        return linear - 1;
    }
}
