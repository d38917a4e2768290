/* What operating systems do: rings, faults, page tables, ports, tasks, real mode. */
#include "guest.h"

extern u8 real16_start[], real16_end[];

/* 20,000 ring switches there and back. */
u32 syscalls(void) {
    u32 before = calls;
    for (int i = 0; i < 20000; i++) system_call(0);
    return calls - before;
}

/* 256 pages mapped as they are touched, ten times. */
u32 faults(void) {
    volatile u32 *window = (u32 *)PAGE_WINDOW;
    u32 sum = 0;
    for (u32 turn = 0; turn < 10; turn++) {
        system_call(3);
        for (u32 i = 0; i < 256; i++) window[i * 1024 + i] = i + turn;
        for (u32 i = 0; i < 256; i++) sum = rotate(sum, 1) + window[i * 1024 + i];
    }
    return sum;
}

/* Loads of CR3, with eight pages touched after each. */
u32 cr3_loads(void) {
    u32 sum = 0;
    for (u32 p = 0; p < 8; p++) ((u32 *)area)[p * 1024] = p;
    for (u32 i = 0; i < 5000; i++) {
        load_cr3((u32)page_directory);
        for (u32 p = 0; p < 8; p++) sum = rotate(sum, 1) + ((volatile u32 *)area)[p * 1024];
        *(volatile u32 *)area = i & 7;
    }
    return sum;
}

/* The second interrupt controller's mask, written and read back, and the POST port. */
u32 port_io(void) {
    u32 sum = 0;
    for (u32 i = 0; i < 20000; i++) {
        out8(0xa1, i);
        sum = rotate(sum, 1) + in8(0xa1);
        out8(0x80, sum);
    }
    out8(0xa1, 0xff);
    return sum;
}

void real_setup(void) { memcpy((void *)0x8000, real16_start, real16_end - real16_start); }

u32 real_mode(void) { return ((u32(*)(void))0x8000)(); }

/* ---- four tasks with address spaces of their own ---- */

static u32 directories[4][1024] __attribute__((aligned(4096)));
static u32 private_tables[4][1024] __attribute__((aligned(4096)));
static u32 private_pages[4][1024] __attribute__((aligned(4096)));
static u8 stacks[4][4096] __attribute__((aligned(4096)));

static void count_and_yield(void) {
    for (;;) {
        ++*(volatile u32 *)PRIVATE;
        system_call(2);
    }
}

void tasks_setup(void) {
    for (u32 t = 0; t < 4; t++) {
        memcpy(directories[t], page_directory, PAGE);
        private_tables[t][0] = (u32)private_pages[t] | 7;
        directories[t][PRIVATE >> 22] = (u32)private_tables[t] | 7;
        if (t) new_task(t, count_and_yield, (u32)directories[t], stacks[t] + 4096);
    }
    first_task((u32)directories[0]);
}

/* Task 0 goes round 2,500 times: 10,000 switches. */
u32 context_switches(void) {
    u32 sum = 0, before[4];
    for (u32 t = 0; t < 4; t++) before[t] = private_pages[t][0];
    for (u32 i = 0; i < 2500; i++) {
        *(volatile u32 *)PRIVATE += 3;
        system_call(2);
    }
    for (u32 t = 0; t < 4; t++) sum = sum * 31 + private_pages[t][0] - before[t];
    return sum;
}
