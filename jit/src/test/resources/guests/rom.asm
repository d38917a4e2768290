; A ROM that tests the CPU in the manner of those made for PC hardware: 64 KiB at F0000h and below 4 GiB, started by the
; reset vector, a POST code on a port before each step, text on another, and at the end POST FFh and HLT. A step that finds
; something wrong stops with HLT, so that its code stays on display.
;
; Run it as: lucid86 -bios rom.img -display none -device post,iobase=0x190 -device isa-debugcon,iobase=0x3bc
; It passes on QEMU 7.2 (-bios rom.img -debugcon stdio -global isa-debugcon.iobase=0x3bc) and on Bochs 2.7 (romimage at
; 0xffff0000, port_e9_hack, assembled with -DTEXT_PORT=0E9h), too.

        cpu     386
        org     0

POST_PORT       equ 190h
%ifndef TEXT_PORT
%define TEXT_PORT 3BCh
%endif
ROM             equ 0F0000h
RAM             equ 10000h              ; descriptor tables and data

; post CODE: a step begins.
%macro  post 1
        mov     dx, POST_PORT
        mov     al, %1
        out     dx, al
%endmacro

; wrong_unless CC: stops here unless the condition holds.
%macro  wrong_unless 1
        j%1     %%on
        cli
%%stop: hlt
        jmp     short %%stop
%%on:
%endmacro

        bits    16
start:
        cli
        cld
        post    0
        xor     ax, ax
        mov     ss, ax
        mov     sp, 8000h
        mov     ds, ax
        mov     ax, cs
        cmp     ax, 0F000h              ; the reset vector's far jump came here
        wrong_unless e

        post    1                       ; the ROM cannot be written, the same bytes lie below 4 GiB (seen later) and here
        mov     ax, 0F000h
        mov     es, ax
        mov     al, [es:start]
        not     byte [es:start]
        cmp     al, [es:start]
        wrong_unless e

        post    2                       ; arithmetic
        mov     eax, 12345678h
        mov     ebx, 9ABCDEF0h
        mul     ebx
        cmp     edx, 0B00EA4Eh
        wrong_unless e
        cmp     eax, 242D2080h
        wrong_unless e
        div     ebx
        cmp     eax, 12345678h
        wrong_unless e
        or      edx, edx
        wrong_unless z

        post    3                       ; string instructions, upwards and downwards
        mov     ax, RAM >> 4
        mov     es, ax
        mov     ds, ax
        xor     di, di
        mov     cx, 100h
        mov     eax, 0A5A55A5Ah
        rep     stosd
        wrong_unless cxz
        cmp     di, 400h
        wrong_unless e
        xor     si, si
        mov     di, 200h
        mov     cx, 80h
        repe    cmpsd
        wrong_unless e
        std
        mov     si, 3FCh
        mov     di, 7FCh
        mov     cx, 100h
        rep     movsd
        cld
        cmp     dword [400h], 0A5A55A5Ah
        wrong_unless e

        post    4                       ; an interrupt through the table at 0
        xor     ax, ax
        mov     ds, ax
        mov     word [0 * 4], .divide
        mov     word [0 * 4 + 2], 0F000h
        xor     bx, bx
        mov     ax, 1
.fault: div     bl
        cmp     bx, 1234h               ; the handler was here, and went on behind the instruction
        wrong_unless e
        jmp     near to_protected
.divide:
        mov     bx, 1234h
        push    bp
        mov     bp, sp
        cmp     word [bp + 2], .fault
        wrong_unless e
        add     word [bp + 2], 2
        pop     bp
        iret

to_protected:
        post    5                       ; protected mode, with a table copied to RAM
        mov     ax, RAM >> 4
        mov     es, ax
        mov     ax, cs
        mov     ds, ax
        mov     si, gdt
        xor     di, di
        mov     cx, gdt_end - gdt
        rep     movsb
        lgdt    [gdt_pointer]
        lidt    [idt_pointer]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     dword CODE:ROM + protected

        bits    32
protected:
        mov     ax, DATA
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, 8000h

        post    6                       ; the image below 4 GiB is the one at F0000h
        mov     esi, ROM
        mov     edi, 0FFFF0000h
        mov     ecx, 4000h
        repe    cmpsd
        wrong_unless e

        post    7                       ; paging: 4 MiB one to one, one page elsewhere, one absent
        mov     edi, 20000h
        mov     ecx, 400h
        xor     eax, eax
        rep     stosd
        mov     dword [20000h], 21000h + 7
        mov     eax, 7
        mov     edi, 21000h
        mov     ecx, 400h
.table: stosd
        add     eax, 1000h
        loop    .table
        mov     dword [21000h + 40h * 4], 30000h + 7
        mov     dword [21000h + 41h * 4], 0
        mov     dword [30000h], 0C0DE0001h
        mov     eax, 20000h
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 80000000h
        mov     cr0, eax
        jmp     short .paged
.paged:
        cmp     dword [40000h], 0C0DE0001h
        wrong_unless e
        mov     esi, idt                ; interrupt gates in RAM
        add     esi, ROM
        mov     edi, RAM + 100h
        mov     ecx, (idt_end - idt) / 4
        rep     movsd
.touch: mov     eax, [41000h]
        cmp     ebx, 41000h
        wrong_unless e
        test    byte [21000h + 40h * 4], 20h
        wrong_unless nz

        post    8                       ; back to real mode
        mov     eax, cr0
        and     eax, 7FFFFFFFh
        mov     cr0, eax
        jmp     CODE16:.real16
        bits    16
.real16:
        mov     ax, DATA16
        mov     ss, ax
        mov     ds, ax
        mov     es, ax
        mov     eax, cr0
        and     al, 0FEh
        mov     cr0, eax
        jmp     0F000h:.real
.real:
        xor     ax, ax
        mov     ss, ax
        mov     sp, 8000h
        mov     ax, cs
        mov     ds, ax
        post    0EEh
        mov     si, text
        mov     dx, TEXT_PORT
.put:   lodsb
        or      al, al
        jz      .done
        out     dx, al
        jmp     .put
.done:
        post    0FFh
.end:   hlt
        jmp     .end

        bits    32
; The page fault of step 7: skips the instruction, CR2 in EBX.
page_fault:
        mov     ebx, cr2
        cmp     dword [esp], 0          ; a read of a page that is not there, by the system
        wrong_unless e
        cmp     dword [esp + 4], ROM + protected.touch
        wrong_unless e
        add     esp, 4
        add     dword [esp], 5
        iret

text:   db      "all steps passed", 10, 0

        align   8, db 0
gdt:    dq      0
CODE    equ     $ - gdt
        dq      00CF9A000000FFFFh
DATA    equ     $ - gdt
        dq      00CF92000000FFFFh
CODE16  equ     $ - gdt
        dq      00009A0F0000FFFFh
DATA16  equ     $ - gdt
        dq      000092000000FFFFh
gdt_end:
idt:    times   14 dq 0
        dw      page_fault, CODE, 8E00h, ROM >> 16
idt_end:
gdt_pointer:
        dw      gdt_end - gdt - 1
        dd      RAM
idt_pointer:
        dw      idt_end - idt - 1
        dd      RAM + 100h

        bits    16
        times   0FFF0h - ($ - $$) db 0FFh
        jmp     0F000h:start
        times   10000h - ($ - $$) db 0FFh
