; Test guest: sets up one picture after the other, each in another way to use the VGA. It says the picture's name on COM1 when it is
; complete, and goes on when a key is pressed.

SECTORS equ 24
%include "loader.inc"

; out16 PORT, INDEX, VALUE: an index and its data.
%macro  out16   3.nolist
        mov     dx, %1
        mov     ax, (%3) << 8 | (%2)
        out     dx, ax
%endmacro
; attribute INDEX, VALUE: a register of the attribute controller; the picture stays on.
%macro  attribute 2.nolist
        mov     dx, 3DAh
        in      al, dx
        mov     dx, 3C0h
        mov     al, (%1) | 20h
        out     dx, al
        mov     al, %2
        out     dx, al
%endmacro
; dispi INDEX, VALUE: a register of the VBE extensions.
%macro  dispi   2.nolist
        mov     dx, 1CEh
        mov     ax, %1
        out     dx, ax
        inc     dx
        mov     ax, %2
        out     dx, ax
%endmacro
%macro  mode    1.nolist
        mov     ax, %1
        int     10h
%endmacro
SEQUENCER       equ 3C4h
GRAPHICS        equ 3CEh
CRTC            equ 3D4h

main:
        call    big_segments
        call    find_frame_buffer
        mov     si, scenes
.next:
        lodsw
        test    ax, ax
        jz      .end
        push    si
        push    ax
        lodsw
        mov     bp, ax
        pop     ax
        push    bp
        call    ax
        cld
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     si, the_scene
        call    say
        pop     si
        call    say
        mov     al, 10
        call    say_char
        xor     ah, ah
        int     16h
        pop     si
        add     si, 2
        jmp     .next
.end:
        mov     si, the_end
        call    say
        jmp     $

%macro  scene   2
        dw      %1, %%name
        [section .names]
%%name  db      %2, 0
        __?SECT?__
%endmacro
        section .names follows=.text
        section .text
scenes:
        scene   text80, "text80"
        scene   text40, "text40"
        scene   text50, "text50"
        scene   fonts, "fonts"
        scene   blink, "blink"
        scene   intensity, "intensity"
        scene   cursors, "cursor"
        scene   smooth, "smooth"
        scene   planar, "planar"
        scene   modes0, "bios-0d"
        scene   modes1, "bios-10"
        scene   modes2, "bios-11"
        scene   cga4, "cga4"
        scene   cga6, "cga6"
        scene   chain4, "chain4"
        scene   modex, "modex"
        scene   split, "split"
        scene   vbe4, "vbe4"
        scene   vbe8bank, "vbe8-banked"
        scene   vbe8, "vbe8"
        scene   vbe15, "vbe15"
        scene   vbe16, "vbe16"
        scene   vbe24, "vbe24"
        scene   vbe32, "vbe32"
        scene   flip, "flip"
        scene   virtual, "virtual"
        scene   bios15, "bios-110"
        scene   bios24, "bios-112"
        scene   largest, "largest"
        scene   edid, "edid"
        dw      0

the_scene       db "scene ", 0
the_end         db "scenes end", 10, 0

; ---- text ----------------------------------------------------------------------------------------------------------------

; All characters in all colours at ES = B800h, 80 or 40 columns whatever: CX cells. All 16 colours are backgrounds.
all_cells:
        mov     ax, 1003h
        xor     bl, bl
        int     10h
        mov     ax, 0B800h
        mov     es, ax
        xor     di, di
        xor     bx, bx
.next:
        mov     al, bl
        mov     ah, bl
        add     ah, bh
        stosw
        inc     bx
        loop    .next
        ret

text80: mode    3
        mov     cx, 80 * 25
        call    all_cells
        mov     ah, 1
        mov     cx, 2000h               ; no cursor
        int     10h
        ret

text40: mode    1
        mov     cx, 40 * 25
        jmp     all_cells

text50: mode    3
        mov     ax, 1112h               ; the 8x8 font: 50 rows
        xor     bl, bl
        int     10h
        mov     cx, 80 * 50
        jmp     all_cells

