; Virtual-8086 mode (SDM volume 3, chapter "8086 Emulation"): entry and exit, segments, INT and IOPL, sensitive
; instructions, the I/O permission bitmap, and the virtual interrupt flag of VME.
;
; QEMU 7.2 differs in nine checks, and the SDM decides: it checks no limit of 64 KiB, and knows CR4.VME only in part.

%include "guest.inc"
TSS0            equ $ - gdt
        descriptor TSS, TSS_BYTES - 1, 89h, 0
        end_of_gdt

TSS             equ 22000h
REDIRECTION     equ TSS + 104           ; 256 bits for VME, right before the I/O bitmap
BITMAP          equ REDIRECTION + 32
BITMAP_BYTES    equ 32                  ; ports 0-FFh
TSS_BYTES       equ 104 + 32 + BITMAP_BYTES + 1
STACK_INNER     equ 0A000h
SEG86         equ REAL_SEGMENT        ; CS of the code below
STACK_SEGMENT   equ 4000h
VM              equ 20000h
IF              equ 200h
VIF             equ 80000h
VIP             equ 100000h

; in_v86 LABEL, FLAGS: goes there. Data segments are 2000h, 2001h, 2002h, 2003h. Comes back by an exception.
%macro  in_v86 2
        push    dword 2003h             ; GS
        push    dword 2002h             ; FS
        push    dword 2000h             ; DS
        push    dword 2001h             ; ES
        push    dword STACK_SEGMENT
        push    dword 1000h
        push    dword VM | 2 | (%2)
        push    dword SEG86
        push    dword %1 - BASE
        iretd
%endmacro

; frame NAME, OFFSET, WANTED: a word of the stack that the exception found; see exc_esp for offsets.
%macro  frame 3
        mov     ebx, [exc_esp]
        check   %1, [ebx + %2], %3
%endmacro

start:
        mov     edi, TSS
        mov     ecx, TSS_BYTES
        xor     eax, eax
        rep     stosb
        mov     dword [TSS + 4], STACK_INNER
        mov     dword [TSS + 8], DATA0
        mov     word [TSS + 102], BITMAP - TSS
        mov     byte [BITMAP + BITMAP_BYTES], 0FFh
        mov     ax, TSS0
        ltr     ax
        mov     eax, handler
        mov     [idt + 80h * 8], ax
        mov     word [idt + 80h * 8 + 2], CODE0
        mov     word [idt + 80h * 8 + 4], 0EE00h
        shr     eax, 16
        mov     [idt + 80h * 8 + 6], ax
        call    entry
        call    sensitive
        call    addresses
        call    ports
        call    ring_0_only
        call    vme
        jmp     finish

handler:                                ; INT 80h with DPL 3
        push    dword 0
        push    dword 80h
        jmp     exception

entry:
        try
        in_v86  code.int, 3000h
        caught  "INT with IOPL 3", 80h, 0
        check   "CS", [exc_cs], SEG86
        check   "EIP", [exc_eip], code.int_behind - BASE
        check   "EFLAGS", [exc_flags], VM | 3002h
        frame   "SP", 28, 1000h
        frame   "SS", 32, STACK_SEGMENT
        frame   "ES", 36, 2001h
        frame   "DS", 40, 2000h
        frame   "FS", 44, 2002h
        frame   "GS", 48, 2003h
        frame   "DS is null in the handler", 4, 0
        mov     eax, [exc_esp]
        check   "inner stack", eax, STACK_INNER - 52
        try
        in_v86  code.int, 0
        caught  "INT with IOPL 0", GP, 0
        check   "INT with IOPL 0, EIP", [exc_eip], code.int - BASE
        try
        in_v86  code.int3, 0
        caught  "INT3 ignores IOPL, needs DPL 3", GP, 3 * 8 + 2
        or      byte [idt + 3 * 8 + 5], 60h
        try
        in_v86  code.int3, 0
        caught  "INT3 with IOPL 0", BP_, 0
        ; A handler in ring 0 only: nonconforming code of ring 0.
        mov     word [idt + 80h * 8 + 2], CODE3
        try
        in_v86  code.int, 3000h
        caught  "handler in ring 3", GP, CODE3 & ~3
        mov     word [idt + 80h * 8 + 2], CODE0
        ; Back from the handler by IRET: goes on in virtual-8086 mode.
        mov     dword [idt + 81h * 8], (CODE0 << 16) + (.resume - $$)
        mov     dword [idt + 81h * 8 + 4], (BASE & 0FFFF0000h) + 0EE00h
        try
        in_v86  code.twice, 3000h
        caught  "INT, IRET, INT", 80h, 0
        frame   "AX was kept in between", 0, 5679h
        frame   "ES was restored", 36, 2001h
        ret
