package lucid86.debugger.view;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lucid86.debugger.inspect.Descriptor;
import lucid86.debugger.observe.Records;
import lucid86.debugger.symbol.SymbolTable;
import lucid86.debugger.time.Timeline;
import lucid86.jit.run.Engine;
import lucid86.machine.board.Machine;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;

/** Reads a machine without side effects. Emulation thread only; answers are immutable copies. */
public final class Inspector {
    /** Selector bit 2: the descriptor is in the LDT. */
    private static final int TABLE_INDICATOR = 4;

    private final Machine machine;
    private final Engine engine;
    private final SymbolTable symbols;
    private final Optional<Timeline> timeline;
    private final Records records;
    private final int operation;

    public Inspector(Machine machine, Engine engine, SymbolTable symbols) {
        this(machine, engine, symbols, Optional.empty(), new Records(machine, engine), 0);
    }

    /** @param operation see {@link #operation} */
    public Inspector(Machine machine, Engine engine, SymbolTable symbols, Optional<Timeline> timeline, Records records, int operation) {
        this.operation = operation;
        this.machine = machine;
        this.engine = engine;
        this.symbols = symbols;
        this.timeline = timeline;
        this.records = records;
    }

    /** The machine's history, if it is kept. */
    public Optional<Timeline> timeline() {
        return timeline;
    }

    /** So many operations of the next instruction have been stepped over; see {@link Operations}. */
    public int operation() {
        return operation;
    }

    /** What is written down about the machine. */
    public Records records() {
        return records;
    }

    /** The machine itself, for views: to be read, never changed. */
    public Machine machine() {
        return machine;
    }

    // ---- CPU -----------------------------------------------------------------------------------------------------------

    /** The CPU itself, for views: to be read, never changed. */
    public CpuState cpu() {
        return machine.cpu();
    }

    public Registers registers() {
        return Registers.of(machine.cpu());
    }

    /** Linear address of the next instruction. */
    public int linearEip() {
        return machine.cpu().base(CpuState.CS) + machine.cpu().r[CpuState.EIP];
    }

    public CodeReader code() {
        return new CodeReader(this, machine.cpu(), symbols);
    }

    public SymbolTable symbols() {
        return symbols;
    }

    // ---- memory ---------------------------------------------------------------------------------------------------------

    /** A byte, or -1 where no page is mapped. */
    public int linearByte(int linear) {
        long phys = machine.cpu().mmu.peekTranslate(linear);
        return phys < 0 ? -1 : machine.board().map.peek(phys, 1) & 0xff;
    }

    /** Little-endian value of 1 to 8 bytes, zero-extended; empty where a page is not mapped. */
    public OptionalLong linearValue(int linear, int size) {
        long v = 0;
        for (int i = size - 1; i >= 0; i--) {
            int b = linearByte(linear + i);
            if (b < 0) return OptionalLong.empty();
            v = v << 8 | b;
        }
        return OptionalLong.of(v);
    }

    /** As {@link #linearValue} for a physical address; addresses where nothing answers read as all ones. */
    public long physicalValue(long physical, int size) {
        long v = 0;
        for (int i = size - 1; i >= 0; i--) v = v << 8 | physicalByte(physical + i) & 0xff;
        return v;
    }

    public MemoryPage memory(Address start, int length) {
        var bytes = new short[length];
        for (int i = 0; i < length; i++) bytes[i] = (short) (start.plus(i) instanceof Address.Physical p ? physicalByte(p.address()) : linearByte(linear(start.plus(i))));
        return new MemoryPage(start, bytes);
    }

    private int physicalByte(long address) {
        return address >>> 32 != 0 ? -1 : machine.board().map.peek(address, 1) & 0xff;
    }

    /** The linear address of one that is not physical. */
    public int linear(Address a) {
        return switch (a) {
            case Address.Linear l -> l.address();
            case Address.Physical p -> (int) p.address();
            case Address.Segmented s -> segmentBase(s.selector()) + s.offset();
            case Address.InRegister r -> machine.cpu().base(r.segment()) + r.offset();
        };
    }

    /** Base of the segment a selector stands for now: from a segment register that holds it, else from its descriptor. */
    public int segmentBase(int selector) {
        CpuState cpu = machine.cpu();
        if (cpu.isRealOrVm86()) return selector << 4;
        for (int s = CpuState.ES; s <= CpuState.GS; s++) if (cpu.selector[s] == selector) return cpu.base(s);
        return protectedBase(selector);
    }

    /** Base in the descriptor that a selector of protected mode names now. */
    public int protectedBase(int selector) {
        CpuState cpu = machine.cpu();
        int table = (selector & TABLE_INDICATOR) != 0 ? cpu.base(CpuState.LDTR) : cpu.gdtBase;
        return new Descriptor(linearValue(table + (selector & ~7), 8).orElse(0)).base();
    }

    // ---- translation ------------------------------------------------------------------------------------------------------

    public Engine engine() {
        return engine;
    }

    // ---- devices -----------------------------------------------------------------------------------------------------------

    /** A chip's registers under its stable name. */
    public record NamedView(String name, DeviceView view) {}

    public List<NamedView> devices() {
        return machine.board().devices().stream().map(d -> new NamedView(d.name(), d.view())).toList();
    }

    /** Names of all chips. */
    public List<String> deviceNames() {
        return machine.board().devices().stream().map(Device::name).toList();
    }

    /** Text on the screen, a string for each row; none in graphics modes. */
    public List<String> screenText() {
        return List.of(machine.board().vga().textScreen());
    }

    /** The display's mode in words. */
    public String picture() {
        return machine.board().vga().mode();
    }
}
