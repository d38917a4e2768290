; Test guest: takes its interrupts as small teaching kernels do. It finds the processor and its I/O APIC in the firmware's MP and ACPI
; tables, runs on the local APIC's periodic timer, reads the second IDE disk by PIO with interrupts, and hears keyboard and serial
; port through the I/O APIC. What it finds it says on COM1.

SECTORS equ 16
%include "loader.inc"

TIMER   equ 40h
LINES   equ 50h                         ; vector of I/O APIC input 0; the others follow
SPURIOUS equ 0FFh

main:
        mov     al, 0FFh                ; the 8259As stay silent
        out     21h, al
        out     0A1h, al
        cli
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     8:.protected
        bits    32
.protected:
        mov     ax, 16
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, 7C00h
        call    make_idt
        call    mp_tables
        call    madt
        call    local_apic
        call    io_apic
        call    disk
        call    serial_port
        call    keyboard
        mov     esi, text_end
        call    say32
.stop:  hlt
        jmp     .stop

; ---- saying --------------------------------------------------------------------------------------------------------------

say32:  lodsb
        test    al, al
        jz      .end
        call    say_char32
        jmp     say32
.end:   ret

say_char32:
        push    edx
        push    eax
        mov     dx, 3FDh
.wait:  in      al, dx
        test    al, 20h
        jz      .wait
        pop     eax
        mov     dx, 3F8h
        out     dx, al
        pop     edx
        ret

; Says " " and EAX in hexadecimal.
say_number:
        push    ecx
        push    eax
        mov     al, ' '
        call    say_char32
        pop     eax
        mov     ecx, 8
.next:  rol     eax, 4
        push    eax
        and     al, 15
        cmp     al, 10
        sbb     al, 69h
        das
        call    say_char32
        pop     eax
        loop    .next
        pop     ecx
        ret

say_end:
        mov     al, 10
        jmp     say_char32

%macro  tell    1.nolist
        mov     esi, %%text
        call    say32
        jmp     %%over
%%text  db      %1, 0
%%over:
%endmacro

; ---- tables --------------------------------------------------------------------------------------------------------------

; The sum of ECX bytes at ESI in AL; both stay.
sum:    push    esi
        push    ecx
        push    ebx
        xor     bl, bl
.next:  lodsb
        add     bl, al
        loop    .next
        mov     al, bl
        pop     ebx
        pop     ecx
        pop     esi
        test    al, al
        ret

; Looks for the four bytes EAX on a paragraph of E0000-FFFFF whose EDX bytes sum to 0: ESI, or carry.
find:   mov     esi, 0E0000h
.next:  cmp     [esi], eax
        jne     .no
        push    eax
        mov     ecx, edx
        call    sum
        pop     eax
        jz      .found
.no:    add     esi, 16
        cmp     esi, 100000h
        jb      .next
        stc
        ret
.found: clc
        ret

mp_tables:
        mov     eax, '_MP_'
        mov     edx, 16
        call    find
        jnc     .found
        tell    "no MP tables"
        jmp     say_end
.found: mov     ebx, [esi + 4]
        movzx   ecx, word [ebx + 4]
        mov     esi, ebx
        call    sum
        jz      .good
        tell    "MP sum is wrong"
        jmp     say_end
.good:  tell    "MP local APIC"
        mov     eax, [ebx + 36]
        call    say_number
        call    say_end
        movzx   ecx, word [ebx + 34]    ; entries
        lea     ebx, [ebx + 44]
.entry: mov     al, [ebx]
        cmp     al, 0
        jne     .other
        push    ecx
        tell    "MP processor"
        mov     eax, [ebx]
        shr     eax, 8
        call    say_number
        call    say_end
        pop     ecx
        add     ebx, 20
        jmp     .done
.other: cmp     al, 2
        jne     .line
        push    ecx
        tell    "MP I/O APIC"
        mov     eax, [ebx + 4]
        mov     [io_base], eax
        call    say_number
        call    say_end
        pop     ecx
        jmp     .eight
.line:  cmp     al, 3
        jne     .eight
        inc     dword [mp_lines]
.eight: add     ebx, 8
.done:  dec     ecx
        jnz     .entry
        tell    "MP interrupts"
        mov     eax, [mp_lines]
        call    say_number
        jmp     say_end

