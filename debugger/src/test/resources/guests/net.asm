; Test guest: an NE2000 at port 300h. Asks who the router 10.0.2.2 is, then sends every datagram to its UDP port 7 back, with the time
; (TSC) in the first eight octets, and says on COM1 what came and when. A datagram whose ninth octet is 'q' ends it.

SECTORS equ 2
%include "loader.inc"

CARD    equ 300h
SEND    equ 40h                         ; pages of 256 octets in the card: one frame to send,
FIRST   equ 46h                         ; a ring of received ones
LAST    equ 80h

        align   2
frame   equ 9000h                       ; the frame that is worked on

%macro  out8    2.nolist
        mov     dx, CARD + %1
        mov     al, %2
        out     dx, al
%endmacro

main:
        call    open
        mov     si, who
        mov     di, frame
        mov     cx, who.end - who
        push    cx
        rep     movsb
        pop     cx
        mov     si, address
        mov     di, frame + 6           ; sender, in both headers
        movsw
        movsw
        movsw
        mov     si, address
        mov     di, frame + 22
        movsw
        movsw
        movsw
        mov     cx, 60
        call    transmit
        mov     si, ready
        call    say

next:   mov     cx, 2000                ; look often for a while, then only when the clock ticks
.poll:  call    receive
        jnz     .came
        loop    .poll
        hlt
        jmp     next
.came:  mov     [length], cx
        rdtsc
        mov     [time], eax
        mov     [time + 4], edx
        call    tell
        cmp     word [frame + 12], 8
        jne     next                    ; not IP
        cmp     byte [frame + 23], 17
        jne     next                    ; not UDP
        cmp     word [frame + 36], 700h
        jne     next                    ; not to port 7
        mov     al, [frame + 50]
        mov     [last], al
        call    answer
        cmp     byte [last], 'q'
        jne     next
        mov     si, goodbye
        call    say
.rest:  hlt
        jmp     .rest

; Says the length, the sum of all octets and the time of the frame.
tell:   mov     si, frame
        mov     cx, [length]
        xor     bx, bx
        xor     ax, ax
.add:   lodsb
        add     bx, ax
        loop    .add
        mov     ax, [length]
        call    say_hex16
        mov     al, ' '
        call    say_char
        mov     ax, bx
        call    say_hex16
        mov     al, ' '
        call    say_char
        mov     eax, [time]
        call    say_hex32
        mov     al, 10
        jmp     say_char

; Sends the datagram back: both addresses and ports change places, which no checksum of IP minds; UDP goes without one.
answer: mov     eax, [frame + 6]
        mov     [frame], eax
        mov     ax, [frame + 10]
        mov     [frame + 4], ax
        mov     eax, [address]
        mov     [frame + 6], eax
        mov     ax, [address + 4]
        mov     [frame + 10], ax
        mov     eax, [frame + 26]
        xchg    eax, [frame + 30]
        mov     [frame + 26], eax
        mov     ax, [frame + 34]
        xchg    ax, [frame + 36]
        mov     [frame + 34], ax
        mov     word [frame + 40], 0
        mov     eax, [time]
        mov     [frame + 42], eax
        mov     eax, [time + 4]
        mov     [frame + 46], eax
        mov     cx, [length]
        jmp     transmit

; ---- the card (DP8390 data sheet, 10 and 11) -----------------------------------------------------------------------------

; Resets and starts it, reads its address.
open:   mov     dx, CARD + 1Fh
        in      al, dx
        out     dx, al
        out8    0, 21h                  ; stopped
        out8    0Eh, 49h                ; words
        out8    0Ch, 4                  ; broadcasts, too
        out8    0Dh, 2                  ; looped back meanwhile
        out8    4, SEND
        out8    1, FIRST
        out8    3, FIRST
        out8    2, LAST
        out8    7, 0FFh
        out8    0Fh, 0                  ; no interrupts
        xor     bx, bx
        mov     cx, 12
        mov     di, frame
        call    fetch
        mov     si, frame
        mov     di, address
        mov     cx, 6
.take:  lodsw                           ; each octet is there twice
        stosb
        loop    .take
        out8    0, 61h                  ; page 1
        mov     si, address
        mov     dx, CARD + 1
        mov     cx, 6
.put:   lodsb
        out     dx, al
        inc     dx
        loop    .put
        mov     al, FIRST + 1
        out     dx, al                  ; CURR
        out8    0, 22h                  ; started
        out8    0Dh, 0
        mov     byte [page], FIRST + 1
        ret

; Copies CX octets (rounded up to words) of the card's memory at BX to DI.
fetch:  inc     cx
        and     cl, 0FEh
        call    address_dma
        out8    0, 0Ah
        shr     cx, 1
        mov     dx, CARD + 10h
        rep     insw
        ret

address_dma:
        out8    8, bl
        out8    9, bh
        out8    0Ah, cl
        out8    0Bh, ch
        ret

; Sends CX octets of the frame.
transmit:
        push    cx
        inc     cx
        and     cl, 0FEh
        mov     bx, SEND << 8
        call    address_dma
        out8    0, 12h
        shr     cx, 1
        mov     si, frame
        mov     dx, CARD + 10h
        rep     outsw
        pop     cx
        out8    4, SEND
        out8    5, cl
        out8    6, ch
        out8    0, 26h
.wait:  in      al, dx                  ; until it is on its way
        test    al, 4
        jnz     .wait
        ret

; The next frame, its length in CX; zero flag set when there is none.
receive:
        push    cx
        out8    0, 62h
        mov     dx, CARD + 7
        in      al, dx
        mov     ah, al
        out8    0, 22h
        pop     cx
        cmp     ah, [page]
        je      .none
        mov     bh, [page]
        xor     bl, bl
        mov     cx, 4
        mov     di, header
        call    fetch
        mov     cx, [header + 2]
        sub     cx, 4
        push    cx
        add     bx, 4
        mov     di, frame
        call    fetch
        pop     cx
        mov     al, [header + 1]
        mov     [page], al
        dec     al
        cmp     al, FIRST
        jae     .free
        mov     al, LAST - 1
.free:  mov     dx, CARD + 3
        out     dx, al
        test    sp, sp
.none:  ret

; Asks for the hardware address of 10.0.2.2, from 10.0.2.15.
who     db      0FFh, 0FFh, 0FFh, 0FFh, 0FFh, 0FFh, 0, 0, 0, 0, 0, 0, 8, 6
        db      0, 1, 8, 0, 6, 4, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 2, 15, 0, 0, 0, 0, 0, 0, 10, 0, 2, 2
.end:
ready   db      "ready", 10, 0
goodbye db      "net end", 10, 0
address times 6 db 0
page    db      0
last    db      0
length  dw      0
time    dq      0
header  dd      0

