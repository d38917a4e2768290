package lucid86.debugger.view;

/** Segment attributes in words (Intel SDM vol. 3, 3.4.5 and 3.5). */
public final class DescriptorText {
    private static final String[] SYSTEM = {
        "reserved", "TSS16 available", "LDT", "TSS16 busy", "call gate 16", "task gate", "interrupt gate 16", "trap gate 16",
        "reserved", "TSS32 available", "reserved", "TSS32 busy", "call gate 32", "reserved", "interrupt gate 32", "trap gate 32"
    };

    private DescriptorText() {}

    /** @param attributes access byte in bits 0-7; AVL, L, D/B, G in bits 12-15 */
    public static String of(int attributes) {
        String dpl = " DPL" + (attributes >>> 5 & 3);
        String absent = (attributes & 0x80) == 0 ? " not present" : "";
        if ((attributes & 0x10) == 0) return SYSTEM[attributes & 15] + dpl + absent;
        String size = (attributes & 0x4000) != 0 ? "32" : "16";
        if ((attributes & 8) != 0) {
            String kind = "code" + size + ((attributes & 2) != 0 ? " r-x" : " --x") + ((attributes & 4) != 0 ? " conforming" : "");
            return kind + dpl + absent;
        }
        String kind = "data" + size + ((attributes & 2) != 0 ? " rw-" : " r--") + ((attributes & 4) != 0 ? " expand-down" : "");
        return kind + dpl + absent;
    }
}
