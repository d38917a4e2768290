/* Memory: string instructions, latency, strides. */
#include "guest.h"

static inline void copy32(void *to, const void *from, u32 n) {
    __asm__ volatile("rep movsl" : "+D"(to), "+S"(from), "+c"(n)::"memory");
}

static inline void fill32(void *to, u32 value, u32 n) {
    __asm__ volatile("rep stosl" : "+D"(to), "+c"(n) : "a"(value) : "memory");
}

/* Long and short moves and fills, one that overlaps, a search. */
u32 strings(void) {
    u32 *a = (u32 *)area, *b = a + 0x10000, sum = 0;
    for (u32 i = 0; i < 4; i++) {
        fill32(a, 0x01010101 * (i + 1), 0x4000);
        copy32(b, a, 0x4000);
        sum += b[0x3fff];
    }
    for (u32 i = 0; i < 1000; i++) {
        fill32(a + i * 3, i, 5);
        copy32(b + i * 2, a + i * 3, 7);
        sum = rotate(sum, 1) + b[i * 2 + 3];
    }
    a[0] = 0x12345678;
    copy32(a + 1, a, 1000);
    sum ^= a[1000];
    area[20000] = 0xfe;
    u8 *at = area + 8192;
    u32 left = 20000;
    __asm__ volatile("repne scasb" : "+D"(at), "+c"(left) : "a"(0xfe) : "memory", "cc");
    return sum ^ left;
}

/* A walk of 256 Ki nodes of 16 bytes in one random cycle. */
void chase_setup(void) {
    enum { NODES = AREA_BYTES / 16 };
    u32 *a = (u32 *)area, seed = 5;
    for (u32 i = 0; i < NODES; i++) a[i * 4] = i;
    for (u32 i = NODES - 1; i > 0; i--) { /* Sattolo's shuffle makes one cycle */
        u32 k = (next_random(&seed) >> 8) % i, t = a[i * 4];
        a[i * 4] = a[k * 4];
        a[k * 4] = t;
    }
}

u32 chase(void) {
    u32 *a = (u32 *)area, at = 0, sum = 0;
    for (u32 i = 0; i < AREA_BYTES / 16; i++) {
        at = a[at * 4];
        sum += at ^ i;
    }
    return sum;
}

void strides_setup(void) {
    u32 seed = 9;
    for (u32 i = 0; i < AREA_BYTES / 4; i++) ((u32 *)area)[i] = next_random(&seed);
}

/* The same number of reads at distances of 4, 64, 4096 and 4160 bytes. */
u32 strides(void) {
    static const u32 steps[] = {1, 16, 1024, 1040};
    u32 *a = (u32 *)area, sum = 0;
    for (u32 s = 0; s < 4; s++) {
        u32 at = 0;
        for (u32 i = 0; i < 65536; i++) {
            sum += a[at];
            at = (at + steps[s]) & (AREA_BYTES / 4 - 1);
        }
        sum = rotate(sum, 5);
    }
    return sum;
}
