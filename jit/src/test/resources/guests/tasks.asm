; Task switches (SDM volume 3, chapter "Task Management"): by JMP, CALL, INT, an exception and IRET, between 32-bit and
; 16-bit tasks; busy bits, back links, NT, CR0.TS, CR3, LDT, the debug trap, and what is refused.
;
; QEMU 7.2 knows no T bit in a TSS (four checks); the SDM decides.

%include "guest.inc"
TSS_MAIN        equ $ - gdt
        descriptor MAIN, 103, 89h, 0
TSS_A           equ $ - gdt
        descriptor TASK_A, 103, 89h, 0
TSS_B           equ $ - gdt
        descriptor TASK_B, 103, 89h, 0
TSS_16          equ $ - gdt
        descriptor TASK_16, 43, 81h, 0
TSS_SHORT       equ $ - gdt
        descriptor TASK_A, 102, 89h, 0
TSS_ABSENT      equ $ - gdt
        descriptor TASK_A, 103, 09h, 0
GATE_A          equ $ - gdt
        dw      0, TSS_A, 8500h, 0
LDT_A           equ $ - gdt
        descriptor BASE + (ldt_a - $$), ldt_a_end - ldt_a - 1, 82h, 0
        end_of_gdt

MAIN            equ 22000h
TASK_A          equ 22100h
TASK_B          equ 22200h
TASK_16         equ 22300h
STACK_A         equ 48000h
STACK_B         equ 49000h
STACK_16        equ 0B000h
DIRECTORY       equ 30000h              ; two directories with one table
DIRECTORY_2     equ 31000h
TABLE           equ 32000h
ACCESS          equ 5                   ; offset of a descriptor's access byte
NT              equ 4000h

; fields of a 32-bit TSS
T_LINK          equ 0
T_CR3           equ 28
T_EIP           equ 32
T_EFLAGS        equ 36
T_EAX           equ 40
T_ESP           equ 56
T_ES            equ 72
T_CS            equ 76
T_SS            equ 80
T_DS            equ 84
T_LDT           equ 96
T_TRAP          equ 100

; busy NAME, SELECTOR, ACCESS: the descriptor's access byte must be this.
%macro  busy 3
        movzx   eax, byte [gdt + %2 + ACCESS]
        check   %1, eax, %3
%endmacro

ldt_a:  dq      0
        descriptor 12345h, 0FFFFFh, 93h, 4
ldt_a_end:

start:
        mov     edi, MAIN
        mov     ecx, 400h
        xor     eax, eax
        rep     stosd
        call    paging_on
        mov     dword [MAIN + T_CR3], DIRECTORY
        mov     ax, TSS_MAIN
        ltr     ax
        busy    "LTR makes busy", TSS_MAIN, 8Bh
        call    by_call
        call    by_jump
        call    by_int
        call    by_exception
        call    sixteen
        call    trap
        call    refused
        jmp     finish

paging_on:
        mov     edi, TABLE
        mov     eax, 3
.next:
        stosd
        add     eax, 4096
        cmp     edi, TABLE + 4096
        jb      .next
        mov     dword [DIRECTORY], TABLE + 3
        mov     dword [DIRECTORY_2], TABLE + 3
        mov     eax, DIRECTORY
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 80000000h
        mov     cr0, eax
        ret

; A new 32-bit task at EBX that begins at EAX with stack ECX.
make:
        mov     [ebx + T_EIP], eax
        mov     [ebx + T_ESP], ecx
        mov     dword [ebx + T_EFLAGS], 2
        mov     dword [ebx + T_CS], CODE0
        mov     dword [ebx + T_SS], DATA0
        mov     dword [ebx + T_DS], DATA0
        mov     dword [ebx + T_ES], DATA0
        mov     dword [ebx + T_ES + 16], DATA0
        mov     dword [ebx + T_ES + 20], DATA0
        mov     dword [ebx + T_LDT], 0
        mov     dword [ebx + T_CR3], DIRECTORY
        mov     dword [ebx + T_TRAP], 104 << 16
        ret

