; Gates and changes of privilege (SDM volume 3, chapters "Protection" and "Interrupt and Exception Handling"): call gates
; with parameters, interrupt and trap gates, returns to outer rings, conforming code, error codes.

%include "guest.inc"
TSS0            equ $ - gdt
        descriptor TSS, 103, 89h, 0
CODE1           equ ($ - gdt) | 1
        descriptor 0, 0FFFFFh, 0BBh, 12
DATA1           equ ($ - gdt) | 1
        descriptor 0, 0FFFFFh, 0B3h, 12
CONFORMING      equ $ - gdt
        descriptor 0, 0FFFFFh, 9Fh, 12
CALL_0          equ ($ - gdt) | 3
        gate    CODE0, call_target, 0ECh, 3             ; 32 bits, three parameters, for ring 3
CALL_1          equ ($ - gdt) | 3
        gate    CODE1 & ~3, call_target_1, 0ECh, 2
CALL_16         equ ($ - gdt) | 3
        dw      call_target_16 - BASE, CODE16           ; 16 bits, two parameters of a word; no upper half of EIP
        db      2, 0E4h
        dw      0
CALL_DPL0       equ ($ - gdt) | 3
        gate    CODE0, call_target, 8Ch, 0
CALL_ABSENT     equ ($ - gdt) | 3
        gate    CODE0, call_target, 6Ch, 0
CALL_DATA       equ ($ - gdt) | 3
        gate    DATA0, call_target, 0ECh, 0
CALL_NULL       equ ($ - gdt) | 3
        gate    0, call_target, 0ECh, 0
CALL_CONFORMING equ ($ - gdt) | 3
        gate    CONFORMING, call_conforming, 0ECh, 0
DATA2           equ ($ - gdt) | 2
        descriptor 0, 0FFFFFh, 0D3h, 12
        end_of_gdt

TSS             equ 22000h
STACK_3         equ 50000h
STACK_1         equ 48000h
STACK_INNER     equ 0A000h              ; of ring 0, for whoever comes from outside

; in_ring_3 LABEL: goes there with flat segments.
%macro  in_ring_3 1
        mov     ax, DATA3
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        push    dword DATA3
        push    dword STACK_3
        push    dword 2
        push    dword CODE3
        push    dword %1
        iretd
%endmacro

; INT 80h: back to ring 0 behind the TRY.
start:
        mov     dword [TSS + 4], STACK_INNER
        mov     dword [TSS + 8], DATA0
        mov     dword [TSS + 12], STACK_1
        mov     dword [TSS + 16], DATA1
        mov     word [TSS + 102], 104
        mov     ax, TSS0
        ltr     ax
        mov     eax, .back
        mov     ebx, 80h
        mov     ecx, 0EE00h
        call    set_vector
        mov     eax, .trap
        mov     ebx, 81h
        mov     ecx, 0EF00h
        call    set_vector
        mov     eax, .interrupt
        mov     ebx, 82h
        mov     ecx, 0EE00h
        call    set_vector
        mov     eax, .back
        mov     ebx, 83h
        mov     ecx, 8E00h              ; DPL 0
        call    set_vector
        mov     ebx, 84h
        mov     ecx, 6E00h              ; absent
        call    set_vector
        call    to_ring_3
        call    call_gates
        call    vectors
        call    returns
        call    loads
        jmp     finish

; INT 80h from anywhere ends a TRY: vector 80h, and how it came.
.back:
        push    dword 0
        push    dword 80h
        jmp     exception
.trap:
        pushfd
        pop     dword [ss:inner_flags]
        iretd
.interrupt:
        pushfd
        pop     dword [ss:inner_flags]
        mov     [ss:inner_esp], esp
        iretd

        align   4, db 0
inner_flags:    dd 0
inner_esp:      dd 0
noted:          times 16 dd 0

