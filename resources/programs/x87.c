/* The x87 with long doubles: series, continued fractions, iterations and libm, every result to the last bit. */
#include <fenv.h>
#include <math.h>
#include <stdio.h>
#include <stdint.h>

static uint64_t state = 88172645463325252u;

static uint64_t next(void) {
    state ^= state << 13;
    state ^= state >> 7;
    return state ^= state << 17;
}

static long double uniform(void) {
    return (long double)(next() >> 1) / 9223372036854775808.0L;
}

static void show(const char *name, long double v) {
    printf("%-12s %La\n", name, v);
}

static long double machin(long double x) {
    long double sum = 0, power = x;
    for (int n = 1; n < 200; n += 2, power *= -x * x) sum += power / n;
    return sum;
}

static long double logistic(long double r, int n) {
    long double x = 0.5L;
    while (n-- > 0) x = r * x * (1 - x);
    return x;
}

int main(void) {
    static const int modes[] = {FE_TONEAREST, FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO};
    for (int m = 0; m < 4; m++) {
        fesetround(modes[m]);
        show("pi", 4 * (4 * machin(1 / 5.0L) - machin(1 / 239.0L)));
        show("chaos", logistic(3.9999L, 20000));
        long double sum = 0, squares = 0;
        for (int i = 0; i < 50000; i++) {
            long double v = uniform() - 0.5L;
            sum += v;
            squares += sqrtl(v * v + 1) / (v + 2);
        }
        show("sum", sum);
        show("squares", squares);
    }
    fesetround(FE_TONEAREST);
    for (int i = 0; i < 600; i++) {
        long double a = ldexpl(uniform() + 0.5L, (int)(next() % 120) - 60), b = ldexpl(uniform() - 0.5L, (int)(next() % 20) - 10);
        long long whole = llrintl(b * 1000);
        printf("%La %La %La %La %Lg %lld %d\n", fmodl(a, b + 3), remainderl(a, 3 - b), sqrtl(a), nextafterl(a, b), a / b, whole, ilogbl(a));
        printf("%.17g %.9g %Lf\n", (double)(a * b), (float)a, floorl(b * 100) + ceill(b) + truncl(a) / 3);
    }
    feclearexcept(FE_ALL_EXCEPT);
    volatile long double tiny = 1e-4940L, huge = 1e4930L, zero = 0;
    show("denormal", tiny / 1e9L);
    show("overflow", huge * huge);
    show("divided", 1 / zero);
    show("invalid", zero / zero);
    printf("flags %x\n", fetestexcept(FE_ALL_EXCEPT));
    return 0;
}
