; Lesson 6: code that changes itself.
;
; Instructions are bytes in memory, and nothing in real mode stops a program from writing them. Whoever executes code,
; a CPU with caches or an emulator with translated blocks, must notice at once.

        bits    16

BIOS_TICKS      equ 46Ch                ; dword: firmware counts the timer's ticks here, 18.2 a second
OPCODE_INC_AX   equ 40h
OPCODE_DEC_AX   equ 48h                 ; one bit apart
OPCODE_MOV_AX   equ 0B8h
OPCODE_RET      equ 0C3h
WALLS           equ 60                  ; the ball runs in columns 0 to WALLS

lesson6:
        mov     si, lesson6_page
        call    show_page
        mov     word [.place], 0
        mov     word [.answer], 0
        mov     byte [.letter], 'A'
.tick:
        call    wait_tick
        call    alphabet
        call    ball
        call    gauss
        call    made_to_measure
        call    poll_key
        jz      .tick
        cmp     al, KEY_ESC
        jne     .tick
        ret
.place: dw      0
.answer:
        dw      0
.letter:
        db      0

; A: a constant inside an instruction. MOV AL, imm8 is B0 and the constant; the loop counts in the instruction itself.
alphabet:
        in_colour VALUE
        locate  7, 10
        mov     al, [lesson6.letter]
        mov     [.load + 1], al
        mov     cx, 40
.next:
.load:  mov     al, 'A'                 ; B0 41, B0 42, B0 43, ...
        call    put_char
        inc     byte [.load + 1]
        cmp     byte [.load + 1], 'Z'
        jbe     .in_range
        mov     byte [.load + 1], 'A'
.in_range:
        loop    .next
        inc     byte [lesson6.letter]
        cmp     byte [lesson6.letter], 'Z'
        jbe     .shown
        mov     byte [lesson6.letter], 'A'
.shown:
        mov     si, .load
        mov     cx, 2
        locate  7, 66
        jmp     show_bytes

; B: a ball without a variable for its direction. The instruction that moves it is the direction: INC AX or DEC AX.
ball:
        locate  11, 10
        in_colour GREEN
        mov     al, 0FAh
        mov     cx, WALLS + 1
.track:
        call    put_char
        loop    .track

        mov     ax, [lesson6.place]
.move:  inc     ax                      ; 40, or 48 after it was changed
        mov     [lesson6.place], ax
        mov     bx, ax
        test    ax, ax
        jz      .turn
        cmp     ax, WALLS
        jne     .draw
.turn:
        xor     byte [.move], OPCODE_INC_AX ^ OPCODE_DEC_AX
.draw:
        shl     bx, 1
        add     bx, 11 * ROW_BYTES + 10 * 2
        mov     [cursor], bx
        in_colour YELLOW
        mov     al, 'O'
        call    put_char
        in_colour VALUE
        locate  10, 66
        mov     si, .move
        mov     cx, 1
        call    show_bytes
        mov     si, .inc
        cmp     byte [.move], OPCODE_INC_AX
        je      .name
        mov     si, .dec
.name:
        jmp     put_string
.inc:   db      "inc ax", 0
.dec:   db      "dec ax", 0

; C: the instruction right behind the one that changes it. 1 + 2 + ... + 100, and each term is a changed ADD.
gauss:
        mov     dword [.term], 1
        xor     eax, eax
        mov     cx, 100
.next:
        add     eax, strict dword 1     ; 66 05 and four bytes of constant
.term   equ     $ - 4
        inc     byte [.term]
        loop    .next
        locate  13, 73
        call    put_decimal
        ret

; D: a subroutine that was not there a moment ago: MOV AX, a number; RET. Writing code and then calling it is what this
; emulator does all the time to run these lessons fast.
made_to_measure:
        mov     di, .buffer
        mov     al, OPCODE_MOV_AX
        stosb
        mov     ax, [lesson6.answer]
        inc     word [lesson6.answer]
        stosw
        mov     al, OPCODE_RET
        stosb
        call    .buffer
        locate  16, 58
        movzx   eax, ax
        mov     cl, 4
        call    put_hex
        mov     si, .buffer
        mov     cx, 4
        locate  16, 66
        jmp     show_bytes
.buffer:
        times   4 db 90h                ; NOP, until it is written

; Shows the CX bytes at SI in hexadecimal. Changes AX, CX, SI.
show_bytes:
        push    cx
        lodsb
        mov     cl, 2
        call    put_hex
        mov     al, ' '
        call    put_char
        pop     cx
        loop    show_bytes
        ret

; Waits for the timer's next tick. Changes EAX.
wait_tick:
        mov     eax, [BIOS_TICKS]
.same:
        hlt                             ; any interrupt wakes the CPU, also one from the keyboard
        cmp     eax, [BIOS_TICKS]
        je      .same
        ret

lesson6_page:
        db      "6  Code that changes itself", 0
        db      "What moves here is moved by instructions that were written over, and run only", 0
        db      "a moment later. At the right: the bytes of the instruction as they are now.", 0
        db      " ", 0
        db      " ", 0
        db      "A  `mov al, 'A'`: the loop adds 1 to the constant inside the instruction", 0
        db      " ", 0
        db      " ", 0
        db      " ", 0
        db      "B  `inc ax` or `dec ax`: at the walls one bit of the opcode flips", 0
        db      " ", 0
        db      " ", 0
        db      "C  `add eax, 1` changed by the instruction behind it: 1 + 2 + ... + 100 =", 0
        db      " ", 0
        db      " ", 0
        db      "D  `mov ax, n / ret` is written, then called; it gave back", 0
        db      " ", 0
        db      " ", 0
        db      " ", 0
        db      "Breakpoints worth setting: alphabet.load, ball.move, made_to_measure.buffer", 0
        db      0FFh
