package lucid86.app.panel;

/** Names of the bits set in CR0 and CR4 (Intel SDM vol. 3, 2.5). */
final class ControlText {
    private static final String[] CR0 = new String[32], CR4 = new String[32];

    static {
        String[] low0 = {"PE", "MP", "EM", "TS", "ET", "NE"};
        System.arraycopy(low0, 0, CR0, 0, low0.length);
        CR0[16] = "WP";
        CR0[18] = "AM";
        CR0[29] = "NW";
        CR0[30] = "CD";
        CR0[31] = "PG";
        String[] low4 = {"VME", "PVI", "TSD", "DE", "PSE", "PAE", "MCE", "PGE", "PCE", "OSFXSR", "OSXMMEXCPT"};
        System.arraycopy(low4, 0, CR4, 0, low4.length);
    }

    private ControlText() {}

    static String cr0(int v) {
        return names(v, CR0);
    }

    static String cr4(int v) {
        return names(v, CR4);
    }

    private static String names(int v, String[] names) {
        var text = new StringBuilder();
        for (int i = 31; i >= 0; i--) if ((v >>> i & 1) != 0) text.append(names[i] == null ? "bit" + i : names[i]).append(' ');
        return text.toString().strip();
    }
}