; Two fonts at once: attribute bit 3 chooses. The second one has its glyphs upside down, written to plane 2 by hand.
fonts:  mode    3
        mov     ax, 1114h               ; 8x16 into block 1
        mov     bl, 1
        int     10h
        mov     ax, 1103h
        mov     bl, 4                   ; bit 3 clear: block 0, set: block 1
        int     10h
        out16   SEQUENCER, 2, 4         ; plane 2, byte by byte, at A0000
        out16   SEQUENCER, 4, 6
        out16   GRAPHICS, 4, 2
        out16   GRAPHICS, 5, 0
        out16   GRAPHICS, 6, 4
        mov     ax, 0A000h
        mov     es, ax
        mov     di, 4000h               ; block 1
        mov     cx, 256
.glyph: mov     bx, 15
        xor     si, si
.row:   mov     al, [es:di + bx]
        add     di, si
        xchg    al, [es:di]
        sub     di, si
        mov     [es:di + bx], al
        inc     si
        dec     bx
        cmp     si, bx
        jb      .row
        add     di, 32
        loop    .glyph
        out16   SEQUENCER, 2, 3
        out16   SEQUENCER, 4, 2
        out16   GRAPHICS, 4, 0
        out16   GRAPHICS, 5, 10h
        out16   GRAPHICS, 6, 0Eh
        mov     cx, 80 * 25
        jmp     all_cells

; Every attribute, with blinking.
attributes:
        mode    3
        mov     ah, 1
        mov     cx, 2000h
        int     10h
        mov     ax, 1003h
        int     10h
        mov     ax, 0B800h
        mov     es, ax
        xor     bx, bx
        xor     di, di
.row:   mov     cx, 16
.cell:  mov     ah, bl
        mov     al, 'A'
        stosw
        mov     al, 0DBh
        stosw
        mov     al, 0C4h
        stosw
        mov     al, 0B0h
        stosw
        inc     bl
        loop    .cell
        add     di, 160 - 16 * 8
        test    bl, bl
        jnz     .row
        ret
blink:  mov     bl, 1
        jmp     attributes
intensity:
        xor     bl, bl
        jmp     attributes

; A cursor of three lines in the middle of the cell, over a letter of the second row.
cursors:
        mode    3
        mov     ah, 2
        mov     dx, 0105h
        xor     bh, bh
        int     10h
        mov     ax, 094Bh
        mov     bx, 1Eh
        mov     cx, 5
        int     10h
        out16   CRTC, 0Ah, 5
        out16   CRTC, 0Bh, 7
        ret

; Scrolled smoothly: by one row and 5 lines down, 2 columns and 3 dots to the right.
smooth: mode    3
        mov     cx, 80 * 50
        call    all_cells
        out16   CRTC, 0Ah, 20h
        out16   CRTC, 0Dh, 82
        out16   CRTC, 8, 5
        attribute 13h, 3
        ret

; ---- planes --------------------------------------------------------------------------------------------------------------

; Mode 12h: a row of squares for each way to write.
planar: mode    12h
        mov     ax, 0A000h
        mov     es, ax
        ; write mode 0: stripes through map mask, rotated by the row
        xor     bx, bx
.stripes:
        mov     dx, SEQUENCER
        mov     al, 2
        mov     ah, bl
        out     dx, ax
        mov     dx, GRAPHICS
        mov     al, 3
        mov     ah, bl
        and     ah, 7
        out     dx, ax
        mov     ax, bx
        mov     cx, 8 * 80
        mul     cx
        mov     di, ax
        mov     cx, 8 * 80
        mov     al, 0F1h
        rep     stosb
        inc     bx
        cmp     bx, 16
        jb      .stripes
        out16   SEQUENCER, 2, 0Fh
        out16   GRAPHICS, 3, 0
        ; set/reset with a bit mask: each colour, lines of a different mask
        out16   GRAPHICS, 1, 0Fh
        mov     di, 130 * 80
        xor     bx, bx
