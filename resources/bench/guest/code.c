/* Generated code: changed while it runs, spread over many pages, many blocks. */
#include "guest.h"

#define CODE ((u8 *)CODE_AREA)

static u8 *emit8(u8 *p, u32 v) {
    *p = v;
    return p + 1;
}

static u8 *emit32(u8 *p, u32 v) {
    *(u32 *)p = v;
    return p + 4;
}

/* JMP rel32 */
static void emit_jump(u8 *p, u8 *to) { emit32(emit8(p, 0xe9), to - (p + 5)); }

static u32 call_code(u32 eax, u32 ecx) {
    __asm__ volatile("call *%2" : "+a"(eax), "+c"(ecx) : "r"(CODE) : "edx", "memory", "cc");
    return eax;
}

/* A function of a few instructions: ADD EAX, imm32; ROL EAX, imm8; RET. */
void code_setup(void) {
    u8 *p = emit32(emit8(CODE, 0x05), 1);
    p = emit8(emit8(emit8(p, 0xc1), 0xc0), 3);
    emit8(p, 0xc3);
}

/* Changed before each call, in its immediate; some data in the same page is written as well. */
u32 self_modifying(void) {
    u32 sum = 0;
    for (u32 i = 0; i < 3000; i++) {
        *(volatile u32 *)(CODE + 1) = i * 5;
        *(volatile u32 *)(CODE + 2048) = sum;
        sum = call_code(sum, 0);
    }
    return sum;
}

/* In each of 64 pages: ADD EAX, imm32 and a jump to the next page; at the end DEC ECX, JNZ to the first. */
void jumps_setup(void) {
    for (u32 i = 0; i < 64; i++) {
        u8 *p = CODE + i * PAGE + i * 52 % 3000 * (i != 0);
        u8 *next = CODE + (i + 1) * PAGE + (i + 1) * 52 % 3000;
        emit_jump(emit32(emit8(p, 0x05), i * 0x01234567), next);
    }
    u8 *p = CODE + 64 * PAGE + 64 * 52 % 3000;
    p = emit8(p, 0x49);
    p = emit8(emit8(p, 0x0f), 0x85);
    p = emit32(p, CODE - (p + 4));
    emit8(p, 0xc3);
}

u32 jumps(void) { return call_code(0, 5000); }

/* 10,000 blocks of ADD EAX, imm32; ROL EAX, imm8; JMP, each going to the one 3,333 further on (a full cycle). */
void blocks_setup(void) {
    enum { COUNT = 10000, STEP = 3333, BYTES = 16 };
    for (u32 i = 0; i < COUNT; i++) {
        u8 *p = emit32(emit8(CODE + i * BYTES, 0x05), i * 0x9e3779b9);
        p = emit8(emit8(emit8(p, 0xc1), 0xc0), i % 31 + 1);
        u32 next = (i + STEP) % COUNT;
        emit_jump(p, next ? CODE + next * BYTES : CODE + COUNT * BYTES);
    }
    u8 *p = emit8(CODE + COUNT * BYTES, 0x49);
    p = emit8(emit8(p, 0x0f), 0x85);
    p = emit32(p, CODE - (p + 4));
    emit8(p, 0xc3);
}

u32 blocks(void) { return call_code(0, 20); }
