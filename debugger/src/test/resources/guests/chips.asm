; Test guest: the board's old chips, asked by their ports: keyboard controller and what hangs on it, timer, clock, IDE channels with and
; without drives, ports where nothing is. Then each way to reset the processor. Answers on COM1, the same as those of other PCs.

SECTORS equ 12
%include "loader.inc"

%macro  tell    1.nolist
        mov     si, %%text
        call    say
        jmp     %%over
%%text  db      %1, 0
%%over:
%endmacro

; Says " " and AL.
byte_:  push    ax
        mov     al, ' '
        call    say_char
        pop     ax
        jmp     say_hex8
end_:   push    ax
        mov     al, 10
        call    say_char
        pop     ax
        ret

; byte of CMOS number AL into AL
cmos:   out     70h, al
        in      al, 71h
        ret
%macro  set_cmos 2.nolist
        mov     al, %1
        out     70h, al
        mov     al, %2
        out     71h, al
%endmacro

STEP    equ 40h                         ; CMOS byte: how often the processor was reset
main:
        mov     al, STEP
        call    cmos
        cmp     al, 0A0h
        jae     resets
        call    controller
        call    keyboard
        call    mouse
        call    timer
        call    clock
        call    ide
        call    nowhere
        set_cmos STEP, 0A0h

; ---- resets --------------------------------------------------------------------------------------------------------------
resets: tell    "reset"
        mov     al, STEP
        call    cmos
        call    byte_
        call    end_
        mov     dx, 3FDh                ; until the last bit has left
.sent:  in      al, dx
        test    al, 40h
        jz      .sent
        mov     al, STEP
        call    cmos
        mov     ah, al
        inc     al
        mov     bl, al
        mov     al, STEP
        out     70h, al
        mov     al, bl
        out     71h, al
        set_cmos 0Fh, 0
        cmp     ah, 0A0h
        je      .fast
        cmp     ah, 0A1h
        je      .keyboard
        cmp     ah, 0A2h
        je      .board
        cmp     ah, 0A3h
        je      .triple
        cmp     ah, 0A4h
        je      .resume
        set_cmos STEP, 0
        tell    "chips end"
        call    end_
        jmp     $
.fast:  in      al, 92h
        or      al, 1
        out     92h, al
        jmp     $
.keyboard:
        mov     al, 0FEh
        out     64h, al
        jmp     $
.board: mov     dx, 0CF9h
        mov     al, 2
        out     dx, al
        mov     al, 6
        out     dx, al
        jmp     $
.triple:
        lidt    [.no_idt]
        int3
        jmp     $
.no_idt dw      0
        dd      0
.resume:
        set_cmos 0Fh, 0Ah               ; firmware goes on at [40:67]
        mov     word [467h], .resumed
        mov     word [469h], 0
        mov     al, 0FEh
        out     64h, al
        jmp     $
.resumed:
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, boot
        tell    "resumed"
        call    end_
        set_cmos 0Fh, 0
        jmp     resets

; ---- keyboard controller -------------------------------------------------------------------------------------------------

; Waits for room, then command AL.
command:
        push    ax
.wait:  in      al, 64h
        test    al, 2
        jnz     .wait
        pop     ax
        out     64h, al
        ret
data:   push    ax
.wait:  in      al, 64h
        test    al, 2
        jnz     .wait
        pop     ax
        out     60h, al
        ret
; Says the answer, or -- when none comes.
answer: xor     cx, cx
.wait:  in      al, 64h
        test    al, 1
        jnz     .come
        out     80h, al
        out     80h, al
        loop    .wait
        mov     al, ' '
        call    say_char
        mov     al, '-'
        call    say_char
        jmp     say_char
.come:  in      al, 60h
        jmp     byte_
drain:  in      al, 64h
        test    al, 1
        jz      .end
        in      al, 60h
        jmp     drain
.end:   ret

