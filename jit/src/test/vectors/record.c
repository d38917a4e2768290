/* record: runs instructions on the CPU it is started on, in 32-bit user mode, and writes down what they did.

     gcc -m32 -O1 -static -fno-stack-protector -o record record.c
     ./simdgen.py 16 2024 | ./record > simd.tsv

   Input lines have columns 0-9 of an instruction vector, output lines all 16; see docs/VECTORS.md. Lines that start
   with # are copied. Mapping the low addresses needs root or vm.mmap_min_addr = 0. Kind i16 is not supported; kind ldt
   needs modify_ldt, and a 64-bit kernel for the selectors of its flat segments.

   How: a signal handler writes the wished-for state into the frame of a first signal; returning from it enters the
   instruction. The INT3 after it, or its fault, is a second signal whose frame holds the result; the handler then puts
   the first frame's old contents back, and the program goes on where it was. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <asm/ldt.h>

enum { CODE = 0x100000, ENTRY = 0x100800, DATA = 0x8000, WINDOW = 0x9000, STACK = 0x300000, ESP = 0x300800 };
/* Of the frame: the legacy x87 image, then an FXSAVE image, then the XSAVE header. */
enum { FX = 112, XSAVE_MAGIC_AT = FX + 464, XSTATE_BV_AT = FX + 512, FRAME = FX + 512 + 64, XSAVE_MAGIC = 0x46505853 };

struct image {
    uint32_t cw, sw, tags, mxcsr;
    uint8_t st[8][10], xmm[8][16];
};

/* The local descriptor table of kind ldt; VectorRunner has the same. */
static const struct user_desc segments[] = {
    {.base_addr = CODE, .limit = 0xffff, .contents = 2},                           /* 07 code, 16 bits */
    {.base_addr = WINDOW, .limit = 0x3f, .seg_32bit = 1},                          /* 0f data */
    {.base_addr = WINDOW, .limit = 0xffff, .seg_32bit = 1, .read_exec_only = 1},   /* 17 data, read-only */
    {.base_addr = 0, .limit = 0x9007, .seg_32bit = 1, .contents = 1},              /* 1f data, expand-down */
    {.base_addr = WINDOW, .limit = 0x1f, .contents = 1},                           /* 27 data, expand-down to 64 KiB */
    {.base_addr = CODE, .limit = 0xfff, .seg_32bit = 1, .contents = 2, .read_exec_only = 1}, /* 2f code, execute-only */
    /* Linux gives no conforming segments but absent ones. */
    {.limit = 0xfffff, .limit_in_pages = 1, .seg_32bit = 1, .contents = 3, .seg_not_present = 1}, /* 37 code, conforming */
    {.limit = 0xffff, .seg_32bit = 1, .seg_not_present = 1},                       /* 3f data, absent */
    {.limit = 0xffff, .seg_32bit = 1, .contents = 2, .seg_not_present = 1},        /* 47 code, absent */
    {.base_addr = STACK, .limit = 0xfff},                                          /* 4f stack, 16 bits */
    {.base_addr = STACK, .limit = 0x80f, .seg_32bit = 1},                          /* 57 stack */
    {.base_addr = STACK, .limit = 0x7f7, .seg_32bit = 1, .contents = 1},           /* 5f stack, expand-down */
    {.base_addr = CODE, .limit = 0x8ff, .seg_32bit = 1, .contents = 2},            /* 67 code */
    {.read_exec_only = 1, .seg_not_present = 1},                                   /* 6f nothing */
    {.limit = 0xfffff, .limit_in_pages = 1, .seg_32bit = 1},                       /* 77 data, flat */
};

static const int GPR[8] = {REG_EAX, REG_ECX, REG_EDX, REG_EBX, REG_UESP, REG_EBP, REG_ESI, REG_EDI};
static uint32_t in_regs[9], out_regs[10], cr2, error;
static int vector, length;
static struct image in_image, out_image;
static enum { IDLE, ENTER, RUNNING } phase;
static gregset_t home;
static uint8_t home_frame[FRAME];

static uint32_t *word(uint8_t *p) {
    return (uint32_t *)p;
}

