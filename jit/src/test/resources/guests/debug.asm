; Debug exceptions (SDM volume 3, "Debug, Branch Profile, TSC ..."): the trap flag, breakpoints on code, data and ports,
; general detect, INT1, INT3.
;
; QEMU 7.2 differs in ten checks, and the SDM decides: the RF image of a fault is 1; MOV SS inhibits breakpoints on the next
; instruction; DR6 tells all breakpoints that matched; a data breakpoint and a single step are one exception, once; DR6 bit
; 12 is always 0; general detect exists; INT1 is an instruction.

%include "guest.inc"
        end_of_gdt

DATA            equ 20000h
DR6_RESET       equ 0FFFF0FF0h
B0              equ 1
B1              equ 2
B2              equ 4
B3              equ 8
BD              equ 2000h
BS              equ 4000h

; DR7: enable breakpoint N globally, with condition RW (0 execute, 1 write, 2 I/O, 3 read or write) and length LEN - 1.
%define enable(n, rw, len) ((2 << ((n) * 2)) | ((rw) << (16 + (n) * 4)) | (((len) - 1) << (18 + (n) * 4)))

; step: the trap flag on, in effect for the instruction after this.
%macro  step 0
        pushfd
        or      dword [esp], 100h
        popfd
%endmacro

; arm VALUE: DR7.
%macro  arm 1
        mov     eax, %1
        mov     dr7, eax
%endmacro

; Ends a TRY: exactly one debug exception, with this EIP and these bits of DR6.
%macro  debugged 3
        caught  %1, DB_, 0
        check   {%1, ", EIP"}, [exc_eip], %2
        mov     eax, dr6
        check   {%1, ", DR6"}, eax, DR6_RESET | (%3)
        call    clean
%endmacro
%macro  not_debugged 1
        caught  %1, NO_FAULT, 0
        mov     eax, dr6
        and     eax, ~0Fh               ; B0-B3 may be set for breakpoints that are not enabled
        check   {%1, ", DR6"}, eax, DR6_RESET
        call    clean
%endmacro

start:
        call    clean
        call    single_step
        call    code
        call    data
        call    repeated
        call    ports
        call    registers
        call    others
        call    hot
        jmp     finish

; No breakpoints, DR6 as after reset, the trap flag off.
clean:
        xor     eax, eax
        mov     dr7, eax
        mov     eax, DR6_RESET
        mov     dr6, eax
        pushfd
        and     dword [esp], ~100h
        popfd
        cld
        ret

single_step:
        try
        step
        nop
.s1:    nop
        debugged "step", .s1, BS
        check   "step, TF in the frame", [exc_flags], 146h
        try
        step
        jmp     .s2
        nop
.s2:    nop
        debugged "step over a jump", .s2, BS
        try
        step
        mov     ax, ss
.s3:    mov     ss, ax
        nop
        debugged "step before MOV SS", .s3, BS
        ; The trap behind MOV SS waits until after the next instruction.
        mov     bx, ss
        try
        pushfd
        pushfd
        or      dword [esp], 100h
        popfd
        mov     ss, bx
        nop
.s4:    nop
        debugged "step over MOV SS", .s4, BS
        ; TF goes off for the handler of INT; the instruction that follows INT is the next to trap.
        mov     word [idt + 80h * 8], .int80 - $$ + BASE & 0FFFFh
        mov     word [idt + 80h * 8 + 2], CODE0
        mov     word [idt + 80h * 8 + 4], 8F00h
        mov     word [idt + 80h * 8 + 6], BASE >> 16
        try
        xor     ebx, ebx
        step
        int     80h
        nop
.s5:    nop
        debugged "step over INT", .s5, BS
        check   "step over INT, handler ran", ebx, 2
        jmp     .after_int
.int80:
        inc     ebx
        inc     ebx
        iretd
.after_int:
        ; POPF that clears TF traps all the same: TF was set when it began.
        try
        pushfd
        pushfd
        or      dword [esp], 100h
        popfd
        popfd
.s6:    nop
        debugged "step over POPF", .s6, BS
        ; A fault comes instead of the step.
        try
        step
        ud2
        caught  "step onto UD2", UD, 0
        check   "step onto UD2, RF", [exc_flags], 10146h
        call    clean
        ret

code:
        mov     eax, .c1
        mov     dr0, eax
        try
        arm     enable(0, 0, 1)
        nop
        xor     ebx, ebx
