; The A20 gate, and real mode with large segments ("unreal mode").
;
; With the gate closed, address bit 20 is zero for every access, also for instruction fetches and with paging off or on.

%define REAL
%include "guest.inc"
        end_of_gdt

LOW             equ 30000h
HIGH            equ LOW + 100000h
CODE            equ 40000h              ; code at CODE and CODE + 100000h

        bits    16
real_start:
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        ; Real mode, FFFF:xxxx.
        mov     ax, 0FFFFh
        mov     fs, ax
        call    close
        mov     byte [7000h], 11h
        mov     byte [fs:7010h], 22h
        mov     al, [7000h]
        mov     [cs:results + 0 - BASE], al     ; 22h: the same byte
        call    open
        mov     byte [fs:7010h], 33h
        mov     al, [7000h]
        mov     [cs:results + 1 - BASE], al     ; 22h still
        mov     al, [fs:7010h]
        mov     [cs:results + 2 - BASE], al     ; 33h
        call    close
        mov     al, [fs:7010h]
        mov     [cs:results + 3 - BASE], al     ; 22h
        call    open

        ; Unreal mode: a limit loaded in protected mode stays when real mode loads the segment anew.
        cli
        lgdt    [cs:gdt_pointer - BASE]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        mov     bx, DATA0
        mov     ds, bx
        mov     es, bx
        and     al, ~1
        mov     cr0, eax
        xor     bx, bx
        mov     ds, bx
        mov     dword [dword HIGH + 40h], 0CAFEF00Dh
        mov     eax, [dword HIGH + 40h]
        mov     [cs:results + 4 - BASE], eax
        mov     bx, 10h                         ; the base follows the selector, the limit stays
        mov     ds, bx
        mov     eax, [dword HIGH + 40h - 100h]
        mov     [cs:results + 8 - BASE], eax
        mov     bx, 2000h                       ; a word across 64 KiB: no fault now
        mov     ds, bx
        mov     ebx, 0FFFFh
        mov     word [ebx], 5678h
        mov     ax, [0FFFFh]                    ; 16-bit addressing computes 16 bits, and reads on
        mov     [cs:results + 12 - BASE], ax
        ; REP MOVSD with 32-bit addresses, to above 1 MiB.
        mov     esi, BASE
        mov     edi, HIGH + 1000h
        xor     ax, ax
        mov     es, ax
        mov     ds, ax
        mov     ecx, 100h
        a32 rep movsd
        mov     [cs:results + 16 - BASE], edi

        call    enter_protected
        bits    32
        jmp     start
        bits    16
; Port 92h. Change AL.
open:
        in      al, 92h
        or      al, 2
        jmp     set_92
close:
        in      al, 92h
        and     al, ~2
set_92:
        and     al, ~1
        out     92h, al
        ret
        bits    32
results:
        times   20 db 0

start:
        check   "FFFF:7010 with A20 closed is 0000:7000", [results], 22332222h
        check   "unreal mode", [results + 4], 0CAFEF00Dh
        check   "unreal mode, base", [results + 8], 0CAFEF00Dh
        movzx   eax, word [results + 12]
        check   "unreal mode, word at FFFF", eax, 5678h
        check   "unreal mode, REP MOVSD", [results + 16], HIGH + 1000h + 400h
        mov     esi, BASE
        mov     edi, HIGH + 1000h
        mov     ecx, 80h
        repe    cmpsd
        check   "unreal mode, REP MOVSD copied", ecx, 0

        mov     dword [LOW], 1111h
        mov     dword [HIGH], 2222h
        check   "open", [LOW], 1111h
        call    close32
        check   "closed, read", [HIGH], 1111h
        mov     dword [HIGH], 3333h
        check   "closed, write", [LOW], 3333h
        call    open32
        check   "open again", [HIGH], 2222h
        ; Across the boundary: the last bytes of an odd MiB.
        mov     dword [1FFFFCh], 0AAAAAAAAh
        mov     dword [200000h], 0BBBBBBBBh
        call    close32
        mov     eax, [1FFFFEh]                  ; its first half is ROM at FFFFE now, its second at 200000h (bit 20 is 0 there)
        shr     eax, 16
        check   "closed, across 2 MiB", eax, 0BBBBh
        call    open32

        ; In a hot loop, and through the keyboard controller.
        xor     ebx, ebx
        mov     ecx, 600
.flip:
        test    cl, 1
        jz      .odd
        call    close32
        jmp     .add
.odd:
        call    open32
.add:
        add     ebx, [HIGH]
        loop    .flip
        check   "back and forth", ebx, 300 * (3333h + 2222h)
        mov     al, 0DDh                        ; output port without A20
        call    output_port
        check   "closed by the keyboard controller", [HIGH], 3333h
        mov     al, 0DFh
        call    output_port
        check   "opened by the keyboard controller", [HIGH], 2222h

        ; Code above 1 MiB is other code when the gate closes.
        mov     dword [CODE], 00C301B0h         ; MOV AL, 1; RET
        mov     dword [CODE + 100000h], 00C302B0h
        xor     ebx, ebx
        mov     ecx, 1000
.run:
        test    cl, 1
        jz      .even
        call    close32
        jmp     .call
.even:
        call    open32
.call:
        mov     edx, CODE + 100000h
        xor     eax, eax
        call    edx
        add     ebx, eax
        loop    .run
        check   "code", ebx, 500 + 2 * 500
        call    open32

        ; Translated addresses are masked as well, and so are those of the tables.
        mov     edi, 50000h
        mov     ecx, 1024
        xor     eax, eax
        rep     stosd
        mov     dword [50000h], 51000h + 3
        mov     edi, 51000h
        mov     eax, 3
.identity:
        stosd
        add     eax, 4096
        cmp     edi, 52000h
        jb      .identity
        mov     dword [51000h + 60h * 4], HIGH + 3
        mov     eax, 50000h
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 80000000h
        mov     cr0, eax
        check   "paged, open", [60000h], 2222h
        call    close32
        check   "paged, closed", [60000h], 3333h
        mov     eax, 150000h                    ; the directory, one MiB up with the gate closed
        mov     cr3, eax
        check   "directory below, A20 closed", [60000h], 3333h
        mov     eax, cr0
        and     eax, 7FFFFFFFh
        mov     cr0, eax
        call    open32
        jmp     finish

open32:
        in      al, 92h
        or      al, 2
        jmp     set32
close32:
        in      al, 92h
        and     al, ~2
set32:
        and     al, ~1
        out     92h, al
        ret

; Writes AL to the keyboard controller's output port.
output_port:
        mov     ah, al
        call    .ready
        mov     al, 0D1h
        out     64h, al
        call    .ready
        mov     al, ah
        out     60h, al
.ready:
        in      al, 64h
        test    al, 2
        jnz     .ready
        ret

%include "end.inc"
