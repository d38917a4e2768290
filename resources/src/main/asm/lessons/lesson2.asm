; Lesson 2: A20 and protected mode.
;
; The 8086 had 20 address lines, A0 to A19, and FFFF:0010 = 100000h wrapped round to 0. The 286 had more, so the PC/AT
; got a gate that holds line A20 at zero for programs that count on the wrap. The gate must be open before anything
; above 1 MiB is used.
;
; In protected mode a segment register no longer holds an address divided by 16 but a selector: the offset of a
; descriptor in the global descriptor table (GDT), which gives base, size and kind of the segment.

        bits    16

PORT_92         equ 92h                 ; system control port: bit 1 opens A20, bit 0 resets the CPU (leave it 0!)
A20_OPEN        equ 2
CR0_PE          equ 1                   ; CR0: protection enable

LOW_BYTE        equ 500h                ; 0000:0500 and FFFF:0510 are the same address, but for bit 20
HIGH_OFFSET     equ 510h
HIGH_DWORD      equ 100600h             ; somewhere above 1 MiB

lesson2:
        mov     si, lesson2_page
        call    show_page

        ; The two bytes, with the gate closed and open.
        in_colour VALUE
        call    close_a20
        locate  10, 15
        call    show_wrap
        call    open_a20
        locate  11, 15
        call    show_wrap

        ; CR0 now; then over to 32 bits.
        locate  14, 30
        mov     eax, cr0
        mov     cl, 8
        call    put_hex
        call    enter_protected

        bits    32
        locate  15, 30
        mov     eax, cr0
        call    put_hex32
        locate  16, 30
        mov     eax, cs
        mov     ecx, 4
        call    put_digits32
        locate  17, 30
        mov     eax, gdt
        call    put_hex32
        locate  18, 30
        mov     dword [HIGH_DWORD], 12345678h   ; one MiB up: out of reach a moment ago
        mov     eax, [HIGH_DWORD]
        call    put_hex32
        locate  20, 1
        print32 .from32
        call    leave_protected

        bits    16
        locate  21, 1
        in_colour TEXT
        print   .back
        jmp     wait_escape

.from32:
        db      "These letters were written by 32-bit code in a 4 GiB segment.", 0
.back:
        db      "And these by real mode again: CR0.PE is 0, CS is 0000, INT 10h works.", 0

; Stores 11h at 0000:0500, then 22h at FFFF:0510, and shows what is at both places now. Changes EAX, CL.
show_wrap:
        push    es
        mov     ax, 0FFFFh
        mov     es, ax
        push    word [LOW_BYTE]
        mov     byte [LOW_BYTE], 11h
        mov     byte [es:HIGH_OFFSET], 22h
        mov     cl, 2
        mov     al, [LOW_BYTE]
        call    put_hex
        add     word [cursor], 13 * 2
        mov     al, [es:HIGH_OFFSET]
        call    put_hex
        add     word [cursor], 5 * 2
        mov     si, .same
        cmp     byte [LOW_BYTE], 22h
        je      .say
        mov     si, .different
.say:
        call    put_string
        pop     word [LOW_BYTE]
        pop     es
        ret
.same:
        db      "one byte with two addresses", 0
.different:
        db      "two bytes", 0

; Opens and closes the A20 gate. Change AL.
open_a20:
        in      al, PORT_92
        or      al, A20_OPEN
        and     al, ~1                  ; bit 0 would reset the CPU
        out     PORT_92, al
        ret
close_a20:
        in      al, PORT_92
        and     al, ~(A20_OPEN | 1)
        out     PORT_92, al
        ret

; Changes to 32-bit protected mode and returns there, with interrupts off: the real-mode interrupt table means nothing
; now. All segments begin at 0, so every label keeps its address. Changes EAX, EDX.
enter_protected:
        pop     dx                      ; the return address, before the stack segment changes its meaning
        cli
        lgdt    [gdt_pointer]
        mov     eax, cr0
        or      al, CR0_PE
        mov     cr0, eax                ; protected mode begins here, but CS still is what it was:
        jmp     CODE32:.protected       ; a far jump loads CS, and with it the size of instructions
        bits    32
.protected:
        mov     ax, DATA32
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        movzx   esp, sp
        movzx   edx, dx
        jmp     edx

; Changes back to real mode and returns there, with interrupts on. Changes EAX, EDX.
leave_protected:
        pop     edx
        cli
        jmp     CODE16:.small           ; first to 16-bit segments of 64 KiB: real mode keeps the sizes it finds
        bits    16
.small:
        mov     ax, DATA16
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     eax, cr0
        and     al, ~CR0_PE
        mov     cr0, eax
        jmp     0:.real                 ; CS is a selector still; make it a segment
.real:
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        lidt    [real_idt_pointer]      ; the interrupt table of real mode: at 0, 256 entries of four bytes
        sti
        jmp     dx

; descriptor BASE, LIMIT, ACCESS, FLAGS: an entry of the descriptor table. ACCESS: 9Ah code, 92h data that may be written;
; FLAGS: 8 limit counts pages of 4 KiB, 4 code and stack are 32 bits wide.
%macro  descriptor 4
        dw      (%2) & 0FFFFh, (%1) & 0FFFFh
        db      (%1) >> 16 & 0FFh, %3, (%4) << 4 | (%2) >> 16, (%1) >> 24
%endmacro

        align   8, db 0
gdt:    dq      0                       ; the first entry is never used: selector 0 means none
CODE32  equ     $ - gdt
        descriptor 0, 0FFFFFh, 9Ah, 8 | 4
DATA32  equ     $ - gdt
        descriptor 0, 0FFFFFh, 92h, 8 | 4
CODE16  equ     $ - gdt
        descriptor 0, 0FFFFh, 9Ah, 0
DATA16  equ     $ - gdt
        descriptor 0, 0FFFFh, 92h, 0
gdt_end:

gdt_pointer:                            ; for LGDT: last byte's offset, and address
        dw      gdt_end - gdt - 1
        dd      gdt
real_idt_pointer:
        dw      256 * 4 - 1
        dd      0

lesson2_page:
        db      "2  A20 and protected mode", 0
        db      "Real mode reaches 1 MiB and a little more: FFFF:0510 is address 100500h, when", 0
        db      "line A20 is let through. With the gate closed (port 92h) it is 000500h, as on", 0
        db      "the 8086. 32-bit code needs the gate open, a descriptor table, bit 0 of CR0", 0
        db      "set, and a far jump: `lgdt [gdt_pointer] / mov cr0, eax / jmp CODE32:.protected`", 0
        db      " ", 0
        db      "11h goes to 0000:0500, then 22h to FFFF:0510; read back:", 0
        db      "             0000:0500      FFFF:0510", 0
        db      " ", 0
        db      "A20 closed", 0
        db      "A20 open", 0
        db      " ", 0
        db      " ", 0
        db      "CR0 in real mode", 0
        db      "CR0 in protected mode", 0
        db      "CS, a selector", 0
        db      "the descriptor table is at", 0
        db      "dword at 00100600", 0
        db      0FFh
