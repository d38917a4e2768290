/* What the parts of the benchmark guest share. */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

/* Never inlined, cloned or analysed from outside. */
#define APART __attribute__((noipa))

enum {
    PAGE = 4096,
    MAPPED = 64 << 20,       /* identity-mapped from 0 */
    CODE_AREA = 0x1000000,   /* generated code, 1 MiB */
    PRIVATE = 0x8000000,     /* a page of each task's own */
    PAGE_WINDOW = 0xc000000, /* pages mapped when touched, 1 MiB; see start.asm */
    AREA_BYTES = 4 << 20,
};

/* One workload. `once` does a fixed piece of work and returns the same checksum each time. */
typedef struct {
    const char *name;
    void (*setup)(void);
    u32 (*once)(void);
    u32 turns; /* at scale 100 */
    int user;  /* runs in ring 3 */
} Workload;

extern u8 area[AREA_BYTES];
extern u32 page_directory[1024];
extern u32 calls;

static inline void out8(u16 port, u8 v) { __asm__ volatile("outb %0, %1" ::"a"(v), "Nd"(port)); }
static inline u8 in8(u16 port) {
    u8 v;
    __asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port));
    return v;
}
static inline void load_cr3(u32 v) { __asm__ volatile("movl %0, %%cr3" ::"r"(v) : "memory"); }
static inline void system_call(u32 number) { __asm__ volatile("int $0x80" ::"a"(number) : "memory"); }
static inline u32 next_random(u32 *state) { return *state = *state * 1664525 + 1013904223; }
static inline u32 rotate(u32 x, int n) { return x << n | x >> (32 - n); }

void *memcpy(void *to, const void *from, u32 n);
void *memset(void *to, int value, u32 n);
u32 call_user(void *function, void *argument);
void first_task(u32 cr3);
void new_task(u32 number, void (*function)(void), u32 cr3, u8 *stack_end);

u32 sieve(void), dhrystone(void), crc32(void), sha256(void), bytecode(void), quicksort(void), fib(void), indirect(void);
u32 strings(void), chase(void), strides(void), mandelbrot(void), matrix(void);
u32 syscalls(void), faults(void), cr3_loads(void), port_io(void), self_modifying(void), real_mode(void), context_switches(void);
u32 jumps(void), blocks(void);
void crc32_setup(void), chase_setup(void), strides_setup(void), matrix_setup(void), code_setup(void), real_setup(void), tasks_setup(void);
void jumps_setup(void), blocks_setup(void);
