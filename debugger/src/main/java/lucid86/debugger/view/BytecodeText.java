package lucid86.debugger.view;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/** Generated classes as text; the latest one is kept, since panels ask for the same class again and again. Emulation thread. */
final class BytecodeText {
    private static String lastName = "", lastText = "";

    private BytecodeText() {}

    static synchronized String of(String name, byte[] classFile) {
        if (name.equals(lastName)) return lastText;
        var text = new StringWriter();
        new ClassReader(classFile).accept(new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)), ClassReader.SKIP_FRAMES);
        lastName = name;
        lastText = text.toString();
        return lastText;
    }
}
