; The interrupt controllers a PC has besides the 8259s: local APIC, I/O APIC, HPET; interprocessor interrupts to oneself.
;
; Times are compared by the time stamp counter and by the order of events, never by the speed of the CPU.
; QEMU 7.2 (-cpu max) differs: LINT0 is masked out of reset, illegal vectors are delivered, IA32_APIC_BASE takes any value.

%include "guest.inc"
        end_of_gdt

APIC            equ 0FEE00000h
ID              equ APIC + 20h
TPR             equ APIC + 80h
PPR             equ APIC + 0A0h
EOI             equ APIC + 0B0h
LDR             equ APIC + 0D0h
SVR             equ APIC + 0F0h
ISR             equ APIC + 100h
IRR             equ APIC + 200h
ESR             equ APIC + 280h
ICR             equ APIC + 300h
ICR_HIGH        equ APIC + 310h
LVT_TIMER       equ APIC + 320h
LINT0           equ APIC + 350h
LVT_ERROR       equ APIC + 370h
INITIAL         equ APIC + 380h
CURRENT         equ APIC + 390h
DIVIDE          equ APIC + 3E0h
IO_INDEX        equ 0FEC00000h
IO_DATA         equ 0FEC00010h
HPET            equ 0FED00000h

MASKED          equ 10000h
PERIODIC        equ 20000h
SELF            equ 40000h
ASSERT_         equ 4000h
BASE_MSR        equ 1Bh

FIRST           equ 30h                 ; vectors 30h-6Fh come to handlers that count and note their order

start:
        call    set_up
        call    identity
        call    self
        call    priorities
        call    nmi
        call    errors
        call    timer_once
        call    timer_again
        call    wake
        call    pit_by_io_apic
        call    level_by_io_apic
        call    pic_by_lint0
        call    hpet_legacy
        call    hpet_input
        call    switched_off
        jmp     finish

; ---- handlers ---------------------------------------------------------------------------------------------------------------

%assign vector FIRST
%rep 64
came_ %+ vector:
        push    dword vector
        jmp     near came
  %assign vector vector + 1
%endrep
COME_BYTES      equ 7                   ; PUSH imm8, JMP rel32

came:                                   ; on the stack: vector
        push    eax
        push    ebx
        mov     eax, [esp + 8]
        mov     [last], eax
        mov     ebx, [arrived]
        inc     dword [arrived]
        and     ebx, 7
        mov     [order + ebx * 4], eax
        cmp     dword [quiet], 0        ; a device whose interrupt must end before EOI
        je      .ended
        call    [quiet]
.ended:
        cmp     dword [keep], 0
        jne     .kept
        mov     dword [EOI], 0
.kept:
        pop     ebx
        pop     eax
        add     esp, 4
        iretd

        align   4, db 0
arrived:        dd 0
last:           dd 0
order:          times 8 dd 0
quiet:          dd 0                    ; routine to call before EOI
keep:           dd 0                    ; no EOI

; Forgets what has come.
%macro  clean 0
        mov     dword [arrived], 0
        mov     dword [last], 0
%endmacro

; Lets waiting interrupts in.
let_in:
        sti
        nop
        nop
        nop
        cli
        ret

; Waits for a microsecond or so with interrupts on, until EAX interrupts have come; gives up after many.
await:
        mov     ecx, 10000000
.again: sti
        nop
        cli
        cmp     [arrived], eax
        jae     .end
        loop    .again
.end:   ret

set_up:
        mov     ecx, 64
        mov     edi, idt + FIRST * 8
        mov     eax, came_48
.gate:  mov     edx, eax
        mov     [edi], ax
        mov     word [edi + 2], CODE0
        mov     word [edi + 4], 8E00h
        shr     edx, 16
        mov     [edi + 6], dx
        ; the distance between two entries, whatever the assembler made of them
        add     eax, came_49 - came_48
        add     edi, 8
        loop    .gate
        check   "handlers lie one after the other", came_111 - came_48, 63 * (came_49 - came_48)
        ret

; ---- the local APIC ---------------------------------------------------------------------------------------------------------

