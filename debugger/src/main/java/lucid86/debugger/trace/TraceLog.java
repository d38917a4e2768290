package lucid86.debugger.trace;

import java.util.Set;
import lucid86.debugger.inspect.PageWalk;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.BytecodeText;
import lucid86.debugger.view.Inspector;
import lucid86.jit.bytecode.Region;
import lucid86.jit.run.Engine;
import lucid86.jit.run.EngineListener;
import lucid86.jit.run.TranslationBlock;
import lucid86.jit.x86.Disassembler;
import lucid86.jit.x86.Insn;
import lucid86.machine.board.Machine;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;
import lucid86.machine.cpu.Vector;
import lucid86.machine.mem.TlbListener;

/** Writes what an engine does as text, in the manner of QEMU's {@code -d}. */
public final class TraceLog implements EngineListener, Engine.ExceptionHook, TlbListener {
    private final Set<LogItem> items;
    private final AddressFilter filter;
    private final Appendable out;
    private CpuState cpu;
    private Inspector inspector;
    private long interrupts;

    /** @param out receives the text, on the emulation thread; whoever made it closes it */
    public TraceLog(Set<LogItem> items, Appendable out) {
        this(items, AddressFilter.ALL, out);
    }

    /**
     * @param filter what code blocks are written for; interrupts, page faults and guest errors are always
     * @param out receives the text, on the emulation thread; whoever made it closes it
     */
    public TraceLog(Set<LogItem> items, AddressFilter filter, Appendable out) {
        this.items = Set.copyOf(items);
        this.filter = filter;
        this.out = out;
    }

    /** Starts to listen. */
    public void attach(Engine engine, Machine machine) {
        cpu = machine.cpu();
        inspector = new Inspector(machine, engine, SymbolTable.EMPTY);
        engine.addListener(this);
        if (items.contains(LogItem.INT) || items.contains(LogItem.MMU)) engine.setExceptionHook(this);
        if (items.contains(LogItem.MMU)) machine.cpu().mmu.listen(this);
    }

    /** A line of the machine's log: what a guest does that the machine does not know goes here, too. */
    public void logged(String line) {
        if (items.contains(LogItem.GUEST_ERRORS)) write(line + "\n");
    }

    @Override
    public boolean hearsBlocks() {
        return items.contains(LogItem.EXEC) || items.contains(LogItem.CPU);
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
        if (!filter.includes(b.linear(), b.bytes())) return;
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
        if (items.contains(LogItem.OUT_ASM) && wanted(region)) write("OUT: " + BytecodeText.of(region) + "\n");
    }

    /** The place of a region's first block within CS, which is all that it knows of where it lies; exact where CS begins at 0. */
    private boolean wanted(Region region) {
        return region.blocks().stream().anyMatch(b -> filter.includes(cpu.base(CpuState.CS) + b.eip(), b.bytes()));
    }

    @Override
    public void entered(TranslationBlock b) {
        if (!filter.includes(b.linear(), b.bytes())) return;
        if (items.contains(LogItem.EXEC)) write(String.format("Trace 0: [%08x/%s] %d insns%n", b.linear(), Mode.text(b.mode()), b.count()));
        if (items.contains(LogItem.CPU)) write(CpuText.of(cpu));
    }

    @Override
    public boolean raised(int vector, int error, boolean fault) {
        if (vector == Vector.PF && fault && items.contains(LogItem.MMU)) pageFault(error);
        if (!items.contains(LogItem.INT)) return false;
        int eip = cpu.r[CpuState.EIP], esp = cpu.r[CpuState.ESP];
        write(String.format("%6d: v=%02x e=%04x i=%d cpl=%d IP=%04x:%08x pc=%08x SP=%04x:%08x %s=%08x%n", interrupts++, vector, error, fault ? 0 : 1, cpu.cpl,
                cpu.selector[CpuState.CS], eip, cpu.base(CpuState.CS) + eip, cpu.selector[CpuState.SS], esp, vector == 14 && fault ? "CR2" : "EAX",
                vector == 14 && fault ? cpu.cr2 : cpu.r[CpuState.EAX]));
        return false;
    }

    @Override
    public void flushed(boolean globalPages) {
        mmu(globalPages ? "the TLB is flushed" : "the TLB is flushed, global pages stay");
    }

    @Override
    public void invalidated(int linear) {
        mmu(String.format("the TLB drops page %08x", linear & ~0xfff));
    }

    private void mmu(String what) {
        write(String.format("mmu: %s, CR3 %08x%n", what, cpu.cr3));
    }

    private void pageFault(int error) {
        var text = new StringBuilder(String.format("mmu: page fault at %08x (%s, %s, %s), CR3 %08x%n", cpu.cr2, (error & 4) != 0 ? "user" : "supervisor",
                (error & 16) != 0 ? "fetch" : (error & 2) != 0 ? "write" : "read", (error & 1) != 0 ? "not allowed" : "not present", cpu.cr3));
        for (var e : new PageWalk.Query(new Address.Linear(cpu.cr2)).read(inspector).entries())
            text.append(String.format("     %-5s %3x at %08x: %08x %s%n", e.level(), e.index(), e.address(), e.value(), e.bits()));
        write(text.toString());
    }
}
