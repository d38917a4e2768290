; Boot ROM that starts a kernel without a disk.
;
; Firmware finds this image as a file of the fw_cfg device, places it between C0000h and EFFFFh, sees a PnP expansion
; header with a bootstrap entry vector (BIOS Boot Specification 1.01) and calls the vector when it is this ROM's turn.
; BIOS services work at that time, which is what Linux's real-mode setup code needs.
;
; What to load comes in the fw_cfg file "opt/lucid86/kernel", all little-endian:
;     header   dword magic "L86B", word kind (1 Linux, 2 Multiboot), word pieces, dword entry, dword info
;     piece    dword address, dword length, then the bytes        (repeated)
; Linux: entry is the real-mode segment of the setup code. Multiboot: entry is EIP, info the address of the information
; structure, which is complete but for memory sizes and the memory map; this ROM asks the BIOS for those.
;
; The device moves the bytes itself (DMA), also to addresses above 1 MiB, so all copying is done in real mode.
;
; nasm -f bin; the checksum byte is set by whoever installs the image.

        cpu     686
        bits    16
        org     0

FW_CTL          equ 510h
FW_DATA         equ 511h
FW_DMA_LOW      equ 518h
FW_DIRECTORY    equ 19h
DMA_READ        equ 2
DMA_SELECT      equ 8

; Scratch memory, real-mode addresses in segment 0: free between the BIOS data area and the boot sector's address.
DESCRIPTOR      equ 600h                ; 16 bytes
HEADER          equ 610h                ; 16 bytes
KIND            equ HEADER + 4
PIECES          equ HEADER + 6
ENTRY           equ HEADER + 8
INFO            equ HEADER + 12
PIECE           equ 620h                ; 8 bytes
GDT_POINTER     equ 628h
JUMP_POINTER    equ 630h
ENTRIES         equ 638h                ; dword: directory entries left
DIR_ENTRY       equ 640h                ; 64 bytes
MAP_ENTRY       equ 680h                ; 20 bytes
STACK_TOP       equ 7c00h

; Multiboot information structure (Multiboot Specification 0.6.96, 3.3)
MBI_MEM_LOWER   equ 4
MBI_MEM_UPPER   equ 8
MBI_MMAP_LENGTH equ 44
MBI_MMAP_ADDR   equ 48
MAX_MAP_ENTRIES equ 64

        dw      0aa55h
        db      (rom_end - $$) / 512
        jmp     near init
        times 18h - ($ - $$) db 0
        dw      0                       ; no PCI data structure
        dw      pnp

        align   16, db 0
pnp:    db      "$PnP", 1, 2            ; revision 1, two paragraphs long
        dw      0                       ; no further header
        db      0, 0                    ; reserved; checksum (not verified by firmware in use)
        dd      0
        dw      vendor, product
        db      0, 80h, 02h             ; type: network controller class, as boot ROMs without a drive declare
        db      0
        dw      0, 0, boot              ; no BCV, no disconnect vector, BEV
        dw      0, 0

vendor:  db     "Lucid86", 0
product: db     "Lucid86 kernel loader", 0
file:    db     "opt/lucid86/kernel", 0
file_length     equ $ - file
no_file: db     "No kernel to load.", 13, 10, 0
bad_dma: db     "Kernel loading failed.", 13, 10, 0

; Called once after the ROM was placed.
init:   mov     ax, 20h                 ; an initial program load device is attached
        retf

; ---- bootstrap entry -------------------------------------------------------------------------------------------------

boot:   cli
        cld
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, STACK_TOP
        sti
        mov     ax, 2401h               ; open A20
        int     15h
        cld
        call    find_file               ; AX = its key
        jc      .missing

        ; Header, with the selection of the file; later reads continue where the last one ended.
        movzx   ebx, ax
        shl     ebx, 16
        or      ebx, DMA_SELECT | DMA_READ
        mov     edi, HEADER
        mov     ecx, 16
        call    dma
        cmp     dword [HEADER], "L86B"
        jne     .missing

.piece: cmp     word [PIECES], 0
        je      .loaded
        dec     word [PIECES]
        mov     edi, PIECE
        mov     ecx, 8
        call    dma_read
        mov     edi, [PIECE]
        mov     ecx, [PIECE + 4]
        call    dma_read
        jmp     .piece

.loaded:
        cmp     word [KIND], 1
        je      start_linux
        call    memory_map
        jmp     start_multiboot

.missing:
        mov     si, no_file
fail:   cs lodsb
        test    al, al
        jz      .end
        mov     ah, 0eh
        mov     bx, 7
        int     10h
        jmp     fail
