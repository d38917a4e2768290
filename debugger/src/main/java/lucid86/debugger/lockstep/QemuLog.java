package lucid86.debugger.lockstep;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The CPU states in a log that QEMU wrote with {@code -d exec,cpu} (with {@code nochain}, else blocks that follow each other directly
 * are missing): registers before each translation block.
 */
final class QemuLog {
    /**
     * Registers before a block.
     *
     * @param general EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI
     */
    record State(long line, int[] general, int eip, int csBase) {
        int linear() {
            return csBase + eip;
        }
    }

    private static final String[] NAMES = {"EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI"};
    private static final Pattern VALUE = Pattern.compile("\\b([A-Z]{3})=([0-9a-fA-F]{8})\\b");
    private static final Pattern CODE_SEGMENT = Pattern.compile("^CS =[0-9a-fA-F]{4} ([0-9a-fA-F]{8})");
    private static final int LONGEST_LINE = 1 << 16;

    private final BufferedReader in;
    private long line;

    QemuLog(BufferedReader in) {
        this.in = in;
    }

    /** The next state; empty at the end. */
    Optional<State> next() throws IOException {
        int[] general = new int[8];
        int eip = 0;
        boolean begun = false;
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            line++;
            if (text.length() > LONGEST_LINE) continue;
            if (text.startsWith("EAX=")) begun = true;
            if (!begun) continue;
            Matcher m = VALUE.matcher(text);
            while (m.find()) {
                int v = Integer.parseUnsignedInt(m.group(2), 16);
                for (int i = 0; i < 8; i++) if (NAMES[i].equals(m.group(1))) general[i] = v;
                if (m.group(1).equals("EIP")) eip = v;
            }
            Matcher cs = CODE_SEGMENT.matcher(text);
            if (cs.find()) return Optional.of(new State(line, general, eip, Integer.parseUnsignedInt(cs.group(1), 16)));
        }
        return Optional.empty();
    }
}