; Entry EBX of the IDT: EAX in CODE0, with access byte CH.
set_vector:
        mov     [idt + ebx * 8], ax
        mov     word [idt + ebx * 8 + 2], CODE0
        mov     [idt + ebx * 8 + 4], cx
        shr     eax, 16
        mov     [idt + ebx * 8 + 6], ax
        ret

to_ring_3:
        try
        in_ring_3 .there
.there: int     80h
.behind:
        caught  "INT from ring 3", 80h, 0
        check   "EIP", [exc_eip], .behind
        check   "CS", [exc_cs], CODE3
        mov     ebx, [exc_esp]
        check   "ESP of ring 3", [ebx + 28], STACK_3
        check   "SS of ring 3", [ebx + 32], DATA3
        check   "stack of ring 0 from the TSS", ebx, STACK_INNER - 36
        try
        in_ring_3 .privileged
.privileged:
        hlt
        caught  "HLT in ring 3", GP, 0
        try
        in_ring_3 .cli
.cli:   cli
        caught  "CLI in ring 3", GP, 0
        try
        in_ring_3 .out
.out:   out     80h, al
        caught  "OUT in ring 3", GP, 0
        try
        in_ring_3 .cr
.cr:    mov     eax, cr0
        caught  "CR0 in ring 3", GP, 0
        try
        in_ring_3 .popf
.popf:
        push    dword 3202h             ; IOPL 3, IF: silently kept as they are
        popfd
        pushfd
        pop     edx
        int     80h
        caught  "POPF in ring 3", 80h, 0
        check   "POPF in ring 3, flags", edx, 2
        ret

call_gates:
        try
        in_ring_3 .three
.three:
        mov     esi, esp
        push    dword 111h
        push    dword 222h
        push    dword 333h
        call    CALL_0:0                ; the offset means nothing
.three_back:
        mov     edi, esp
        int     80h
        caught  "call gate", 80h, 0
        check   "call gate, parameter 1", [noted], 333h
        check   "call gate, parameter 2", [noted + 4], 222h
        check   "call gate, parameter 3", [noted + 8], 111h
        check   "call gate, CS inside", [noted + 12], CODE0
        check   "call gate, SS inside", [noted + 16], DATA0
        check   "call gate, ESP inside", [noted + 20], STACK_INNER - 4 * 7
        check   "call gate, return EIP", [noted + 24], .three_back
        check   "call gate, return CS", [noted + 28], CODE3
        check   "call gate, outer ESP", [noted + 32], STACK_3 - 12
        check   "RETF n releases the outer parameters", edi, STACK_3
        check   "back in ring 3", [exc_cs], CODE3
        check   "data segment of ring 0 is gone", [noted + 40], 0
        check   "data segment of ring 3 is kept", [noted + 44], DATA3

        try
        in_ring_3 .one
.one:
        push    dword 55h
        push    dword 66h
        call    CALL_1:0
        int     80h
        caught  "call gate to ring 1", 80h, 0
        check   "call gate to ring 1, CS", [noted], CODE1
        check   "call gate to ring 1, SS", [noted + 4], DATA1
        check   "call gate to ring 1, parameter", [noted + 8], 66h

        try
        in_ring_3 .sixteen
.sixteen:
        push    word 0AAAAh
        push    word 0BBBBh
        call    CALL_16:0
        int     80h
        caught  "16-bit call gate", 80h, 0
        check   "16-bit call gate, parameters", [noted], 0AAAABBBBh
        check   "16-bit call gate, ESP inside", [noted + 4], STACK_INNER - 2 * 6

        try
        in_ring_3 .dpl
.dpl:   call    CALL_DPL0:0
        caught  "call gate of ring 0", GP, CALL_DPL0 & ~3
        try
        in_ring_3 .absent
.absent:
        call    CALL_ABSENT:0
        caught  "absent call gate", NP, CALL_ABSENT & ~3
        try
        in_ring_3 .data
.data:  call    CALL_DATA:0
        caught  "call gate to data", GP, DATA0
        try
        in_ring_3 .null
