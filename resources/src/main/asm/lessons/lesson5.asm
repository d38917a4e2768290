; Lesson 5: graphics in VGA mode 13h.
;
; 320 x 200 pixels, each one byte at A000:0000 + 320 * y + x. The byte is a number of a colour; the colours themselves
; are 256 entries of red, green and blue in the display adapter (DAC), six bits each, so changing an entry changes all
; pixels of that number at once.

        bits    16

GRAPHICS_SEGMENT equ 0A000h
WIDTH           equ 320
HEIGHT          equ 200
DAC_INDEX       equ 3C8h
DAC_DATA        equ 3C9h
VECTOR_TIMER    equ 8                   ; interrupt of the timer in real mode
FASTER          equ 4                   ; ticks of ours for one of the firmware's: 72.8 a second

; Away from the code: a CPU (and an emulator) takes trouble over writes close to instructions.
WAVE            equ 1800h               ; 256 bytes, one period
PHASE           equ 1900h               ; word: which frame
PALETTE_PHASE   equ 1902h               ; byte: where the palette begins

lesson5:
        mov     si, lesson5_page
        call    show_page
.wait:
        call    wait_key
        cmp     al, KEY_ESC
        je      .leave
        cmp     al, KEY_ENTER
        jne     .wait

        call    make_wave
        mov     ax, 0013h
        int     10h
        mov     byte [.still], 0
        mov     word [PHASE], 0
        mov     byte [PALETTE_PHASE], 0
        call    set_palette
        call    fast_timer
.frame:
        cmp     byte [.still], 0
        jne     .painted
        call    plasma
        inc     word [PHASE]
.painted:
        call    wait_frame
        inc     byte [PALETTE_PHASE]
        call    set_palette
        call    poll_key
        jz      .frame
        cmp     al, KEY_ESC
        je      .stop
        cmp     al, ' '
        jne     .frame
        xor     byte [.still], 1        ; now the picture stands; only its colours move
        jmp     .frame
.stop:
        call    usual_timer
.leave:
        jmp     text_mode
.still: db      0

; One period of something like a sine, 0 to 255: two parabolas are good enough for the eye. Changes AX, BX, CX.
make_wave:
        xor     bx, bx
.next:
        mov     ax, 128
        sub     ax, bx
        mul     bx                      ; bx * (128 - bx): 0 at both ends, 4096 in the middle
        shr     ax, 5
        mov     cx, ax
        add     ax, 127
        cmp     ax, 255
        jbe     .up
        mov     ax, 255
.up:
        mov     [WAVE + bx], al
        mov     ax, 127
        sub     ax, cx
        jns     .down
        xor     ax, ax
.down:
        mov     [WAVE + 128 + bx], al
        inc     bx
        cmp     bx, 128
        jb      .next
        ret

; Paints a frame: the sum of three waves that run in different directions. Changes all registers but SP.
plasma:
        push    es
        push    GRAPHICS_SEGMENT
        pop     es
        xor     di, di
        xor     bp, bp                  ; BP = y
.row:
        mov     bx, bp                  ; first wave: down the screen
        shl     bx, 1
        add     bx, [PHASE]
        xor     bh, bh
        mov     dh, [WAVE + bx]
        xor     si, si                  ; SI = x
.pixel:
        mov     bx, si                  ; second wave: across
        sub     bx, [PHASE]
        xor     bh, bh
        mov     al, [WAVE + bx]
        lea     bx, [bp + si]           ; third wave: aslant
        shr     bx, 1
        add     bx, [PHASE]
        add     bx, [PHASE]
        xor     bh, bh
        add     al, [WAVE + bx]
        add     al, dh
        stosb
        inc     si
        cmp     si, WIDTH
        jb      .pixel
        inc     bp
        cmp     bp, HEIGHT
        jb      .row
        pop     es
        ret

; 256 colours: red, green and blue each run through the wave, a third of a period apart. Changes AX, BX, CX, DX.
set_palette:
        mov     dx, DAC_INDEX
        xor     al, al
        out     dx, al                  ; begin with entry 0; the adapter counts on by itself
        inc     dx                      ; DAC_DATA
        xor     bx, bx
        mov     cx, 256
        mov     bl, [PALETTE_PHASE]
.entry:
        mov     al, [WAVE + bx]
        shr     al, 2                   ; six bits
        out     dx, al
        add     bl, 256 / 3
        mov     al, [WAVE + bx]
        shr     al, 2
        out     dx, al
        add     bl, 256 / 3
        mov     al, [WAVE + bx]
        shr     al, 2
        out     dx, al
        sub     bl, 256 / 3 * 2 - 1     ; the next entry
        loop    .entry
        ret

; ---- the pace --------------------------------------------------------------------------------------------------------
; Lesson 3 in real mode: the interrupt table is at address 0, four bytes for each interrupt, offset and segment.

; Makes the timer faster and puts our handler before the firmware's. Changes AX.
fast_timer:
        cli                             ; no tick while the entry is half changed
        mov     eax, [VECTOR_TIMER * 4]
        mov     [.firmware], eax
        mov     dword [VECTOR_TIMER * 4], .tick
        mov     ax, 65536 / FASTER
        call    set_timer
        sti
        ret
.tick:                                  ; DS is that of whoever was interrupted; CS is 0, as always here
        inc     byte [cs:.ticks]
        test    byte [cs:.ticks], FASTER - 1
        jz      .pass_on
        push    ax
        mov     al, PIC_EOI
        out     PIC_MASTER, al
        pop     ax
        iret
.pass_on:                               ; every fourth: the firmware's clock must not go wrong
        jmp     far [cs:.firmware]
.firmware:
        dd      0
.ticks: db      0

; Everything as before. Changes AX.
usual_timer:
        cli
        mov     eax, [fast_timer.firmware]
        mov     [VECTOR_TIMER * 4], eax
        xor     ax, ax                  ; 65536
        call    set_timer
        sti
        ret

; Counter 0 divides the timer's clock by AX. Changes AL.
set_timer:
        push    ax
        mov     al, 00110110b           ; counter 0, low byte then high byte, mode 3: a square wave
        out     PIT_CONTROL, al
        pop     ax
        out     PIT_COUNTER_0, al
        mov     al, ah
        out     PIT_COUNTER_0, al
        ret

; Waits for a tick of our timer. Changes AL.
wait_frame:
        mov     al, [fast_timer.ticks]
.same:
        hlt
        cmp     al, [fast_timer.ticks]
        je      .same
        ret

lesson5_page:
        db      "5  Graphics in VGA mode 13h", 0
        db      "`mov ax, 0013h / int 10h` turns the screen into 320 x 200 pixels of 256 colours.", 0
        db      "Each is one byte at A000:0000: the number of a colour. `stosb` paints a pixel.", 0
        db      " ", 0
        db      "The picture is the sum of three waves, computed anew for each frame. The", 0
        db      "colours move as well: ports `3C8h` and `3C9h` set red, green, blue of a number.", 0
        db      "The timer, four times as fast as usual, sets the pace; `hlt` waits for it.", 0
        db      " ", 0
        db      "Enter  start", 0
        db      "Space  let the picture stand, only its colours move; again: go on", 0
        db      " ", 0
        db      "A loop worth watching while it is compiled: plasma.pixel", 0
        db      0FFh