identity:
        mov     eax, 1
        cpuid
        shr     edx, 9
        and     edx, 1
        check   "CPUID: APIC", edx, 1
        shr     ebx, 24
        check   "CPUID: initial APIC ID", ebx, 0
        mov     ecx, BASE_MSR
        rdmsr
        check   "IA32_APIC_BASE", eax, APIC | 900h
        check   "ID", [ID], 0
        mov     eax, [APIC + 30h]
        and     al, 0F0h
        and     eax, 0FFh
        check   "version 1xh", eax, 10h
        check   "LINT0 lets the 8259s through", [LINT0], 700h
        mov     dword [SVR], 1FFh
        check   "spurious vector", [SVR], 1FFh
        mov     dword [LINT0], MASKED | 700h
        ret

self:
        clean
        mov     dword [ICR], SELF | ASSERT_ | 41h
        check   "requested", [IRR + 20h], 2
        call    let_in
        check   "self by shorthand", [last], 41h
        check   "no request left", [IRR + 20h], 0
        check   "nothing in service", [ISR + 20h], 0
        mov     dword [ICR_HIGH], 0
        mov     dword [ICR], ASSERT_ | 42h
        call    let_in
        check   "self by destination", [last], 42h
        mov     dword [LDR], 4000000h
        mov     dword [ICR_HIGH], 4000000h
        mov     dword [ICR], ASSERT_ | 800h | 43h
        call    let_in
        check   "self by logical destination", [last], 43h
        mov     dword [ICR_HIGH], 8000000h
        mov     dword [ICR], ASSERT_ | 800h | 44h
        call    let_in
        check   "another logical destination", [last], 43h
        mov     dword [ICR], 80000h | ASSERT_ | 45h
        call    let_in
        check   "all including self", [last], 45h
        mov     dword [ICR], 0C0000h | ASSERT_ | 46h
        call    let_in
        check   "all but self", [last], 45h
        check   "how many came", [arrived], 4
        ret

priorities:
        clean
        mov     dword [ICR], SELF | ASSERT_ | 41h
        mov     dword [ICR], SELF | ASSERT_ | 63h
        mov     dword [ICR], SELF | ASSERT_ | 52h
        mov     dword [ICR], SELF | ASSERT_ | 52h
        call    let_in
        check   "one request for each vector", [arrived], 3
        check   "highest first", [order], 63h
        check   "then the next", [order + 4], 52h
        check   "and the lowest", [order + 8], 41h
        clean
        mov     dword [TPR], 50h
        mov     dword [ICR], SELF | ASSERT_ | 51h
        mov     dword [ICR], SELF | ASSERT_ | 61h
        call    let_in
        check   "only above the task priority", [arrived], 1
        check   "which one", [last], 61h
        mov     dword [TPR], 4Fh
        call    let_in
        check   "lowered, the other", [last], 51h
        mov     dword [TPR], 0
        clean
        mov     dword [keep], 1
        mov     dword [ICR], SELF | ASSERT_ | 55h
        call    let_in
        check   "processor priority", [PPR], 50h
        mov     dword [ICR], SELF | ASSERT_ | 5Fh
        call    let_in
        check   "nothing of the class in service", [arrived], 1
        mov     dword [ICR], SELF | ASSERT_ | 60h
        call    let_in
        check   "a higher class comes", [last], 60h
        mov     dword [EOI], 0
        mov     dword [EOI], 0
        mov     dword [keep], 0
        call    let_in
        check   "and the one that waited", [last], 5Fh
        check   "processor priority at rest", [PPR], 0
        ret

nmi:
        try
        mov     dword [ICR_HIGH], 0
        mov     dword [ICR], ASSERT_ | 400h
        mov     ecx, 1000
.wait:  loop    .wait
        caught  "NMI to oneself", 2, 0
        ; The handler did not return by IRET, so NMIs are still held off; IRET lets them in.
        pushfd
        push    dword CODE0
        push    dword .on
        iretd
.on:    ret

errors:
        clean
        mov     dword [LVT_ERROR], 3Eh
        mov     dword [ESR], 0
        mov     dword [ICR], SELF | ASSERT_ | 5
        call    let_in
        mov     dword [ESR], 0
        mov     eax, [ESR]
        and     eax, 20h
        check   "illegal vector sent", eax, 20h
        check   "error interrupt", [last], 3Eh
        mov     dword [ESR], 0
        check   "errors are gone", [ESR], 0
        mov     dword [LVT_ERROR], MASKED
        ret

; ---- the local APIC's timer -------------------------------------------------------------------------------------------------