madt:   mov     eax, 'RSD '
        mov     edx, 20
        call    find
        jnc     .found
        tell    "no RSDP"
        jmp     say_end
.found: mov     ebx, [esi + 16]         ; RSDT
        mov     edi, [ebx + 4]
        lea     edi, [ebx + edi]
        add     ebx, 36
.next:  cmp     ebx, edi
        jae     .none
        mov     esi, [ebx]
        add     ebx, 4
        cmp     dword [esi], 'APIC'
        jne     .next
        mov     ecx, [esi + 4]
        call    sum
        jnz     .none
        lea     edi, [esi + ecx]
        push    esi
        tell    "MADT local APIC"
        pop     esi
        mov     eax, [esi + 36]
        call    say_number
        call    say_end
        lea     ebx, [esi + 44]
.entry: cmp     ebx, edi
        jae     .end
        cmp     byte [ebx], 1
        jne     .over
        tell    "MADT I/O APIC"
        mov     eax, [ebx + 4]
        mov     [io_base], eax
        call    say_number
        call    say_end
.over:  cmp     byte [ebx], 2
        jne     .skip
        tell    "MADT override"
        mov     eax, [ebx]              ; type, length, bus, source
        call    say_number
        mov     eax, [ebx + 4]
        call    say_number
        movzx   eax, word [ebx + 8]
        call    say_number
        call    say_end
.skip:  movzx   eax, byte [ebx + 1]
        add     ebx, eax
        jmp     .entry
.none:  tell    "no MADT"
        call    say_end
.end:   ret

; ---- interrupts ----------------------------------------------------------------------------------------------------------

; Vector n leads to a stub that pushes n.
make_idt:
        mov     edi, idt
        mov     ebx, stubs
        mov     ecx, 256
.next:  mov     eax, ebx
        mov     [edi], ax
        mov     word [edi + 2], 8
        mov     word [edi + 4], 8E00h
        shr     eax, 16
        mov     [edi + 6], ax
        add     edi, 8
        add     ebx, 16
        loop    .next
        lidt    [idtr]
        ret

handler:
        pushad
        mov     eax, [esp + 32]
        inc     dword [counts + eax * 4]
        cmp     eax, LINES + 1
        jne     .not_key
        in      al, 60h
        mov     [scan_code], al
.not_key:
        cmp     dword [esp + 32], LINES + 4
        jne     .not_serial
        mov     dx, 3FAh                ; reading says that the interrupt is understood
        in      al, dx
        mov     [serial_cause], al
.not_serial:
        cmp     dword [esp + 32], LINES + 14
        jne     .not_disk
        mov     dx, 1F7h
        in      al, dx
.not_disk:
        mov     eax, [local_base]
        mov     dword [eax + 0B0h], 0
        popad
        add     esp, 4
        iretd

local_apic:
        mov     ecx, 1Bh
        rdmsr
        and     eax, 0FFFFF000h
        mov     [local_base], eax
        mov     ebx, eax
        mov     dword [ebx + 0F0h], 100h | SPURIOUS
        mov     dword [ebx + 350h], 10000h
        mov     dword [ebx + 360h], 10000h
        mov     dword [ebx + 280h], 0
        mov     dword [ebx + 80h], 0
        mov     dword [ebx + 3E0h], 0Bh ; divided by 1
        mov     dword [ebx + 320h], 20000h | TIMER
        mov     dword [ebx + 380h], 1000000
        sti
.wait:  hlt
        cmp     dword [counts + TIMER * 4], 20
        jb      .wait
        tell    "timer ticks"
        mov     eax, [counts + TIMER * 4]
        call    say_number
        jmp     say_end

; Writes EAX to register ECX of the I/O APIC.
io_write:
        push    ebx
        mov     ebx, [io_base]
        mov     [ebx], ecx
        mov     [ebx + 10h], eax
        pop     ebx
        ret
io_read:
        push    ebx
        mov     ebx, [io_base]
        mov     [ebx], ecx
        mov     eax, [ebx + 10h]
        pop     ebx
        ret

; Input ECX brings its vector to this processor.
route:  push    ecx
        lea     eax, [ecx + LINES]
        lea     ecx, [ecx * 2 + 10h]
        push    eax
        push    ecx
        inc     ecx
        xor     eax, eax
        call    io_write
        pop     ecx
        pop     eax
        call    io_write
        pop     ecx
        ret