.null:  call    CALL_NULL:0
        caught  "call gate to nothing", GP, 0
        try
        in_ring_3 .jump
.jump:  jmp     CALL_0:0
        caught  "jump through a gate to ring 0", GP, CODE0
        try
        in_ring_3 .direct
.direct:
        call    CODE0:0
        caught  "call of ring 0 without a gate", GP, CODE0
        try
        in_ring_3 .conforming
.conforming:
        jmp     CALL_CONFORMING:0
        caught  "jump through a gate to conforming code", 80h, 0
        check   "conforming code keeps the ring", [exc_cs], CONFORMING | 3
        mov     ebx, [exc_esp]
        check   "conforming code keeps the stack", [ebx + 28], STACK_3
        try
        call    CALL_0 & ~3:0           ; from ring 0 itself: no change of stack, no parameters copied
        caught  "call gate within ring 0", NO_FAULT, 0
        check   "call gate within ring 0, noted", [noted + 12], CODE0
        ; A bad stack in the TSS.
        mov     word [TSS + 16], DATA0
        try
        in_ring_3 .bad
.bad:   call    CALL_1:0
        caught  "inner stack of the wrong ring", TS, DATA0
        mov     word [TSS + 16], 0
        try
        in_ring_3 .bad_null
.bad_null:
        call    CALL_1:0
        caught  "no inner stack", TS, 0
        mov     word [TSS + 16], DATA1
        ret

call_target:                            ; three parameters
        cli
        mov     ax, cs
        movzx   eax, ax
        mov     bx, DATA0
        mov     ds, bx                  ; ring 3 must not get this
        mov     [noted + 12], eax
        mov     ax, ss
        movzx   eax, ax
        mov     [noted + 16], eax
        mov     [noted + 20], esp
        mov     eax, [esp]
        mov     [noted + 24], eax
        mov     eax, [esp + 4]
        mov     [noted + 28], eax
        mov     eax, [esp + 20]
        mov     [noted + 32], eax
        mov     eax, [esp + 8]
        mov     [noted], eax
        mov     eax, [esp + 12]
        mov     [noted + 4], eax
        mov     eax, [esp + 16]
        mov     [noted + 8], eax
        mov     eax, cs
        test    dword [esp + 4], 3
        jz      .within
        mov     dword [esp], .outside   ; by way of a note about the segments
        retf    12
.within:
        retf
.outside:
        mov     ax, ds
        movzx   eax, ax
        mov     bx, DATA3
        mov     ds, bx
        mov     [noted + 40], eax
        mov     ax, es
        movzx   eax, ax
        mov     [noted + 44], eax
        jmp     call_gates.three_back

call_target_1:
        mov     ax, cs
        movzx   eax, ax
        mov     [noted], eax
        mov     ax, ss
        movzx   eax, ax
        mov     [noted + 4], eax
        mov     eax, [esp + 8]
        mov     [noted + 8], eax
        retf    8
        bits    16
call_target_16:
        mov     [dword noted + 4], esp
        mov     eax, [esp + 4]          ; IP and CS are words
        mov     [dword noted], eax
        int     80h                     ; not back: the gate pushed 16 bits of EIP only
        bits    32
call_conforming:
        int     80h

vectors:
        try
        in_ring_3 .dpl
.dpl:   int     83h
        caught  "INT of a gate of ring 0", GP, 83h * 8 + 2
        try
        in_ring_3 .absent
.absent:
        int     84h
        caught  "INT of an absent gate", NP, 84h * 8 + 2
        try
        int     90h
        caught  "INT of an empty entry", GP, 90h * 8 + 2
        try
        in_ring_3 .int3
