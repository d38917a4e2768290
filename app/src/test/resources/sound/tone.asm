; A boot sector that sounds: half a second of 440 Hz from the PC speaker, then half a second of a square wave of 1050 Hz
; from a Sound Blaster 16 at 220h with DMA channel 1. Then it ends the machine through isa-debug-exit.

        cpu     386
        org     7C00h
        bits    16

RATE            equ 21000
PERIOD          equ 20                  ; samples
SAMPLES         equ 2000
BUFFER          equ 2000h               ; segment

        jmp     0:start
start:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 7C00h
        cld

; The speaker.
        mov     al, 0B6h
        out     43h, al
        mov     ax, 1193182 / 440
        out     42h, al
        mov     al, ah
        out     42h, al
        in      al, 61h
        or      al, 3
        out     61h, al
        call    half_second
        in      al, 61h
        and     al, 0FCh
        out     61h, al

; Samples: ten high, ten low.
        mov     ax, BUFFER
        mov     es, ax
        xor     di, di
        mov     bx, SAMPLES / PERIOD
.wave:  mov     cx, PERIOD / 2
        mov     al, 0C0h
        rep     stosb
        mov     cx, PERIOD / 2
        mov     al, 40h
        rep     stosb
        dec     bx
        jnz     .wave

; DMA channel 1: from memory, again and again.
        mov     si, dma
        call    outputs

; The card: full volume, reset, rate, auto-initialised 8-bit output.
        mov     si, mixer
        call    outputs
        mov     cx, 100
.reset: loop    .reset
        mov     si, dsp
        mov     dx, 22Ch
        mov     cx, DSP_BYTES
.command:
        in      al, dx
        test    al, 80h
        jnz     .command
        lodsb
        out     dx, al
        loop    .command
        call    half_second

        xor     al, al
        mov     dx, 501h
        out     dx, al
.end:   hlt
        jmp     .end

; Writes pairs of port and value, up to port FFFFh.
outputs:
        lodsw
        mov     dx, ax
        inc     ax
        jz      .end
        lodsb
        out     dx, al
        jmp     outputs
.end:   ret

; The refresh bit of port 61h changes every 18 clocks of 1193182 Hz.
half_second:
        mov     cx, 1193182 / 2 / 18
        in      al, 61h
        mov     ah, al
.wait:  in      al, 61h
        xor     al, ah
        test    al, 10h
        jz      .wait
        xor     ah, 10h
        loop    .wait
        ret

%macro  to 2
        dw      %1
        db      %2
%endmacro

dma:    to      0Ah, 5
        to      0Ch, 0
        to      0Bh, 59h
        to      02h, 0
        to      02h, 0
        to      83h, BUFFER >> 12
        to      03h, (SAMPLES - 1) & 0FFh
        to      03h, (SAMPLES - 1) >> 8
        to      0Ah, 1
        dw      0FFFFh
mixer:  to      224h, 30h
        to      225h, 0F8h
        to      224h, 31h
        to      225h, 0F8h
        to      224h, 32h
        to      225h, 0F8h
        to      224h, 33h
        to      225h, 0F8h
        to      226h, 1
        to      226h, 0
        dw      0FFFFh
dsp:    db      0D1h, 41h, RATE >> 8, RATE & 0FFh, 0C6h, 0, (SAMPLES - 1) & 0FFh, (SAMPLES - 1) >> 8
DSP_BYTES       equ $ - dsp

        times   510 - ($ - $$) db 0
        dw      0AA55h