.resume:
        inc     eax
        iretd

; Instructions that need IOPL 3.
sensitive:
        try
        in_v86  code.pushf, 0
        caught  "PUSHF", GP, 0
        try
        in_v86  code.popf, 0
        caught  "POPF", GP, 0
        try
        in_v86  code.cli, 0
        caught  "CLI", GP, 0
        try
        in_v86  code.sti, 0
        caught  "STI", GP, 0
        try
        in_v86  code.iret, 0
        caught  "IRET", GP, 0
        try
        in_v86  code.flags, 3000h
        caught  "with IOPL 3", 80h, 0
        frame   "PUSHF, STI, PUSHF, CLI, PUSHF, POPF: IF", 0, 0
        movzx   eax, word [STACK_SEGMENT * 16 + 0FFEh]
        check   "flags at first", eax, 3002h
        movzx   eax, word [STACK_SEGMENT * 16 + 0FFCh]
        check   "flags after STI", eax, 3202h
        movzx   eax, word [STACK_SEGMENT * 16 + 0FFAh]
        check   "flags after CLI", eax, 3002h
        check   "POPF keeps IOPL", [exc_flags], VM | 3202h
        try
        in_v86  code.iret3, 3000h
        caught  "IRET with IOPL 3", 80h, 0
        check   "IRET with IOPL 3, IOPL kept", [exc_flags], VM | 3003h
        ret

addresses:
        mov     dword [20000h], 11223344h
        mov     dword [20010h], 55667788h
        try
        in_v86  code.segments, 3000h
        caught  "segments", 80h, 0
        frame   "DS:0 and ES:0", 0, 55663344h
        try
        in_v86  code.beyond, 3000h
        caught  "word at FFFF", GP, 0
        try
        in_v86  code.stack, 3000h
        caught  "stack word at FFFF", SS_, 0
        mov     dword [10FFE0h], 0ABCDEFh       ; FFFF:FFF0
        try
        in_v86  code.high, 3000h
        caught  "FFFF:FFF0", 80h, 0
        frame   "FFFF:FFF0, read", 0, 0ABCDEFh
        try
        in_v86  code.far, 3000h
        caught  "far call", 80h, 0
        check   "far call, CS", [exc_cs], SEG86 + 1
        frame   "far call, SP", 28, 0FFCh
        check   "far call, pushed", [STACK_SEGMENT * 16 + 0FFCh], (SEG86 << 16) + (code.far_behind - BASE)
        try
        in_v86  code.load, 3000h
        caught  "any value is a segment", 80h, 0
        frame   "any value is a segment, ES", 36, 0FFFFh
        ret

; The bitmap decides alone, whatever IOPL is.
ports:
        try
        in_v86  code.out, 3000h
        caught  "allowed port", 80h, 0
        mov     byte [BITMAP + 80h / 8], 1
        try
        in_v86  code.out, 3000h
        caught  "refused port, IOPL 3", GP, 0
        mov     byte [BITMAP + 80h / 8], 2      ; port 81h
        try
        in_v86  code.out_word, 3000h
        caught  "one port of two refused", GP, 0
        try
        in_v86  code.out, 3000h
        caught  "the other", 80h, 0
        mov     byte [BITMAP + 80h / 8], 0
        try
        in_v86  code.out_beyond, 3000h
        caught  "port beyond the bitmap", GP, 0
        ; Ring 3 in protected mode: IOPL first, then the bitmap.
        try
        push    dword DATA3
        push    dword 48000h
        push    dword 2
        push    dword CODE3
        push    dword .user
        iretd
.user:  out     80h, al
        int     80h
        caught  "ring 3, allowed port", 80h, 0
        mov     word [TSS + 102], TSS_BYTES     ; no bitmap at all
        try
        in_v86  code.out, 3000h
        caught  "no bitmap", GP, 0
        mov     word [TSS + 102], BITMAP - TSS
        ret

