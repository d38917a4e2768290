; Lesson 1: hello from real mode.
;
; Two ways to the screen: ask the firmware, which works on every PC and is slow; or write into the memory the display
; adapter shows, which is fast and needs to know the adapter.

        bits    16

lesson1:
        mov     si, lesson1_page
        call    show_page

        ; First way. INT 10h is a far call through entry 10h of the table at address 0; firmware put its routine there.
        mov     ah, 02h                 ; AH = 02h: move the cursor to row DH, column DL
        xor     bh, bh                  ; of page BH
        mov     dx, 0905h
        int     10h
        mov     si, .hello
.teletype:
        lodsb
        test    al, al
        jz      .direct
        mov     ah, 0Eh                 ; AH = 0Eh: print AL and move on
        xor     bh, bh
        int     10h
        jmp     .teletype

        ; Second way. A character and its colours are two bytes at B8000h, that is, at B800:0000.
.direct:
        mov     ax, VIDEO_SEGMENT
        mov     es, ax
        mov     di, 13 * ROW_BYTES + 5 * 2
        mov     si, .bonjour
        mov     ah, 1                   ; the first colour
.store:
        lodsb
        test    al, al
        jz      .keys
        stosw                           ; AX to ES:DI, DI = DI + 2
        inc     ah
        and     ah, 0Fh                 ; colours 1 to 15: 0 is black on black
        jnz     .store
        inc     ah
        jmp     .store

        ; INT 16h waits for keys. It, too, is firmware: its interrupt routine took the key from the keyboard before.
.keys:
        xor     ax, ax
        mov     es, ax
        in_colour VALUE
.key:
        call    wait_key
        cmp     al, KEY_ESC
        je      .done
        locate  15, 45
        shr     ax, 8                   ; AL = scan code
        mov     cl, 2
        call    put_hex
        jmp     .key
.done:
        ret

.hello:
        db      "Hello! The firmware printed this, one INT 10h a letter.", 0
.bonjour:
        db      "Hello! These letters were stored at B800:0000, colours and all.", 0

lesson1_page:
        db      "1  Hello from real mode", 0
        db      "A PC starts as the first one did in 1981: in real mode, 16 bits wide, with the", 0
        db      "firmware's services at hand. `INT 10h` calls the one for the screen; AH says", 0
        db      "what it shall do. But the letters you see are also just memory: at B800:0000,", 0
        db      "two bytes for each place on the screen, the character and its colours.", 0
        db      " ", 0
        db      "`mov ah, 0Eh / int 10h`, a letter at a time:", 0
        db      " ", 0
        db      " ", 0
        db      " ", 0
        db      "`stosw` with ES = B800h, a new colour for each letter:", 0
        db      " ", 0
        db      " ", 0
        db      " ", 0
        db      "Press keys. `INT 16h` gives the scan code:", 0
        db      " ", 0
        db      "Breakpoints worth setting: lesson1, lesson1.teletype, lesson1.store", 0
        db      0FFh
