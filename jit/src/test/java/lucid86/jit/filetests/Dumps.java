package lucid86.jit.filetests;

import java.util.List;
import java.util.stream.Collectors;
import lucid86.jit.bytecode.Region;
import lucid86.jit.bytecode.RegionCompiler;
import lucid86.jit.ir.Block;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;
import lucid86.machine.mem.MemoryMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceMethodVisitor;

/** Generated code as text, and the modes tests name. */
final class Dumps {
    private static final RegionCompiler COMPILER = new RegionCompiler(new CpuState(new MemoryMap(0x10000, 0x1000)));

    private Dumps() {}

    /** {@code flat32}: protected mode, all segments flat; {@code seg32}: none flat; {@code real16}. */
    static int mode(String name) {
        int seg32 = Mode.CODE32 | Mode.STACK32 | Mode.PROTECTED;
        return switch (name) {
            case "flat32" -> seg32 | 0x3f00;
            case "seg32" -> seg32;
            case "real16" -> 0;
            default -> throw new IllegalArgumentException("no mode " + name + "; there are flat32, seg32, real16");
        };
    }

    static Region compile(Block block, int mode) {
        return COMPILER.compile(List.of(new RegionCompiler.Input(block, 0, List.of(), false)), mode);
    }

    /** The method of a region, without frames, sizes and line numbers. */
    static String bytecode(Region region) {
        var text = new Textifier();
        new ClassReader(region.classFile()).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                return name.equals("run") ? new TraceMethodVisitor(text) : null;
            }
        }, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return flat(text.getText()).lines().filter(s -> !s.strip().startsWith("MAX")).map(s -> s.replaceFirst("^ {4}", "") + "\n")
                .collect(Collectors.joining());
    }

    /** The part of a region's method that was made for the instruction at this EIP; constants from the class data in one line each. */
    static String bytecodeOf(Region region, int eip) {
        var text = new Textifier();
        var all = new TraceMethodVisitor(text);
        var filter = new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitLineNumber(int line, Label start) {
                mv = line != Region.SLOW_PATHS && region.sites().eip(line - 1) == eip ? all : null;
            }
        };
        new ClassReader(region.classFile()).accept(new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                return name.equals("run") ? filter : null;
            }
        }, ClassReader.SKIP_FRAMES);
        String code = flat(text.getText()).lines().map(s -> s.replaceFirst("^ {4}", "") + "\n").collect(Collectors.joining());
        return code.replaceAll("(?s)LDC _ : (\\S+) \\[.*?// arguments:\\s*(\\d+)\\s*\\]", "LDC class data $2 : $1");
    }

    private static String flat(Object text) {
        return text instanceof List<?> list ? list.stream().map(Dumps::flat).collect(Collectors.joining()) : text.toString();
    }
}
