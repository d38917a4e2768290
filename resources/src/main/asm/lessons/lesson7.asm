; Lesson 7: a fractal from the x87 FPU.
;
; The Mandelbrot set: take a point c of the plane, begin with z = 0, and repeat z = z * z + c. The points whose z never
; leaves the circle of radius 2 make the black figure; the others get a colour by how long it took.
;
; The x87 has eight registers of 80 bits that form a stack. FLD pushes, FSTP pops, arithmetic works on ST0, the top, and
; another one. Written beside each instruction below: what is on the stack after it, top first.

        bits    16

LIMIT           equ 128                 ; repetitions before a point counts as inside

; Variables, away from the code.
CENTRE_X        equ 1910h               ; qword: the middle of the picture
CENTRE_Y        equ 1918h
STEP            equ 1920h               ; qword: from pixel to pixel
C_X             equ 1928h               ; qword: the point
C_Y             equ 1930h
PIXEL           equ 1938h               ; word: an integer for FILD

lesson7:
        mov     si, lesson7_page
        call    show_page
.wait:
        call    wait_key
        cmp     al, KEY_ESC
        je      .leave
        cmp     al, KEY_ENTER
        jne     .wait

        call    make_wave               ; colours as in lesson 5
        mov     ax, 0013h
        int     10h
        mov     byte [PALETTE_PHASE], 170
        call    set_palette
        mov     dx, DAC_INDEX           ; but the inside, number 0, is black
        xor     al, al
        out     dx, al
        inc     dx
        out     dx, al
        out     dx, al
        out     dx, al
.home:
        fninit                          ; empty stack, 64-bit precision, round to nearest, no exceptions
        fld     qword [.start_x]
        fstp    qword [CENTRE_X]
        fld     qword [.start_y]
        fstp    qword [CENTRE_Y]
        fld     qword [.start_step]
        fstp    qword [STEP]
        mov     byte [.depth], 0
.picture:
        call    mandelbrot              ; returns with the key that stopped it, or when done
        jnz     .key
        call    wait_key
.key:
        cmp     al, KEY_ESC
        je      .leave
        cmp     ah, KEY_HOME
        je      .home
        cmp     ah, KEY_LEFT
        je      .left
        cmp     ah, KEY_RIGHT
        je      .right
        cmp     ah, KEY_UP
        je      .up
        cmp     ah, KEY_DOWN
        je      .down
        cmp     al, '+'
        je      .in
        cmp     al, '-'
        je      .out
        call    wait_key
        jmp     .key
.in:
        cmp     byte [.depth], 40       ; closer, neighbours would be the same number
        jae     .picture
        inc     byte [.depth]
        fld     qword [STEP]            ; step
        fmul    dword [.half]           ; step / 2
        fstp    qword [STEP]            ;
        jmp     .picture
.out:
        cmp     byte [.depth], 0
        je      .picture
        dec     byte [.depth]
        fld     qword [STEP]            ; step
        fadd    st0                     ; 2 * step
        fstp    qword [STEP]            ;
        jmp     .picture
.left:
        mov     bx, CENTRE_X
        jmp     .back
.up:
        mov     bx, CENTRE_Y
.back:
        fld     qword [STEP]            ; step
        fmul    dword [.pan]            ; 32 * step
        fsubr   qword [bx]              ; centre - 32 * step
        fstp    qword [bx]              ;
        jmp     .picture
.right:
        mov     bx, CENTRE_X
        jmp     .forward
.down:
        mov     bx, CENTRE_Y
.forward:
        fld     qword [STEP]            ; step
        fmul    dword [.pan]            ; 32 * step
        fadd    qword [bx]              ; centre + 32 * step
        fstp    qword [bx]              ;
        jmp     .picture
.leave:
        jmp     text_mode

.depth: db      0                       ; how often the picture was magnified
.start_x:
        dq      -0.6
.start_y:
        dq      0.0
.start_step:
        dq      0.0115
.half:  dd      0.5
.pan:   dd      32.0

; Paints the picture row by row. Zero flag set when it is complete; clear, with the key in AX, when one was pressed.
; Changes all registers but SP.
mandelbrot:
        push    es
        push    GRAPHICS_SEGMENT
        pop     es
        xor     di, di
        xor     dx, dx                  ; DX = y
.row:
        mov     ax, dx
        sub     ax, HEIGHT / 2
        mov     [PIXEL], ax
        fild    word [PIXEL]            ; y - 100
        fmul    qword [STEP]            ; (y - 100) * step
        fadd    qword [CENTRE_Y]        ; imaginary part of c
        fstp    qword [C_Y]             ;
        xor     si, si                  ; SI = x
.pixel:
        mov     ax, si
        sub     ax, WIDTH / 2
        mov     [PIXEL], ax
        fild    word [PIXEL]            ; x - 160
        fmul    qword [STEP]            ; (x - 160) * step
        fadd    qword [CENTRE_X]        ; real part of c
        fstp    qword [C_X]             ;
        call    orbit
        stosb
        inc     si
        cmp     si, WIDTH
        jb      .pixel
        call    poll_key
        jnz     .end
        inc     dx
        cmp     dx, HEIGHT
        jb      .row                    ; when not, the comparison has set the zero flag: DX = HEIGHT
.end:
        pop     es
        ret

; How long the point (C_X, C_Y) stays within the circle: AL = 0 for ever, else a colour. Changes AX, CX.
orbit:
        mov     cx, LIMIT
        fldz                            ; y
        fldz                            ; x y
.again:
        fld     st0                     ; x x y
        fmul    st0                     ; xx x y
        fld     st2                     ; y xx x y
        fmul    st0                     ; yy xx x y
        fld     st1                     ; xx yy xx x y
        fadd    st1                     ; xx+yy yy xx x y
        fcomp   dword [.four]           ; yy xx x y             and compares: the radius squared
        fnstsw  ax
        sahf                            ; the result, as flags of an unsigned comparison
        ja      .outside
        fsubp   st1                     ; xx-yy x y
        fadd    qword [C_X]             ; x' x y
        fxch    st1                     ; x x' y
        fmulp   st2                     ; x' xy
        fxch    st1                     ; xy x'
        fadd    st0                     ; 2xy x'
        fadd    qword [C_Y]             ; y' x'
        fxch    st1                     ; x' y'
        loop    .again
        fstp    st0                     ; y'
        fstp    st0                     ;
        xor     al, al
        ret
.outside:
        fstp    st0                     ; xx x y
        fstp    st0                     ; x y
        fstp    st0                     ; y
        fstp    st0                     ;
        mov     al, LIMIT + 1
        sub     al, cl
        shl     al, 2                   ; neighbouring colours further apart
        jnz     .end
        inc     al                      ; not 0, that is the inside
.end:
        ret
.four:  dd      4.0

lesson7_page:
        db      "7  A fractal from the x87 FPU", 0
        db      "The Mandelbrot set in mode 13h. For each of 64,000 pixels, a point c, repeat", 0
        db      "z = z * z + c up to 128 times, until z leaves the circle of radius 2. The FPU", 0
        db      "keeps numbers in a stack of eight registers, 80 bits each: `fld` pushes, `fmul`", 0
        db      "multiplies the top, `fstp` pops; `fcomp / fnstsw ax / sahf / ja` compares.", 0
        db      " ", 0
        db      "Enter         start", 0
        db      "+ and -       magnify, and back", 0
        db      "arrows        move", 0
        db      "Home          the whole figure", 0
        db      " ", 0
        db      "A loop worth watching while it is compiled: orbit.again", 0
        db      0FFh
