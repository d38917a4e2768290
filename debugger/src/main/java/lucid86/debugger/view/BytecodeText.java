package lucid86.debugger.view;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/** Generated classes as text; the latest one is kept, since panels ask for the same class again and again. Any thread. */
public final class BytecodeText {
    private static final Pattern PACKAGE = Pattern.compile("\\bL?(?:lucid86|java)/(?:[a-z0-9]+/)+");

    private static String lastName = "", lastText = "";

    private BytecodeText() {}

    /** The method of a generated class that runs guest code. */
    public static synchronized String of(String name, byte[] classFile) {
        if (name.equals(lastName)) return lastText;
        var text = new StringWriter();
        new ClassReader(classFile).accept(new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)), ClassReader.SKIP_FRAMES);
        lastName = name;
        lastText = name + ", " + classFile.length + " bytes\n" + readable(text.toString());
        return lastText;
    }

    /** The method that runs guest code, without the packages of class names: those are always the same few. */
    private static String readable(String classText) {
        int run = classText.indexOf("public run(");
        var lines = new StringBuilder();
        for (String line : classText.substring(Math.max(run, 0)).lines().toList()) {
            String t = line.strip();
            if (t.isEmpty() || t.equals("}") || t.startsWith("MAXSTACK") || t.startsWith("MAXLOCALS")) continue;
            boolean label = t.matches("L\\d+");
            lines.append(label || t.startsWith("public run") ? "" : "    ").append(PACKAGE.matcher(t).replaceAll("")).append('\n');
        }
        return lines.toString();
    }
}
