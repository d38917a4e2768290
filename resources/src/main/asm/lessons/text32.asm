; Text on the screen in protected mode, where the firmware cannot be called. Video memory is just memory: B8000h. These
; do what their namesakes in text.asm do, with the same cursor and colour; they keep all registers.

        bits    32

VIDEO_MEMORY    equ 0B8000h

; Puts the character AL on the screen.
put_char32:
        push    eax
        push    edi
        movzx   edi, word [cursor]
        add     edi, VIDEO_MEMORY
        mov     ah, [colour]
        mov     [edi], ax
        add     word [cursor], 2
        pop     edi
        pop     eax
        ret

; Puts the text at ESI, up to its zero byte, on the screen.
put_string32:
        push    eax
        push    esi
.next:
        lodsb
        test    al, al
        jz      .end
        call    put_char32
        jmp     .next
.end:
        pop     esi
        pop     eax
        ret

; Puts EAX on the screen in eight hexadecimal digits.
put_hex32:
        push    ecx
        mov     ecx, 8
        call    put_digits32
        pop     ecx
        ret

; Puts the low ECX hexadecimal digits of EAX on the screen.
put_digits32:
        pushad
        mov     edx, eax
        shl     ecx, 2
.digit:
        sub     ecx, 4
        mov     eax, edx
        shr     eax, cl
        and     eax, 0Fh
        mov     al, [.digits + eax]
        call    put_char32
        test    ecx, ecx
        jnz     .digit
        popad
        ret
.digits:
        db      "0123456789ABCDEF"

; Puts EAX on the screen in decimal digits.
put_decimal32:
        pushad
        mov     ebx, 10
        xor     ecx, ecx
.divide:
        xor     edx, edx
        div     ebx
        push    edx
        inc     ecx
        test    eax, eax
        jnz     .divide
.put:
        pop     eax
        add     al, '0'
        call    put_char32
        loop    .put
        popad
        ret
