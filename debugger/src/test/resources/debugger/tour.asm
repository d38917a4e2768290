; A BIOS ROM that does one of each thing a debugger wants to see: calls with and without frames, BIOS interrupts, ports, memory,
; protected mode, paging, another ring, a page fault. Real mode runs at F000:0000, the rest flat at 000F0000h.
bits 16
org 0
BASE    equ 0xf0000
TSS     equ 0x6000
PD      equ 0x10000
PT0     equ 0x11000
PT2     equ 0x12000

start:
    cli
    xor ax, ax
    mov ss, ax
    mov sp, 0x7000
    mov ds, ax
    mov es, ax
    mov word [0x13 * 4], int13
    mov word [0x13 * 4 + 2], 0xf000
    call outer
after_outer:
    mov ax, 0x0205
    int 0x13
    mov ah, 0x41
    int 0x13
    mov al, 0x55
    out 0x80, al
    mov al, 0xaa
    out 0x80, al
    in al, 0x64
    mov word [0x5000], 0x1234
load:
    mov ax, [0x5000]
    mov word [0x5000], 0x1234
store:
    mov word [0x5000], 0x5678
    mov cx, 8
    mov di, 0x5100
    mov al, 0xcc
fill:
    rep stosb
    call bare
    ; the task state segment: a stack for ring 0
    mov dword [TSS + 4], 0x7000
    mov word [TSS + 8], 0x10
    mov word [TSS + 0x66], 0x68
    o32 lgdt [cs:gdtr]
    o32 lidt [cs:idtr]
    mov eax, cr0
    or al, 1
    mov cr0, eax
to_protected:
    jmp dword 8:BASE + protected

outer:
    push bp
    mov bp, sp
    mov cx, 3
    call inner
    pop bp
    ret

inner:
    push bp
    mov bp, sp
inner_loop:
    inc bx
    loop inner_loop
    pop bp
    ret

bare:
    push cx
    call leaf
    pop cx
    ret

leaf:
    inc dx
    ret

int13:
    inc word [0x5200]
    iret

bits 32
protected:
    mov ax, 0x10
    mov ds, ax
    mov es, ax
    mov ss, ax
    mov esp, 0x7000
    mov ax, 0x28
    ltr ax
    ; the first mebibyte as it is, and 800000h for the page at 20000h
    mov dword [PD], PT0 + 7
    mov dword [PD + 8], PT2 + 7
    mov dword [PT2], 0x20000 + 7
    mov edi, PT0
    mov eax, 7
    mov ecx, 256
tables:
    stosd
    add eax, 0x1000
    loop tables
    mov eax, PD
    mov cr3, eax
    mov eax, cr0
    or eax, 0x80000000
    mov cr0, eax
paged:
    mov dword [0x800010], 0x12345678
    call outer32
    ; to ring 3
    push dword 0x23
    push dword 0x9000
    push dword 2
    push dword 0x1b
    push dword BASE + user
    iretd

outer32:
    push ebp
    mov ebp, esp
    call inner32
    pop ebp
    ret

inner32:
    push ebp
    mov ebp, esp
    nop
in_inner32:
    nop
    pop ebp
    ret

user:
    mov ax, 0x23
    mov ds, ax
    mov es, ax
    int 0x30
after_gate:
    mov eax, [0x900000]
after_fault:
    int 0x31
    jmp user

page_fault:
    add esp, 4
    add dword [esp], 5
    mov edx, cr2
    iretd

gate:
    inc esi
    iretd

done:
    cli
    hlt
    jmp done

    align 8
gdt:
    dq 0
    dq 0x00cf9b000000ffff
    dq 0x00cf93000000ffff
    dq 0x00cffb000000ffff
    dq 0x00cff3000000ffff
    dq 0x0000890060000067
gdt_end:

%macro handler 2
    dw (BASE + %1 - $$) & 0xffff, 8
    db 0, %2
    dw (BASE + %1 - $$) >> 16
%endmacro

idt:
    times 14 dq 0
    handler page_fault, 0x8e
    times 0x30 - 15 dq 0
    handler gate, 0xee
    handler done, 0xee
idt_end:

gdtr:
    dw gdt_end - gdt - 1
    dd BASE + gdt
idtr:
    dw idt_end - idt - 1
    dd BASE + idt

    times 0xfff0 - ($ - $$) db 0xff
bits 16
    jmp 0xf000:start
    times 0x10000 - ($ - $$) db 0xff