.c1:    inc     ebx
        nop
        debugged "breakpoint on code", .c1, B0
        check   "breakpoint on code, not run", ebx, 0
        check   "breakpoint on code, RF", [exc_flags], 46h
        ; With RF it runs; RF is gone behind it.
        try
        arm     enable(0, 0, 1)
        xor     ebx, ebx
        pushfd
        or      dword [esp], 10000h
        push    dword CODE0
        push    dword .c1b
        mov     eax, .c1b
        mov     dr0, eax
        iretd
        nop
.c1b:   inc     ebx
        cmp     ebx, 2
        jne     .c1b
        debugged "RF", .c1b, B0
        check   "RF, run once", ebx, 1
        ; Only the first byte of an instruction counts.
        mov     eax, .c2 + 1
        mov     dr0, eax
        try
        arm     enable(0, 0, 1)
.c2:    mov     ebx, 5
        not_debugged "breakpoint in the middle of an instruction"
        ; Before a fault of the same instruction.
        mov     eax, .c3
        mov     dr1, eax
        try
        arm     enable(1, 0, 1)
.c3:    ud2
        debugged "breakpoint on UD2", .c3, B1
        ; Not behind MOV SS.
        mov     eax, .c4
        mov     dr2, eax
        mov     bx, ss
        try
        arm     enable(2, 0, 1)
        mov     ss, bx
.c4:    nop
        not_debugged "breakpoint behind MOV SS"
        ret

data:
        mov     eax, DATA
        mov     dr0, eax
        try
        arm     enable(0, 1, 4)
        mov     [DATA], ebx
.d1:    nop
        debugged "write", .d1, B0
        try
        arm     enable(0, 1, 4)
        mov     [DATA + 3], bl
.d2:    nop
        debugged "write to the last byte", .d2, B0
        try
        arm     enable(0, 1, 4)
        mov     [DATA + 4], bl
        mov     [DATA - 1], bl
        mov     ebx, [DATA]
        not_debugged "beside it, and a read"
        try
        arm     enable(0, 1, 4)
        mov     [DATA - 3], ebx
.d3:    nop
        debugged "write that touches it", .d3, B0
        try
        arm     enable(0, 3, 2)
        mov     bl, [DATA + 1]
.d4:    nop
        debugged "read", .d4, B0
        try
        arm     enable(0, 3, 2)
        mov     bl, [DATA + 2]
        not_debugged "read beside a breakpoint of two bytes"
        mov     eax, DATA + 100h
        mov     dr3, eax
        mov     dword [DATA + 100h], 5
        try
        arm     enable(0, 1, 1) | enable(3, 1, 1)
        inc     dword [DATA + 100h]
.d5:    nop
        debugged "one of two", .d5, B3
        check   "the trap comes after the write", [DATA + 100h], 6
        mov     eax, DATA + 102h
        mov     dr0, eax
        try
        arm     enable(0, 1, 1) | enable(3, 1, 4)
        inc     dword [DATA + 100h]
.d6:    nop
        debugged "both", .d6, B0 | B3
        ; The stack.
        lea     eax, [esp - 4]
        mov     dr1, eax
        try
        arm     enable(1, 1, 4)
        push    ebx
.d7:    nop
        debugged "push", .d7, B1
        try
        arm     enable(1, 3, 4)
        nop
        call    .d8
        nop
.d8:    nop
        debugged "call", .d8, B1
        ; Together with a single step.
        mov     eax, DATA
        mov     dr0, eax
        try
        arm     enable(0, 1, 4)
        step
        mov     [DATA], ebx
.d9:    nop
        debugged "with a step", .d9, B0 | BS
        ; Not enabled.
        try
        arm     (1 << 16)
        mov     [DATA], ebx
        not_debugged "not enabled"
        ; Enabled locally.
        try
        arm     (1 << 16) | 1
        mov     [DATA], ebx
.d10:   nop
        debugged "local", .d10, B0
        ; FPU stores.
        fninit
        fldz
        try
        arm     enable(0, 1, 4)
        fstp    qword [DATA - 4]
.d11:   nop
        debugged "FSTP", .d11, B0
        ret

repeated:
        mov     eax, DATA + 8
        mov     dr0, eax
        mov     edi, DATA
        mov     ecx, 16
        mov     al, 33h
        mov     ebx, enable(0, 1, 1)
        try
        mov     dr7, ebx
