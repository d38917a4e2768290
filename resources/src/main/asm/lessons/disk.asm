; The boot disk of lessons: how a PC works, from the first instruction on.
;
;     nasm -f bin -o boot.img -l lessons.lst disk.asm
;
; The order on the disk is the order in memory. The firmware loads the first sector to address 7C00h; that sector loads
; the rest behind itself, so that every label's address is its distance from the start of the image plus 7C00h. All
; code and data lie in the first 64 KiB: in real mode with segment 0, and in protected mode with segments that begin at
; 0, a label means the same address. That keeps the lessons simple.
;
; Memory:
;     00000-003FF  interrupt vectors of real mode          00400-004FF  the firmware's variables
;     00500-0050F  scratch bytes of lesson 2               01000-017FF  interrupt descriptors (lessons 3 and 4)
;     01800-01FFF  variables of lessons 5 and 7            02000-07BFF  stack, growing down from 7C00h
;     07C00-0FFFF  this program
;     10000-12FFF  page directory and tables (lesson 4)    20000-2FFFF  pages handed out on demand (lesson 4)
;     A0000-AFFFF  graphics memory (lessons 5 and 7)       B8000-B8F9F  text on the screen

        cpu     686
        org     7C00h

%include "macros.asm"

%include "boot.asm"

rest:                                   ; what the boot sector loads
%include "menu.asm"
%include "text.asm"
%include "text32.asm"
%include "lesson1.asm"
%include "lesson2.asm"
%include "lesson3.asm"
%include "lesson4.asm"
%include "lesson5.asm"
%include "lesson6.asm"
%include "lesson7.asm"
rest_end:

%if rest_end - $$ > 10000h - 7C00h
  %error "the lessons do not fit in the first 64 KiB of memory"
%endif

        times DISK_BYTES - ($ - $$) db 0 ; the rest of the disk is empty
