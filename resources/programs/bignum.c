/* Numbers of thousands of digits: pi by Machin's formula, a factorial, a Mersenne prime by Lucas and Lehmer, powers modulo. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 420 };
typedef uint32_t number[WORDS]; /* fixed point: word 0 is whole, the others are behind the point */

static void divide(number n, uint32_t by) {
    uint64_t rest = 0;
    for (int i = 0; i < WORDS; i++) {
        uint64_t v = rest << 32 | n[i];
        n[i] = (uint32_t)(v / by);
        rest = v % by;
    }
}

static void add(number to, const number n, int negative) {
    int64_t carry = 0;
    for (int i = WORDS - 1; i >= 0; i--) {
        carry += negative ? (int64_t)to[i] - n[i] : (int64_t)to[i] + n[i];
        to[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

static uint32_t multiply(number n, uint32_t by) {
    uint64_t carry = 0;
    for (int i = WORDS - 1; i >= 0; i--) {
        carry += (uint64_t)n[i] * by;
        n[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return (uint32_t)carry;
}

static void arctangent(number sum, uint32_t factor, uint32_t x, int negative) {
    static number power, term;
    memset(power, 0, sizeof power);
    power[0] = factor;
    divide(power, x);
    for (uint32_t n = 1; n < 40000; n += 2) {
        memcpy(term, power, sizeof term);
        divide(term, n);
        add(sum, term, negative ^ (n >> 1 & 1));
        divide(power, x * x);
        int zero = 1;
        for (int i = 0; i < WORDS && zero; i++) zero = power[i] == 0;
        if (zero) break;
    }
}

static void pi(void) {
    static number sum;
    arctangent(sum, 16, 5, 0);
    arctangent(sum, 4, 239, 1);
    printf("%u.", sum[0]);
    for (int i = 0; i < 400; i++) {
        sum[0] = 0;
        multiply(sum, 1000000000);
        printf("%09u%s", sum[0], i % 8 == 7 ? "\n" : "");
    }
}

static void factorial(int n) {
    static uint32_t digits[2000];
    int used = 1;
    memset(digits, 0, sizeof digits);
    digits[0] = 1;
    for (int k = 2; k <= n; k++) {
        uint64_t carry = 0;
        for (int i = 0; i < used; i++) {
            carry += (uint64_t)digits[i] * k;
            digits[i] = carry % 1000000000;
            carry /= 1000000000;
        }
        if (carry) digits[used++] = (uint32_t)carry;
    }
    printf("%u", digits[used - 1]);
    for (int i = used - 2; i >= 0; i--) printf("%09u%s", digits[i], i % 8 == 0 ? "\n" : "");
}

/* s = s * s - 2 modulo 2^p - 1. */
static int mersenne(int p) {
    int words = (p + 31) / 32;
    uint32_t *s = calloc(words + 1, 4), *square = calloc(2 * words + 2, 4);
    s[0] = 4;
    for (int round = 0; round < p - 2; round++) {
        memset(square, 0, (2 * words + 2) * 4);
        for (int i = 0; i < words; i++) {
            uint64_t carry = 0;
            for (int j = 0; j < words; j++) {
                carry += (uint64_t)s[i] * s[j] + square[i + j];
                square[i + j] = (uint32_t)carry;
                carry >>= 32;
            }
            square[i + words] = (uint32_t)carry;
        }
        int shift = p % 32, from = p / 32;
        uint64_t carry = 0;
        for (int i = 0; i < words; i++) {
            uint64_t high = (square[from + i] >> shift) | (shift ? (uint64_t)square[from + i + 1] << (32 - shift) : 0);
            uint32_t low = i == p / 32 ? square[i] & ((1u << shift) - 1) : square[i];
            carry += (uint64_t)low + (uint32_t)high;
            s[i] = (uint32_t)carry;
            carry >>= 32;
        }
        while (s[p / 32] >> shift) {
            uint32_t over = s[p / 32] >> shift;
            s[p / 32] &= (1u << shift) - 1;
            for (int i = 0; over; i++) {
                uint64_t v = (uint64_t)s[i] + over;
                s[i] = (uint32_t)v;
                over = v >> 32;
            }
        }
        int64_t borrow = -2;
        for (int i = 0; i < words; i++) {
            borrow += s[i];
            s[i] = (uint32_t)borrow;
            borrow >>= 32;
        }
        if (borrow) { /* below zero: add the modulus */
            uint64_t v = 0;
            for (int i = 0; i < words; i++) {
                v += (uint64_t)s[i] + (i == p / 32 ? (1u << shift) - 1 : 0xffffffffu);
                s[i] = (uint32_t)v;
                v >>= 32;
            }
        }
    }
    uint32_t any = 0, all = 0xffffffff;
    for (int i = 0; i < words; i++) {
        any |= s[i];
        all &= i == p / 32 ? s[i] | ~((1u << p % 32) - 1) : s[i];
    }
    free(s);
    free(square);
    return any == 0 || all == 0xffffffff;
}

int main(void) {
    pi();
    factorial(1500);
    static const int exponents[] = {89, 107, 127, 521, 523, 607, 1279, 1281};
    for (unsigned i = 0; i < sizeof exponents / sizeof *exponents; i++) printf("2^%d-1 %s\n", exponents[i], mersenne(exponents[i]) ? "prime" : "composite");
    return 0;
}