timer_once:
        clean
        mov     dword [DIVIDE], 3       ; by 16
        mov     dword [LVT_TIMER], 35h
        rdtsc
        mov     esi, eax
        mov     dword [INITIAL], 1000
        mov     eax, 1
        call    await
        rdtsc
        sub     eax, esi
        xor     ebx, ebx
        cmp     eax, 1000               ; the TSC is not slower than the timer divided by 16
        adc     ebx, 0
        check   "the timer came too soon", ebx, 0
        check   "timer", [last], 35h
        check   "it stands", [CURRENT], 0
        check   "initial count", [INITIAL], 1000
        mov     ecx, 100000
.more:  sti
        loop    .more
        cli
        check   "it comes once", [arrived], 1
        mov     dword [LVT_TIMER], MASKED | 35h
        mov     dword [INITIAL], 100
        mov     ecx, 100000
.masked:
        sti
        loop    .masked
        cli
        check   "masked it does not come", [arrived], 1
        ret

timer_again:
        clean
        mov     dword [DIVIDE], 0Bh     ; by 1
        mov     dword [LVT_TIMER], PERIODIC | 36h
        mov     dword [INITIAL], 100000
        mov     eax, 5
        call    await
        mov     dword [INITIAL], 0
        check   "periodic timer", [last], 36h
        xor     ebx, ebx
        cmp     dword [arrived], 5
        adc     ebx, 0
        check   "five times", ebx, 0
        mov     eax, [arrived]
        mov     ecx, 200000
.more:  sti
        loop    .more
        cli
        sub     [arrived], eax
        check   "a count of 0 stops it", [arrived], 0
        mov     dword [LVT_TIMER], MASKED
        ret

wake:
        clean
        mov     dword [LVT_TIMER], 37h
        mov     dword [INITIAL], 50000
        sti
        hlt
        cli
        check   "HLT ends by the timer", [last], 37h
        mov     dword [LVT_TIMER], MASKED
        ret

; ---- the I/O APIC -----------------------------------------------------------------------------------------------------------

; Writes EAX to the low half, 0 to the high half of the entry in EBX.
entry:
        push    edx
        lea     edx, [ebx * 2 + 11h]
        mov     [IO_INDEX], edx
        mov     dword [IO_DATA], 0
        dec     edx
        mov     [IO_INDEX], edx
        mov     [IO_DATA], eax
        pop     edx
        ret

pit_once:                               ; IRQ 0 rises soon
        mov     al, 30h
        out     43h, al
        mov     al, 100
        out     40h, al
        xor     al, al
        out     40h, al
        ret

pit_by_io_apic:
        clean
        mov     dword [IO_INDEX], 1
        mov     eax, [IO_DATA]
        shr     eax, 16
        check   "24 inputs", eax, 23
        mov     ebx, 2
        mov     eax, 38h
        call    entry
        call    pit_once
        mov     eax, 1
        call    await
        check   "IRQ 0 at input 2", [last], 38h
        mov     ecx, 10000
.more:  sti
        loop    .more
        cli
        check   "an edge comes once", [arrived], 1
        mov     eax, MASKED | 38h
        call    entry
        call    pit_once
        mov     ecx, 10000
.masked:
        sti
        loop    .masked
        cli
        check   "masked", [arrived], 1
        mov     eax, 38h
        call    entry
        call    let_in
        check   "an edge on a masked input is lost", [arrived], 1
        mov     eax, MASKED
        call    entry
        ret

; A level-triggered input: the real-time clock's update interrupt, which lasts until register C is read.
level_by_io_apic:
        clean
        mov     dword [quiet], 0
        mov     ebx, 8
        mov     eax, 8039h
        call    entry
        mov     al, 0Ch
        out     70h, al
        in      al, 71h
        mov     al, 0Ah
        out     70h, al
        mov     al, 26h
        out     71h, al
        mov     al, 0Bh
        out     70h, al
        mov     al, 42h                 ; periodic interrupt, 24 hours
        out     71h, al
        mov     dword [quiet], stop_after_three
        mov     eax, 3
        call    await
        mov     dword [quiet], 0
        check   "a level comes again after EOI", [arrived], 3
        check   "its vector", [last], 39h
        mov     dword [IO_INDEX], 20h
        mov     eax, [IO_DATA]
        and     eax, 4000h
        check   "remote IRR clear", eax, 0
        mov     eax, MASKED
        call    entry
        ret

