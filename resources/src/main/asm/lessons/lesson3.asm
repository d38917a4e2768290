; Lesson 3: interrupts and the timer.
;
; An interrupt makes the CPU push its flags and the place it is at, and go on at an address found in the interrupt
; descriptor table (IDT), entry by number. Exceptions have numbers 0 to 31. The numbers of the 16 lines that devices
; pull come from a pair of 8259 interrupt controllers (PIC), which firmware set to 8-15 and 70h-77h: in protected mode
; that collides with exceptions, so they move to 20h-2Fh.

        bits    16

IDT             equ 1000h               ; 256 entries of 8 bytes
IDT_BYTES       equ 256 * 8
VECTOR_DIVIDE   equ 0
VECTOR_PAGE     equ 14
VECTOR_IRQ      equ 20h                 ; the first of 16 interrupt lines
REAL_IRQ        equ 08h                 ; where real mode has lines 0-7 ...
REAL_IRQ_SLAVE  equ 70h                 ; ... and lines 8-15

PIC_MASTER      equ 20h                 ; command port; data port is the next
PIC_SLAVE       equ 0A0h
PIC_EOI         equ 20h                 ; command: end of interrupt
PIT_COUNTER_0   equ 40h
PIT_CONTROL     equ 43h
PIT_HERTZ       equ 1193182             ; the timer's clock
TICKS           equ 100                 ; per second
KEYBOARD_DATA   equ 60h
KEYBOARD_STATUS equ 64h                 ; bit 0: there is a byte to be read

lesson3:
        mov     si, lesson3_page
        call    show_page
        in_colour VALUE
        call    enter_protected
        bits    32
        call    interrupts_on
        mov     dword [.keys_shown], 0

.loop:                                  ; only this loop draws: handlers just leave notes in memory
        locate  11, 20
        mov     eax, [ticks]
        call    put_decimal32
        locate  12, 20
        mov     eax, [ticks]
        xor     edx, edx
        mov     ecx, TICKS
        div     ecx
        call    put_decimal32
        mov     al, '.'
        call    put_char32
        mov     eax, edx
        mov     ecx, 10
        xor     edx, edx
        div     ecx
        call    put_decimal32
        locate  13, 20
        mov     eax, [ticks]            ; a mark that goes from side to side
        and     eax, 3Fh
        cmp     al, 20h
        jb      .there
        xor     al, 3Fh
.there:
        mov     ecx, 20h
.track:
        dec     ecx
        cmp     ecx, eax
        mov     bl, 0FAh                ; a dot
        jne     .mark
        mov     bl, 0FEh                ; a square
.mark:
        xchg    al, bl
        call    put_char32
        xchg    al, bl
        test    ecx, ecx
        jnz     .track

        call    next_scan_code
        test    al, al
        jnz     .key
        ; Nothing to do until the next interrupt. STI lets interrupts in only after the instruction behind it, so none
        ; can slip in between and leave HLT waiting for the one after.
        sti
        hlt
        jmp     .loop
.key:
        cmp     al, SCAN_ESC
        je      .done
        imul    ecx, [.keys_shown], 3 * 2
        add     ecx, 15 * ROW_BYTES + 20 * 2
        mov     [cursor], cx
        mov     ecx, 2
        call    put_digits32
        inc     dword [.keys_shown]
        cmp     dword [.keys_shown], 18
        jb      .row_left
        mov     dword [.keys_shown], 0
.row_left:
        cmp     al, SCAN_D
        jne     .loop
        xor     ecx, ecx
        mov     eax, 1
        xor     edx, edx
.bad_division:
        div     ecx                     ; two bytes long; its handler goes on behind it
        jmp     .loop
.done:
        call    interrupts_off
        call    leave_protected
        bits    16
        ret
.keys_shown:
        dd      0

        bits    32

; ---- handlers ------------------------------------------------------------------------------------------------------
; The CPU pushed EFLAGS, CS and EIP; IRETD takes them back. A handler must leave all registers as they were.

timer_interrupt:
        inc     dword [ticks]
        jmp     end_of_interrupt

keyboard_interrupt:
        push    eax
        push    ebx
        in      al, KEYBOARD_DATA       ; reading takes the code from the keyboard controller
        mov     ebx, [codes_in]
        and     ebx, CODES - 1
        mov     [codes + ebx], al
        inc     dword [codes_in]
        pop     ebx
        pop     eax
end_of_interrupt:
        push    eax
        mov     al, PIC_EOI             ; lets the controller pass on interrupts of this priority and below again
        out     PIC_MASTER, al
        pop     eax
        iretd

; Lines that were not asked for, if one comes all the same.
stray_interrupt:
        iretd

; Exception 0: shows where it happened and goes on behind the DIV.
divide_interrupt:
        push    eax
        push    esi
        locate  17, 1
        print32 .text
        mov     eax, [esp + 8]          ; EIP as pushed: above it lie the two registers pushed here
        call    put_hex32
        add     dword [esp + 8], 2
        pop     esi
        pop     eax
        iretd
.text:
        db      "Exception 0, divide error. The DIV is at ", 0

ticks:  dd      0
CODES   equ     16                      ; a ring: the handler writes at codes_in, the loop reads at codes_out
codes:  times CODES db 0
codes_in:
        dd      0
codes_out:
        dd      0

