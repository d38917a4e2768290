; The menu. Each lesson is a subroutine; it returns here in real mode and text mode.

        bits    16

LESSONS         equ 7
MENU_ROW        equ 6
MENU_COLUMN     equ 20
MENU_COLOUR     equ GREY + 16 * BLUE
CHOSEN_COLOUR   equ WHITE + 16 * CYAN

menu:
        call    text_mode
        call    draw_menu
.choose:
        call    draw_choices
        call    wait_key
        cmp     ah, KEY_UP
        je      .up
        cmp     ah, KEY_DOWN
        je      .down
        cmp     ah, KEY_HOME
        je      .first
        cmp     ah, KEY_END
        je      .last
        cmp     al, KEY_ENTER
        je      .run
        sub     al, '1'                 ; a digit both chooses and starts
        cmp     al, LESSONS
        jae     .choose
        mov     [chosen], al
.run:
        call    draw_choices
        movzx   bx, byte [chosen]
        shl     bx, 1
        call    [lesson_code + bx]
        jmp     menu
.up:
        dec     byte [chosen]
        jns     .choose
.last:
        mov     byte [chosen], LESSONS - 1
        jmp     .choose
.down:
        inc     byte [chosen]
        cmp     byte [chosen], LESSONS
        jb      .choose
.first:
        mov     byte [chosen], 0
        jmp     .choose

; Everything but the list.
draw_menu:
        mov     ah, MENU_COLOUR
        call    clear_screen
        locate  1, 0
        in_colour YELLOW + 16 * BLUE
        print   .logo
        locate  3, 0
        in_colour BRIGHT_CYAN + 16 * BLUE
        print   .subtitle
        locate  MENU_ROW - 1, MENU_COLUMN - 2
        in_colour MENU_COLOUR
        print   .top
        mov     dx, LESSONS
        mov     word [cursor], MENU_ROW * ROW_BYTES + (MENU_COLUMN - 2) * 2
.sides:
        mov     al, 0BAh                ; a double vertical line
        call    put_char
        add     word [cursor], 40 * 2
        call    put_char
        add     word [cursor], ROW_BYTES - 42 * 2
        dec     dx
        jnz     .sides
        print   .bottom
        locate  21, 0
        in_colour MENU_COLOUR
        print   .keys
        locate  23, 0
        in_colour CYAN + 16 * BLUE
        print   .hint
        ret
.logo:
        db      "                                L U C I D 8 6", 0
.subtitle:
        db      "             Seven lessons: how a PC works, from the first instruction", 0
.top:
        db      0C9h
        times   40 db 0CDh
        db      0BBh, 0
.bottom:
        db      0C8h
        times   40 db 0CDh
        db      0BCh, 0
.keys:
        db      "          ", 18h, " and ", 19h, " choose      Enter or the number starts      Esc comes back", 0
.hint:
        db      "       Pause the machine at any time and look at the code behind the screen", 0

; The list, and what the chosen lesson is about.
draw_choices:
        xor     bx, bx                  ; BX = lesson
.next:
        imul    ax, bx, ROW_BYTES
        add     ax, MENU_ROW * ROW_BYTES + (MENU_COLUMN - 1) * 2
        mov     [cursor], ax
        mov     byte [colour], MENU_COLOUR
        cmp     bl, [chosen]
        jne     .draw
        mov     byte [colour], CHOSEN_COLOUR
.draw:
        mov     al, ' '
        call    put_char
        lea     ax, [bx + '1']
        call    put_char
        mov     al, ' '
        call    put_char
        call    put_char
        mov     si, bx
        shl     si, 1
        mov     si, [lesson_names + si]
        call    put_string
        inc     bx
        cmp     bx, LESSONS
        jb      .next

        locate  MENU_ROW + LESSONS + 2, 0
        in_colour WHITE + 16 * BLUE
        movzx   bx, byte [chosen]
        shl     bx, 1
        mov     si, [lesson_topics + bx]
        jmp     put_string

chosen:
        db      0
lesson_code:
        dw      lesson1, lesson2, lesson3, lesson4, lesson5, lesson6, lesson7
lesson_names:
        dw      .n1, .n2, .n3, .n4, .n5, .n6, .n7
.n1:    db      "Hello from real mode                ", 0
.n2:    db      "A20 and protected mode              ", 0
.n3:    db      "Interrupts and the timer            ", 0
.n4:    db      "Paging and page faults              ", 0
.n5:    db      "Graphics in VGA mode 13h            ", 0
.n6:    db      "Code that changes itself            ", 0
.n7:    db      "A fractal from the x87 FPU          ", 0
lesson_topics:
        dw      .t1, .t2, .t3, .t4, .t5, .t6, .t7
.t1:    db      "          Printing through the firmware, and straight into video memory         ", 0
.t2:    db      "        Why addresses once wrapped at 1 MiB, and the way to 32-bit code         ", 0
.t3:    db      "       An interrupt table of our own; 100 ticks a second; keys as they come     ", 0
.t4:    db      "           Memory that appears when it is touched: CR2 says where               ", 0
.t5:    db      "               320 x 200 pixels, 256 colours, one byte for each                 ", 0
.t6:    db      "      Instructions are bytes; a program may write them, also its own            ", 0
.t7:    db      "          The Mandelbrot set, computed with 80-bit floating point               ", 0