controller:
        cli
        call    drain
        mov     al, 0ADh
        call    command
        mov     al, 0A7h
        call    command
        call    drain
        tell    "controller test"
        mov     al, 0AAh
        call    command
        call    answer
        mov     al, 0ABh
        call    command
        call    answer
        mov     al, 0A9h
        call    command
        call    answer
        call    end_
        tell    "command byte"
        mov     al, 60h
        call    command
        mov     al, 74h
        call    data
        mov     al, 20h
        call    command
        call    answer
        mov     al, 0AEh
        call    command
        mov     al, 20h
        call    command
        call    answer
        mov     al, 0A8h
        call    command
        mov     al, 20h
        call    command
        call    answer
        call    end_
        tell    "loop back"
        mov     al, 0D2h
        call    command
        mov     al, 42h
        call    data
        call    answer
        in      al, 64h
        and     al, 20h
        call    byte_
        mov     al, 0D3h
        call    command
        mov     al, 43h
        call    data
.aux:   in      al, 64h
        test    al, 1
        jz      .aux
        and     al, 21h
        call    byte_
        call    answer
        call    end_
        tell    "A20"
        mov     al, 0D1h
        call    command
        mov     al, 0DDh                ; off
        call    data
        call    a20
        mov     al, 0D1h
        call    command
        mov     al, 0DFh
        call    data
        call    a20
        in      al, 92h
        and     al, 0FCh
        out     92h, al
        call    a20
        or      al, 2
        in      al, 92h
        or      al, 2
        out     92h, al
        call    a20
        mov     al, 0DDh                ; commands for it alone
        call    command
        call    a20
        mov     al, 0DFh
        call    command
        call    a20
        jmp     end_

; Whether 1 MiB is another place than 0.
a20:    mov     ax, 0FFFFh
        mov     es, ax
        mov     word [600h], 1111h
        mov     word [es:610h], 2222h
        mov     al, [600h]
        jmp     byte_

; A command to the keyboard, its answer.
to_keyboard:
        call    data
        jmp     answer

keyboard:
        tell    "keyboard"
        call    drain
        mov     al, 0EEh
        call    to_keyboard
        mov     al, 0F5h
        call    to_keyboard
        mov     al, 0F2h
        call    to_keyboard
        call    answer
        call    answer
        call    end_
        tell    "scan set"
        mov     al, 0F0h
        call    to_keyboard
        mov     al, 0
        call    to_keyboard
        call    answer
        mov     al, 0F0h
        call    to_keyboard
        mov     al, 1
        call    to_keyboard
        mov     al, 0F0h
        call    to_keyboard
        mov     al, 0
        call    to_keyboard
        call    answer
        mov     al, 0F0h
        call    to_keyboard
        mov     al, 2
        call    to_keyboard
        call    end_
        tell    "lights, rate"
        mov     al, 0EDh
        call    to_keyboard
        mov     al, 7
        call    to_keyboard
        mov     al, 0F3h
        call    to_keyboard
        mov     al, 20h
        call    to_keyboard
        mov     al, 0EDh
        call    to_keyboard
        mov     al, 0
        call    to_keyboard
        mov     al, 0F6h
        call    to_keyboard
        mov     al, 0F4h
        call    to_keyboard
        call    end_
        tell    "keyboard reset"
        mov     al, 0FFh
        call    to_keyboard
        call    answer
        jmp     end_

to_mouse:
        push    ax
        mov     al, 0D4h
        call    command
        pop     ax
        call    data
        jmp     answer
%macro  rate    1.nolist
        mov     al, 0F3h
        call    to_mouse
        mov     al, %1
        call    to_mouse