by_call:
        mov     eax, .task
        mov     ebx, TASK_A
        mov     ecx, STACK_A
        call    make
        mov     dword [TASK_A + T_CR3], DIRECTORY_2
        mov     dword [TASK_A + T_LDT], LDT_A
        mov     dword [TASK_A + T_EAX], 0AAAAh
        clts
        mov     eax, 5555h
        mov     esi, 77h
        stc
        call    TSS_A:0
        pushfd
        pop     edx
        check   "registers come back, EAX", eax, 5555h
        check   "registers come back, ESI", esi, 77h
        and     edx, 4001h
        check   "flags come back", edx, 1
        check   "EAX of the task", [noted], 0AAAAh
        check   "ESP of the task", [noted + 4], STACK_A
        check   "CR3 of the task", [noted + 8], DIRECTORY_2
        check   "LDT of the task", [noted + 12], LDT_A
        check   "NT in the task", [noted + 16], NT
        check   "TS", [noted + 20], 8
        check   "back link", [TASK_A + T_LINK], TSS_MAIN
        check   "saved EAX of the caller", [MAIN + T_EAX], 5555h
        mov     eax, cr3
        check   "CR3 comes back", eax, DIRECTORY
        sldt    eax
        movzx   eax, ax
        check   "LDT comes back", eax, 0
        str     ax
        movzx   eax, ax
        check   "task register", eax, TSS_MAIN
        busy    "caller stays busy", TSS_MAIN, 8Bh
        busy    "callee is free again", TSS_A, 89h
        mov     eax, [TASK_A + T_EFLAGS]
        and     eax, NT
        check   "IRET clears NT in what it saves", eax, 0
        call    GATE_A:0                ; goes on behind its IRET
        check   "through a gate, a second time", [noted + 24], 2
        ret
.task:
        mov     [noted], eax
        mov     [noted + 4], esp
        mov     eax, cr3
        mov     [noted + 8], eax
        xor     eax, eax
        sldt    ax
        mov     [noted + 12], eax
        pushfd
        pop     eax
        and     eax, NT
        mov     [noted + 16], eax
        mov     eax, cr0
        and     eax, 8
        mov     [noted + 20], eax
        mov     dword [noted + 24], 1
        iretd
        mov     dword [noted + 24], 2
        iretd

by_jump:
        mov     eax, .task
        mov     ebx, TASK_B
        mov     ecx, STACK_B
        call    make
        mov     dword [TASK_B + T_LINK], 0FFFFh
        jmp     TSS_B:0
        check   "JMP, old task is free", [noted], 89h
        check   "JMP, new task is busy", [noted + 4], 8Bh
        check   "JMP, no NT", [noted + 8], 0
        check   "JMP, no link", [TASK_B + T_LINK], 0FFFFh
        busy    "JMP back, old task is free", TSS_B, 89h
        busy    "JMP back, new task is busy", TSS_MAIN, 8Bh
        ret
.task:
        movzx   eax, byte [gdt + TSS_MAIN + ACCESS]
        mov     [noted], eax
        movzx   eax, byte [gdt + TSS_B + ACCESS]
        mov     [noted + 4], eax
        pushfd
        pop     eax
        and     eax, NT
        mov     [noted + 8], eax
        jmp     TSS_MAIN:0

by_int:
        mov     eax, .task
        mov     ebx, TASK_A
        mov     ecx, STACK_A
        call    make
        mov     dword [idt + 80h * 8], TSS_A << 16
        mov     dword [idt + 80h * 8 + 4], 8500h
        mov     dword [noted], 0
        int     80h
        int     80h
        check   "INT through a task gate", [noted], 2
        busy    "INT, free again", TSS_A, 89h
        ret
.task:
        inc     dword [noted]
        iretd
        jmp     .task

; A fault through a task gate pushes its error code on the new task's stack.
by_exception:
        mov     eax, .task
        mov     ebx, TASK_A
        mov     ecx, STACK_A
        call    make
        mov     eax, [idt + GP * 8]
        mov     ebx, [idt + GP * 8 + 4]
        mov     dword [idt + GP * 8], TSS_A << 16
        mov     dword [idt + GP * 8 + 4], 8500h
        mov     dx, 0FFF0h
.fault:
        mov     fs, dx
        check   "error code", [noted], 0FFF0h
        check   "stack", [noted + 4], STACK_A - 4
        check   "EIP of the fault in its TSS", [noted + 8], .fault
        mov     [idt + GP * 8], eax
        mov     [idt + GP * 8 + 4], ebx
        ret
.task:
        mov     eax, [esp]
        mov     [noted], eax
        mov     [noted + 4], esp
        mov     eax, [MAIN + T_EIP]
        mov     [noted + 8], eax
        add     dword [MAIN + T_EIP], 2 ; past MOV FS, DX
        add     esp, 4
        iretd

