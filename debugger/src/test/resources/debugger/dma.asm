; A BIOS ROM that copies a sector of the disk to another, by the bus master both ways, then spoils the copy in memory.
bits 16
org 0
SLOT    equ 1 << 31 | 1 << 11 | 1 << 8  ; the IDE function of the PIIX3
MASTER  equ 0xc000                      ; where its bus master registers go
TABLE   equ 0x4000                      ; physical region descriptor
BUFFER  equ 0x5000

start:
    cli
    xor ax, ax
    mov ds, ax
    mov ss, ax
    mov sp, 0x7000
    mov eax, SLOT | 0x20
    mov ebx, MASTER | 1
    call config
    mov eax, SLOT | 4
    mov ebx, 5                          ; ports and bus master on
    call config
    mov dword [TABLE], BUFFER
    mov dword [TABLE + 4], 512 | 1 << 31
    mov si, 3                           ; sector
    mov ax, 0x08c8                      ; to memory, READ DMA
    call transfer
read_done:
    mov si, 9
    mov ax, 0x00ca                      ; from memory, WRITE DMA
    call transfer
write_done:
    mov dword [BUFFER], 0
end:
    hlt
    jmp end

; eax register, ebx value
config:
    mov dx, 0xcf8
    out dx, eax
    mov dx, 0xcfc
    mov eax, ebx
    out dx, eax
    ret

; ah direction, al command, si sector
transfer:
    mov bx, ax
    mov dx, MASTER + 4
    mov eax, TABLE
    out dx, eax
    mov dx, MASTER + 2
    mov al, 6                           ; clear interrupt and error
    out dx, al
    mov dx, 0x1f6
    mov al, 0xe0
    out dx, al
    mov dx, 0x1f2
    mov al, 1
    out dx, al
    inc dx
    mov ax, si
    out dx, al
    inc dx
    xor al, al
    out dx, al
    inc dx
    out dx, al
    mov dx, 0x1f7
    mov al, bl
    out dx, al
    mov dx, MASTER
    mov al, bh
    out dx, al
    or al, 1                            ; start
    out dx, al
    mov dx, MASTER + 2
wait_for_interrupt:
    in al, dx
    test al, 4
    jz wait_for_interrupt
    mov dx, 0x1f7
    in al, dx
    mov dx, MASTER
    xor al, al
    out dx, al
    ret

    times 0xfff0 - ($ - $$) db 0xff
    jmp 0xf000:start
    times 0x10000 - ($ - $$) db 0xff