.masks: mov     dx, GRAPHICS
        xor     al, al
        mov     ah, bl
        out     dx, ax
        mov     al, 8
        mov     ah, bl
        xor     ah, 3Ch
        out     dx, ax
        mov     cx, 80
.byte:  mov     al, [es:di]
        stosb
        loop    .byte
        inc     bx
        cmp     bx, 64
        jb      .masks
        ; the same again with function AND, OR, XOR over stripes of write mode 2
        out16   GRAPHICS, 1, 0
        out16   GRAPHICS, 8, 0FFh
        mov     bx, 0
.logic: push    bx
        out16   GRAPHICS, 3, 0
        out16   GRAPHICS, 5, 2
        mov     ax, bx
        mov     cx, 30 * 80
        mul     cx
        add     ax, 200 * 80
        mov     di, ax
        push    di
        mov     cx, 30 * 80
        xor     al, al
.fill:  stosb
        inc     al
        loop    .fill
        pop     di
        mov     dx, GRAPHICS
        mov     al, 3
        mov     ah, bl
        shl     ah, 3
        out     dx, ax
        add     di, 10 * 80
        mov     cx, 10 * 80
        xor     bx, bx
.function:
        mov     al, [es:di]
        mov     ax, bx
        mov     al, ah
        stosb
        add     bx, 37
        loop    .function
        pop     bx
        inc     bx
        cmp     bx, 4
        jb      .logic
        out16   GRAPHICS, 3, 0
        ; write mode 3: a pattern as the mask of a colour, over what is there
        out16   GRAPHICS, 5, 3
        out16   GRAPHICS, 0, 0Ch
        out16   GRAPHICS, 8, 7Eh
        mov     di, 318 * 80
        mov     cx, 20 * 80
.three: mov     al, [es:di]
        mov     al, cl
        stosb
        loop    .three
        ; write mode 1: copies the stripes through the latches
        out16   GRAPHICS, 8, 0FFh
        out16   GRAPHICS, 0, 0
        out16   GRAPHICS, 5, 1
        push    ds
        push    es
        pop     ds
        xor     si, si
        mov     di, 350 * 80
        mov     cx, 60 * 80
        rep     movsb
        pop     ds
        ; read mode 1: marks what has colour 5, not caring for plane 1
        out16   GRAPHICS, 5, 8
        out16   GRAPHICS, 2, 5
        out16   GRAPHICS, 7, 0Dh
        xor     si, si
        mov     di, 420 * 80
        mov     cx, 50 * 80
.compare:
        mov     al, [es:si]
        inc     si
        stosb
        loop    .compare
        out16   GRAPHICS, 5, 0
        out16   GRAPHICS, 7, 0Fh
        ret

; The firmware's letters, in a mode of planes: AX.
letters:
        int     10h
        mov     cx, 300
        xor     dx, dx
.next:  mov     ah, 0Eh
        mov     al, dl
        and     al, 3Fh
        add     al, 20h
        mov     bl, dl
        and     bl, 0Fh
        xor     bh, bh
        push    cx
        push    dx
        int     10h
        pop     dx
        pop     cx
        inc     dx
        loop    .next
        ret
modes0: mov     ax, 0Dh
        jmp     letters
modes1: mov     ax, 10h
        call    letters
        mov     ax, 1000h               ; colour 1 becomes bright orange, by palette and DAC
        mov     bx, 1401h
        int     10h
        mov     ax, 1010h
        mov     bx, 14h
        mov     dh, 63
        mov     cx, 2008h
        int     10h
        ret
modes2: mov     ax, 11h
        jmp     letters

; ---- CGA -----------------------------------------------------------------------------------------------------------------

; Even lines at 0, odd lines at 2000h: the low byte of the address.
interleaved:
        mov     ax, 0B800h
        mov     es, ax
        xor     di, di
.next:  mov     ax, di
        mov     bx, di
        shr     bx, 5
        xor     ax, bx
        stosb
        cmp     di, 4000h
        jb      .next
        ret
cga4:   mode    4
        mov     ah, 0Bh
        mov     bx, 0100h               ; green, red, brown
        int     10h
        mov     ah, 0Bh
        mov     bx, 0001h               ; on blue
        int     10h
        jmp     interleaved
cga6:   mode    6
        jmp     interleaved

; ---- 256 colours ---------------------------------------------------------------------------------------------------------

; A palette of its own: red up, green down, blue in waves. BL: shift, 0 for 8 bits, 2 for 6.
palette:
        mov     dx, 3C8h
        xor     al, al
        out     dx, al
        inc     dx
        xor     bh, bh
.next:  mov     al, bh
        mov     cl, bl
        shr     al, cl
        out     dx, al
        mov     al, bh
        not     al
        shr     al, cl
        out     dx, al
        mov     al, bh
        shl     al, 3
        shr     al, cl
        out     dx, al
        inc     bh
        jnz     .next
        ret

chain4: mode    13h
        mov     bl, 2
        call    palette
        mov     ax, 0A000h
        mov     es, ax
        xor     di, di
        xor     dx, dx
.row:   xor     cx, cx
.dot:   mov     al, cl
        xor     al, dl
        stosb
        inc     cx
        cmp     cx, 320
        jb      .dot
        inc     dx
        cmp     dx, 200
        jb      .row
        ret

; 320x240 in planes, shown from its second page.
modex:  mode    13h
        mov     bl, 2
        call    palette
        out16   SEQUENCER, 4, 6
        out16   SEQUENCER, 0, 1
        mov     dx, 3C2h
        mov     al, 0E3h
        out     dx, al
        out16   SEQUENCER, 0, 3
        out16   CRTC, 11h, 2Ch
        mov     si, .timing
        mov     cx, 10
        mov     dx, CRTC
.set:   lodsw
        out     dx, ax
        loop    .set
        mov     ax, 0A000h
        mov     es, ax
        xor     bx, bx                  ; plane
.plane: mov     dx, SEQUENCER
        mov     al, 2
        mov     ah, 1
        mov     cl, bl
        shl     ah, cl
        out     dx, ax
        mov     di, 80 * 240
        xor     dx, dx
.row:   mov     cx, bx
.dot:   mov     al, cl
        add     al, dl
        stosb
        add     cx, 4
        cmp     cx, 320
        jb      .dot
        inc     dx
        cmp     dx, 240
        jb      .row
        inc     bx
        cmp     bx, 4
        jb      .plane
        out16   CRTC, 0Ch, (80 * 240) >> 8
        out16   CRTC, 0Dh, (80 * 240) & 0FFh
        ret
.timing dw      0D06h, 3E07h, 4109h, 0EA10h, 0AC11h, 0DF12h, 0014h, 0E715h, 0616h, 0E317h

; Mode 0Dh scrolled by half a screen and 3 dots above, from address 0 and not panned below line 250 (of 400).
split:  mode    0Dh
        mov     ax, 0A000h
        mov     es, ax
        out16   GRAPHICS, 5, 2
        out16   GRAPHICS, 8, 0FFh
        xor     di, di
        mov     cx, 320 / 8 * 400
.fill:  mov     ax, di
        mov     bx, di
        shr     bx, 7
        add     al, bl
        stosb
        loop    .fill
        out16   GRAPHICS, 5, 0
        out16   CRTC, 0Ch, (100 * 40) >> 8
        out16   CRTC, 0Dh, (100 * 40) & 0FFh
        attribute 13h, 3
        attribute 10h, 21h
        mov     dx, CRTC
        mov     al, 11h                 ; unlock the registers
        out     dx, al
        inc     dx
        in      al, dx
        and     al, 7Fh
        out     dx, al
        dec     dx
        mov     al, 9
        out     dx, al
        inc     dx
        in      al, dx
        and     al, 0BFh
        out     dx, al
        dec     dx
        mov     al, 7
        out     dx, al
        inc     dx
        in      al, dx
        and     al, 0EFh
        out     dx, al
        out16   CRTC, 18h, 250
        ret

