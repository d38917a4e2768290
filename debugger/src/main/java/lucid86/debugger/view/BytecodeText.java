package lucid86.debugger.view;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import lucid86.jit.bytecode.Region;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/** Generated classes as text; the latest one is kept, since panels ask for the same class again and again. Any thread. */
public final class BytecodeText {
    private static final Pattern PACKAGE = Pattern.compile("\\bL?(?:lucid86|java)/(?:[a-z0-9]+/)+");
    private static final Pattern LABEL = Pattern.compile("\\bL\\d+\\b");
    private static final Pattern LINE = Pattern.compile("LINENUMBER (\\d+) L\\d+");

    private static final String MARK = "; ", SLOW_PATHS = MARK + "slow paths and ways out";

    private static String lastName = "", lastText = "";

    private BytecodeText() {}

    /** The method of a generated class that runs guest code; {@code ; a000} stands before what came from the instruction at a000. */
    public static synchronized String of(Region region) {
        if (region.name().equals(lastName)) return lastText;
        byte[] classFile = region.classFile();
        var text = new StringWriter();
        new ClassReader(classFile).accept(new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)), ClassReader.SKIP_FRAMES);
        lastName = region.name();
        lastText = region.name() + ", " + classFile.length + " bytes\n" + readable(text.toString(), region);
        return lastText;
    }

    /** Without the packages of class names, which are always the same few, and without labels nobody jumps to. */
    private static String readable(String classText, Region region) {
        int run = classText.indexOf("public run(");
        List<String> lines = classText.substring(Math.max(run, 0)).lines().map(String::strip).filter(t -> !t.isEmpty() && !t.equals("}")
                && !t.startsWith("MAXSTACK") && !t.startsWith("MAXLOCALS")).toList();
        Set<String> used = new HashSet<>();
        for (String t : lines) if (!isLabel(t) && !LINE.matcher(t).matches()) LABEL.matcher(t).results().forEach(m -> used.add(m.group()));
        var out = new StringBuilder();
        for (String t : lines) {
            var line = LINE.matcher(t);
            if (line.matches()) out.append(marker(Integer.parseInt(line.group(1)), region)).append('\n');
            else if (!isLabel(t) || used.contains(t)) out.append(isLabel(t) || t.startsWith("public run") ? "" : "    ").append(PACKAGE.matcher(t).replaceAll("")).append('\n');
        }
        return out.toString();
    }

    private static boolean isLabel(String t) {
        return LABEL.matcher(t).matches();
    }

    /** The same, line by line, each with the guest instruction it comes from and what it does. */
    static List<BlockDetail.Line> lines(Region region) {
        var list = new java.util.ArrayList<BlockDetail.Line>();
        int eip = BlockDetail.NOWHERE;
        for (String t : of(region).lines().toList()) {
            if (t.equals(SLOW_PATHS)) eip = BlockDetail.NOWHERE;
            else if (t.startsWith(MARK)) eip = Integer.parseUnsignedInt(t.substring(MARK.length()), 16);
            list.add(new BlockDetail.Line(eip, t, JvmMeaning.of(t.strip())));
        }
        return List.copyOf(list);
    }

    private static String marker(int number, Region region) {
        return number == Region.SLOW_PATHS ? SLOW_PATHS : marker(region.sites().eip(number - 1));
    }

    /** The line before the code of the instruction at this offset. */
    static String marker(int eip) {
        return MARK + Integer.toHexString(eip);
    }
}
