; The real-mode workload: called at 8000h in protected mode with paging, goes back to real mode, works there with 16-bit
; code, segments and strings, returns a checksum in EAX. Interrupts stay off.

        cpu     686
        org     8000h
CODE16          equ 30h
DATA16          equ 38h
KERNEL_CODE     equ 8
KERNEL_DATA     equ 10h
STACK           equ 7C00h
AREA            equ 2000h               ; segment

        bits    32
        pushad
        mov     [saved_esp], esp
        sidt    [saved_idt]
        mov     eax, cr0
        mov     [saved_cr0], eax
        jmp     CODE16:.code16
        bits    16
.code16:
        mov     cx, DATA16
        mov     ds, cx
        mov     es, cx
        mov     ss, cx
        and     eax, 7FFFFFFEh          ; PG and PE
        mov     cr0, eax
        jmp     0:.real
.real:
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, STACK
        mov     ax, AREA
        mov     es, ax
        cld
        mov     word [turns], 40
        xor     dx, dx                  ; the checksum's halves are DX and BP
        mov     bp, 1234h
.turn:
        xor     di, di                  ; fill 4 KiB
        mov     cx, 4096
        mov     al, [turns]
.fill:
        stosb
        add     al, 7
        rol     al, 1
        loop    .fill
        xor     si, si                  ; sum it, with a call each
        mov     cx, 4096
.sum:
        mov     al, [es:si]
        call    .mix
        inc     si
        dec     cx
        jnz     .sum
        dec     word [turns]
        jnz     .turn
        mov     [result], dx
        mov     [result + 2], bp
        mov     eax, [saved_cr0]
        mov     cr0, eax
        jmp     dword KERNEL_CODE:.back
.mix:
        push    cx
        xor     ah, ah
        mov     cl, al
        and     cl, 7
        add     dx, ax
        rol     dx, cl
        adc     bp, dx
        test    al, 1
        jz      .even
        xor     bp, 1021h
.even:
        pop     cx
        ret
        bits    32
.back:
        mov     ax, KERNEL_DATA
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, [saved_esp]
        lidt    [saved_idt]
        popad
        mov     eax, [result]
        ret
        align   4, db 0
saved_esp:      dd 0
saved_cr0:      dd 0
result:         dd 0
turns:          dw 0
saved_idt:      dw 0
                dd 0
