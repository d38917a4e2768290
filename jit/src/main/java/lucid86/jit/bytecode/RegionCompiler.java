package lucid86.jit.bytecode;

import static org.objectweb.asm.Opcodes.*;

import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import lucid86.jit.ir.Block;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;
import lucid86.machine.mem.Mmu;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;

/** Compiles blocks of one mode into a hidden class. Safe to use from the compile thread: blocks are immutable. */
public final class RegionCompiler {
    /** HotSpot never compiles methods of 8,000 bytecodes or more (-XX:HugeMethodLimit). */
    public static final int MAX_METHOD = 7900;

    private static final String PACKAGE = "lucid86/jit/bytecode/";
    private static final AtomicLong COUNTER = new AtomicLong();

    private final CpuState cpu;
    private final Mmu mmu;

    /**
     * A block to compile.
     *
     * @param page offset in backing memory of the page it starts in
     * @param targets EIPs that the indirect jump at its end was seen to lead to
     * @param callsSlowPaths what the TLB does not say is found out by calls; otherwise the region is left for it, see {@link SideExits}
     */
    public record Input(Block block, int page, List<Integer> targets, boolean callsSlowPaths) {}

    public RegionCompiler(CpuState cpu) {
        this.cpu = cpu;
        mmu = cpu.mmu;
    }

    /**
     * Compiles as many of these blocks, from the first, as fit into one method.
     *
     * @param blocks all of one mode, no two with the same EIP; each becomes an entry. In more than one page only when CS
     *     has base 0: then an edge between pages checks that the target's page is still where it was
     * @param mode {@link Mode} bits
     */
    public Region compile(List<Input> blocks, int mode) {
        long start = System.nanoTime();
        while (true) {
            Region r = tryCompile(blocks, mode, start);
            if (r.methodSize() <= MAX_METHOD || blocks.size() == 1) return r;
            blocks = blocks.subList(0, Math.max(1, (int) (blocks.size() * 0.9 * MAX_METHOD / r.methodSize())));
        }
    }

    private Region tryCompile(List<Input> inputs, int mode, long start) {
        List<Block> blocks = inputs.stream().map(Input::block).toList();
        String name = "Region" + COUNTER.incrementAndGet() + "_" + Integer.toHexString(blocks.getFirst().eip());
        var writer = new ClassWriter(0);
        writer.visit(V21, ACC_FINAL | ACC_SUPER, PACKAGE + name, null, PACKAGE + "CompiledCode", null);
        MethodVisitor init = writer.visitMethod(0, "<init>", "()V", null, null);
        init.visitCode();
        init.visitVarInsn(ALOAD, 0);
        init.visitMethodInsn(INVOKESPECIAL, PACKAGE + "CompiledCode", "<init>", "()V", false);
        init.visitInsn(RETURN);
        init.visitMaxs(1, 1);
        init.visitEnd();

        var sites = new Sites(blocks.stream().mapToInt(Block::insns).sum());
        var method = writer.visitMethod(ACC_PUBLIC, "run", "(Llucid86/machine/cpu/CpuState;I)I", null, null);
        var size = new org.objectweb.asm.commons.CodeSizeEvaluator(method);
        var linking = new Linking(size);
        var region = new RegionWriter(linking, inputs, mode, mmu.memory.length, sites);
        region.write();
        resolve(writer.visitMethod(ACC_PROTECTED, "resolve", "()V", null, null), linking);
        writer.visitEnd();
        int methodSize = size.getMaxSize();
        if (methodSize > MAX_METHOD && blocks.size() > 1)
            return new Region(name, blocks, null, new byte[0], methodSize, 0, sites, region.longest());
        byte[] bytes = writer.toByteArray();
        return new Region(name, blocks, load(bytes, mode), bytes, methodSize, System.nanoTime() - start, sites, region.longest());
    }

    /** Writes {@link CompiledCode#resolve}. */
    private static void resolve(MethodVisitor mv, Linking linking) {
        mv.visitCode();
        for (MachinePart part : MachinePart.values()) {
            part.load(mv);
            mv.visitInsn(POP);
        }
        linking.write(mv);
        mv.visitInsn(RETURN);
        mv.visitMaxs(12, 1);
        mv.visitEnd();
    }

    private CompiledCode load(byte[] bytes, int mode) {
        List<Object> data = MachinePart.all(cpu, mmu, (mode & Mode.USER) != 0);
        try {
            var lookup = MethodHandles.lookup().defineHiddenClassWithClassData(bytes, data, true);
            var code = (CompiledCode) lookup.findConstructor(lookup.lookupClass(), java.lang.invoke.MethodType.methodType(void.class)).invoke();
            code.resolve();
            return code;
        } catch (Throwable e) {
            throw new IllegalStateException("generated class does not load", e);
        }
    }
}
