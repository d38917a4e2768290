package lucid86.debugger.assemble;

import java.util.List;

/** Short programs to begin with. */
public final class Examples {
    /** A boot sector in NASM's syntax. */
    public record Example(String title, String source) {}

    private static final List<Example> ALL = List.of(
            new Example("Hello from a boot sector", """
                    ; The firmware loads 512 bytes to 0000:7C00 and jumps there.
                            bits    16
                            org     0x7c00

                    start:
                            xor     ax, ax
                            mov     ds, ax
                            mov     ss, ax
                            mov     sp, start
                            cld
                            mov     si, text
                    .next:
                            lodsb                   ; the next letter into AL
                            test    al, al
                            jz      .done
                            mov     ah, 0x0e        ; INT 10h, AH = 0Eh: print AL
                            mov     bx, 7
                            int     0x10
                            jmp     .next
                    .done:
                            hlt                     ; wait for the next interrupt
                            jmp     .done

                    text:   db      "Hello from my own boot sector!", 13, 10, 0
                    """),
            new Example("Straight into video memory", """
                    ; Text mode keeps a letter and a colour for each place of the screen at B800:0000.
                            bits    16
                            org     0x7c00

                            mov     ax, 3           ; INT 10h, AH = 00h: mode 3, 80 x 25 letters
                            int     0x10
                            mov     ax, 0xb800
                            mov     es, ax
                            xor     di, di
                            xor     cx, cx
                    .fill:
                            mov     al, cl          ; the letter: all 256 in turn
                            mov     ah, cl          ; the colours: background in the high digit
                            stosw
                            inc     cx
                            cmp     cx, 80 * 25
                            jb      .fill
                            cli
                            hlt
                    """),
            new Example("Mode 13h: a moving pattern", """
                    ; 320 x 200 points, a byte each, at A000:0000. Watch the loop become compiled code.
                            bits    16
                            org     0x7c00

                            mov     ax, 0x13
                            int     0x10
                            mov     ax, 0xa000
                            mov     es, ax
                            xor     bp, bp          ; the picture's number
                    frame:
                            xor     di, di
                            mov     dx, 200         ; lines
                    .line:
                            mov     cx, 320         ; points
                    .point:
                            mov     ax, cx
                            xor     ax, dx
                            add     ax, bp
                            stosb
                            loop    .point
                            dec     dx
                            jnz     .line
                            inc     bp
                            jmp     frame
                    """),
            new Example("Into protected mode", """
                    ; A table of segments, one bit in CR0, and a far jump.
                            bits    16
                            org     0x7c00

                            cli
                            xor     ax, ax
                            mov     ds, ax
                            lgdt    [gdt_pointer]
                            mov     eax, cr0
                            or      al, 1           ; CR0.PE: protection enable
                            mov     cr0, eax
                            jmp     8:protected     ; selector 8 = the GDT's second entry

                            bits    32
                    protected:
                            mov     ax, 16          ; the third entry: data
                            mov     ds, ax
                            mov     dword [0xb8000], 0x0a330a50     ; "P3" in green
                            mov     dword [0xb8004], 0x0a210a32     ; "2!"
                    .stay:
                            hlt
                            jmp     .stay

                            align   8
                    gdt:    dq      0                       ; the first entry is never used
                            dq      0x00cf9a000000ffff      ; code: base 0, limit 4 GiB, 32 bits
                            dq      0x00cf92000000ffff      ; data: base 0, limit 4 GiB
                    gdt_pointer:
                            dw      gdt_pointer - gdt - 1
                            dd      gdt
                    """));

    private Examples() {}

    /** The examples, easiest first. */
    public static List<Example> all() {
        return ALL;
    }
}