.r1:    rep     stosb
        nop
        debugged "REP STOSB", .r1, B0
        check   "REP STOSB, ECX", ecx, 7
        check   "REP STOSB, EDI", edi, DATA + 9
        mov     ecx, 5
        mov     esi, DATA
        mov     edi, DATA + 40h
        try
        step
.r2:    rep     movsb
        nop
        debugged "step in REP MOVSB", .r2, BS
        check   "step in REP MOVSB, ECX", ecx, 4
        mov     ecx, 1
        try
        step
        rep     movsb
.r3:    nop
        debugged "step, last repetition", .r3, BS
        mov     ecx, 0
        try
        step
        rep     movsb
.r4:    nop
        debugged "step, no repetition", .r4, BS
        ret

ports:
        mov     eax, 80h
        mov     dr2, eax
        mov     eax, cr4
        or      eax, 8                  ; DE: condition 2 means ports
        mov     cr4, eax
        try
        arm     enable(2, 2, 1)
        out     80h, al
.p1:    nop
        debugged "OUT", .p1, B2
        try
        arm     enable(2, 2, 1)
        mov     dx, 81h
        out     dx, al
        mov     [80h], al
        not_debugged "other port, and memory at that address"
        mov     eax, cr4
        and     eax, ~8
        mov     cr4, eax
        ret

registers:
        mov     eax, dr7
        check   "DR7", eax, 400h
        mov     eax, -1
        mov     dr6, eax
        mov     eax, dr6
        check   "DR6 fixed bits", eax, 0FFFFEFFFh
        xor     eax, eax
        mov     dr6, eax
        mov     eax, dr6
        check   "DR6 fixed ones", eax, DR6_RESET
        mov     eax, DR6_RESET | 5
        mov     dr4, eax                ; without CR4.DE, DR4 and DR5 are DR6 and DR7
        mov     eax, dr6
        check   "DR4", eax, DR6_RESET | 5
        mov     eax, cr4
        or      eax, 8
        mov     cr4, eax
        try
        mov     eax, dr5
        caught  "DR5 with DE", UD, 0
        mov     eax, cr4
        and     eax, ~8
        mov     cr4, eax
        call    clean
        mov     eax, 12345678h
        mov     dr3, eax
        mov     ebx, dr3
        check   "DR3", ebx, 12345678h
        ; General detect: comes before the access and turns itself off.
        mov     eax, 2400h
        mov     dr7, eax
        try
.g1:    mov     ebx, dr0
        caught  "general detect", DB_, 0
        check   "general detect, EIP", [exc_eip], .g1
        mov     eax, dr6
        check   "general detect, DR6", eax, DR6_RESET | BD
        check   "general detect is off", [exc_dr7], 400h
        call    clean
        ret

others:
        try
        int3
.o1:    nop
        caught  "INT3", BP_, 0
        check   "INT3, EIP", [exc_eip], .o1
        try
        db      0F1h                    ; INT1
.o2:    nop
        caught  "INT1", DB_, 0
        check   "INT1, EIP", [exc_eip], .o2
        mov     eax, dr6
        check   "INT1, DR6", eax, DR6_RESET
        mov     al, 7Fh
        try
        inc     al
        into
.o3:    nop
        caught  "INTO", OF_, 0
        check   "INTO, EIP", [exc_eip], .o3
        call    clean
        ret

; Breakpoints set while a loop is hot, and taken away again.
hot:
        mov     ecx, 20000
        xor     ebx, ebx
        call    .loop
        mov     eax, .inc
        mov     dr0, eax
        mov     ecx, 100
        try
        arm     enable(0, 0, 1)
        call    .loop
        debugged "breakpoint in a hot loop", .inc, B0
        check   "breakpoint in a hot loop, turns", ebx, 20000
        mov     ecx, 100
        call    .loop
        check   "taken away", ebx, 20100
        mov     eax, DATA
        mov     dr0, eax
        mov     ecx, 20000
        call    .store
        mov     ecx, 100
        try
        arm     enable(0, 1, 4)
        call    .store
        debugged "data breakpoint in a hot loop", .stored, B0
        check   "data breakpoint in a hot loop, turns", ecx, 100
        ret
.loop:
.inc:   inc     ebx
        loop    .loop
        ret
.store:
        mov     [DATA], ecx
.stored:
        loop    .store
        ret

%include "end.inc"
