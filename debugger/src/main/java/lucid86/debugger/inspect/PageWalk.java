package lucid86.debugger.inspect;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.Registers;
import lucid86.debugger.view.View;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.mem.Region;

/**
 * The way of an address: segment, linear address, page table entries, physical address, and what answers there.
 *
 * @param from as asked
 * @param segment the segment it lies in; empty for linear and physical addresses
 * @param linear empty for physical addresses
 * @param paging paging is on
 * @param entries page table entries on the way, the directory first; none without paging
 * @param rights of all entries together, such as {@code urwx}; empty when not mapped
 * @param physical empty when an entry is not present
 * @param a20Masked the closed A20 gate changed the physical address
 * @param target what answers reads there
 * @param text the outcome in one line
 */
public record PageWalk(
        Address from,
        Optional<Segment> segment,
        Optional<Integer> linear,
        boolean paging,
        List<Entry> entries,
        String rights,
        OptionalLong physical,
        boolean a20Masked,
        Optional<Target> target,
        String text) {
    /**
     * A segment on the way.
     *
     * @param inside the offset lies within its limit
     */
    public record Segment(String name, int selector, int base, int limit, String text, int offset, boolean inside) {}

    /**
     * A page table entry.
     *
     * @param level {@code PDPTE}, {@code PDE} or {@code PTE}
     * @param address physical
     * @param value 4 or 8 bytes, zero-extended
     * @param large it maps a large page itself
     */
    public record Entry(String level, int index, long address, long value, boolean large) {
        public boolean present() {
            return (value & 1) != 0;
        }

        /** Its bits in letters, such as {@code P RW US A D}. */
        public String bits() {
            if (!present()) return "not present";
            var names = new String[] {"P", "RW", "US", "PWT", "PCD", "A", "D", large ? "PS" : "PAT", "G"};
            var text = new StringBuilder();
            for (int i = 0; i < names.length; i++) if ((value >>> i & 1) != 0) text.append(text.isEmpty() ? "" : " ").append(names[i]);
            return value < 0 ? text + " NX" : text.toString();
        }
    }

    /**
     * What answers at a physical address.
     *
     * @param offset from the region's beginning
     */
    public record Target(String region, boolean device, long offset) {}

    /** The question. */
    public record Query(Address address) implements View<PageWalk> {
        @Override
        public PageWalk read(Inspector machine) {
            return of(machine, address);
        }

        @Override
        public int perSecond() {
            return 8;
        }
    }

    private static PageWalk of(Inspector machine, Address address) {
        var tables = new PageTables(machine);
        if (address instanceof Address.Physical(long p)) return end(machine, tables, address, Optional.empty(), Optional.empty(), List.of(), "", p, false);
        int linear = machine.linear(address);
        var segment = segment(machine.cpu(), machine, address);
        var end = tables.walk(linear);
        String rights = PageTables.paging(machine.cpu()) && end.present() ? PageTables.rights(end.rights(), end.noExecute()) : "";
        return end(machine, tables, address, segment, Optional.of(linear), tables.entries(), rights, end.physical(), true);
    }

    private static PageWalk end(Inspector machine, PageTables tables, Address from, Optional<Segment> segment, Optional<Integer> linear,
            List<Entry> entries, String rights, long physical, boolean gated) {
        boolean paging = PageTables.paging(machine.cpu());
        if (physical < 0) {
            var last = entries.getLast();
            String text = String.format("%s %d at %08x is not present", last.level, last.index, last.address);
            return new PageWalk(from, segment, linear, paging, entries, rights, OptionalLong.empty(), false, Optional.empty(), text);
        }
        long at = gated ? tables.gated(physical) : physical;
        Region r = machine.machine().board().map.regionAt(at);
        var target = r == null ? Optional.<Target>empty() : Optional.of(new Target(r.name, r.isDevice(), at - r.base()));
        String text = String.format("physical %08x: %s", at, target.map(t -> String.format("%s + %x", t.region, t.offset)).orElse("nothing answers"));
        return new PageWalk(from, segment, linear, paging, entries, rights, OptionalLong.of(at), at != physical, target, text);
    }

    private static Optional<Segment> segment(CpuState cpu, Inspector machine, Address address) {
        return switch (address) {
            case Address.InRegister(int s, int offset) -> {
                var d = lucid86.debugger.view.DescriptorText.of(cpu.attr[s]);
                boolean down = (cpu.attr[s] & 0x1c) == 0x14;
                boolean within = Integer.compareUnsigned(offset, cpu.limit[s]) <= 0;
                yield Optional.of(new Segment(Registers.SEGMENT_NAMES.get(s), cpu.selector[s], cpu.base(s), cpu.limit[s], d, offset, within != down));
            }
            case Address.Segmented(int selector, int offset) when cpu.isRealOrVm86() ->
                Optional.of(new Segment("", selector, selector << 4, 0xffff, "real-mode segment", offset, offset >>> 16 == 0));
            case Address.Segmented(int selector, int offset) -> {
                var kind = (selector & 4) != 0 ? DescriptorTable.Kind.LDT : DescriptorTable.Kind.GDT;
                yield DescriptorTable.entry(machine, kind, selector >>> 3).map(DescriptorTable.Entry::descriptor)
                        .map(d -> new Segment("", selector, d.base(), d.limit(), d.text(), offset, Integer.compareUnsigned(offset, d.limit()) <= 0));
            }
            default -> Optional.empty();
        };
    }
}
