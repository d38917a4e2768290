package lucid86.debugger.inspect;

import java.util.Comparator;
import java.util.List;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;
import lucid86.machine.mem.Region;

/** The regions of the physical address space, by address; where they overlap, others may hide a part of one. */
public record PhysicalMap(List<Part> parts) {
    /**
     * @param readable it answers reads
     * @param writable it answers writes
     * @param enabled false while the chip set has switched it off
     */
    public record Part(String name, long base, long size, boolean device, boolean readable, boolean writable, boolean enabled) {}

    /** The question. */
    public record Query() implements View<PhysicalMap> {
        @Override
        public PhysicalMap read(Inspector machine) {
            return new PhysicalMap(machine.machine().board().map.regions().stream().sorted(Comparator.comparingLong(Region::base))
                    .map(r -> new Part(r.name, r.base(), r.size, r.isDevice(), r.readable(), r.writable(), r.enabled())).toList());
        }

        @Override
        public int perSecond() {
            return 2;
        }
    }
}
