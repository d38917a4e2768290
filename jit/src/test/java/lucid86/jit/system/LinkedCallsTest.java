package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;

import java.util.Set;
import java.util.TreeSet;
import lucid86.jit.bytecode.Region;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;

/** What generated code calls is linked before it runs: HotSpot's first compiler counts no calls that are not. */
class LinkedCallsTest {
    @Test
    void allThatRunCallsIsCalledBefore() {
        var b = new GuestBench(CpuModel.PENTIUM, TierPolicy.COMPILE_AND_LEAVE);
        // fld1; fadd st0,st0; mov ax,[2000h]; mov [2004h],ax; hlt
        b.put(GuestBench.CODE, "d9e8 d8c0 a10020 a30420 f4").run(10);
        Region region = b.engine.blockList().stream().filter(block -> block.eip() == GuestBench.CODE).findFirst().orElseThrow().region();
        Set<String> called = calls(region, "run");
        assertTrue(called.contains("X87Locals.add") && called.contains("Backing.setShort"), called::toString);
        assertEquals(called, calls(region, "resolve"));
    }

    private static Set<String> calls(Region region, String method) {
        var found = new TreeSet<String>();
        new ClassReader(region.classFile()).accept(new ClassVisitor(ASM9) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
                if (!name.equals(method)) return null;
                return new MethodVisitor(ASM9) {
                    @Override
                    public void visitMethodInsn(int opcode, String owner, String callee, String type, boolean isInterface) {
                        if (opcode == INVOKESTATIC && owner.startsWith("lucid86/")) found.add(owner.substring(owner.lastIndexOf('/') + 1) + "." + callee);
                    }
                };
            }
        }, 0);
        return found;
    }
}
