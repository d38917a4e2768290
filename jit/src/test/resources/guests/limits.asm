; Segment limits (SDM volume 3, "Limit Checking"): every byte of an access must lie within; expand-down segments; 16-bit
; stacks; string instructions stop at the byte that is out.
;
; QEMU 7.2 checks no limits of data segments, so this guest gets nowhere there; the SDM decides.

%include "guest.inc"
BYTE_LIMIT      equ $ - gdt
        descriptor AREA, 0FFFh, 93h, 4          ; 0-FFF
PAGE_LIMIT      equ $ - gdt
        descriptor AREA, 0, 93h, 8 | 4          ; one page: 0-FFF as well
ONE_BYTE        equ $ - gdt
        descriptor AREA, 0, 93h, 4              ; offset 0 alone
DOWN32          equ $ - gdt
        descriptor AREA, 0FFFh, 97h, 4          ; 1000-FFFFFFFF
DOWN16          equ $ - gdt
        descriptor AREA, 0FFFh, 97h, 0          ; 1000-FFFF
STACK0_32       equ $ - gdt
        descriptor AREA, 0FFFh, 93h, 4          ; 0-FFF
STACK32         equ $ - gdt
        descriptor AREA, 0FFFh, 0F3h, 4         ; the same for ring 3
STACK_DOWN      equ $ - gdt
        descriptor AREA, 0FFFh, 0F7h, 4         ; 1000-FFFFFFFF
SMALL_CODE      equ $ - gdt
        descriptor AREA + 4000h, 0Fh, 9Bh, 4    ; 0-F
READ_ONLY       equ $ - gdt
        descriptor AREA, 0FFFh, 91h, 4
TSS0            equ $ - gdt
        descriptor TSS, 103, 89h, 0
        end_of_gdt
TSS             equ 22000h

AREA            equ 40000h

; refused NAME, instruction ... : #GP(0).
%macro  refused 2+
        try
        %2
        caught  %1, GP, 0
%endmacro
%macro  allowed 2+
        try
        %2
        caught  %1, NO_FAULT, 0
%endmacro
%macro  select 1
        mov     dx, %1
        mov     fs, dx
%endmacro

start:
        mov     dword [TSS + 4], 0A000h         ; the stack of ring 0 for exceptions from ring 3
        mov     dword [TSS + 8], DATA0
        mov     ax, TSS0
        ltr     ax
        call    up
        call    down
        call    strings
        call    stack
        call    code
        call    wide
        call    hot
        jmp     finish

; An exception leaves FS flat: so it is loaded for each.
up:
        select  BYTE_LIMIT
        allowed "byte at the limit", mov [fs:0FFFh], al
        select  BYTE_LIMIT
        refused "byte behind it", mov [fs:1000h], al
        select  BYTE_LIMIT
        allowed "word at the limit", mov [fs:0FFEh], ax
        select  BYTE_LIMIT
        refused "word across", mov [fs:0FFFh], ax
        select  BYTE_LIMIT
        allowed "dword at the limit", mov [fs:0FFCh], eax
        select  BYTE_LIMIT
        refused "dword across", mov [fs:0FFDh], eax
        select  BYTE_LIMIT
        refused "read across", mov eax, [fs:0FFFh]
        select  BYTE_LIMIT
        refused "far beyond", mov eax, [fs:80000000h]
        select  BYTE_LIMIT
        refused "at -1", mov al, [fs:0FFFFFFFFh]
        select  BYTE_LIMIT
        refused "wraps", mov eax, [fs:0FFFFFFFFh]
        select  PAGE_LIMIT
        allowed "page: dword at the limit", mov [fs:0FFCh], eax
        select  PAGE_LIMIT
        refused "page: dword across", mov [fs:0FFDh], eax
        select  ONE_BYTE
        allowed "one byte", mov al, [fs:0]
        select  ONE_BYTE
        refused "a word of one byte", mov ax, [fs:0]
        select  ONE_BYTE
        refused "the next byte", mov al, [fs:1]
        select  READ_ONLY
        refused "read-only", mov [fs:0], al
        select  READ_ONLY
        allowed "read-only, read", mov al, [fs:0]
        select  READ_ONLY
        refused "read-only, beyond", mov al, [fs:1000h]
        select  BYTE_LIMIT
        allowed "LEA does not access", lea eax, [fs:1000000h]
        fninit
        fldpi
        select  BYTE_LIMIT
        refused "FSTP across", fstp tword [fs:0FF8h]
        select  BYTE_LIMIT
        allowed "FSTP at the limit", fstp tword [fs:0FF6h]
        select  BYTE_LIMIT
        mov     ebx, 8000h
        refused "BT reaches beyond by its index", bt [fs:0], ebx
        select  BYTE_LIMIT
        refused "INC across", inc dword [fs:0FFEh]
        select  BYTE_LIMIT
        refused "CMPXCHG8B across", cmpxchg8b [fs:0FFAh]
        select  BYTE_LIMIT
        refused "XLAT", call .xlat
        mov     dx, 0
        mov     fs, dx
        refused "null selector", mov al, [fs:0]
        ret
