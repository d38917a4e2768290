/* SSE and SSE2, scalar by the compiler and packed by hand: planets, matrices, integer vectors, conversions. */
#include <emmintrin.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint32_t state = 2463534242u;

static uint32_t next(void) {
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}

static void planets(void) {
    enum { N = 5 };
    double p[N][3], v[N][3], m[N];
    for (int i = 0; i < N; i++) {
        m[i] = 1 + next() % 1000 / 500.0;
        for (int k = 0; k < 3; k++) {
            p[i][k] = next() % 20000 / 100.0 - 100;
            v[i][k] = next() % 2000 / 1000.0 - 1;
        }
    }
    for (int step = 0; step < 40000; step++) {
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++) {
                if (i == j) continue;
                double d[3], r2 = 0.01;
                for (int k = 0; k < 3; k++) {
                    d[k] = p[j][k] - p[i][k];
                    r2 += d[k] * d[k];
                }
                double f = 0.01 * m[j] / (r2 * sqrt(r2));
                for (int k = 0; k < 3; k++) v[i][k] += f * d[k];
            }
        for (int i = 0; i < N; i++)
            for (int k = 0; k < 3; k++) p[i][k] += 0.01 * v[i][k];
    }
    for (int i = 0; i < N; i++) printf("%a %a %a\n", p[i][0], p[i][1], p[i][2]);
}

static void matrices(void) {
    enum { N = 64 };
    static float a[N][N] __attribute__((aligned(16))), b[N][N] __attribute__((aligned(16))), c[N][N] __attribute__((aligned(16)));
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            a[i][j] = (float)(int)next() * 1e-9f;
            b[i][j] = (float)(int)next() * 1e-9f;
        }
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j += 4) {
                __m128 sum = _mm_setzero_ps();
                for (int k = 0; k < N; k++) sum = _mm_add_ps(sum, _mm_mul_ps(_mm_set1_ps(a[i][k]), _mm_load_ps(&b[k][j])));
                _mm_store_ps(&c[i][j], _mm_div_ps(sum, _mm_add_ps(_mm_set1_ps(1.5f), _mm_sqrt_ps(_mm_mul_ps(sum, sum)))));
            }
        memcpy(a, c, sizeof a);
    }
    float trace = 0;
    for (int i = 0; i < N; i++) trace += c[i][i];
    printf("%a %a %a\n", trace, c[3][7], c[N - 1][0]);
}

static void integers(void) {
    __m128i v = _mm_set_epi32(1, 2, 3, 4), w = _mm_set_epi32(5, 6, 7, 8);
    for (int i = 0; i < 200000; i++) {
        __m128i r = _mm_set_epi32((int)next(), (int)next(), (int)next(), (int)next());
        v = _mm_add_epi16(_mm_xor_si128(_mm_slli_epi32(v, 5), _mm_srli_epi64(v, 7)), r);
        w = _mm_packs_epi32(_mm_madd_epi16(v, w), _mm_sad_epu8(v, r));
        w = _mm_or_si128(_mm_shuffle_epi32(w, 0x4b), _mm_cmpgt_epi16(v, w));
        v = _mm_sub_epi64(_mm_mul_epu32(v, w), _mm_avg_epu8(_mm_unpacklo_epi8(v, r), _mm_max_epi16(w, r)));
    }
    uint32_t out[8];
    _mm_storeu_si128((__m128i *)out, v);
    _mm_storeu_si128((__m128i *)(out + 4), w);
    for (int i = 0; i < 8; i++) printf("%08x%c", out[i], i == 7 ? '\n' : ' ');
}

static void conversions(void) {
    for (int i = 0; i < 1000; i++) {
        union { uint64_t bits; double d; } u = {(uint64_t)next() << 32 | next()};
        float f = (float)u.d;
        unsigned old = _mm_getcsr();
        _mm_setcsr((0x1f80 | (i & 3) << 13) & ~0x3fu);
        int n = _mm_cvtsd_si32(_mm_set_sd(u.d)), t = _mm_cvttss_si32(_mm_set_ss(f));
        float g = _mm_cvtss_f32(_mm_cvtsd_ss(_mm_setzero_ps(), _mm_set_sd(u.d)));
        unsigned flags = _mm_getcsr() & 0x3f;
        _mm_setcsr(old);
        printf("%08x %08x %a %02x\n", n, t, g, flags);
    }
}

int main(void) {
    planets();
    matrices();
    integers();
    conversions();
    return 0;
}