%endmacro
mouse:  tell    "mouse reset"
        mov     al, 0FFh
        call    to_mouse
        call    answer
        call    answer
        mov     al, 0F2h
        call    to_mouse
        call    answer
        call    end_
        tell    "wheel"
        rate    200
        rate    100
        rate    80
        mov     al, 0F2h
        call    to_mouse
        call    answer
        call    end_
        tell    "five buttons"
        rate    200
        rate    200
        rate    80
        mov     al, 0F2h
        call    to_mouse
        call    answer
        call    end_
        tell    "mouse status"
        mov     al, 0E8h
        call    to_mouse
        mov     al, 3
        call    to_mouse
        mov     al, 0E7h
        call    to_mouse
        mov     al, 0E9h
        call    to_mouse
        call    answer
        call    answer
        call    answer
        mov     al, 0EBh                ; read data: 4 bytes now
        call    to_mouse
        call    answer
        call    answer
        call    answer
        call    answer
        call    end_
        tell    "mouse defaults"
        mov     al, 0F6h
        call    to_mouse
        mov     al, 0ECh                ; wrap mode off: was not on
        call    to_mouse
        mov     al, 0EEh
        call    to_mouse
        mov     al, 55h
        call    to_mouse
        mov     al, 0ECh
        call    to_mouse
        mov     al, 0E1h                ; no such command
        call    to_mouse
        jmp     end_

; ---- timer, clock --------------------------------------------------------------------------------------------------------

; Channel 2: its gate and output are at port 61h.
timer:  tell    "timer 2 modes"
        xor     bl, bl
.next:  in      al, 61h
        and     al, 0FCh                ; gate low
        out     61h, al
        mov     al, bl
        shl     al, 1
        or      al, 0B0h
        out     43h, al
        mov     al, 0E8h                ; status of channel 2: output, no count yet, mode
        out     43h, al
        in      al, 42h
        call    byte_
        mov     al, 100
        out     42h, al
        mov     al, 0
        out     42h, al
        in      al, 61h
        and     al, 20h
        call    byte_
        in      al, 61h
        or      al, 1
        out     61h, al
        mov     cx, 2000
.wait:  in      al, 61h
        loop    .wait
        mov     al, 0E8h
        out     43h, al
        in      al, 42h
        and     al, 7Fh                 ; the output of waves is wherever it is
        call    byte_
        inc     bl
        cmp     bl, 6
        jb      .next
        call    end_
        tell    "latch, BCD"
        mov     al, 0B1h                ; mode 0, BCD
        out     43h, al
        in      al, 61h
        and     al, 0FCh
        out     61h, al
        mov     al, 34h
        out     42h, al
        mov     al, 12h
        out     42h, al
        in      al, 61h
        or      al, 1
        out     61h, al
        mov     cx, 1000                ; the count is taken over with the next clock
.wait2: loop    .wait2
        mov     al, 80h
        out     43h, al
        in      al, 42h
        in      al, 42h
        and     al, 0F0h
        call    byte_
        mov     al, 0C8h                ; status and count: status comes first
        out     43h, al
        in      al, 42h
        call    byte_
        mov     al, 92h                 ; low byte alone
        out     43h, al
        jmp     end_

clock:  tell    "RTC"
        cli
        in      al, 0A1h                ; its interrupt stays silent, or the firmware would read the flags
        or      al, 1
        out     0A1h, al
        mov     al, 0Dh
        call    cmos
        call    byte_
        mov     al, 0Ah
        call    cmos
        and     al, 7Fh
        call    byte_
        mov     al, 0Bh
        call    cmos
        call    byte_
        call    end_
        tell    "RTC interrupts"
        mov     al, 0Ch
        call    cmos
        ; periodic, 1024 a second, for 100 ms by timer 2
        set_cmos 0Ah, 26h
        set_cmos 0Bh, 42h
        xor     bx, bx
        mov     cx, 2
.tick:  push    cx
        call    fifty
.poll:  mov     al, 0Ch
        call    cmos
        test    al, 40h
        jz      .none
        inc     bx
.none:  in      al, 61h
        test    al, 20h
        jz      .poll
        pop     cx
        loop    .tick
        mov     ax, bx
        sub     ax, 98                  ; about 102
        cmp     ax, 10
        sbb     al, al
        call    byte_
        ; update ended
        set_cmos 0Bh, 12h
        mov     al, 0Ch
        call    cmos