.xlat:
        mov     ebx, 0FFFh
        mov     al, 1
        fs xlatb
        ret

down:
        select  DOWN32
        allowed "down: lowest byte", mov al, [fs:1000h]
        select  DOWN32
        refused "down: below", mov al, [fs:0FFFh]
        select  DOWN32
        refused "down: dword across", mov eax, [fs:0FFEh]
        select  DOWN32
        refused "down: zero", mov eax, [fs:0]
        select  DOWN32
        allowed "down: above 64 KiB", mov eax, [fs:20000h]
        select  DOWN16
        allowed "down 16: top dword", mov eax, [fs:0FFFCh]
        select  DOWN16
        refused "down 16: across the top", mov eax, [fs:0FFFDh]
        select  DOWN16
        refused "down 16: above 64 KiB", mov eax, [fs:10000h]
        select  DOWN16
        refused "down 16: below", mov eax, [fs:0FFCh]
        ret

strings:
        mov     dx, BYTE_LIMIT
        mov     es, dx
        mov     edi, 0FF0h
        mov     ecx, 20h
        mov     al, 5Ah
        try
        rep     stosb
        caught  "REP STOSB", GP, 0
        check   "REP STOSB, count", ecx, 10h
        check   "REP STOSB, EDI", edi, 1000h
        check   "REP STOSB, stored", [AREA + 0FFCh], 5A5A5A5Ah
        mov     dx, BYTE_LIMIT
        mov     es, dx
        mov     edi, 0FF2h
        mov     ecx, 8
        mov     eax, 12345678h
        mov     dword [AREA + 0FFEh], 0
        try
        rep     stosd
        caught  "REP STOSD", GP, 0
        check   "REP STOSD, count", ecx, 5
        check   "REP STOSD, EDI", edi, 0FFEh
        check   "REP STOSD, nothing half", [AREA + 0FFEh], 0
        mov     dx, BYTE_LIMIT
        mov     fs, dx
        mov     esi, 0FF0h
        mov     edi, 60000h
        mov     ecx, 100h
        try
        fs rep  movsd
        caught  "REP MOVSD from a segment", GP, 0
        check   "REP MOVSD, count", ecx, 100h - 4
        check   "REP MOVSD, ESI", esi, 1000h
        mov     dx, BYTE_LIMIT
        mov     es, dx
        mov     ecx, 0
        mov     edi, 5000h
        allowed "REP without repetitions", rep stosb
        mov     dx, DATA0
        mov     es, dx
        ret

; user_push NAME, SS, ESP: a PUSH in ring 3 that must fail. (In ring 0 the exception would need the same stack.)
%macro  user_push 3
        try
        push    dword %2
        push    dword %3
        push    dword 2
        push    dword CODE3
        push    dword pusher
        iretd
        caught  %1, SS_, 0
        mov     ebx, [exc_esp]
        check   {%1, ", ESP"}, [ebx + 28], %3
%endmacro
pusher: push    eax
        int3