.end:   int     18h                     ; next boot device
        jmp     $

; ---- fw_cfg ------------------------------------------------------------------------------------------------------------

; Finds the file. Out: AX = key, CF clear; or CF set.
find_file:
        mov     ebx, FW_DIRECTORY << 16 | DMA_SELECT | DMA_READ
        mov     edi, ENTRIES
        mov     ecx, 4
        call    dma
        mov     eax, [ENTRIES]
        bswap   eax
        mov     [ENTRIES], eax
.next:  cmp     dword [ENTRIES], 0
        je      .none
        dec     dword [ENTRIES]
        mov     edi, DIR_ENTRY
        mov     ecx, 64
        call    dma_read
        mov     si, file
        mov     di, DIR_ENTRY + 8
        mov     cx, file_length
        cs repe cmpsb
        jne     .next
        mov     ax, [DIR_ENTRY + 4]
        xchg    al, ah
        clc
        ret
.none:  stc
        ret

; Moves ECX bytes of the selected item to physical address EDI.
dma_read:
        mov     ebx, DMA_READ
; As dma_read, with the control word in EBX.
dma:    jecxz   .done
        bswap   ebx
        mov     [DESCRIPTOR], ebx
        bswap   ecx
        mov     [DESCRIPTOR + 4], ecx
        mov     dword [DESCRIPTOR + 8], 0
        bswap   edi
        mov     [DESCRIPTOR + 12], edi
        mov     eax, DESCRIPTOR
        bswap   eax
        mov     dx, FW_DMA_LOW
        out     dx, eax
.wait:  mov     eax, [DESCRIPTOR]
        test    eax, eax
        jz      .done
        test    eax, 1 << 24            ; error, big-endian
        jz      .wait
        mov     si, bad_dma
        jmp     fail
.done:  ret

; ---- Linux (Documentation/arch/x86/boot.rst) -------------------------------------------------------------------------------

start_linux:
        cli
        mov     ax, [ENTRY]
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     esp, 0fff0h
        add     ax, 20h
        push    ax
        push    word 0
        retf

; ---- Multiboot -----------------------------------------------------------------------------------------------------------

; Completes the information structure: sizes of lower and upper memory in KiB, and the map.
memory_map:
        movzx   eax, word [INFO]        ; the structure lies in the first 64 KiB
        mov     bp, ax
        int     12h
        movzx   eax, ax
        mov     [bp + MBI_MEM_LOWER], eax
        mov     dword [bp + MBI_MMAP_LENGTH], 0
        mov     di, [bp + MBI_MMAP_ADDR]
        xor     ebx, ebx
        mov     si, MAX_MAP_ENTRIES
.next:  mov     eax, 0e820h
        mov     edx, "PAMS"             ; 'SMAP'
        mov     ecx, 20
        push    di
        push    si
        push    bp
        add     di, 4
        int     15h
        pop     bp
        pop     si
        pop     di
        jc      .done
        cmp     eax, "PAMS"
        jne     .done
        mov     dword [di], 20
        cmp     dword [di + 20], 1      ; RAM
        jne     .keep
        cmp     dword [di + 8], 0
        jne     .keep
        cmp     dword [di + 4], 100000h
        jne     .keep
        mov     eax, [di + 12]
        shr     eax, 10
        mov     [bp + MBI_MEM_UPPER], eax
.keep:  add     di, 24
        add     dword [bp + MBI_MMAP_LENGTH], 24
        dec     si
        jz      .done
        test    ebx, ebx
        jnz     .next
.done:  cld
        ret

start_multiboot:
        cli
        xor     eax, eax
        mov     ax, cs
        shl     eax, 4
        lea     edx, [eax + gdt]
        mov     word [GDT_POINTER], gdt_end - gdt - 1
        mov     [GDT_POINTER + 2], edx
        lea     edx, [eax + flat]
        mov     [JUMP_POINTER], edx
        mov     word [JUMP_POINTER + 4], 8
        o32 lgdt [GDT_POINTER]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     dword far [JUMP_POINTER]

        bits    32
flat:   mov     ax, 10h
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     ecx, [ENTRY]
        mov     ebx, [INFO]
        mov     eax, 2badb002h
        jmp     ecx

        align   8, db 0
gdt:    dq      0
        dq      00cf9b000000ffffh       ; 08: code, flat
        dq      00cf93000000ffffh       ; 10: data, flat
gdt_end:

        times (($ - $$ + 1 + 511) / 512) * 512 - ($ - $$) - 1 db 0
        db      0                       ; checksum
rom_end:
