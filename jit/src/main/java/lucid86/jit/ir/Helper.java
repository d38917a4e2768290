package lucid86.jit.ir;

import java.io.Serializable;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lucid86.machine.cpu.CpuState;
import org.objectweb.asm.Type;

/**
 * A public static method {@code (CpuState, int...)} called from IR by both engines. Written in rows as a method
 * reference ({@code x.run(Segments::load, ...)}), which the interpreter calls directly and the compiler by owner, name
 * and descriptor. Helpers must not be overloaded.
 */
public final class Helper {
    /** Method references of each arity; serializable so that their target can be named. */
    public sealed interface Fn extends Serializable permits F0, F1, F2, F3, F4, R0, R1, R2, R3, R4 {}

    public non-sealed interface F0 extends Fn { int call(CpuState c); }
    public non-sealed interface F1 extends Fn { int call(CpuState c, int a0); }
    public non-sealed interface F2 extends Fn { int call(CpuState c, int a0, int a1); }
    public non-sealed interface F3 extends Fn { int call(CpuState c, int a0, int a1, int a2); }
    public non-sealed interface F4 extends Fn { int call(CpuState c, int a0, int a1, int a2, int a3); }
    public non-sealed interface R0 extends Fn { void call(CpuState c); }
    public non-sealed interface R1 extends Fn { void call(CpuState c, int a0); }
    public non-sealed interface R2 extends Fn { void call(CpuState c, int a0, int a1); }
    public non-sealed interface R3 extends Fn { void call(CpuState c, int a0, int a1, int a2); }
    public non-sealed interface R4 extends Fn { void call(CpuState c, int a0, int a1, int a2, int a3); }

    /**
     * A helper's quick twin, see {@link Quick}.
     *
     * @param descriptor gives a boolean, nothing, or a long with the result
     * @param xmm it gets {@link CpuState#xmm} behind the CPU state
     * @param bytes of the access that takes the place of the first argument, or 0
     */
    public record Twin(String owner, String descriptor, boolean xmm, int bytes, boolean write, boolean aligned) {}

    private static final Map<Fn, Helper> KNOWN = new ConcurrentHashMap<>();

    private final Fn fn;
    private final String owner;
    private final String method;
    private final String descriptor;
    private final HelperUse use;
    private final Twin quick;

    private Helper(Fn fn, Method m) {
        this.fn = fn;
        owner = Type.getInternalName(m.getDeclaringClass());
        method = m.getName();
        descriptor = Type.getMethodDescriptor(m);
        use = use(m);
        quick = twin(m);
    }

    /** The helper a method reference names. Lambdas that are not references to public static methods are refused. */
    public static Helper of(Fn fn) {
        return KNOWN.computeIfAbsent(fn, Helper::resolve);
    }

    private static Helper resolve(Fn fn) {
        try {
            Method replace = fn.getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            var lambda = (SerializedLambda) replace.invoke(fn);
            Class<?> owner = Class.forName(lambda.getImplClass().replace('/', '.'), false, fn.getClass().getClassLoader());
            for (Method m : owner.getDeclaredMethods()) {
                if (!m.getName().equals(lambda.getImplMethodName()) || !Modifier.isStatic(m.getModifiers()) || m.isSynthetic()) continue;
                if (m.getParameterCount() != arity(fn) + 1 || !Modifier.isPublic(m.getModifiers())) continue;
                return new Helper(fn, m);
            }
            throw new IllegalArgumentException("not a public static method: " + lambda.getImplClass() + "." + lambda.getImplMethodName());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("a helper must be a reference to a public static method", e);
        }
    }