; A 16-bit task, called from a 32-bit one.
sixteen:
        mov     word [TASK_16 + 14], .task - BASE       ; IP
        mov     word [TASK_16 + 16], 2                  ; FLAGS
        mov     word [TASK_16 + 18], 1234h              ; AX
        mov     word [TASK_16 + 26], STACK_16           ; SP
        mov     word [TASK_16 + 34], DATA0              ; ES
        mov     word [TASK_16 + 36], CODE16             ; CS
        mov     word [TASK_16 + 38], DATA16             ; SS
        mov     word [TASK_16 + 40], DATA0              ; DS
        mov     word [TASK_16 + 42], 0                  ; LDT
        mov     eax, 0CAFE0000h
        mov     edx, 0BEEF0000h
        call    TSS_16:0
        check   "32-bit registers come back", eax, 0CAFE0000h
        check   "AX of the 16-bit task", [noted], 1234h
        check   "SP of the 16-bit task", [noted + 4], STACK_16
        mov     ax, fs
        movzx   eax, ax
        check   "link of the 16-bit task", [noted + 8], TSS_MAIN
        movzx   eax, word [TASK_16 + 18]
        check   "AX as saved", eax, 4321h
        busy    "16-bit task is free again", TSS_16, 81h
        check   "FS in a 16-bit task", [noted + 12], 0
        ret
        bits    16
.task:
        movzx   eax, ax
        mov     [dword noted], eax
        movzx   eax, sp
        mov     [dword noted + 4], eax
        movzx   eax, word [dword TASK_16]
        mov     [dword noted + 8], eax
        mov     ax, fs
        movzx   eax, ax
        mov     [dword noted + 12], eax
        mov     ax, 4321h
        iret
        bits    32

; The T bit of a TSS: a debug exception before the task's first instruction.
trap:
        mov     eax, .task
        mov     ebx, TASK_A
        mov     ecx, STACK_A
        call    make
        mov     byte [TASK_A + T_TRAP], 1
        mov     eax, 0FFFF0FF0h
        mov     dr6, eax
        mov     dword [resume], .caught
        mov     dword [resume_esp], STACK_A - 100h
        mov     dword [exc_vector], NO_FAULT
        mov     dword [noted], 0
        call    TSS_A:0
        check   "T bit, task not run", [noted], 0
        check   "T bit", [exc_vector], DB_
        check   "T bit, EIP", [exc_eip], .task
        check   "T bit, DR6", [noted + 4], 0FFFF8FF0h
        ret
.task:
        inc     dword [noted]
        iretd
.caught:                                ; still in task A
        mov     eax, dr6
        mov     [noted + 4], eax
        pushfd
        or      dword [esp], NT         ; which the exception's gate has cleared
        popfd
        iretd

refused:
        mov     eax, by_int.task
        mov     ebx, TASK_A
        mov     ecx, STACK_A
        call    make
        try
        jmp     TSS_MAIN:0
        caught  "JMP to the running task", GP, TSS_MAIN
        try
        call    TSS_SHORT:0
        caught  "short TSS", TS, TSS_SHORT
        try
        call    TSS_ABSENT:0
        caught  "absent TSS", NP, TSS_ABSENT
        try
        mov     ax, TSS_MAIN
        ltr     ax
        caught  "LTR of a busy task", GP, TSS_MAIN
        try
        call    0FFF0h:0
        caught  "beyond the GDT", GP, 0FFF0h
        ; IRET with NT set and a link that is not busy.
        mov     word [MAIN], TSS_B
        try
        pushfd
        or      dword [esp], NT
        popfd
        iretd
        caught  "IRET to a task that is not busy", TS, TSS_B
        pushfd
        and     dword [esp], ~NT
        popfd
        ; A bad segment in the new task: #TS, raised there.
        mov     dword [TASK_A + T_DS], 0FFF0h
        try
        call    TSS_A:0
        caught  "task with a bad data segment", TS, 0FFF0h
        str     ax
        movzx   eax, ax
        check   "it was raised in the new task", eax, TSS_A
        busy    "which is busy", TSS_A, 8Bh
        pushfd
        pop     eax
        ret

        align   4, db 0
noted:          times 8 dd 0

%include "end.inc"