.update:
        sti                             ; the timer wakes it
        hlt
        cli
        mov     al, 0Ch
        call    cmos
        test    al, 10h
        jz      .update
        and     al, 90h
        call    byte_
        ; alarm at any second
        set_cmos 1, 0FFh
        set_cmos 3, 0FFh
        set_cmos 5, 0FFh
        set_cmos 0Bh, 22h
        mov     al, 0Ch
        call    cmos
.alarm: sti
        hlt
        cli
        mov     al, 0Ch
        call    cmos
        test    al, 20h
        jz      .alarm
        and     al, 0A0h
        call    byte_
        set_cmos 0Bh, 2
        mov     al, 0Ch
        call    cmos
        mov     al, 0Ch
        call    cmos
        and     al, 80h
        call    byte_
        jmp     end_

; Starts channel 2 for 50 ms; its output rises then.
fifty:  in      al, 61h
        and     al, 0FCh
        or      al, 1
        out     61h, al
        mov     al, 0B0h
        out     43h, al
        mov     al, 59659 & 0FFh
        out     42h, al
        mov     al, 59659 >> 8
        out     42h, al
        ret

; ---- IDE -----------------------------------------------------------------------------------------------------------------

; For each channel and drive: status, sector count and number after they were written, signature.
ide:    mov     bx, 1F0h
        call    .channel
        mov     bx, 170h
        call    .channel
        mov     bx, 1E8h
        call    .channel
        mov     bx, 168h
.channel:
        mov     ah, 0A0h
        call    .drive
        mov     ah, 0B0h
.drive: tell    "IDE"
        mov     al, bh
        call    byte_
        mov     al, bl
        call    say_hex8
        mov     al, ah
        call    byte_
        lea     dx, [bx + 6]
        mov     al, ah
        out     dx, al
        lea     dx, [bx + 7]
        in      al, dx
        in      al, dx
        in      al, dx
        in      al, dx
        call    byte_
        lea     dx, [bx + 2]
        mov     al, 55h
        out     dx, al
        inc     dx
        mov     al, 0AAh
        out     dx, al
        in      al, dx
        call    byte_
        dec     dx
        in      al, dx
        call    byte_
        ; identify, both ways
        mov     al, 0ECh
        call    .identify
        mov     al, 0A1h
        call    .identify
        jmp     end_
.identify:
        lea     dx, [bx + 7]
        push    ax
        in      al, dx
        mov     cl, al
        pop     ax
        cmp     cl, 0FFh
        je      .end
        cmp     cl, 7Fh
        je      .end
        test    cl, cl
        jz      .end
        out     dx, al
        mov     cx, 0FFFFh
.busy:  in      al, dx
        test    al, 80h
        loopnz  .busy
        and     al, 0E9h
        call    byte_
        lea     dx, [bx + 4]
        in      al, dx
        call    byte_
        inc     dx
        in      al, dx
        call    byte_
        lea     dx, [bx + 7]
        in      al, dx
        test    al, 8
        jz      .end
        mov     dx, bx
        push    di
        push    es
        push    ds
        pop     es
        mov     di, buffer
        mov     cx, 256
        rep     insw
        pop     es
        pop     di
        mov     ax, [buffer]
        mov     al, ah
        call    byte_
        lea     dx, [bx + 7]
        in      al, dx
        and     al, 0E9h
        call    byte_
.end:   ret

nowhere:
        tell    "nowhere"
        mov     al, 12h
        out     80h, al
        mov     dx, 190h
        out     dx, al
        in      al, dx
        call    byte_
        mov     dx, 2F8h + 7
        in      al, dx
        call    byte_
        mov     dx, 0CFCh
        in      al, dx
        jmp     end_

        section .bss nobits
buffer  resb    512