; The third time, the clock is made quiet before EOI.
stop_after_three:
        cmp     dword [arrived], 3
        jb      .on
        mov     al, 0Bh
        out     70h, al
        mov     al, 2
        out     71h, al
        mov     al, 0Ch
        out     70h, al
        in      al, 71h
.on:    ret

; ---- the 8259s through LINT0 -------------------------------------------------------------------------------------------------

pic_by_lint0:
        clean
        mov     al, 11h
        out     20h, al
        mov     al, FIRST
        out     21h, al
        mov     al, 4
        out     21h, al
        mov     al, 3                   ; automatic EOI
        out     21h, al
        mov     al, 0FEh
        out     21h, al
        mov     dword [keep], 1
        call    pit_once
        mov     ecx, 10000
.masked:
        sti
        loop    .masked
        cli
        check   "LINT0 masked", [arrived], 0
        mov     dword [LINT0], 700h
        mov     dword [TPR], 0F0h
        mov     eax, 1
        call    await
        mov     dword [TPR], 0
        check   "ExtINT in spite of the task priority", [last], FIRST
        check   "nothing in service", [ISR + 10h], 0
        mov     dword [keep], 0
        mov     dword [LINT0], MASKED
        mov     al, 0FFh
        out     21h, al
        ret

; ---- the HPET ----------------------------------------------------------------------------------------------------------------

hpet_legacy:
        clean
        mov     eax, [HPET]
        shr     eax, 16
        check   "HPET of Intel", eax, 8086h
        mov     dword [HPET + 10h], 0
        mov     dword [HPET + 0F0h], 0
        mov     dword [HPET + 0F4h], 0
        mov     dword [HPET + 100h], 14Ch       ; periodic, 32 bits, value set, enabled
        mov     dword [HPET + 108h], 2000
        mov     dword [HPET + 108h], 2000
        mov     ebx, 2
        mov     eax, 3Ah
        call    entry
        mov     dword [HPET + 10h], 3
        mov     eax, 3
        call    await
        mov     eax, [HPET + 0F0h]
        mov     dword [HPET + 10h], 0
        check   "timer 0 in the place of IRQ 0", [last], 3Ah
        xor     ebx, ebx
        cmp     eax, 6000
        adc     ebx, 0
        check   "three periods", ebx, 0
        mov     ebx, 2
        mov     eax, MASKED
        call    entry
        mov     dword [HPET + 100h], 0
        call    let_in                  ; one more may have come meanwhile
        ret

hpet_input:
        clean
        mov     edx, [HPET + 144h]      ; where timer 2 can go: the highest input
        bsr     ebx, edx
        mov     eax, ebx
        shl     eax, 9
        or      eax, 106h               ; level, enabled, 32 bits
        mov     [HPET + 140h], eax
        mov     eax, 803Bh
        call    entry
        mov     eax, [HPET + 0F0h]
        add     eax, 3000
        mov     [HPET + 148h], eax
        mov     dword [quiet], hpet_acknowledge
        mov     dword [HPET + 10h], 1
        mov     eax, 1
        call    await
        check   "timer 2 at its input", [last], 3Bh
        check   "once", [arrived], 1
        check   "status", [status], 4
        mov     dword [quiet], 0
        mov     dword [HPET + 10h], 0
        mov     dword [HPET + 140h], 0
        mov     eax, MASKED
        call    entry
        ret

hpet_acknowledge:
        mov     eax, [HPET + 20h]
        mov     [status], eax
        mov     [HPET + 20h], eax
        ret
        align   4, db 0
status:         dd 0

; ---- without an APIC ---------------------------------------------------------------------------------------------------------

switched_off:
        mov     ecx, BASE_MSR
        mov     eax, APIC | 100h
        xor     edx, edx
        wrmsr
        mov     eax, 1
        cpuid
        shr     edx, 9
        and     edx, 1
        check   "CPUID without APIC", edx, 0
        clean
        mov     dword [keep], 1
        mov     al, 0FEh
        out     21h, al
        call    pit_once
        mov     eax, 1
        call    await
        check   "the 8259s reach the CPU", [last], FIRST
        mov     ecx, BASE_MSR
        try
        mov     eax, APIC | 0D00h
        xor     edx, edx
        wrmsr
        caught  "x2APIC mode does not exist", GP, 0
        mov     ecx, BASE_MSR
        mov     eax, APIC | 900h
        xor     edx, edx
        wrmsr
        check   "switched on again", [SVR], 0FFh
        ret

%include "end.inc"