static void enter(greg_t *g, uint8_t *f) {
    memcpy(home, g, sizeof home);
    memcpy(home_frame, f, FRAME);
    for (int i = 0; i < 8; i++) g[GPR[i]] = in_regs[i];
    g[REG_ESP] = in_regs[4];
    g[REG_EFL] = in_regs[8];
    g[REG_EIP] = ENTRY;
    g[REG_FS] = g[REG_GS] = 0;
    uint32_t tags = 0;
    for (int i = 0; i < 8; i++)
        if (!(in_image.tags >> i & 1)) tags |= 3u << 2 * i;
    memset(f, 0, 28);
    *word(f) = 0xffff0000 | in_image.cw;
    *word(f + 4) = 0xffff0000 | in_image.sw;
    *word(f + 8) = 0xffff0000 | tags;
    memcpy(f + 108, &in_image.sw, 2);
    uint8_t *x = f + FX;
    memset(x, 0, 24);
    memcpy(x, &in_image.cw, 2);
    memcpy(x + 2, &in_image.sw, 2);
    x[4] = in_image.tags;
    memcpy(x + 24, &in_image.mxcsr, 4);
    for (int i = 0; i < 8; i++) {
        memcpy(f + 28 + 10 * i, in_image.st[i], 10);
        memcpy(x + 32 + 16 * i, in_image.st[i], 10);
        memcpy(x + 160 + 16 * i, in_image.xmm[i], 16);
    }
    if (*word(f + XSAVE_MAGIC_AT) == XSAVE_MAGIC) *word(f + XSTATE_BV_AT) |= 3;
}

static void leave(greg_t *g, uint8_t *f) {
    for (int i = 0; i < 8; i++) out_regs[i] = g[GPR[i]];
    out_regs[8] = g[REG_EIP] - ENTRY;
    out_regs[9] = g[REG_EFL];
    vector = g[REG_TRAPNO];
    error = g[REG_ERR];
    uint32_t base = (g[REG_CS] & 4) ? segments[(g[REG_CS] & 0xffff) >> 3].base_addr : 0;
    if (vector == 3 && *(uint8_t *)(base + g[REG_EIP] - 1) == 0xcc && (base || out_regs[8] > (uint32_t)length)) {
        vector = -1;
        out_regs[8]--;
    }
    uint8_t *x = f + FX;
    out_image = (struct image){.cw = *word(x) & 0xffff, .sw = *word(x) >> 16, .tags = x[4], .mxcsr = *word(x + 24)};
    for (int i = 0; i < 8; i++) {
        memcpy(out_image.st[i], x + 32 + 16 * i, 10);
        memcpy(out_image.xmm[i], x + 160 + 16 * i, 16);
    }
    memcpy(g, home, sizeof home);
    memcpy(f, home_frame, FRAME);
}

static void handle(int signal, siginfo_t *info, void *context) {
    (void)info;
    /* Linux leaves AC as the vector set it, but libc's copies are not aligned. And ID, for the next vector. */
    __asm__ volatile("pushfl; andl $~0x240000, (%%esp); popfl" ::: "cc", "memory");
    ucontext_t *u = context;
    uint8_t *frame = (uint8_t *)u->uc_mcontext.fpregs;
    if (phase == ENTER && signal == SIGUSR1) {
        phase = RUNNING;
        enter(u->uc_mcontext.gregs, frame);
    } else if (phase == RUNNING) {
        phase = IDLE;
        cr2 = u->uc_mcontext.cr2;
        leave(u->uc_mcontext.gregs, frame);
    } else {
        static const char text[] = "record: a signal from nowhere\n";
        fwrite(text, 1, sizeof text - 1, stderr);
        _Exit(1);
    }
}

static int unhex(const char *s, uint8_t *to, int most) {
    int n = 0;
    for (unsigned v; n < most && sscanf(s + 2 * n, "%2x", &v) == 1; n++) to[n] = v;
    return n;
}

static void put(const uint8_t *p, int n) {
    for (int i = 0; i < n; i++) printf("%02x", p[i]);
}

/* Numbers are written from their highest byte on. */
static void put_number(const uint8_t *p, int n) {
    while (n-- > 0) printf("%02x", p[n]);
}

static void number(const char *s, uint8_t *to, int n) {
    uint8_t b[16];
    unhex(s, b, n);
    for (int i = 0; i < n; i++) to[i] = b[n - 1 - i];
}

