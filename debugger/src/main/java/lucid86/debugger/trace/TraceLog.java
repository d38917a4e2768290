package lucid86.debugger.trace;

import java.util.Set;
import lucid86.debugger.view.BytecodeText;
import lucid86.jit.bytecode.Region;
import lucid86.jit.run.Engine;
import lucid86.jit.run.EngineListener;
import lucid86.jit.run.TranslationBlock;
import lucid86.jit.x86.Disassembler;
import lucid86.jit.x86.Insn;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;

/** Writes what an engine does as text, in the manner of QEMU's {@code -d}. */
public final class TraceLog implements EngineListener, Engine.ExceptionHook {
    private final Set<LogItem> items;
    private final Appendable out;
    private CpuState cpu;
    private long interrupts;

    /** @param out receives the text, on the emulation thread; whoever made it closes it */
    public TraceLog(Set<LogItem> items, Appendable out) {
        this.items = Set.copyOf(items);
        this.out = out;
    }

    /** Starts to listen. */
    public void attach(Engine engine, CpuState state) {
        cpu = state;
        engine.addListener(this);
        if (items.contains(LogItem.INT)) engine.setExceptionHook(this);
    }

    private void write(String text) {
        try {
            out.append(text);
        } catch (java.io.IOException _) {
            // The host's disk is full: the guest runs on.
        }
    }

    @Override
    public void translated(TranslationBlock b) {
        if (items.contains(LogItem.IN_ASM)) {
            var text = new StringBuilder("----------------\nIN:\n");
            var disassembler = new Disassembler((b.mode() & Mode.CODE32) != 0);
            for (Insn i : b.insns()) text.append(String.format("0x%08x:  %s%n", b.linear() + i.eip() - b.eip(), disassembler.text(i)));
            write(text.append('\n').toString());
        }
        if (items.contains(LogItem.OP)) write("OP:\n" + b.lifted() + "\n");
        if (items.contains(LogItem.OP_OPT)) write("OP after optimisation:\n" + b.optimised() + "\n");
    }

    @Override
    public void compiled(Region region) {
        if (items.contains(LogItem.OUT_ASM)) write("OUT: " + BytecodeText.of(region) + "\n");
    }

    @Override
    public void entered(TranslationBlock b) {
        if (items.contains(LogItem.EXEC)) write(String.format("Trace 0: [%08x/%s] %d insns%n", b.linear(), Mode.text(b.mode()), b.count()));
    }

    @Override
    public boolean raised(int vector, int error, boolean fault) {
        int eip = cpu.r[CpuState.EIP], esp = cpu.r[CpuState.ESP];
        write(String.format("%6d: v=%02x e=%04x i=%d cpl=%d IP=%04x:%08x pc=%08x SP=%04x:%08x %s=%08x%n", interrupts++, vector, error, fault ? 0 : 1, cpu.cpl,
                cpu.selector[CpuState.CS], eip, cpu.base(CpuState.CS) + eip, cpu.selector[CpuState.SS], esp, vector == 14 && fault ? "CR2" : "EAX",
                vector == 14 && fault ? cpu.cr2 : cpu.r[CpuState.EAX]));
        return false;
    }
}
