package lucid86.debugger.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;
import lucid86.machine.cpu.CpuState;

/**
 * The GDT, the LDT or the IDT; in real mode the IDT is the table of interrupt vectors, four bytes each.
 *
 * @param base linear address of the first entry
 * @param limit offset of the last byte, unsigned
 * @param vectors it is the real-mode table of vectors
 */
public record DescriptorTable(Kind kind, int base, int limit, boolean vectors, List<Entry> entries) {
    /** Which table. */
    public enum Kind { GDT, LDT, IDT }

    /**
     * One entry.
     *
     * @param index number in the table; the vector in the IDT
     * @param linear where it lies
     * @param mapped false when its page is not there; then all else is zero
     * @param descriptor its bits; of a real-mode vector {@code segment << 16 | offset}
     * @param handler linear address of the code a gate or vector leads to, if it leads to any
     * @param text what it says, in one line
     * @param name what the vector is for, or the name of the handler; or empty
     */
    public record Entry(int index, int linear, boolean mapped, Descriptor descriptor, OptionalInt handler, String text, String name) {}

    /** The question. */
    public record Query(Kind kind) implements View<DescriptorTable> {
        @Override
        public DescriptorTable read(Inspector machine) {
            return of(machine, kind);
        }

        @Override
        public int perSecond() {
            return 4;
        }
    }

    private static final int MAX_VECTORS = 256;

    static DescriptorTable of(Inspector machine, Kind kind) {
        CpuState cpu = machine.cpu();
        boolean vectors = kind == Kind.IDT && !cpu.isProtected();
        int base = switch (kind) {
            case GDT -> cpu.gdtBase;
            case LDT -> cpu.base(CpuState.LDTR);
            case IDT -> cpu.idtBase;
        };
        int limit = switch (kind) {
            case GDT -> cpu.gdtLimit;
            case LDT -> (cpu.attr[CpuState.LDTR] & 0x80) != 0 && (cpu.selector[CpuState.LDTR] & ~3) != 0 ? cpu.limit[CpuState.LDTR] & 0xffff : -1;
            case IDT -> cpu.idtLimit;
        };
        int size = vectors ? 4 : 8;
        int count = limit == -1 ? 0 : ((limit & 0xffff) + 1) / size;
        if (kind == Kind.IDT) count = Math.min(count, MAX_VECTORS);
        var entries = new ArrayList<Entry>(count);
        for (int i = 0; i < count; i++) entries.add(entry(machine, kind, vectors, i, base + i * size));
        return new DescriptorTable(kind, base, limit, vectors, List.copyOf(entries));
    }

    /** One entry of a table, whether its limit includes it or not; empty where no page is mapped. */
    public static Optional<Entry> entry(Inspector machine, Kind kind, int index) {
        CpuState cpu = machine.cpu();
        boolean vectors = kind == Kind.IDT && !cpu.isProtected();
        int base = kind == Kind.GDT ? cpu.gdtBase : kind == Kind.IDT ? cpu.idtBase : cpu.base(CpuState.LDTR);
        var e = entry(machine, kind, vectors, index, base + index * (vectors ? 4 : 8));
        return e.mapped ? Optional.of(e) : Optional.empty();
    }

    private static Entry entry(Inspector machine, Kind kind, boolean vectors, int index, int linear) {
        String use = kind == Kind.IDT ? VectorNames.of(index, vectors) : "";
        var bits = machine.linearValue(linear, vectors ? 4 : 8);
        if (bits.isEmpty()) return new Entry(index, linear, false, new Descriptor(0), OptionalInt.empty(), "(not mapped)", use);
        var d = new Descriptor(bits.getAsLong());
        OptionalInt handler = handler(machine, vectors, d);
        String text = vectors ? String.format("%04x:%04x", (int) (d.bits() >>> 16) & 0xffff, (int) d.bits() & 0xffff) : d.text();
        String symbol = handler.isPresent() ? machine.symbols().near(handler.getAsInt()).orElse("") : "";
        return new Entry(index, linear, true, d, handler, text, symbol.isEmpty() ? use : use.isEmpty() ? symbol : use + ": " + symbol);
    }

    private static OptionalInt handler(Inspector machine, boolean vectors, Descriptor d) {
        if (vectors) return OptionalInt.of(((int) (d.bits() >>> 16) & 0xffff) * 16 + ((int) d.bits() & 0xffff));
        if (!d.gate() || d.taskGate() || !d.present()) return OptionalInt.empty();
        return OptionalInt.of(machine.protectedBase(d.target()) + d.offset());
    }
}
