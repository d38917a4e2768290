package lucid86.jit.helpers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lucid86.jit.ir.Quick;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Fpu;
import lucid86.machine.cpu.GuestExit;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Quick twins do what their helpers do, or nothing that can be seen. */
class QuickTest {
    private static final int AREA = 0x4000, TRIES = 10_000;

    /** A helper and its twin. */
    private record Pair(Method helper, Method twin, Quick quick) {}

    /** All that a guest can see of it. */
    private record State(String xmm, int mxcsr, String mant, String signExp, int cw, int sw, int top, int used, String pointers, String memory) {}

    private final SimdCpu m = new SimdCpu();
    private final CpuState c = m.c;
    private final Random r = new Random(86);

    static Stream<Named<Pair>> all() {
        return of(List.of(SseFloat.class, SseConvert.class, SimdMemory.class, X87Arith.class, X87Stack.class, X87Operand.class, X87Store.class));
    }

    private static Stream<Named<Pair>> of(List<Class<?>> owners) {
        var found = new ArrayList<Named<Pair>>();
        for (Class<?> owner : owners) {
            for (Method helper : owner.getDeclaredMethods()) {
                var quick = helper.getAnnotation(Quick.class);
                if (quick == null) continue;
                Method twin = Arrays.stream(quick.value().getDeclaredMethods()).filter(t -> t.getName().equals(helper.getName())
                        && t.getParameterCount() == helper.getParameterCount() + (quick.bytes() > 0 ? 1 : 0) + (getsXmm(t) ? 1 : 0)).findFirst().orElseThrow();
                found.add(Named.of(owner.getSimpleName() + "." + helper.getName(), new Pair(helper, twin, quick)));
            }
        }
        return found.stream();
    }

    private static boolean getsXmm(Method twin) {
        return twin.getParameterCount() > 1 && twin.getParameterTypes()[1] == long[].class;
    }

    // ---- states ---------------------------------------------------------------------------------------------------------------

    private State state() {
        Fpu f = c.fpu;
        return new State(hex(c.xmm), c.mxcsr, hex(f.mant), Arrays.toString(f.signExp), f.cw, f.sw, f.top, f.used,
                f.fop + " " + f.fip + " " + f.fcs + " " + f.fdp + " " + f.fds, Arrays.toString(Arrays.copyOfRange(c.mmu.memory, AREA, AREA + 64)));
    }

    private static String hex(long[] v) {
        return Arrays.stream(v).mapToObj(Long::toHexString).toList().toString();
    }

    private void randomize(long seed) {
        var s = new Random(seed);
        for (int k = 0; k < c.xmm.length; k++) c.xmm[k] = lane(s);
        // What is wrong with one lane is not to make up for the other.
        for (int k = 0; k < c.xmm.length; k += 2) if (s.nextInt(4) == 0) c.xmm[k + 1] = c.xmm[k] ^ (long) s.nextInt(2) << 63;
        for (int at = AREA; at < AREA + 64; at += 8) m.write64(at, lane(s));
        c.mxcsr = switch (s.nextInt(5)) {
            case 0 -> 0x1f80;
            case 1 -> s.nextInt(0x10000);
            default -> 0x1fa0;
        };
        Fpu f = c.fpu;
        f.init();
        f.cw = switch (s.nextInt(5)) {
            case 0 -> s.nextInt(0x10000) & 0x1f3f | 0x40;
            case 1 -> 0xf7f;
            default -> 0x37f;
        };
        f.sw = s.nextInt(0x10000) & 0x477f;
        f.top = s.nextInt(8);
        f.used = s.nextInt(256) | s.nextInt(256) | (s.nextBoolean() ? 3 << f.top : 0);
        for (int i = 0; i < 8; i++) {
            f.signExp[i] = exponent(s);
            f.mant[i] = mantissa(s, f.signExp[i]);
        }
        f.opSignExp = exponent(s);
        f.opMant = mantissa(s, f.opSignExp);
        f.raised = s.nextInt(8) == 0 ? 2 : 0;
    }

    private static long lane(Random s) {
        return switch (s.nextInt(6)) {
            case 0 -> s.nextLong();
            case 1 -> s.nextLong() & -1L << s.nextInt(64);
            case 2 -> Double.doubleToRawLongBits(s.nextInt(-1000, 1000));
            case 3 -> Double.doubleToRawLongBits(s.nextGaussian());
            default -> Swar.pair(number(s), number(s));
        };
    }

    private static int number(Random s) {
        return switch (s.nextInt(4)) {
            case 0 -> Float.floatToRawIntBits(s.nextInt(-100, 100));
            case 1 -> s.nextInt();
            default -> Float.floatToRawIntBits((float) s.nextGaussian());
        };
    }

