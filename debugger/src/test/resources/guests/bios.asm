; Test guest: the firmware's services as DOS uses them. Drive B is read, written and formatted, disk 80h read; then memory sizes, block
; moves, clock and keyboard. One line for each on COM1: the registers that came back.

SECTORS equ 8
%include "loader.inc"

BUFFER  equ 3000h                       ; segment, 64 KiB that cross no DMA page

%macro  tell    1.nolist
        mov     si, %%text
        call    say
        jmp     %%over
%%text  db      %1, 0
%%over:
%endmacro

; Says " " and AX.
number: push    ax
        mov     al, ' '
        call    say_char
        pop     ax
        jmp     say_hex16

; Says carry, AX, then a line feed; keeps flags and registers.
result: pushf
        push    ax
        jnc     .good
        mov     al, ' '
        call    say_char
        mov     al, 'C'
        call    say_char
.good:  pop     ax
        push    ax
        call    number
        mov     al, 10
        call    say_char
        pop     ax
        popf
        ret

; The sum of CX bytes of the buffer, said.
sum:    push    ds
        mov     ax, BUFFER
        mov     ds, ax
        xor     si, si
        xor     dx, dx
.next:  lodsb
        rol     dx, 1
        xor     ah, ah
        add     dx, ax
        loop    .next
        pop     ds
        mov     ax, dx
        call    number
        mov     al, 10
        jmp     say_char

main:
        mov     ax, BUFFER
        mov     es, ax
        xor     bx, bx

; ---- floppy drive B ------------------------------------------------------------------------------------------------------
        tell    "B type"
        mov     ah, 15h
        mov     dl, 1
        int     13h
        mov     al, 0
        call    result
        tell    "B parameters"
        mov     ah, 8
        mov     dl, 1
        xor     di, di
        push    es
        int     13h
        pop     es
        mov     ax, cx
        call    number
        mov     ax, dx
        call    number
        mov     ax, bx
        and     ax, 00FFh
        clc
        call    result
        tell    "B reset"
        xor     ax, ax
        mov     dl, 1
        int     13h
        call    result
        tell    "B first sector"
        mov     ax, 0201h
        xor     bx, bx
        mov     cx, 1
        mov     dx, 1
        int     13h
        call    result
        mov     cx, 512
        call    sum
        ; the geometry, as in the parameter block of a FAT
        mov     bx, [es:18h]
        mov     [last_sector], bl
        mov     ax, [es:13h]
        xor     dx, dx
        div     bx
        mov     bx, [es:1Ah]
        dec     bx
        mov     [last_head], bl
        inc     bx
        xor     dx, dx
        div     bx
        dec     ax
        mov     [last_cylinder], al
        xor     bx, bx
        tell    "B last track"
        mov     ah, 2
        mov     al, [last_sector]
        mov     ch, [last_cylinder]
        mov     cl, 1
        mov     dh, [last_head]
        mov     dl, 1
        int     13h
        call    result
        mov     ch, [last_sector]
        shl     ch, 1
        xor     cl, cl
        call    sum
        tell    "B behind the track"
        mov     ax, 0201h
        mov     ch, [last_cylinder]
        mov     cl, [last_sector]
        inc     cl
        mov     dx, 1
        int     13h
        call    result
        ; sector 2 of cylinder 1 gets a pattern
        xor     di, di
        mov     cx, 512
.fill:  mov     ax, di
        xor     al, 5Ah
        stosb
        loop    .fill
        tell    "B write"
        mov     ax, 0301h
        xor     bx, bx
        mov     cx, 0102h
        mov     dx, 1
        int     13h
        call    result
        tell    "B verify"
        mov     ax, 0401h
        mov     cx, 0102h
        mov     dx, 1
        int     13h
        call    result
        ; track 3 of head 0 is formatted
        tell    "B media for format"
        mov     ah, 18h
        mov     ch, [last_cylinder]
        mov     cl, [last_sector]
        mov     dl, 1
        push    es
        int     13h
        pop     es
        mov     al, 0
        call    result
        xor     di, di
        mov     cl, 1
.id:    mov     ax, 0003h
        stosw
        mov     al, cl
        mov     ah, 2
        stosw
        inc     cl
        cmp     cl, [last_sector]
        jbe     .id
        tell    "B format"
        mov     ah, 5
        mov     al, [last_sector]
        xor     bx, bx
        mov     cx, 0301h
        mov     dx, 1
        int     13h
        mov     al, 0
        call    result
        tell    "B formatted"
        mov     ah, 2
        mov     al, [last_sector]
        xor     bx, bx
        mov     cx, 0301h
        mov     dx, 1
        int     13h
        call    result
        mov     ch, [last_sector]
        shl     ch, 1
        xor     cl, cl
        call    sum
        tell    "B change line"
        mov     ah, 16h
        mov     dl, 1
        int     13h
        mov     al, 0
        call    result
        tell    "drives end"
        mov     al, 10
        call    say_char