ring_0_only:
        try
        in_v86  code.hlt, 3000h
        caught  "HLT", GP, 0
        try
        in_v86  code.cr0, 3000h
        caught  "MOV from CR0", GP, 0
        try
        in_v86  code.lgdt, 3000h
        caught  "LGDT", GP, 0
        try
        in_v86  code.sldt, 3000h
        caught  "SLDT", UD, 0
        try
        in_v86  code.arpl, 3000h
        caught  "ARPL", UD, 0
        try
        in_v86  code.smsw, 3000h
        caught  "SMSW", 80h, 0
        ret

; CR4.VME: INT through the 8086's own table where the redirection bitmap has a zero, and a virtual interrupt flag.
vme:
        mov     eax, cr4
        or      eax, 1
        mov     cr4, eax
        mov     dword [81h * 4], (SEG86 << 16) + (code.real_handler - BASE)
        mov     byte [REDIRECTION + 80h / 8], 1         ; 80h goes to protected mode, 81h stays
        try
        in_v86  code.redirected, 3000h | IF
        caught  "redirected INT", 80h, 0
        frame   "redirected INT, handler ran", 0, 0BEEFh
        movzx   eax, word [STACK_SEGMENT * 16 + 0FFEh]
        check   "redirected INT, flags pushed", eax, 3202h
        check   "redirected INT, address pushed", [STACK_SEGMENT * 16 + 0FFAh], (SEG86 << 16) + (code.redirected_behind - BASE)
        try
        in_v86  code.redirected, VIF                    ; IOPL 0: the same, with VIF in place of IF, IOPL 3 shown
        caught  "redirected INT, IOPL 0: INT 80h goes to #GP", GP, 0
        movzx   eax, word [STACK_SEGMENT * 16 + 0FFEh]
        check   "redirected INT, IOPL 0, flags pushed", eax, 3202h
        try
        in_v86  code.sti, IF
        caught  "STI with VME", GP, 0                   ; the INT 80h behind it, IOPL 0
        check   "STI with VME sets VIF", [exc_flags], 10000h | VM | VIF | IF | 2
        try
        in_v86  code.cli, VIF | IF
        caught  "CLI with VME", GP, 0
        check   "CLI with VME clears VIF", [exc_flags], 10000h | VM | IF | 2
        try
        in_v86  code.sti, VIP | IF
        caught  "STI with VME, interrupt pending", GP, 0
        check   "STI with VME, interrupt pending, at the STI", [exc_eip], code.sti - BASE
        try
        in_v86  code.pushf, VIF
        caught  "PUSHF with VME", GP, 0
        movzx   eax, word [STACK_SEGMENT * 16 + 0FFEh]
        check   "PUSHF with VME shows VIF as IF, IOPL 3", eax, 3202h
        mov     eax, cr4
        and     eax, ~1
        mov     cr4, eax
        ret

        bits    16
code:
.int:   int     80h
.int_behind:
.int3:  int3
.twice: mov     eax, 5678h
        int     81h
        int     80h
.pushf: pushf
        int     80h
.popf:  popf
.cli:   cli
        int     80h
.sti:   sti
        int     80h
.iret:  iret
.flags: pushf
        sti
        pushf
        cli
        pushf
        push    word 202h               ; IOPL 0 is not taken
        popf
        mov     eax, 0
        int     80h
.iret3: push    word 3                  ; flags: CF, IOPL 0
        push    cs
        push    word .iret3_on - BASE
        iret
.iret3_on:
        int     80h
.segments:
        mov     ax, [es:2]
        shl     eax, 16
        mov     ax, [0]
        int     80h
.beyond:
        mov     ax, [0FFFFh]
.stack: mov     bp, 0FFFFh
        mov     ax, [bp]
.high:  mov     ax, 0FFFFh
        mov     ds, ax
        mov     eax, [0FFF0h]
        int     80h
.far:   call    SEG86 + 1:.far_there - BASE - 10h
.far_behind:
.far_there:
        int     80h
.load:  mov     ax, 0FFFFh
        mov     es, ax
        int     80h
.out:   out     80h, al
        int     80h
.out_word:
        out     80h, ax
        int     80h
.out_beyond:
        mov     dx, 100h
        out     dx, al
        int     80h
.hlt:   hlt
.cr0:   mov     eax, cr0
.lgdt:  lgdt    [0]
.sldt:  sldt    ax
.arpl:  arpl    ax, ax
.smsw:  smsw    ax
        int     80h
.redirected:
        mov     eax, 0
        int     81h
.redirected_behind:
        int     80h
.real_handler:
        mov     ax, 0BEEFh
        iret
        bits    32

%include "end.inc"
