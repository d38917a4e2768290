package lucid86.debugger.view;

import java.util.List;

/** Names of the EFLAGS bits. */
public final class Eflags {
    /** One flag of one bit. */
    public record Flag(String name, int bit, String meaning) {
        public int mask() {
            return 1 << bit;
        }

        public boolean in(int eflags) {
            return (eflags >>> bit & 1) != 0;
        }
    }

    /** All flags of one bit, the highest first. */
    public static final List<Flag> ALL = List.of(
            new Flag("ID", 21, "CPUID can be used"), new Flag("VIP", 20, "virtual interrupt pending"), new Flag("VIF", 19, "virtual interrupt flag"),
            new Flag("AC", 18, "alignment check"), new Flag("VM", 17, "virtual-8086 mode"), new Flag("RF", 16, "resume: no debug fault once"),
            new Flag("NT", 14, "nested task"), new Flag("OF", 11, "signed overflow"), new Flag("DF", 10, "strings go down"),
            new Flag("IF", 9, "interrupts enabled"), new Flag("TF", 8, "single step trap"), new Flag("SF", 7, "negative"),
            new Flag("ZF", 6, "zero"), new Flag("AF", 4, "carry of the low four bits"), new Flag("PF", 2, "even number of ones in the low byte"),
            new Flag("CF", 0, "carry"));

    private Eflags() {}

    /** The flags that are set, and IOPL. */
    public static String text(int eflags) {
        var text = new StringBuilder("IOPL=").append(eflags >>> 12 & 3);
        for (Flag f : ALL) if (f.in(eflags)) text.append(' ').append(f.name());
        return text.toString();
    }
}
