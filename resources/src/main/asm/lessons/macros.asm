; Names and shorthands used by all lessons.

; The disk: 3.5 inches, 80 tracks on each of two sides, 18 sectors of 512 bytes.
SECTOR_BYTES      equ 512
SECTORS_PER_TRACK equ 18
HEADS             equ 2
DISK_BYTES        equ 80 * HEADS * SECTORS_PER_TRACK * SECTOR_BYTES

; Text mode: 25 rows of 80 characters, two bytes each: the character, and its colours. Low four bits: letter; next
; three: background.
VIDEO_SEGMENT   equ 0B800h
ROW_BYTES       equ 160
BLACK           equ 0
BLUE            equ 1
GREEN           equ 2
CYAN            equ 3
GREY            equ 7
BRIGHT_GREEN    equ 10
BRIGHT_CYAN     equ 11
BRIGHT_RED      equ 12
YELLOW          equ 14
WHITE           equ 15

TEXT            equ GREY                ; explanations
CODE            equ YELLOW              ; instructions within explanations
VALUE           equ BRIGHT_CYAN         ; what the machine answers
BAR             equ WHITE + 16 * BLUE   ; first and last line

; Keys as INT 16h gives them: scan code in AH, character in AL.
KEY_ESC         equ 1Bh                 ; AL
KEY_ENTER       equ 0Dh                 ; AL
KEY_UP          equ 48h                 ; AH
KEY_DOWN        equ 50h                 ; AH
KEY_LEFT        equ 4Bh                 ; AH
KEY_RIGHT       equ 4Dh                 ; AH
KEY_HOME        equ 47h                 ; AH
KEY_END         equ 4Fh                 ; AH

; Scan codes as the keyboard sends them (set 1), for the lessons that read the keyboard themselves.
SCAN_ESC        equ 01h
SCAN_D          equ 20h
SCAN_R          equ 13h
SCAN_W          equ 11h

; locate ROW, COLUMN: the next character goes there. Works in both modes, like all code that only touches memory.
%macro  locate  2.nolist
        mov     word [cursor], (%1) * ROW_BYTES + (%2) * 2
%endmacro

; in_colour C: the colours of the next characters.
%macro  in_colour 1.nolist
        mov     byte [colour], %1
%endmacro

; print LABEL: text that ends with a zero byte, in real mode ...
%macro  print   1.nolist
        mov     si, %1
        call    put_string
%endmacro

; ... and in protected mode.
%macro  print32 1.nolist
        mov     esi, %1
        call    put_string32
%endmacro