.int3:  int3
        caught  "INT3 from ring 3 needs DPL 3", GP, 3 * 8 + 2
        ; IF: an interrupt gate clears it, a trap gate does not. (All lines are masked at the 8259.)
        pushfd
        or      dword [esp], 200h
        popfd
        int     81h
        mov     eax, [inner_flags]
        and     eax, 200h
        int     82h
        mov     ebx, [inner_flags]
        and     ebx, 200h
        pushfd
        pop     ecx
        and     ecx, 200h
        cli
        check   "IF in a trap gate", eax, 200h
        check   "IF in an interrupt gate", ebx, 0
        check   "IF after IRET", ecx, 200h
        ; A limit that ends within an entry.
        lidt    [.short]
        try
        int     80h
        caught  "INT beyond the IDT", GP, 80h * 8 + 2
        lidt    [idt_pointer]
        ret
.short: dw      80h * 8 + 6
        dd      idt

returns:
        ; RETF to ring 3 by hand.
        try
        push    dword DATA3
        push    dword STACK_3 - 100h
        push    dword CODE3
        push    dword .ring3
        retf
.ring3: int     80h
        caught  "RETF to ring 3", 80h, 0
        mov     ebx, [exc_esp]
        check   "RETF to ring 3, ESP", [ebx + 28], STACK_3 - 100h
        try
        push    dword DATA3
        push    dword STACK_3
        push    dword 2
        push    dword CODE0 | 3
        push    dword .ring3
        iretd
        caught  "IRET to ring 3 in code of ring 0", GP, CODE0
        try
        push    dword DATA0
        push    dword STACK_3
        push    dword 2
        push    dword CODE3
        push    dword .ring3
        iretd
        caught  "IRET to ring 3 with a stack of ring 0", GP, DATA0
        try
        push    dword 0
        push    dword STACK_3
        push    dword 2
        push    dword CODE3
        push    dword .ring3
        iretd
        caught  "IRET to ring 3 without a stack", GP, 0
        ; Ring 3 returns inwards: never.
        try
        in_ring_3 .inwards
.inwards:
        push    dword CODE0
        push    dword .ring3
        retf
        caught  "RETF inwards", GP, CODE0
        ; IRET in ring 3 cannot change IF and IOPL.
        try
        in_ring_3 .flags
.flags:
        push    dword 3202h | 1
        push    dword CODE3
        push    dword .flags_on
        iretd
.flags_on:
        pushfd
        pop     edx
        int     80h
        caught  "IRET within ring 3", 80h, 0
        check   "IRET within ring 3, flags", edx, 3
        ret

; Loading segments: DPL against CPL and RPL.
loads:
        try
        in_ring_3 .zero
.zero:  mov     ax, DATA0
        mov     es, ax
        caught  "ring 3 loads data of ring 0", GP, DATA0
        try
        in_ring_3 .null
.null:  xor     ax, ax
        mov     es, ax
        int     80h
        caught  "null is allowed", 80h, 0
        try
        in_ring_3 .conf
.conf:  mov     ax, CONFORMING
        mov     es, ax
        int     80h
        caught  "conforming code is for all", 80h, 0
        try
        mov     ax, DATA0 | 3
        mov     es, ax
        caught  "RPL 3 for data of ring 0", GP, DATA0
        try
        mov     ax, DATA1 & ~3
        mov     ss, ax
        caught  "stack of another ring", GP, DATA1 & ~3
        try
        in_ring_3 .ss
.ss:    mov     ax, DATA2
        mov     ss, ax
        caught  "stack of another ring, from ring 3", GP, DATA2 & ~3
        try
        in_ring_3 .verr
.verr:
        xor     edx, edx
        mov     ax, DATA0
        verr    ax
        setz    dl
        mov     ax, DATA3
        verw    ax
        setz    dh
        mov     ax, CODE3
        lar     ecx, ax
        int     80h
        caught  "VERR, VERW, LAR", 80h, 0
        check   "VERR, VERW", edx, 100h
        and     ecx, 00F0FF00h          ; the limit's bits are undefined
        check   "LAR", ecx, 00C0FB00h
        ret

%include "end.inc"