; ---- VBE -----------------------------------------------------------------------------------------------------------------

; Real mode with segment limits of 4 GiB in FS.
big_segments:
        cli
        lgdt    [.gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     .on
.on:    mov     bx, 8
        mov     fs, bx
        and     al, 0FEh
        mov     cr0, eax
        jmp     .off
.off:   xor     bx, bx
        mov     fs, bx
        in      al, 92h
        or      al, 2
        and     al, 0FEh
        out     92h, al
        sti
        ret
        align   8
.gdt    dq      0, 008F92000000FFFFh
.gdtr   dw      15
        dd      .gdt

; The frame buffer: BAR0 of the first display controller on PCI bus 0.
find_frame_buffer:
        mov     ebx, 80000008h
.next:  mov     eax, ebx
        mov     dx, 0CF8h
        out     dx, eax
        mov     dx, 0CFCh
        in      eax, dx
        shr     eax, 16
        cmp     ax, 0300h
        je      .found
        add     ebx, 800h
        cmp     ebx, 80010000h
        jb      .next
        ret
.found: mov     eax, ebx
        add     eax, 8
        mov     dx, 0CF8h
        out     dx, eax
        mov     dx, 0CFCh
        in      eax, dx
        and     al, 0F0h
        mov     [frame_buffer], eax
        ret
frame_buffer    dd 0
depth           dw 0
width           dw 0
height          dw 0
tint            db 0

; set WIDTH, HEIGHT, DEPTH [, FLAGS]: a mode by the registers of the VBE extensions.
%macro  set     3-4.nolist 41h
        dispi   4, 0
        dispi   1, %1
        dispi   2, %2
        dispi   3, %3
        dispi   4, %4
        mov     word [width], %1
        mov     word [height], %2
        mov     word [depth], %3
        mov     dx, 3C0h                ; picture on
        mov     al, 20h
        out     dx, al
%endmacro

; Fills `height` rows of `width` points of `depth` bits from EDI on: red = x, green = y, blue = x ^ y ^ tint.
gradient:
        xor     edx, edx
.row:   xor     ecx, ecx
.dot:   mov     bl, cl
        xor     bl, dl
        xor     bl, [tint]
        cmp     word [depth], 24
        jae     .true
        movzx   eax, cl
        shr     al, 3
        cmp     word [depth], 15
        jb      .eight
        mov     bh, dl
        je      .fifteen
        shl     ax, 6
        shr     bh, 2
        or      al, bh
        jmp     .blue
.eight: mov     al, bl
        mov     [fs:edi], al
        inc     edi
        jmp     .done
.fifteen:
        shl     ax, 5
        shr     bh, 3
        or      al, bh
.blue:  shl     ax, 5
        shr     bl, 3
        or      al, bl
        mov     [fs:edi], ax
        add     edi, 2
        jmp     .done
.true:  movzx   eax, cl
        shl     eax, 8
        mov     al, dl
        shl     eax, 8
        mov     al, bl
        cmp     word [depth], 32
        je      .thirtytwo
        mov     [fs:edi], ax
        shr     eax, 16
        mov     [fs:edi + 2], al
        add     edi, 3
        jmp     .done
.thirtytwo:
        mov     [fs:edi], eax
        add     edi, 4
.done:  inc     cx
        cmp     cx, [width]
        jb      .dot
        inc     dx
        cmp     dx, [height]
        jb      .row
        ret

; 16 colours in planes, 800x600.
vbe4:   mov     ax, 4F02h
        mov     bx, 102h
        int     10h
        mov     ax, 0A000h
        mov     es, ax
        out16   GRAPHICS, 5, 2
        xor     di, di
        mov     cx, 100 * 600
.fill:  mov     ax, di
        mov     bx, di
        shr     bx, 8
        add     al, bl
        stosb
        loop    .fill
        out16   GRAPHICS, 5, 0
        ret

; 800x600 in 256 colours through the 64 KiB window, with a DAC of 8 bits by the firmware.
vbe8bank:
        mov     ax, 4F02h
        mov     bx, 103h
        int     10h
        mov     ax, 4F08h
        mov     bx, 0800h
        int     10h
        xor     bl, bl
        call    palette
        mov     ax, 0A000h
        mov     es, ax
        xor     dx, dx                  ; bank
.bank:  mov     ax, 4F05h
        xor     bx, bx
        push    dx
        int     10h
        pop     dx
        xor     di, di
.fill:  mov     ax, di
        add     al, ah
        add     al, dl
        stosb
        test    di, di
        jnz     .fill
        inc     dx
        cmp     dx, 8
        jb      .bank
        ret

vbe8:   set     1024, 768, 8, 61h       ; DAC of 8 bits
        xor     bl, bl
        call    palette
        mov     edi, [frame_buffer]
        jmp     gradient
vbe15:  set     640, 480, 15
        mov     edi, [frame_buffer]
        jmp     gradient
vbe16:  set     800, 600, 16
        mov     edi, [frame_buffer]
        jmp     gradient
vbe24:  set     1024, 768, 24
        mov     edi, [frame_buffer]
        jmp     gradient
vbe32:  set     1280, 1024, 32
        mov     edi, [frame_buffer]
        jmp     gradient

; Two pages one above the other: the lower one is drawn and shown.
flip:   set     1024, 768, 32
        mov     edi, [frame_buffer]
        call    gradient
        mov     byte [tint], 80h
        call    gradient
        mov     byte [tint], 0
        dispi   9, 768
        ret

; A window of 640x480 in rows of 1024 points.
virtual:
        set     640, 480, 16
        dispi   6, 1024
        dispi   8, 100
        dispi   9, 50
        mov     word [width], 1024
        mov     word [height], 600
        mov     edi, [frame_buffer]
        jmp     gradient

; The firmware's modes with a linear frame buffer; it clears the memory, and rows may be longer than the picture.
bios15: mov     cx, 4110h
        mov     word [depth], 15
        jmp     bios_mode
bios24: mov     cx, 4112h
        mov     word [depth], 24
bios_mode:
        mov     ax, 4F01h
        mov     di, mode_info
        push    cx
        and     ch, 01h
        int     10h
        pop     bx
        mov     ax, 4F02h
        int     10h
        mov     word [width], 640
        mov     word [height], 480
        movzx   ax, byte [mode_info + 19h]
        mov     [depth], ax
        mov     edi, [mode_info + 28h]
        jmp     gradient

largest:
        set     2560, 1600, 32
        mov     edi, [frame_buffer]
        jmp     gradient

; The monitor's EDID by INT 10h, AX = 4F15h, in hexadecimal.
edid:   dispi   4, 0
        mode    3
        mov     ax, 4F15h
        mov     bl, 1
        xor     cx, cx
        xor     dx, dx
        mov     di, block
        int     10h
        call    show16
        mov     si, block
        mov     cx, 128
        xor     bl, bl
.next:  test    cl, 15
        jnz     .same
        mov     ax, 0E0Dh
        int     10h
        mov     ax, 0E0Ah
        int     10h
.same:  lodsb
        add     bl, al
        push    bx
        call    show8
        mov     ax, 0E20h
        int     10h
        pop     bx
        loop    .next
        mov     al, bl                  ; the sum must be 0
        call    show8
        mov     ah, 1
        mov     cx, 2000h
        int     10h
        ret
show16: push    ax
        mov     al, ah
        call    show8
        pop     ax
show8:  push    ax
        shr     al, 4
        call    .digit
        pop     ax
.digit: push    ax
        and     al, 15
        cmp     al, 10
        sbb     al, 69h
        das
        mov     ah, 0Eh
        mov     bx, 7
        int     10h
        pop     ax
        ret

        section .names
        times   SECTORS * 512 - 4096 - ($ - $$) db 0
        section .bss follows=.names nobits
block           resb 128
mode_info       resb 256
