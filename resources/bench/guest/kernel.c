/* Sets up paging and interrupts, reads the command line, runs the workloads. */
#include "guest.h"

static const Workload WORKLOADS[] = {
    {"sieve", 0, sieve, 200, 1},
    {"dhrystone", 0, dhrystone, 600, 1},
    {"crc32", crc32_setup, crc32, 500, 1},
    {"sha256", 0, sha256, 600, 1},
    {"bytecode", 0, bytecode, 100, 1},
    {"quicksort", 0, quicksort, 200, 1},
    {"fib", 0, fib, 600, 1},
    {"indirect", 0, indirect, 200, 1},
    {"strings", 0, strings, 300, 1},
    {"chase", chase_setup, chase, 15, 1},
    {"strides", strides_setup, strides, 60, 1},
    {"x87", 0, mandelbrot, 40, 1},
    {"sse2", matrix_setup, matrix, 120, 1},
    {"int80", 0, syscalls, 50, 1},
    {"pagefault", 0, faults, 300, 1},
    {"cr3", 0, cr3_loads, 50, 0},
    {"portio", 0, port_io, 100, 0},
    {"smc", code_setup, self_modifying, 25, 1},
    {"real16", real_setup, real_mode, 120, 0},
    {"switch", tasks_setup, context_switches, 20, 1},
    {"jumps64", jumps_setup, jumps, 300, 1},
    {"blocks10k", blocks_setup, blocks, 30, 1},
};
enum { COUNT = sizeof WORKLOADS / sizeof *WORKLOADS };

u8 area[AREA_BYTES] __attribute__((aligned(4096)));
u32 page_directory[1024] __attribute__((aligned(4096)));
u32 fault_table[1024] __attribute__((aligned(4096)));
u8 page_pool[256 * PAGE] __attribute__((aligned(4096)));
static u32 page_tables[MAPPED / PAGE] __attribute__((aligned(4096)));
static u32 idt[256][2];
extern u32 fault_stubs[32];
extern void system_call_entry(void) __asm__("system_call");
extern char image_command_line[];

/* ---- serial line ---- */

static void put(char c) {
    while (!(in8(0x3fd) & 0x20)) {}
    out8(0x3f8, c);
}

static void print(const char *s) {
    while (*s) put(*s++);
}

static void print_hex(u32 v) {
    for (int shift = 28; shift >= 0; shift -= 4) put("0123456789abcdef"[v >> shift & 15]);
}

static void serial_init(void) {
    out8(0x3f9, 0);
    out8(0x3fb, 0x80);
    out8(0x3f8, 1);
    out8(0x3f9, 0);
    out8(0x3fb, 3);
    out8(0x3fa, 1);
    out8(0x3fc, 3);
}

static void __attribute__((noreturn)) leave(u32 code) {
    __asm__ volatile("outl %0, $0xf4" ::"a"(code));
    for (;;) __asm__ volatile("hlt");
}

void report_fault(u32 cr2, u32 vector, u32 error, u32 eip) {
    print("FAULT ");
    u32 v[] = {vector, error, eip, cr2};
    for (int i = 0; i < 4; i++) {
        print_hex(v[i]);
        put(i < 3 ? ' ' : '\n');
    }
    leave(1);
}

/* ---- set-up ---- */

static void gate(int n, u32 to, int dpl) {
    idt[n][0] = 8 << 16 | (to & 0xffff);
    idt[n][1] = (to & 0xffff0000) | 0x8e00 | dpl << 13;
}

static void enable_traps(void) {
    for (int i = 0; i < 32; i++) gate(i, fault_stubs[i], 0);
    gate(0x80, (u32)system_call_entry, 3);
    struct { u16 limit; u32 base; } __attribute__((packed)) pointer = {sizeof idt - 1, (u32)idt};
    __asm__ volatile("lidt %0" ::"m"(pointer));
}

static void enable_paging(void) {
    for (u32 i = 0; i < MAPPED / PAGE; i++) page_tables[i] = i * PAGE | 7;
    for (u32 i = 0; i < MAPPED / PAGE / 1024; i++) page_directory[i] = (u32)&page_tables[i * 1024] | 7;
    page_directory[PAGE_WINDOW >> 22] = (u32)fault_table | 7;
    load_cr3((u32)page_directory);
    u32 cr0, cr4;
    __asm__ volatile("movl %%cr4, %0" : "=r"(cr4));
    __asm__ volatile("movl %0, %%cr4" ::"r"(cr4 | 0x200)); /* OSFXSR */
    __asm__ volatile("movl %%cr0, %0" : "=r"(cr0));
    __asm__ volatile("movl %0, %%cr0" ::"r"((cr0 & ~0xcu) | 0x80010022) : "memory"); /* PG, WP, NE, MP; no EM, TS */
    __asm__ volatile("fninit");
}

/* ---- command line: scale=PERCENT only=NAME,NAME ---- */

static const char *after(const char *line, const char *key) {
    for (; *line; line++) {
        int n = 0;
        while (key[n] && line[n] == key[n]) n++;
        if (!key[n]) return line + n;
    }
    return 0;
}

static int wanted(const char *list, const char *name) {
    if (!list) return 1;
    while (*list && *list != ' ') {
        int n = 0;
        while (name[n] && list[n] == name[n]) n++;
        if (!name[n] && (list[n] == ',' || list[n] == ' ' || !list[n])) return 1;
        while (*list && *list != ' ' && *list != ',') list++;
        if (*list == ',') list++;
    }
    return 0;
}

/* ---- running ---- */

typedef struct {
    const Workload *workload;
    u32 turns;
} Run;

/* Does the work as often as wanted; 0 when the checksums differ. May be in ring 3. */
static APART u32 turns(const Run *run) {
    u32 first = run->workload->once();
    for (u32 i = 1; i < run->turns; i++)
        if (run->workload->once() != first) return 0;
    return first;
}

static void measure(const Workload *w, u32 scale) {
    if (w->setup) w->setup();
    Run run = {w, w->turns * scale / 100};
    if (!run.turns) run.turns = 1;
    print("BEGIN ");
    print(w->name);
    print("\n");
    u32 sum = w->user ? call_user(turns, &run) : turns(&run);
    load_cr3((u32)page_directory);
    print("END ");
    print(w->name);
    put(' ');
    print_hex(sum);
    print("\n");
}

void kmain(u32 magic, u32 *info) {
    static char line[256];
    const char *given = magic == 0x2badb002 && info[0] & 4 ? (const char *)info[4] : image_command_line;
    for (u32 i = 0; given[i] && i < sizeof line - 1; i++) line[i] = given[i];
    serial_init();
    enable_traps();
    enable_paging();
    const char *digits = after(line, "scale="), *only = after(line, "only=");
    u32 scale = digits ? 0 : 100;
    for (; digits && *digits >= '0' && *digits <= '9'; digits++) scale = scale * 10 + (*digits - '0');
    for (int i = 0; i < COUNT; i++)
        if (wanted(only, WORKLOADS[i].name)) measure(&WORKLOADS[i], scale);
    print("DONE\n");
    leave(0);
}
