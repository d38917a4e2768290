package lucid86.debugger.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import lucid86.debugger.view.DescriptorText;
import lucid86.debugger.view.Inspector;
import lucid86.debugger.view.View;
import lucid86.machine.cpu.CpuState;

/**
 * A task state segment, decoded (Intel SDM vol. 3, 7.2.1 and 7.6).
 *
 * @param selector of its descriptor
 * @param wide it has the 32-bit layout
 * @param text what its descriptor says
 * @param fields in their order in memory
 * @param ioMap offset of the I/O permission bit map; none in the 16-bit layout
 */
public record TaskState(int selector, int base, int limit, boolean wide, String text, List<Field> fields, OptionalInt ioMap) {
    private static final String[] NAMES32 = {
        "link", "ESP0", "SS0", "ESP1", "SS1", "ESP2", "SS2", "CR3", "EIP", "EFLAGS", "EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI", "ES", "CS",
        "SS", "DS", "FS", "GS", "LDT"
    };
    private static final String[] NAMES16 = {
        "link", "SP0", "SS0", "SP1", "SS1", "SP2", "SS2", "IP", "FLAGS", "AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI", "ES", "CS", "SS", "DS", "LDT"
    };
    private static final int IO_MAP = 0x66;

    /**
     * One field.
     *
     * @param linear where it lies
     * @param size in bytes, 2 or 4
     * @param value empty where no page is mapped
     */
    public record Field(String name, int linear, int size, Optional<Integer> value) {}

    /**
     * The question; the answer is empty when there is no task state there.
     *
     * @param selector of a descriptor in the GDT; empty: the present task's
     */
    public record Query(OptionalInt selector) implements View<Optional<TaskState>> {
        @Override
        public Optional<TaskState> read(Inspector machine) {
            CpuState cpu = machine.cpu();
            if (selector.isEmpty()) {
                int tr = CpuState.TR;
                return cpu.isProtected() ? Optional.of(of(machine, cpu.selector[tr], cpu.base(tr), cpu.limit[tr], cpu.attr[tr])) : Optional.empty();
            }
            return DescriptorTable.entry(machine, DescriptorTable.Kind.GDT, selector.getAsInt() >>> 3)
                    .map(DescriptorTable.Entry::descriptor).filter(Descriptor::taskState)
                    .map(d -> of(machine, selector.getAsInt(), d.base(), d.limit(), d.attributes()));
        }

        @Override
        public int perSecond() {
            return 4;
        }
    }

    private static TaskState of(Inspector machine, int selector, int base, int limit, int attributes) {
        boolean wide = (attributes & 8) != 0;
        var fields = new ArrayList<Field>();
        String[] names = wide ? NAMES32 : NAMES16;
        for (int i = 0; i < names.length; i++) {
            boolean word = !wide || names[i].length() == 2 || names[i].startsWith("SS") || names[i].equals("link") || names[i].equals("LDT");
            fields.add(field(machine, names[i], base + i * (wide ? 4 : 2), word ? 2 : 4));
        }
        OptionalInt map = OptionalInt.empty();
        if (wide) {
            var f = field(machine, "I/O map", base + IO_MAP, 2);
            fields.add(field(machine, "T", base + IO_MAP - 2, 2));
            fields.add(f);
            if (f.value.isPresent()) map = OptionalInt.of(f.value.get());
        }
        return new TaskState(selector, base, limit, wide, DescriptorText.of(attributes), List.copyOf(fields), map);
    }

    private static Field field(Inspector machine, String name, int linear, int size) {
        var v = machine.linearValue(linear, size);
        return new Field(name, linear, size, v.isPresent() ? Optional.of((int) v.getAsLong()) : Optional.empty());
    }
}