    /**
     * The helper of this name, for text that is read back.
     *
     * @param classPackage where the class lives, with dots
     * @param name {@code Class.method}
     * @throws IllegalArgumentException when there is no such public static method
     */
    public static Helper named(String classPackage, String name) {
        int dot = name.indexOf('.');
        try {
            Class<?> owner = Class.forName(classPackage + "." + name.substring(0, Math.max(dot, 0)));
            for (Method m : owner.getDeclaredMethods()) {
                boolean callable = Modifier.isStatic(m.getModifiers()) && Modifier.isPublic(m.getModifiers()) && !m.isSynthetic();
                if (!callable || !m.getName().equals(name.substring(dot + 1))) continue;
                Class<?>[] types = m.getParameterTypes();
                if (types.length == 0 || types.length > 5 || types[0] != CpuState.class) continue;
                return new Helper(reference(m), m);
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("no helper " + name, e);
        }
        throw new IllegalArgumentException("no helper " + name);
    }

    /** What the compiler makes of {@code Class::method}. */
    private static Fn reference(Method m) {
        Class<?>[] withResult = {F0.class, F1.class, F2.class, F3.class, F4.class};
        Class<?>[] without = {R0.class, R1.class, R2.class, R3.class, R4.class};
        Class<?> fn = (m.getReturnType() == void.class ? without : withResult)[m.getParameterCount() - 1];
        try {
            var lookup = MethodHandles.lookup();
            var handle = lookup.unreflect(m);
            var made = LambdaMetafactory.metafactory(lookup, "call", MethodType.methodType(fn), handle.type(), handle, handle.type());
            return (Fn) made.getTarget().invoke();
        } catch (Throwable e) {
            throw new IllegalArgumentException("not callable as a helper: " + m, e);
        }
    }

    private static HelperUse use(Method m) {
        var effects = m.getAnnotation(HelperEffects.class);
        if (effects == null) effects = m.getDeclaringClass().getAnnotation(HelperEffects.class);
        return effects == null ? HelperUse.ANYTHING : effects.value();
    }

    private static Twin twin(Method m) {
        var quick = m.getAnnotation(Quick.class);
        if (quick == null) return null;
        for (Method t : quick.value().getDeclaredMethods()) {
            boolean xmm = t.getParameterCount() > 1 && t.getParameterTypes()[1] == long[].class;
            int parameters = m.getParameterCount() + (quick.bytes() > 0 ? 1 : 0) + (xmm ? 1 : 0);
            if (!t.getName().equals(m.getName()) || !Modifier.isPublic(t.getModifiers()) || t.getParameterCount() != parameters) continue;
            return new Twin(Type.getInternalName(quick.value()), Type.getMethodDescriptor(t), xmm, quick.bytes(), quick.write(), quick.aligned());
        }
        throw new IllegalArgumentException("no quick twin in " + quick.value() + ": " + m);
    }

    private static int arity(Fn fn) {
        return switch (fn) {
            case F0 _, R0 _ -> 0;
            case F1 _, R1 _ -> 1;
            case F2 _, R2 _ -> 2;
            case F3 _, R3 _ -> 3;
            case F4 _, R4 _ -> 4;
        };
    }

    /** Number of int arguments after the CPU state. */
    public int arity() {
        return arity(fn);
    }

    /** The method reference itself. */
    public Fn fn() {
        return fn;
    }

    /** Internal name of the class, for bytecode. */
    public String owner() {
        return owner;
    }

    public String method() {
        return method;
    }

    public String descriptor() {
        return descriptor;
    }

    /** What it may touch. */
    public HelperUse use() {
        return use;
    }

    /** Its quick twin, or null. */
    public Twin quick() {
        return quick;
    }

    /** It gives a result. */
    public boolean hasResult() {
        return descriptor.endsWith("I");
    }

    /** The same method, however it was named. */
    @Override
    public boolean equals(Object o) {
        return o instanceof Helper h && owner.equals(h.owner) && method.equals(h.method) && descriptor.equals(h.descriptor);
    }

    @Override
    public int hashCode() {
        return owner.hashCode() * 31 + method.hashCode();
    }

    /** {@code Class.method}, for people and {@link #named}. */
    public String name() {
        return owner.substring(owner.lastIndexOf('/') + 1) + "." + method;
    }
}
