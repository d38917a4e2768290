; Interrupts: in the middle of repeated string instructions, behind STI, POPF, IRET and HLT.
;
; The timer (8254) interrupts through line 0 of the 8259 at vector 20h. On QEMU, add -cpu max,-apic: firmware would have
; let the 8259's interrupts through the local APIC.

%include "guest.inc"
        end_of_gdt

SOURCE          equ 100000h
TARGET          equ 600000h
BYTES           equ 400000h
PIT_DIVISOR     equ 60                  ; nearly 20,000 interrupts a second

start:
        call    set_up
        call    rep_movsb
        call    rep_movsd_down
        call    rep_stosd
        call    repne_scasb
        call    repe_cmpsb
        call    shadows
        call    halt
        jmp     finish

set_up:
        mov     eax, timer
        mov     [idt + 20h * 8], ax
        mov     word [idt + 20h * 8 + 2], CODE0
        mov     word [idt + 20h * 8 + 4], 8E00h
        shr     eax, 16
        mov     [idt + 20h * 8 + 6], ax
        mov     al, 11h
        out     20h, al
        mov     al, 20h
        out     21h, al
        mov     al, 4
        out     21h, al
        mov     al, 1
        out     21h, al
        mov     al, 0FEh
        out     21h, al
        mov     edi, SOURCE             ; numbers that are nowhere twice within 64 KiB
        mov     ecx, BYTES / 4
        mov     eax, 1
.fill:
        imul    eax, 1664525
        add     eax, 1013904223
        and     al, 7Fh                 ; no byte 0FFh or 80h-FEh at places divisible by four
        stosd
        loop    .fill
        ret

; Notes how often it came, how often at the instruction under test, and whether registers agreed with each other there.
timer:
        inc     dword [ticks]
        push    eax
        mov     eax, [esp + 4]
        cmp     eax, [watched]
        jne     .elsewhere
        cmp     ecx, [total]
        je      .elsewhere              ; not begun yet
        inc     dword [inside]
        mov     eax, [total]
        sub     eax, ecx                ; repetitions done
        imul    eax, [stride]
        push    eax
        add     eax, [edi_start]
        cmp     eax, edi
        je      .edi_good
        inc     dword [wrong]
.edi_good:
        pop     eax
        cmp     dword [esi_start], 0
        je      .elsewhere
        add     eax, [esi_start]
        cmp     eax, esi
        je      .elsewhere
        inc     dword [wrong]
.elsewhere:
        mov     al, 20h
        out     20h, al
        pop     eax
        iretd

        align   4, db 0
ticks:          dd 0
watched:        dd 0                    ; EIP of the instruction under test
inside:         dd 0
wrong:          dd 0
total:          dd 0
stride:         dd 0
esi_start:      dd 0
edi_start:      dd 0

; watch LABEL, STRIDE: as registers are now.
%macro  watch 2
        mov     dword [watched], %1
        mov     dword [stride], %2
        mov     [total], ecx
        mov     [esi_start], esi
        mov     [edi_start], edi
        mov     dword [inside], 0
        mov     dword [wrong], 0
        call    start_timer
        sti
        nop                             ; QEMU 7.2 takes STI's shadow to cover all repetitions of the next instruction
%endmacro
%macro  watched_well 1
        cli
        call    stop_timer
        mov     dword [watched], 0
        xor     eax, eax
        cmp     dword [inside], 1
        adc     eax, 0
        check   {%1, ", never interrupted"}, eax, 0
        check   {%1, ", registers disagree"}, [wrong], 0
%endmacro

start_timer:
        push    eax
        mov     al, 00110100b
        out     43h, al
        mov     al, PIT_DIVISOR
        out     40h, al
        xor     al, al
        out     40h, al
        pop     eax
        ret
stop_timer:                             ; mode 0 with a count that was not written yet never rises
        mov     al, 00110000b
        out     43h, al
        call    drain
        ret

; Takes whatever still waits in the 8259.
drain:
        sti
        nop
        nop
        cli
        ret

rep_movsb:
        mov     esi, SOURCE
        mov     edi, TARGET
        mov     ecx, BYTES
        watch   .at, 1
.at:    rep     movsb
        watched_well "REP MOVSB"
        check   "REP MOVSB, count", ecx, 0
        check   "REP MOVSB, ESI", esi, SOURCE + BYTES
        call    compare
        check   "REP MOVSB, copied", ecx, 0
        ret

