/* Ordinary programs: loops, calls, tables, branches. */
#include "guest.h"

void *memcpy(void *to, const void *from, u32 n) {
    u8 *t = to;
    const u8 *f = from;
    while (n--) *t++ = *f++;
    return to;
}

void *memset(void *to, int value, u32 n) {
    u8 *t = to;
    while (n--) *t++ = value;
    return to;
}

/* Primes below 200,000 and their sum. */
u32 sieve(void) {
    enum { LIMIT = 200000 };
    u32 count = 0, sum = 0;
    for (u32 i = 0; i < LIMIT; i++) area[i] = 1;
    for (u32 i = 2; i < LIMIT; i++) {
        if (!area[i]) continue;
        count++;
        sum += i;
        for (u32 k = i + i; k < LIMIT; k += i) area[k] = 0;
    }
    return count ^ sum;
}

/* ---- records, strings, small calls, in the manner of Dhrystone ---- */

typedef struct Record {
    struct Record *next;
    int kind, choice, number;
    char text[32];
} Record;

static Record left, right;
static int global_number, numbers[50], table[50][50];

static APART int same_text(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a - *b;
}

static APART void copy_text(char *to, const char *from) {
    while ((*to++ = *from++)) {}
}

static APART int choose(int a, int b) { return a == b ? 0 : b > 2 ? 1 : 2; }

static APART void store(int *row, int (*grid)[50], int at, int value) {
    int i = at + 5;
    row[i] = value;
    row[i + 1] = row[i];
    row[i + 30 - at] = i;
    for (int k = i; k <= i + 1; k++) grid[i][k] = i;
    grid[i][i - 1]++;
    grid[i + 2][i] = row[i];
    global_number = 5;
}

static APART void advance(Record *r) {
    Record *n = r->next;
    *n = *r;
    r->number = 5;
    n->number = r->number;
    n->next = r->next;
    if (n->kind == 0) {
        n->number = 6;
        n->choice = choose(r->choice, n->number);
        n->number += global_number;
    } else {
        *r = *n;
    }
}

u32 dhrystone(void) {
    u32 sum = 0;
    char a[32], b[32];
    left = (Record){&right, 0, 2, 40, "THE PROGRAM, SOME STRING"};
    right = left;
    copy_text(a, "THE PROGRAM, 1ST STRING");
    for (int i = 1; i <= 4000; i++) {
        int x = 2, y = 3, z = 7;
        copy_text(b, "THE PROGRAM, 2ND STRING");
        int later = same_text(a, b) < 0;
        while (x < y) {
            z = 5 * x - y;
            x++;
        }
        store(numbers, table, x, z);
        left.next = &right;
        advance(&left);
        y = z * x / ((i & 7) | 1);
        z = 7 * (y - z) - x;
        sum = rotate(sum, 3) + y * z + later + right.number + choose(i & 3, x) + numbers[8];
    }
    return sum;
}

/* ---- CRC-32 of 256 KiB by table ---- */

static u32 crc_table[256];

void crc32_setup(void) {
    for (u32 i = 0; i < 256; i++) {
        u32 c = i;
        for (int k = 0; k < 8; k++) c = c & 1 ? c >> 1 ^ 0xedb88320 : c >> 1;
        crc_table[i] = c;
    }
    u32 seed = 1;
    for (u32 i = 0; i < 256 << 10; i++) area[i] = next_random(&seed) >> 24;
}

u32 crc32(void) {
    u32 c = ~0u;
    for (u32 i = 0; i < 256 << 10; i++) c = crc_table[(u8)c ^ area[i]] ^ c >> 8;
    return ~c;
}

/* ---- SHA-256 (FIPS 180-4) of 500 blocks ---- */

static const u32 K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static APART void sha256_block(u32 *h, const u32 *message) {
    u32 w[64], s[8];
    for (int i = 0; i < 16; i++) w[i] = __builtin_bswap32(message[i]);
    for (int i = 16; i < 64; i++) {
        u32 x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (rotate(x, 25) ^ rotate(x, 14) ^ x >> 3) + (rotate(y, 15) ^ rotate(y, 13) ^ y >> 10);
    }
    for (int i = 0; i < 8; i++) s[i] = h[i];
    for (int i = 0; i < 64; i++) {
        u32 a = s[0], e = s[4];
        u32 t = s[7] + (rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)) + ((e & s[5]) ^ (~e & s[6])) + K[i] + w[i];
        u32 u = (rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
        s[7] = s[6], s[6] = s[5], s[5] = e, s[4] = s[3] + t, s[3] = s[2], s[2] = s[1], s[1] = a, s[0] = t + u;
    }
    for (int i = 0; i < 8; i++) h[i] += s[i];
}