; The stack: #SS(0), and nothing moves.
stack:
        mov     ebp, esp
        user_push "PUSH beyond", STACK32 | 3, 1004h
        user_push "PUSH below zero", STACK32 | 3, 2
        user_push "PUSH below an expand-down stack", STACK_DOWN | 3, 1002h
        mov     dx, STACK0_32
        try
        mov     ss, dx
        mov     esp, 0FFEh
        pop     eax
        caught  "POP across", SS_, 0
        mov     dx, STACK0_32
        try
        mov     ss, dx
        mov     esp, 800h
        mov     ebp, 1000h
        mov     eax, [ebp]
        caught  "EBP means SS", SS_, 0
        mov     dx, BYTE_LIMIT
        mov     fs, dx
        try
        mov     ebp, 1000h
        mov     eax, [fs:ebp]
        caught  "but not with a prefix", GP, 0
        ; A 16-bit stack uses SP, and leaves the rest of ESP alone.
        mov     dx, DATA16
        mov     ebx, esp
        mov     ecx, [0A000h - 4]
        mov     ss, dx
        mov     esp, 12340000h | 0A000h
        push    dword 1F2E3D4Ch
        mov     eax, esp
        pop     edi
        mov     ecx, esp
        mov     dx, DATA0
        mov     ss, dx
        mov     esp, ebx
        check   "16-bit stack, ESP", eax, 12340000h | 9FFCh
        check   "16-bit stack, ESP again", ecx, 12340000h | 0A000h
        check   "16-bit stack, popped", edi, 1F2E3D4Ch
        check   "16-bit stack, place", [9FFCh], 1F2E3D4Ch
        mov     dx, DATA16
        mov     ss, dx
        mov     esp, 12340000h                  ; wraps within 64 KiB
        push    dword 55667788h
        mov     eax, esp
        mov     dx, DATA0
        mov     ss, dx
        mov     esp, ebx
        check   "16-bit stack wraps", eax, 1234FFFCh
        check   "16-bit stack wraps, place", [0FFFCh], 55667788h
        ret

; Code: a jump beyond faults at the jump, running out of the segment at the next instruction.
code:
        mov     edi, AREA + 4000h
        mov     ecx, 10h
        mov     al, 90h
        rep     stosb
        mov     byte [AREA + 4000h], 0EBh       ; JMP 10h
        mov     byte [AREA + 4001h], 0Eh
        mov     byte [AREA + 4010h], 0F4h
        try
        jmp     SMALL_CODE:0
        caught  "near jump beyond", GP, 0
        check   "near jump beyond, EIP", [exc_eip], 0
        try
        jmp     SMALL_CODE:8
        caught  "run out", GP, 0
        check   "run out, EIP", [exc_eip], 10h
        try
        jmp     SMALL_CODE:10h
        caught  "far jump beyond", GP, 0
        mov     byte [AREA + 400Eh], 0B0h       ; MOV AL, imm8: fits exactly
        mov     byte [AREA + 400Fh], 77h
        xor     eax, eax
        try
        jmp     SMALL_CODE:0Eh
        caught  "last instruction", GP, 0
        check   "last instruction, EIP", [exc_eip], 10h
        check   "last instruction, done", eax, 77h
        mov     byte [AREA + 400Eh], 66h        ; MOV AX, imm16: does not
        mov     byte [AREA + 400Fh], 0B8h
        try
        jmp     SMALL_CODE:0Eh
        caught  "instruction across", GP, 0
        check   "instruction across, EIP", [exc_eip], 0Eh
        ret

; Operands of more than one word are checked as a whole.
wide:
        select  BYTE_LIMIT
        refused "LES across", les eax, [fs:0FFBh]
        select  BYTE_LIMIT
        refused "SGDT across", sgdt [fs:0FFBh]
        select  BYTE_LIMIT
        fninit
        refused "FNSAVE across", fnsave [fs:0FA0h]
        select  BYTE_LIMIT
        refused "BOUND across", bound eax, [fs:0FFCh]
        ret

; A loop that leaves its segment after many turns.
hot:
        select  BYTE_LIMIT
        mov     ecx, 0
        mov     dword [resume], .caught
        mov     [resume_esp], esp
        mov     dword [exc_vector], NO_FAULT
.again:
        mov     byte [fs:ecx], 1
        inc     ecx
        jmp     .again
.caught:
        check   "hot loop", [exc_vector], GP
        check   "hot loop, place", ecx, 1000h
        select  DOWN32
        mov     ecx, 9000h
        mov     dword [resume], .caught2
        mov     [resume_esp], esp
.again2:
        mov     eax, [fs:ecx]
        dec     ecx
        jmp     .again2
.caught2:
        check   "hot loop down, place", ecx, 0FFFh
        ret

%include "end.inc"