rep_movsd_down:
        mov     edi, TARGET
        mov     ecx, BYTES / 4
        xor     eax, eax
        rep     stosd
        std
        mov     esi, SOURCE + BYTES - 4
        mov     edi, TARGET + BYTES - 4
        mov     ecx, BYTES / 4
        watch   .at, -4
.at:    rep     movsd
        cld
        watched_well "REP MOVSD down"
        call    compare
        check   "REP MOVSD down, copied", ecx, 0
        ret

rep_stosd:
        mov     edi, TARGET
        mov     ecx, BYTES / 4
        mov     eax, 55AA1234h
        xor     esi, esi
        watch   .at, 4
.at:    rep     stosd
        watched_well "REP STOSD"
        mov     edi, TARGET
        mov     ecx, BYTES / 4
        mov     eax, 55AA1234h
        repe    scasd
        check   "REP STOSD, filled", ecx, 0
        ret

repne_scasb:
        mov     edi, TARGET             ; holds 34 12 AA 55 over and over
        mov     byte [TARGET + BYTES - 1], 77h
        mov     ecx, BYTES
        mov     al, 77h
        xor     esi, esi
        watch   .at, 1
.at:    repne   scasb
        watched_well "REPNE SCASB"
        check   "REPNE SCASB, place", edi, TARGET + BYTES
        check   "REPNE SCASB, count", ecx, 0
        mov     byte [TARGET + BYTES - 1], 55h
        ret

repe_cmpsb:
        mov     byte [TARGET + BYTES - 8], 0
        mov     esi, TARGET
        mov     edi, TARGET + 400h      ; the same everywhere but there
        mov     ecx, BYTES - 400h
        watch   .at, 1
.at:    repe    cmpsb
        watched_well "REPE CMPSB"
        check   "REPE CMPSB, place", edi, TARGET + BYTES - 7
        check   "REPE CMPSB, count", ecx, 7
        ret

compare:
        mov     esi, SOURCE
        mov     edi, TARGET
        mov     ecx, BYTES / 4
        repe    cmpsd
        jne     .end
        xor     ecx, ecx
.end:
        ret

; Makes one interrupt wait at the 8259, with interrupts off.
pend:
        call    stop_timer
        mov     dword [ticks], 0
        mov     al, 00110000b           ; mode 0: rises when the count is over
        out     43h, al
        mov     al, 20
        out     40h, al
        xor     al, al
        out     40h, al
        mov     al, 0Ah                 ; OCW3: read the request register
        out     20h, al
.wait:
        in      al, 20h
        test    al, 1
        jz      .wait
        ret

; How often the interrupt has come; then the slate is clean.
%macro  delivered 2
        check   %1, [ticks], %2
        call    drain
%endmacro

shadows:
        ; STI holds interrupts off until after the next instruction; a CLI there keeps them off for good.
        call    pend
        mov     ecx, 2000
.again:
        sti
        cli
        loop    .again
        delivered "STI, CLI", 0

        call    pend
        mov     dword [resume], 0
        sti
        nop
        cli
        delivered "STI, NOP, CLI", 1

        call    pend
        sti
        mov     eax, [ticks]
        mov     ebx, [ticks]
        cli
        check   "the instruction behind STI comes first", eax, 0
        delivered "STI, MOV, MOV", 1

        ; POPF and IRET let them in at once.
        call    pend
        pushfd
        or      dword [esp], 200h
        popfd
        cli
        delivered "POPF, CLI", 1

        call    pend
        pushfd
        or      dword [esp], 200h
        push    dword CODE0
        push    dword .behind_iret
        iretd
.behind_iret:
        cli
        delivered "IRET, CLI", 1

        ; With interrupts masked at the 8259, none comes.
        mov     al, 0FFh
        out     21h, al
        call    pend
        sti
        nop
        nop
        cli
        check   "masked", [ticks], 0
        mov     al, 0FEh
        out     21h, al
        sti
        nop
        cli
        delivered "not masked any more", 1
        ret

halt:
        mov     dword [ticks], 0
        call    start_timer
        mov     ebx, 50
.again:
        sti
        hlt
        cli
        dec     ebx
        jnz     .again
        mov     eax, [ticks]
        cmp     eax, 50
        sbb     ecx, ecx                ; -1 when fewer: HLT ended without an interrupt
        check   "HLT", ecx, 0
        call    stop_timer
        ret

%include "end.inc"