static void put_memory(const uint8_t *now, const uint8_t *before, int n) {
    if (!memcmp(now, before, n)) printf("\t=");
    else {
        putchar('\t');
        put(now, n);
    }
}

static void run(char *line) {
    char *column[10], *rest = line;
    for (int i = 0; i < 10; i++) {
        if (!(column[i] = strsep(&rest, "\t\n"))) {
            fprintf(stderr, "record: a line with %d columns\n", i);
            exit(1);
        }
    }
    memset((void *)CODE, 0xcc, 0x1000);
    memset((void *)DATA, 0, 0x4000);
    memset((void *)STACK, 0, 0x1000);
    length = unhex(column[2], (uint8_t *)ENTRY, 64);
    sscanf(column[5], "%x,%x,%x,%x,%x,%x,%x,%x,%x", in_regs, in_regs + 1, in_regs + 2, in_regs + 3, in_regs + 4, in_regs + 5, in_regs + 6,
           in_regs + 7, in_regs + 8);
    uint8_t data[64] = {0}, stack[64] = {0};
    if (*column[6] != '-') unhex(column[6], data, 64);
    if (*column[7] != '-') unhex(column[7], stack + 32, 32);
    memcpy((void *)WINDOW, data, 64);
    memcpy((void *)(ESP - 32), stack, 64);
    in_image = (struct image){.cw = 0x37f, .mxcsr = 0x1f80};
    int x87 = *column[8] != '-', sse = *column[9] != '-';
    if (x87) {
        sscanf(column[8], "%x,%x,%x", &in_image.cw, &in_image.sw, &in_image.tags);
        for (int i = 0; i < 8; i++) number(column[8] + 13 + 21 * i, in_image.st[i], 10);
    }
    if (sse) {
        sscanf(column[9], "%x", &in_image.mxcsr);
        for (int i = 0; i < 8; i++) number(column[9] + 9 + 33 * i, in_image.xmm[i], 16);
    }

    phase = ENTER;
    raise(SIGUSR1);

    for (int i = 0; i < 10; i++) printf("%s%s", i ? "\t" : "", column[i]);
    if (vector < 0) printf("\t-");
    else if (vector == 14) printf("\t14,%x,%x", error, cr2);
    else printf("\t%d,%x", vector, error);
    for (int i = 0; i < 10; i++) printf("%c%08x", i ? ',' : '\t', out_regs[i]);
    put_memory((uint8_t *)WINDOW, data, 64);
    put_memory((uint8_t *)(ESP - 32), stack, 64);
    if (x87) {
        printf("\t%04x,%04x,%02x", out_image.cw, out_image.sw, out_image.tags);
        for (int i = 0; i < 8; i++) putchar(','), put_number(out_image.st[i], 10);
    } else printf("\t-");
    if (sse) {
        printf("\t%08x", out_image.mxcsr);
        for (int i = 0; i < 8; i++) putchar(','), put_number(out_image.xmm[i], 16);
    } else printf("\t-");
    putchar('\n');
}

static void map(uintptr_t at, size_t size) {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    if (mmap((void *)at, size, PROT_READ | PROT_WRITE | PROT_EXEC, flags, -1, 0) == MAP_FAILED) {
        perror("record: mmap");
        exit(1);
    }
}

int main(void) {
    static uint8_t signal_stack[65536];
    sigaltstack(&(stack_t){.ss_sp = signal_stack, .ss_size = sizeof signal_stack}, NULL);
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    int signals[] = {SIGUSR1, SIGTRAP, SIGSEGV, SIGILL, SIGFPE, SIGBUS};
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, NULL);
    map(CODE, 0x1000);
    map(DATA, 0x4000);
    map(STACK, 0x1000);
    for (unsigned i = 0; i < sizeof segments / sizeof *segments; i++) {
        struct user_desc d = segments[i];
        d.entry_number = i;
        if (syscall(SYS_modify_ldt, 0x11, &d, sizeof d)) fprintf(stderr, "record: no segment %x, so no vectors of kind ldt\n", i << 3 | 7);
    }
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) > 0) {
        if (*line == '#') fputs(line, stdout);
        else run(line);
    }
    return 0;
}
