/* Compression: Lempel-Ziv matches in a hash table, then adaptive arithmetic coding by bits, and back again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 400000, ROOM = SIZE * 2, HASH = 1 << 15, SHORTEST = 4, FARTHEST = 65535 };

static uint8_t text[SIZE], packed[ROOM], again[SIZE];
static uint32_t state = 123456789u;

static uint32_t next(void) {
    state = state * 1103515245u + 12345u;
    return state >> 8;
}

static void write_text(void) {
    static const char *words[] = {"guest", "memory", "page", "cache", "block", "register", "the", "of", "and", "interrupt", "stack", "frame", "a", "is"};
    for (int at = 0; at < SIZE;) {
        const char *w = words[next() % (next() % 14 + 1)];
        for (; *w && at < SIZE; w++) text[at++] = (uint8_t)*w;
        if (at < SIZE) text[at++] = next() % 12 ? ' ' : '\n';
    }
}

/* ---- an arithmetic coder for bits, 16-bit probabilities ---- */
static struct { uint32_t low, high, code; uint8_t *at; } c;
static uint16_t model[1 << 16];

static void begin(void) {
    c.low = 0;
    c.high = 0xffffffff;
    c.at = packed;
    for (int i = 0; i < 1 << 16; i++) model[i] = 1 << 15;
}

static uint32_t split(int context) {
    return c.low + (uint32_t)((uint64_t)(c.high - c.low) * model[context] >> 16);
}

static void learn(int context, int bit) {
    if (bit) model[context] += (65535 - model[context]) >> 5;
    else model[context] -= model[context] >> 5;
}

static void put_bit(int context, int bit) {
    uint32_t middle = split(context);
    if (bit) c.high = middle;
    else c.low = middle + 1;
    learn(context, bit);
    while (!((c.low ^ c.high) >> 24)) {
        *c.at++ = c.high >> 24;
        c.low <<= 8;
        c.high = c.high << 8 | 255;
    }
}

static int get_bit(int context) {
    uint32_t middle = split(context);
    int bit = c.code <= middle;
    if (bit) c.high = middle;
    else c.low = middle + 1;
    learn(context, bit);
    while (!((c.low ^ c.high) >> 24)) {
        c.low <<= 8;
        c.high = c.high << 8 | 255;
        c.code = c.code << 8 | *c.at++;
    }
    return bit;
}

static void put(int base, int bits, uint32_t v) {
    for (int node = 1, i = bits - 1; i >= 0; i--) {
        int bit = v >> i & 1;
        put_bit(base + (node & 0xff), bit);
        node = node << 1 | bit;
    }
}

static uint32_t get(int base, int bits) {
    uint32_t v = 0;
    for (int node = 1, i = 0; i < bits; i++) {
        int bit = get_bit(base + (node & 0xff));
        node = node << 1 | bit;
        v = v << 1 | (uint32_t)bit;
    }
    return v;
}

static int hash(const uint8_t *p) {
    uint32_t v;
    memcpy(&v, p, 4);
    return (int)(v * 2654435761u >> 17);
}

static int squeeze(void) {
    static int table[HASH];
    memset(table, -1, sizeof table);
    begin();
    for (int at = 0; at < SIZE;) {
        int length = 0, from = -1;
        if (at + SHORTEST <= SIZE) {
            int h = hash(text + at);
            from = table[h];
            table[h] = at;
            if (from >= 0 && at - from <= FARTHEST)
                while (length < 255 && at + length < SIZE && text[from + length] == text[at + length]) length++;
        }
        if (length >= SHORTEST) {
            put_bit(0, 1);
            put(256, 8, (uint32_t)length);
            put(512, 8, (uint32_t)(at - from) >> 8);
            put(768, 8, (uint32_t)(at - from) & 255);
            at += length;
        } else {
            put_bit(0, 0);
            put(1024 + (at ? text[at - 1] : 0) * 248, 8, text[at]);
            at++;
        }
    }
    for (int i = 0; i < 4; i++) *c.at++ = c.high >> (24 - 8 * i);
    return (int)(c.at - packed);
}

static void expand(void) {
    begin();
    for (int i = 0; i < 4; i++) c.code = c.code << 8 | *c.at++;
    for (int at = 0; at < SIZE;) {
        if (get_bit(0)) {
            int length = (int)get(256, 8);
            int distance = (int)get(512, 8) << 8;
            distance |= (int)get(768, 8);
            for (int i = 0; i < length; i++, at++) again[at] = again[at - distance];
        } else {
            again[at] = (uint8_t)get(1024 + (at ? again[at - 1] : 0) * 248, 8);
            at++;
        }
    }
}

int main(void) {
    write_text();
    int size = squeeze();
    uint32_t sum = 0;
    for (int i = 0; i < size; i++) sum = (sum << 5 | sum >> 27) ^ packed[i];
    expand();
    printf("%d bytes become %d, check %08x, %s\n", SIZE, size, sum, memcmp(text, again, SIZE) ? "WRONG" : "and back");
    for (int i = 0; i < size; i += 997) printf("%02x%s", packed[i], i % (997 * 32) == 997 * 31 ? "\n" : "");
    printf("\n");
    return 0;
}