    private static int exponent(Random s) {
        int sign = s.nextInt(2) << 15;
        return sign | switch (s.nextInt(8)) {
            case 0 -> s.nextInt(0x8000);
            case 1 -> s.nextBoolean() ? 0 : 0x7fff;
            case 2 -> 0x3fff + s.nextInt(-140, 140);
            case 3 -> 0x3fff + s.nextInt(-1030, 1030);
            default -> 0x3fff + s.nextInt(-3, 70);
        };
    }

    private static long mantissa(Random s, int signExp) {
        if ((signExp & 0x7fff) == 0 && s.nextInt(4) > 0) return 0;
        long v = s.nextInt(3) == 0 ? s.nextLong() : s.nextLong() & -1L << s.nextInt(64);
        return s.nextInt(10) == 0 ? v : v | 1L << 63;
    }

    // ---- the test -----------------------------------------------------------------------------------------------------------

    /** Arguments of the helper; the twin of an access has memory and an offset in place of the first. */
    private Object[] arguments(Pair p) {
        int n = p.helper.getParameterCount();
        var a = new Object[n];
        a[0] = c;
        for (int i = 1; i < n; i++) a[i] = r.nextInt(8);
        if (p.quick.bytes() > 0) a[1] = AREA + (p.quick.aligned() ? r.nextInt(2) << 4 : r.nextInt(48));
        boolean x87 = p.helper.getDeclaringClass().getSimpleName().startsWith("X87");
        if (x87 && p.quick.bytes() == 0) a[2] = r.nextBoolean() ? r.nextInt(0x800) : r.nextInt(0x800) | 0xc0;
        if (p.helper.getName().equals("pushConstant")) a[2] = 0x1e8 + r.nextInt(7);
        if (p.helper.getDeclaringClass() == X87Operand.class) a[3] = r.nextInt(6);
        if (p.helper.getDeclaringClass() == X87Store.class) a[4] = r.nextInt(0x800) | r.nextInt(6) << 11;
        return a;
    }

    private Object[] ofTwin(Pair p, Object[] a) {
        var b = new ArrayList<Object>(List.of(a));
        if (p.quick.bytes() > 0) b.add(1, c.mmu.memory);
        if (getsXmm(p.twin)) b.add(1, c.xmm);
        return b.toArray();
    }

    static Stream<Named<Pair>> checks() {
        return of(List.of(Checks.class));
    }

    /** A check is allowed to pass where the helper raises nothing, never else. */
    @ParameterizedTest
    @MethodSource
    void checks(Pair p) throws ReflectiveOperationException {
        int allowed = 0, raised = 0;
        for (int i = 0; i < 2000; i++) {
            c.cr0 = r.nextInt();
            c.cr4 = r.nextInt();
            c.cpl = r.nextInt(4);
            c.sysFlags = r.nextBoolean() ? Flags.VM : 0;
            c.protectionChanged();
            c.fpu.sw = r.nextInt(0x10000);
            Object[] a = p.helper.getParameterCount() == 1 ? new Object[] {c} : new Object[] {c, r.nextBoolean() ? c.mode : r.nextInt()};
            boolean passes = (boolean) p.twin.invoke(null, a);
            boolean raises = raises(p.helper, a);
            assertFalse(passes && raises, () -> "CR0 " + Integer.toHexString(c.cr0) + " CR4 " + Integer.toHexString(c.cr4));
            if (passes) allowed++;
            if (raises) raised++;
        }
        assertTrue(allowed > 100 && raised > 100, allowed + " allowed, " + raised + " raised");
    }

    private static boolean raises(Method check, Object[] arguments) throws ReflectiveOperationException {
        try {
            check.invoke(null, arguments);
            return false;
        } catch (InvocationTargetException e) {
            assertInstanceOf(GuestExit.class, e.getCause());
            return true;
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void doesTheSameOrNothing(Pair p) throws ReflectiveOperationException {
        int done = 0;
        for (int i = 0; i < TRIES; i++) {
            long seed = r.nextLong();
            Object[] a = arguments(p);
            randomize(seed);
            State before = state();
            Object result = p.twin.invoke(null, ofTwin(p, a));
            State after = state();
            if (Boolean.FALSE.equals(result) || result instanceof Long v && v < 0) {
                assertEquals(before, after);
                continue;
            }
            done++;
            randomize(seed);
            Object full = p.helper.invoke(null, a);
            assertEquals(state(), after, () -> Arrays.toString(a) + " on " + before);
            if (result instanceof Long v) assertEquals(full, (int) (long) v);
        }
        assertTrue(done > TRIES / 50, "did something " + done + " times");
    }
}
