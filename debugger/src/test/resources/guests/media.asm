; Test guest: looks at floppy drive B and at the CD drive, the secondary master, each time a key is pressed: disks may have been changed
; meanwhile. With 'e' it opens the tray first, with 'n' it does not read the floppy (firmware takes long to give up an empty drive),
; with 'q' it ends.

SECTORS equ 6
%include "loader.inc"

%macro  tell    1.nolist
        mov     si, %%text
        call    say
        jmp     %%over
%%text  db      %1, 0
%%over:
%endmacro
byte_:  push    ax
        mov     al, ' '
        call    say_char
        pop     ax
        jmp     say_hex8

main:
        tell    "ready"
        mov     al, 10
        call    say_char
next:   xor     ah, ah
        int     16h
        mov     [letter], al
        cmp     al, 'q'
        je      .quit
        cmp     al, 'e'
        jne     .look
        mov     si, eject
        call    packet
.look:  call    floppy
        call    cd
        mov     al, 10
        call    say_char
        jmp     next
.quit:  tell    "media end"
        mov     al, 10
        call    say_char
        jmp     $

; The change line; what INT 13h says, and the first byte of the first sector.
floppy: tell    "floppy"
        mov     dx, 3F2h
        mov     al, 2Dh                 ; drive B, its motor
        out     dx, al
        mov     dx, 3F7h
        in      al, dx
        and     al, 80h
        call    byte_
        cmp     byte [letter], 'n'
        je      .none
        mov     byte [buffer], 0
        mov     bp, 3                   ; as DOS does: after an error a reset, then again
.try:   mov     ax, 0401h               ; only a step takes the change line back, so go to the next track first
        mov     bx, buffer
        mov     cx, 0101h
        mov     dx, 1
        int     13h
        jc      .error
        mov     ax, 0201h
        mov     bx, buffer
        mov     cx, 1
        mov     dx, 1
        int     13h
        jnc     .done
.error: cmp     ah, 80h                 ; no disk
        je      .done
        push    ax
        xor     ah, ah
        mov     dx, 1
        int     13h
        pop     ax
        dec     bp
        jnz     .try
.done:  mov     al, ah
        call    byte_
        mov     al, [buffer]
        jmp     byte_
.none:  ret

; TEST UNIT READY until it has nothing new to say, an event, and the first byte of sector 0.
cd:     tell    ", cd"
.ready: mov     si, ready
        call    packet
        jnc     .event
        mov     si, sense
        call    packet
        mov     al, [buffer + 2]        ; key, code, qualifier
        call    byte_
        mov     al, [buffer + 12]
        call    say_hex8
        mov     al, [buffer + 13]
        call    say_hex8
        cmp     byte [buffer + 2], 6    ; unit attention: ask again
        je      .ready
.event: mov     si, event
        call    packet
        mov     al, [buffer + 4]
        call    byte_
        mov     al, [buffer + 5]
        call    byte_
        mov     byte [buffer], 0
        mov     si, read
        call    packet
        jnc     .good
        mov     al, 'E'
        call    say_char
.good:  mov     al, [buffer]
        jmp     byte_

; The command of 12 bytes at SI, its data to the buffer; carry when it fails.
packet: mov     dx, 176h
        mov     al, 0A0h
        out     dx, al
        mov     dx, 171h
        xor     al, al
        out     dx, al
        mov     dx, 174h
        out     dx, al
        inc     dx
        mov     al, 8                   ; 2048 bytes at once
        out     dx, al
        mov     dx, 177h
        mov     al, 0A0h
        out     dx, al
        call    .wait
        mov     dx, 170h
        mov     cx, 6
        rep     outsw
.more:  call    .wait
        test    al, 8
        jz      .end
        mov     dx, 174h
        in      al, dx
        mov     cl, al
        inc     dx
        in      al, dx
        mov     ch, al
        shr     cx, 1
        mov     di, buffer
        mov     dx, 170h
        rep     insw
        jmp     .more
.end:   shr     al, 1                   ; the error bit
        ret
.wait:  mov     dx, 177h
        in      al, dx
        test    al, 80h
        jnz     .wait
        ret

ready   db      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
sense   db      3, 0, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0
event   db      4Ah, 1, 0, 0, 10h, 0, 0, 0, 8, 0, 0, 0
read    db      28h, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0
eject   db      1Bh, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0
        section .bss nobits
buffer  resb    2048
letter  resb    1