u32 sha256(void) {
    u32 h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}, block[16];
    for (u32 n = 0; n < 500; n++) {
        for (u32 i = 0; i < 16; i++) block[i] = n * 16 + i;
        sha256_block(h, block);
    }
    return h[0] ^ h[7];
}

/* ---- a stack machine ---- */

enum { PUSH, ADD, SUB, XOR, LOAD, STORE, LESS, JUMP_IF, JUMP, END };

u32 bytecode(void) {
    /* i = 0; sum = 1; while (i < 250) { sum = sum + (i ^ sum); i = i + 1; } */
    static const u8 program[] = {
        PUSH, 0, STORE, 0, PUSH, 1, STORE, 1,
        /* 8 */ LOAD, 0, PUSH, 250, LESS, 0, JUMP_IF, 18, JUMP, 40,
        /* 18 */ LOAD, 1, LOAD, 0, LOAD, 1, XOR, 0, ADD, 0, STORE, 1, LOAD, 0, PUSH, 1, ADD, 0, STORE, 0,
        /* 38 */ JUMP, 8, END, 0};
    u32 result = 0;
    for (u32 turn = 0; turn < 100; turn++) {
        u32 stack[16], *sp = stack, cells[4] = {0};
        u32 pc = 0;
        for (int running = 1; running;) {
            u32 op = program[pc], argument = program[pc + 1];
            pc += 2;
            switch (op) {
            case PUSH: *sp++ = argument; break;
            case ADD: sp--; sp[-1] += sp[0]; break;
            case SUB: sp--; sp[-1] -= sp[0]; break;
            case XOR: sp--; sp[-1] ^= sp[0]; break;
            case LOAD: *sp++ = cells[argument]; break;
            case STORE: cells[argument] = *--sp; break;
            case LESS: sp--; sp[-1] = sp[-1] < sp[0]; break;
            case JUMP_IF: if (*--sp) pc = argument; break;
            case JUMP: pc = argument; break;
            case END: running = 0; break;
            }
        }
        result = rotate(result, 1) + cells[1];
    }
    return result;
}

/* ---- quicksort of 20,000 numbers ---- */

static APART void sort(int *a, int low, int high) {
    while (low < high) {
        int pivot = a[(low + high) / 2], i = low, j = high;
        while (i <= j) {
            while (a[i] < pivot) i++;
            while (a[j] > pivot) j--;
            if (i <= j) {
                int t = a[i];
                a[i++] = a[j];
                a[j--] = t;
            }
        }
        sort(a, low, j);
        low = i;
    }
}

u32 quicksort(void) {
    int *a = (int *)area;
    u32 seed = 7, sum = 0;
    for (int i = 0; i < 20000; i++) a[i] = next_random(&seed);
    sort(a, 0, 19999);
    for (int i = 0; i < 20000; i++) sum = rotate(sum, 1) ^ a[i];
    return sum;
}

/* ---- calls ---- */

static APART u32 fibonacci(u32 n) {
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

u32 fib(void) { return fibonacci(24); }

#define FUNCTION(n) static APART u32 f##n(u32 x) { return rotate(x, n + 1) + n * 77; }
FUNCTION(0) FUNCTION(1) FUNCTION(2) FUNCTION(3) FUNCTION(4) FUNCTION(5) FUNCTION(6) FUNCTION(7)
FUNCTION(8) FUNCTION(9) FUNCTION(10) FUNCTION(11) FUNCTION(12) FUNCTION(13) FUNCTION(14) FUNCTION(15)

/* One of sixteen functions, in an order without pattern. */
u32 indirect(void) {
    static u32 (*const functions[])(u32) = {f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15};
    u32 seed = 3, sum = 0;
    for (int i = 0; i < 100000; i++) sum = functions[next_random(&seed) >> 28](sum ^ i);
    return sum;
}
