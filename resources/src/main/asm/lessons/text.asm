; Text on the screen and keys, in real mode. No routine here changes a register unless its comment says so.

        bits    16

cursor: dw      0                       ; where the next character goes, as an offset into video memory
colour: db      GREY

; Text mode with 80 x 25 characters, its blinking cursor hidden. Changes AX, CX.
text_mode:
        mov     ax, 0003h               ; INT 10h, AH = 00h: set mode AL
        int     10h
        mov     ah, 01h                 ; AH = 01h: shape of the cursor; bit 5 of CH hides it
        mov     cx, 2000h
        int     10h
        ret

; Fills the screen with blanks in the colours AH.
clear_screen:
        push    es
        pusha
        push    VIDEO_SEGMENT
        pop     es
        xor     di, di
        mov     al, ' '
        mov     cx, 80 * 25
        rep     stosw
        popa
        pop     es
        ret

; Puts the character AL on the screen.
put_char:
        push    es
        push    di
        push    ax
        push    VIDEO_SEGMENT
        pop     es
        mov     di, [cursor]
        mov     ah, [colour]
        stosw
        mov     [cursor], di
        pop     ax
        pop     di
        pop     es
        ret

; Puts the text at SI, up to its zero byte, on the screen; ` changes between the colours of text and of code.
put_string:
        push    ax
        push    si
.next:
        lodsb
        test    al, al
        jz      .end
        cmp     al, '`'
        je      .other_colour
        call    put_char
        jmp     .next
.other_colour:
        xor     byte [colour], TEXT ^ CODE
        jmp     .next
.end:
        pop     si
        pop     ax
        ret

; Puts the low CL hexadecimal digits of EAX on the screen.
put_hex:
        pushad
        mov     edx, eax
        shl     cl, 2                   ; four bits a digit
.digit:
        sub     cl, 4
        mov     eax, edx
        shr     eax, cl
        and     al, 0Fh
        add     al, '0'
        cmp     al, '9'
        jbe     .put
        add     al, 'A' - '9' - 1
.put:
        call    put_char
        test    cl, cl
        jnz     .digit
        popad
        ret

; Puts EAX on the screen in decimal digits.
put_decimal:
        pushad
        mov     ebx, 10
        xor     cx, cx
.divide:                                ; digits come out last one first: keep them on the stack
        xor     edx, edx
        div     ebx
        push    dx
        inc     cx
        test    eax, eax
        jnz     .divide
.put:
        pop     ax
        add     al, '0'
        call    put_char
        loop    .put
        popad
        ret

; Draws the page of a lesson from the texts at SI: its title, its lines, and 0FFh at the end.
show_page:
        pusha
        mov     ah, TEXT
        call    clear_screen
        mov     byte [colour], BAR
        locate  0, 0
        call    .bar
        locate  24, 0
        call    .bar
        locate  24, 1
        push    si
        print   .footer
        pop     si
        locate  0, 1
        call    put_string
        mov     byte [colour], TEXT
        mov     bx, 2 * ROW_BYTES + 2   ; lines begin in row 2, column 1
.line:
        lodsb                           ; past the zero byte of the text before
        test    al, al
        jnz     .line
        cmp     byte [si], 0FFh
        je      .end
        mov     [cursor], bx
        add     bx, ROW_BYTES
        call    put_string
        jmp     .line
.end:
        popa
        ret
.bar:
        mov     cx, 80
        mov     al, ' '
.blank:
        call    put_char
        loop    .blank
        ret
.footer:
        db      "Esc  back to the menu", 0

; Waits for a key. Gives its scan code in AH and its character in AL.
wait_key:
        xor     ah, ah                  ; INT 16h, AH = 00h
        int     16h
        ret

; Waits until Esc is pressed. Changes AX.
wait_escape:
        call    wait_key
        cmp     al, KEY_ESC
        jne     wait_escape
        ret

; Gives a key without waiting: zero flag set when there is none, else as wait_key. Changes AX.
poll_key:
        mov     ah, 01h                 ; INT 16h, AH = 01h: look without taking
        int     16h
        jz      .none
        call    wait_key
        test    ax, ax
.none:
        ret
