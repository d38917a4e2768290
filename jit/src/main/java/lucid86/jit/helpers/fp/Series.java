package lucid86.jit.helpers.fp;

/** Elementary functions of {@link Wide} numbers by their power series, after reduction to small arguments. */
final class Series {
    /** pi/2 and ln 2 to 128 bits. */
    static final Wide HALF_PI = Wide.of(false, 0, 0xc90fdaa22168c234L, 0xc4c6628b80dc1cd1L);
    private static final Wide LN2 = Wide.of(false, -1, 0xb17217f7d1cf79abL, 0xc9e3b39803f2f6afL);
    private static final Wide TWO_LOG2_E = Wide.ONE.scaled(1).over(LN2);

    /** Terms that leave less than 2^-80 of the first one. */
    private static final int SINE_TERMS = 12, EXP_TERMS = 24, LOG_TERMS = 17, ATAN_TERMS = 11;
    /** 1/1, 1/3, 1/5, ... */
    private static final Wide[] ODD_RECIPROCAL = new Wide[Math.max(LOG_TERMS, ATAN_TERMS) + 1];
    /** Arguments of the arc tangent are reduced to within 1/16 of a multiple of 1/8: the arc tangents of those. */
    private static final Wide[] ATAN_EIGHTHS = new Wide[9];

    static {
        for (int i = 0; i < ODD_RECIPROCAL.length; i++) ODD_RECIPROCAL[i] = Wide.ONE.over(2 * i + 1);
        Wide step = Wide.ONE.scaled(-3);
        ATAN_EIGHTHS[0] = Wide.ZERO;
        // atan(a) = atan(b) + atan((a - b) / (1 + a b)), from one eighth to the next; 1/8 itself needs twice the terms.
        for (int i = 1; i < ATAN_EIGHTHS.length; i++) {
            Wide a = step.times(Wide.of(i)), b = step.times(Wide.of(i - 1));
            ATAN_EIGHTHS[i] = ATAN_EIGHTHS[i - 1].plus(slowAtan(a.minus(b).over(Wide.ONE.plus(a.times(b)))));
        }
    }

    private Series() {}

    /** Arc tangent to full width of an argument up to 1/8. */
    private static Wide slowAtan(Wide x) {
        Wide square = x.squared().negated(), power = x, sum = x;
        for (int n = 3; n < 45; n += 2) {
            power = power.times(square);
            sum = sum.plus(power.over(n));
        }
        return sum;
    }

    /** sin x for |x| <= pi/4. */
    static Wide sin(Wide x) {
        return x.times(alternating(x.squared(), 1));
    }

    /** cos x for |x| <= pi/4. */
    static Wide cos(Wide x) {
        return alternating(x.squared(), 0);
    }

    /** 1 - s/((n+1)(n+2)) + s^2/((n+1)(n+2)(n+3)(n+4)) - ... */
    private static Wide alternating(Wide s, int n) {
        Wide sum = Wide.ONE;
        for (int k = 2 * SINE_TERMS + n; k > n; k -= 2) sum = Wide.ONE.minus(s.times(sum).over(k * (k - 1)));
        return sum;
    }

    /** 2^x - 1 for |x| <= 1. */
    static Wide exp2m1(Wide x) {
        Wide z = x.times(LN2);
        Wide sum = Wide.ONE;
        for (int k = EXP_TERMS; k > 1; k--) sum = Wide.ONE.plus(z.times(sum).over(k));
        return z.times(sum);
    }

    /** log2 x for x > 0. */
    static Wide log2(Wide x) {
        int whole = x.exponent();
        Wide m = x.scaled(-whole);
        // Bring it near 1: above 1.5 take half. 1.5 serves as well as the square root of 2.
        if (m.compareMagnitude(Wide.of(3).scaled(-1)) > 0) {
            m = m.scaled(-1);
            whole++;
        }
        Wide log = log2Ratio(m.minus(Wide.ONE), m.plus(Wide.ONE));
        return whole == 0 ? log : Wide.of(whole).plus(log);
    }

    /** log2(1 + x) for |x| < 1/4, without the loss of adding 1. */
    static Wide log2p1(Wide x) {
        return log2Ratio(x, Wide.of(2).plus(x));
    }

    /** log2((1+s)/(1-s)) = 2 log2(e) (s + s^3/3 + s^5/5 + ...), s = a/b, |s| <= 1/5. */
    private static Wide log2Ratio(Wide a, Wide b) {
        if (a.isZero()) return a;
        Wide s = a.over(b), square = s.squared();
        Wide sum = ODD_RECIPROCAL[LOG_TERMS];
        for (int i = LOG_TERMS - 1; i >= 0; i--) sum = ODD_RECIPROCAL[i].plus(square.times(sum));
        return s.times(sum).times(TWO_LOG2_E);
    }

    /** atan(a/b) for 0 < a <= b. */
    static Wide atan(Wide a, Wide b) {
        int eighths = nearestEighth(a, b);
        Wide t;
        if (eighths == 0) {
            t = a.over(b);
        } else {
            // (a/b - c) / (1 + c a/b) with c = eighths / 8
            Wide c = Wide.of(eighths).scaled(-3);
            t = a.minus(c.times(b)).over(b.plus(c.times(a)));
        }
        // t - t^3/3 differs from t beyond the wide format's end; say at least on which side it lies.
        if (eighths == 0 && t.exponent() < -58) return t.minus(t.scaled(-120));
        Wide square = t.squared().negated();
        Wide sum = ODD_RECIPROCAL[ATAN_TERMS];
        for (int i = ATAN_TERMS - 1; i >= 0; i--) sum = ODD_RECIPROCAL[i].plus(square.times(sum));
        return ATAN_EIGHTHS[eighths].plus(t.times(sum));
    }

    /** The largest n with a/b >= (2n - 1)/16. */
    private static int nearestEighth(Wide a, Wide b) {
        int n = 0;
        while (n < 8 && a.scaled(4).compareMagnitude(b.times(Wide.of(2 * n + 1))) >= 0) n++;
        return n;
    }
}
