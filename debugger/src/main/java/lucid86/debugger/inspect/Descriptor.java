package lucid86.debugger.inspect;

import lucid86.debugger.view.DescriptorText;

/**
 * A descriptor of the GDT, an LDT or the IDT, taken apart (Intel SDM vol. 3, 3.4.5, 3.5 and 6.11).
 *
 * @param bits its eight bytes, little-endian
 */
public record Descriptor(long bits) {
    private static final int CALL16 = 4, TASK_GATE = 5, TRAP16 = 7, CALL32 = 12, INTERRUPT32 = 14, TRAP32 = 15;

    /** Access byte in bits 0-7; AVL, L, D/B, G in bits 12-15: as a segment register keeps them. */
    public int attributes() {
        return (int) (bits >>> 40) & 0xf0ff;
    }

    /** A code or data segment; otherwise a system segment or a gate. */
    public boolean segment() {
        return (attributes() & 0x10) != 0;
    }

    /** The four type bits. */
    public int type() {
        return attributes() & 15;
    }

    /** A call, task, interrupt or trap gate. */
    public boolean gate() {
        int t = type();
        return !segment() && (t >= CALL16 && t <= TRAP16 || t == CALL32 || t == INTERRUPT32 || t == TRAP32);
    }

    public boolean taskGate() {
        return !segment() && type() == TASK_GATE;
    }

    /** An available or busy task state segment. */
    public boolean taskState() {
        return !segment() && (type() & 5) == 1;
    }

    public boolean localTable() {
        return !segment() && type() == 2;
    }

    public int dpl() {
        return attributes() >>> 5 & 3;
    }

    public boolean present() {
        return (attributes() & 0x80) != 0;
    }

    /** Linear base of a segment. */
    public int base() {
        return (int) (bits >>> 16) & 0xffffff | (int) (bits >>> 32) & 0xff000000;
    }

    /** Limit of a segment in bytes, granularity applied, unsigned. */
    public int limit() {
        int raw = (int) bits & 0xffff | (int) (bits >>> 32) & 0xf0000;
        return (attributes() & 0x8000) != 0 ? raw << 12 | 0xfff : raw;
    }

    /** Selector a gate leads to. */
    public int target() {
        return (int) (bits >>> 16) & 0xffff;
    }

    /** Offset a gate leads to; a task gate has none. */
    public int offset() {
        int low = (int) bits & 0xffff;
        return (type() & 8) != 0 ? low | (int) (bits >>> 32) & 0xffff0000 : low;
    }

    /** Words a call gate copies to the inner stack. */
    public int parameters() {
        return (int) (bits >>> 32) & 31;
    }

    /** What it says, in one line. */
    public String text() {
        if (bits == 0) return "null";
        String kind = DescriptorText.of(attributes());
        if (taskGate()) return String.format("%s to %04x", kind, target());
        if (gate()) return String.format("%s to %04x:%08x", kind, target(), offset());
        return String.format("%s base %08x limit %08x", kind, base(), limit());
    }
}
