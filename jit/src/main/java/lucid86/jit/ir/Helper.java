package lucid86.jit.ir;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lucid86.machine.cpu.CpuState;

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

    private static final Map<Fn, Helper> KNOWN = new ConcurrentHashMap<>();

    private final Fn fn;
    private final String owner;
    private final String method;
    private final String descriptor;
    private final HelperUse use;

    private Helper(Fn fn, String owner, String method, String descriptor, HelperUse use) {
        this.fn = fn;
        this.owner = owner;
        this.method = method;
        this.descriptor = descriptor;
        this.use = use;
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
                var effects = m.getAnnotation(HelperEffects.class);
                if (effects == null) effects = owner.getAnnotation(HelperEffects.class);
                return new Helper(fn, lambda.getImplClass(), m.getName(), lambda.getImplMethodSignature(),
                        effects == null ? HelperUse.ANYTHING : effects.value());
            }
            throw new IllegalArgumentException("not a public static method: " + lambda.getImplClass() + "." + lambda.getImplMethodName());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("a helper must be a reference to a public static method", e);
        }
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

    /** {@code Class.method}, for people. */
    public String name() {
        return owner.substring(owner.lastIndexOf('/') + 1) + "." + method;
    }
}
