package lucid86.jit.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lucid86.jit.run.Engine;
import lucid86.machine.cpu.CpuState;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;

/** Limits of size: HotSpot never compiles a method of 8,000 bytecodes or more, and nobody reads a class of 800 lines. */
class CodeSizeTest {
    private static final int HUGE_METHOD = 8000, LONG_CLASS = 800;

    @Test
    void methodsCanBeCompiled() throws IOException, ReflectiveOperationException {
        var tooLarge = new ArrayList<String>();
        int classes = 0;
        for (Class<?> root : List.of(Engine.class, CpuState.class)) {
            Path where = Path.of(java.net.URI.create(root.getProtectionDomain().getCodeSource().getLocation().toString()));
            try (var jar = Files.isDirectory(where) ? null : java.nio.file.FileSystems.newFileSystem(where);
                    Stream<Path> files = Files.walk(jar == null ? where : jar.getPath("/"))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    classes++;
                    check(Files.readAllBytes(file), tooLarge);
                }
            }
        }
        assertTrue(classes > 200, "only " + classes + " classes found");
        assertEquals(List.of(), tooLarge);
    }

    private static void check(byte[] classFile, List<String> tooLarge) {
        var reader = new ClassReader(classFile);
        reader.accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                // Run once, when the rows are made; or never.
                if (name.equals("<init>") || name.equals("<clinit>") || name.equals("$deserializeLambda$")) return null;
                return new CodeSizeEvaluator(null) {
                    @Override
                    public void visitEnd() {
                        if (getMaxSize() >= HUGE_METHOD) tooLarge.add(reader.getClassName() + "." + name + ": up to " + getMaxSize() + " bytecodes");
                    }
                };
            }
        }, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    /** In all modules, tests too. */
    @Test
    void classesCanBeRead() throws IOException {
        var tooLong = new ArrayList<String>();
        for (String module : List.of("resources", "machine", "jit", "debugger", "app")) {
            Path sources = Path.of("..", module, "src");
            if (!Files.isDirectory(sources)) continue;
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    long lines;
                    try (Stream<String> all = Files.lines(file)) {
                        lines = all.count();
                    }
                    if (lines > LONG_CLASS) tooLong.add(file + ": " + lines + " lines");
                }
            }
        }
        assertEquals(List.of(), tooLong);
    }
}