io_apic:
        mov     ecx, 1
        call    io_read
        mov     ebx, eax
        tell    "I/O APIC version"
        mov     eax, ebx
        call    say_number
        call    say_end
        mov     ecx, 1
        call    route
        mov     ecx, 4
        call    route
        mov     ecx, 14
        jmp     route

; ---- devices -------------------------------------------------------------------------------------------------------------

ready:  mov     dx, 1F7h
.wait:  in      al, dx
        and     al, 0C0h
        cmp     al, 40h
        jne     .wait
        ret

; Sectors 0, 5 and 9 of the primary slave, each with its interrupt, and 4 at once by READ MULTIPLE.
disk:   mov     dx, 3F6h
        xor     al, al
        out     dx, al
        xor     ebx, ebx
.next:  mov     [counts + (LINES + 14) * 4], dword 0
        mov     al, 1
        mov     ah, 20h
        call    read_sectors
        add     ebx, 5
        cmp     ebx, 10
        jbe     .next
        call    ready
        mov     dx, 1F2h
        mov     al, 4
        out     dx, al
        mov     dx, 1F7h
        mov     al, 0C6h                ; SET MULTIPLE MODE
        out     dx, al
        call    ready
        mov     [counts + (LINES + 14) * 4], dword 0
        mov     ebx, 2
        mov     al, 4
        mov     ah, 0C4h                ; READ MULTIPLE
; Reads AL sectors from EBX on by command AH; says their sum, and how many interrupts came.
read_sectors:
        push    ebx
        mov     [amount], al
        push    eax
        mov     dx, 1F6h
        mov     al, 0F0h
        out     dx, al
        call    ready
        pop     eax
        mov     dx, 1F2h
        out     dx, al
        push    eax
        mov     eax, ebx
        inc     dx
        out     dx, al
        inc     dx
        shr     eax, 8
        out     dx, al
        inc     dx
        shr     eax, 8
        out     dx, al
        pop     eax
        mov     dx, 1F7h
        mov     al, ah
        out     dx, al
.wait:  cli
        cmp     dword [counts + (LINES + 14) * 4], 0
        jne     .came
        sti
        hlt
        jmp     .wait
.came:  sti
        movzx   ecx, byte [amount]
        shl     ecx, 7
        mov     edi, buffer
        mov     dx, 1F0h
        rep     insd
        tell    "disk sector"
        mov     eax, ebx
        call    say_number
        movzx   ecx, byte [amount]
        shl     ecx, 7
        mov     esi, buffer
        xor     edx, edx
.sum:   lodsd
        rol     edx, 1
        add     edx, eax
        loop    .sum
        mov     eax, edx
        call    say_number
        mov     eax, [counts + (LINES + 14) * 4]
        call    say_number
        call    say_end
        pop     ebx
        ret

; The transmitter is empty: enabling that interrupt brings one.
serial_port:
        mov     dx, 3FCh
        mov     al, 0Bh                 ; OUT2 lets interrupts through
        out     dx, al
        mov     dx, 3F9h
        mov     al, 2
        out     dx, al
.wait:  hlt
        cmp     dword [counts + (LINES + 4) * 4], 0
        je      .wait
        xor     al, al
        out     dx, al
        tell    "serial interrupt"
        movzx   eax, byte [serial_cause]
        call    say_number
        jmp     say_end

; Until a key is pressed.
keyboard:
        tell    "press a key"
        call    say_end
.wait:  hlt
        cmp     byte [scan_code], 0
        je      .wait
        tell    "scan code"
        movzx   eax, byte [scan_code]
        call    say_number
        jmp     say_end

text_end        db "apic end", 10, 0
        align   8
gdt     dq      0, 00CF9A000000FFFFh, 00CF92000000FFFFh
gdtr    dw      23
        dd      gdt
idtr    dw      256 * 8 - 1
        dd      idt
io_base         dd 0FEC00000h
local_base      dd 0
mp_lines        dd 0
scan_code       db 0
serial_cause    db 0
amount          db 0

        align   16
stubs:
%assign n 0
%rep 256
        push    strict dword n
        jmp     strict near handler
        times   6 nop
%assign n n + 1
%endrep
        section .bss nobits align=16
idt     resb    2048
counts  resd    256
buffer  resb    4096