; ---- disk 80h ------------------------------------------------------------------------------------------------------------
        tell    "80 parameters"
        mov     ah, 8
        mov     dl, 80h
        push    es
        int     13h
        pop     es
        mov     ax, cx
        call    number
        mov     ax, dx
        call    result
        tell    "80 extensions"
        mov     ah, 41h
        mov     bx, 55AAh
        mov     dl, 80h
        int     13h
        mov     ax, bx
        call    number
        mov     ax, cx
        call    result
        tell    "80 size "
        mov     ah, 48h
        mov     dl, 80h
        mov     si, edd
        int     13h
        mov     eax, [edd + 16]
        pushf
        call    say_hex32
        popf
        mov     ax, [edd + 24]
        call    result
        tell    "80 sector 7"
        mov     ah, 42h
        mov     dl, 80h
        mov     si, packet
        int     13h
        call    result
        mov     cx, 1024
        call    sum
        tell    "80 behind the end"
        mov     dword [packet + 8], 10000000h
        mov     ah, 42h
        mov     dl, 80h
        mov     si, packet
        int     13h
        mov     al, 0
        call    result
        tell    "81 is missing"
        mov     ax, 0201h
        xor     bx, bx
        mov     cx, 1
        mov     dx, 0081h
        int     13h
        mov     al, 0
        call    result

; ---- memory, clock, keyboard -----------------------------------------------------------------------------------------------
        tell    "equipment"
        int     11h
        clc
        call    result
        tell    "conventional"
        int     12h
        clc
        call    result
        tell    "extended"
        mov     ah, 88h
        int     15h
        call    result
        tell    "E801"
        mov     ax, 0E801h
        int     15h
        push    ax
        mov     ax, bx
        call    number
        pop     ax
        call    result
        ; the map
        xor     ebx, ebx
.map:   mov     eax, 0E820h
        mov     edx, 'PAMS'
        mov     ecx, 20
        push    ds
        pop     es
        mov     di, edd
        int     15h
        jc      .mapped
        tell    "E820 "
        mov     eax, [edd]
        call    say_hex32
        mov     al, ' '
        call    say_char
        mov     eax, [edd + 8]
        call    say_hex32
        mov     ax, [edd + 16]
        clc
        call    result
        test    ebx, ebx
        jnz     .map
.mapped:
        tell    "A20"
        mov     ax, 2402h
        int     15h
        call    result
        ; a block move to 1 MiB and back
        mov     ax, BUFFER
        mov     es, ax
        xor     di, di
        mov     cx, 256
        mov     ax, 1234h
        rep     stosw
        push    ds
        pop     es
        tell    "block move"
        mov     ah, 87h
        mov     cx, 256
        mov     si, there
        int     15h
        call    result
        mov     ah, 87h
        mov     cx, 256
        mov     si, back
        int     15h
        mov     ax, BUFFER + 100h
        mov     es, ax
        tell    "moved"
        mov     ax, [es:100h]
        call    result
        tell    "clock"
        mov     ah, 2
        int     1Ah
        mov     ax, cx
        call    result
        tell    "date"
        mov     ah, 4
        int     1Ah
        mov     ax, cx
        call    number
        mov     ax, dx
        call    result
        tell    "wait"
        xor     ax, ax
        int     1Ah
        push    dx
        mov     ah, 86h
        mov     cx, 7                   ; 458752 microseconds: 8.35 ticks
        xor     dx, dx
        int     15h
        pushf
        xor     ax, ax
        int     1Ah
        popf
        pop     ax
        sub     dx, ax
        mov     ax, dx
        sub     ax, 8                   ; or 9
        cmp     ax, 2
        cmc
        mov     ax, 0
        call    result
.keys:  tell    "key"
        mov     ah, 10h
        int     16h
        call    result
        cmp     al, 27
        jne     .keys
        tell    "bios end"
        mov     al, 10
        call    say_char
        jmp     $

last_cylinder   db 0
last_sector     db 0
last_head       db 0
packet  db      16, 0
        dw      2
        dw      0, BUFFER
        dq      7
; descriptor tables of INT 15h, AH = 87h
%macro  move    2
        dq      0, 0
        dw      511, (%1) & 0FFFFh
        db      (%1) >> 16, 93h
        dw      0
        dw      511, (%2) & 0FFFFh
        db      (%2) >> 16, 93h
        dw      0
        dq      0, 0
%endmacro
there:  move    BUFFER * 16, 100000h
back:   move    100000h, BUFFER * 16 + 1000h
edd     dw      30
        times   40 db 0