; Gives the next scan code in AL, or 0. Returns with interrupts off, so that the caller can wait with STI, HLT.
; Changes EBX.
next_scan_code:
        cli
        xor     eax, eax
        mov     ebx, [codes_out]
        cmp     ebx, [codes_in]
        je      .none
        and     ebx, CODES - 1
        mov     al, [codes + ebx]
        inc     dword [codes_out]
.none:
        ret

; ---- setting up ------------------------------------------------------------------------------------------------------

; Makes the IDT, moves the interrupt lines, starts the timer, and lets interrupts in. Changes all registers.
interrupts_on:
        mov     dword [ticks], 0
        mov     eax, [codes_in]
        mov     [codes_out], eax

        mov     eax, stray_interrupt
        xor     ecx, ecx
.fill:
        call    set_gate
        inc     ecx
        cmp     ecx, 256
        jb      .fill
        mov     eax, divide_interrupt
        mov     ecx, VECTOR_DIVIDE
        call    set_gate
        mov     eax, timer_interrupt
        mov     ecx, VECTOR_IRQ + 0
        call    set_gate
        mov     eax, keyboard_interrupt
        mov     ecx, VECTOR_IRQ + 1
        call    set_gate
        lidt    [idt_pointer]

        in      al, PIC_MASTER + 1      ; which lines firmware had masked
        mov     [master_mask], al
        in      al, PIC_SLAVE + 1
        mov     [slave_mask], al
        mov     bl, VECTOR_IRQ
        mov     bh, VECTOR_IRQ + 8
        mov     cl, 11111100b           ; a one masks a line: only 0, the timer, and 1, the keyboard, are wanted
        mov     ch, 11111111b
        call    set_up_pics

        mov     ax, PIT_HERTZ / TICKS
        call    start_timer
        sti
        ret

; Leaves timer and interrupt controllers as firmware wants them, with interrupts off. Changes all registers.
interrupts_off:
        cli
        xor     ax, ax                  ; a count of 0 means 65536: 18.2 ticks a second
        call    start_timer
        mov     bl, REAL_IRQ
        mov     bh, REAL_IRQ_SLAVE
        mov     cl, [master_mask]
        mov     ch, [slave_mask]
        jmp     set_up_pics

; Entry ECX of the IDT: an interrupt gate to EAX.
set_gate:
        mov     [IDT + ecx * 8], ax             ; offset, low half
        mov     word [IDT + ecx * 8 + 2], CODE32
        mov     word [IDT + ecx * 8 + 4], 8E00h ; present, 32-bit interrupt gate: interrupts are off in the handler
        push    eax
        shr     eax, 16
        mov     [IDT + ecx * 8 + 6], ax         ; offset, high half
        pop     eax
        ret

; Lines 0-7 get interrupts from BL on, lines 8-15 from BH on; CL and CH are their masks. Changes AL.
;
; The controllers notice when a line rises, and forget what they noticed when they are set up. The keyboard's line rises
; with each byte and stays up until the byte is read: one that came just now would hold it up for ever, so it is read here.
set_up_pics:
        mov     al, 11h                 ; ICW1: begin; edge-triggered, in pairs, ICW4 will come
        out     PIC_MASTER, al
        out     PIC_SLAVE, al
        mov     al, bl                  ; ICW2: the first interrupt's number
        out     PIC_MASTER + 1, al
        mov     al, bh
        out     PIC_SLAVE + 1, al
        mov     al, 1 << 2              ; ICW3: the slave hangs on line 2 of the master
        out     PIC_MASTER + 1, al
        mov     al, 2
        out     PIC_SLAVE + 1, al
        mov     al, 1                   ; ICW4: an 8086 or later
        out     PIC_MASTER + 1, al
        out     PIC_SLAVE + 1, al
        mov     al, cl                  ; from now on the data port is the mask
        out     PIC_MASTER + 1, al
        mov     al, ch
        out     PIC_SLAVE + 1, al
.drain:
        in      al, KEYBOARD_STATUS
        test    al, 1
        jz      .empty
        in      al, KEYBOARD_DATA
        jmp     .drain
.empty:
        ret

; Counter 0 divides the timer's clock by AX. Changes AL.
start_timer:
        push    eax
        mov     al, 00110100b           ; counter 0, low byte then high byte, mode 2: a pulse every AX clocks
        out     PIT_CONTROL, al
        pop     eax
        out     PIT_COUNTER_0, al
        mov     al, ah
        out     PIT_COUNTER_0, al
        ret

master_mask:
        db      0
slave_mask:
        db      0
idt_pointer:
        dw      IDT_BYTES - 1
        dd      IDT

        bits    16

lesson3_page:
        db      "3  Interrupts and the timer", 0
        db      "Devices interrupt the program. The timer (8254) pulls line 0 a hundred times a", 0
        db      "second; the keyboard pulls line 1 for each key pressed or released. The 8259", 0
        db      "makes numbers 20h and 21h of them, and the table that `LIDT` announced leads to", 0
        db      "our handlers. They do little: count, or note a scan code, tell the 8259 `EOI`,", 0
        db      "and `IRETD`. Between interrupts the CPU stands still: `STI / HLT`.", 0
        db      " ", 0
        db      "Press keys. D divides by zero: that is exception 0.", 0
        db      " ", 0
        db      " ", 0
        db      "timer ticks", 0
        db      "seconds", 0
        db      " ", 0
        db      " ", 0
        db      "scan codes", 0
        db      " ", 0
        db      " ", 0
        db      " ", 0
        db      "Breakpoints worth setting: timer_interrupt, keyboard_interrupt", 0
        db      0FFh
