; Self-modifying code (SDM volume 3, "Handling Self- and Cross-Modifying Code"): a write to memory that holds
; instructions is seen by the next instruction fetched from there, through whichever linear address it was written.
; The SDM asks for a jump only on a 486 or when the linear addresses differ; later processors snoop physical addresses.
; Here, and on QEMU, a change is always seen by the very next instruction.

%include "guest.inc"
        end_of_gdt

PAGES           equ 20000h              ; code is written here
DIRECTORY       equ 30000h
TABLE           equ 31000h
ALIAS           equ 400000h             ; maps to PAGES as well

start:
        call    next_instruction
        call    before_in_block
        call    in_loop
        call    opcode_in_hot_loop
        call    callee_in_hot_loop
        call    across_pages
        call    second_page
        call    string_over_following
        call    repeated_over_code
        call    stack_into_code
        call    other_widths
        call    same_bytes
        call    aliases
        call    remapped
        jmp     finish

; The instruction right behind the one that changes it.
next_instruction:
        mov     ecx, 100
        xor     ebx, ebx
.next:
        mov     byte [.patch + 1], cl
.patch: mov     al, 0
        movzx   eax, al
        add     ebx, eax
        loop    .next
        check   "next instruction", ebx, 5050
        ret

; One that has already run, in the same block.
before_in_block:
        mov     ecx, 100
        xor     ebx, ebx
.again:
.patch: mov     eax, 1
        add     ebx, eax
        inc     dword [.patch + 1]
        dec     ecx
        jnz     .again
        check   "instruction before, in the same block", ebx, 5050
        mov     dword [.patch + 1], 1
        ret

; The loop's own branch is moved: JNZ becomes JZ at the tenth turn.
in_loop:
        xor     ebx, ebx
.again:
        inc     ebx
        cmp     ebx, 10
        jne     .keep
        mov     byte [.branch], 74h     ; JZ
.keep:
        or      ebx, ebx
.branch:
        jnz     .again
        check   "branch changed in its loop", ebx, 10
        mov     byte [.branch], 75h
        ret

; A loop hot enough to be compiled in every policy, changed when it has been running for long.
opcode_in_hot_loop:
        mov     ecx, 200000
        xor     eax, eax
.again:
.patch: inc     eax
        cmp     ecx, 100000
        jne     .keep
        mov     byte [.patch], 48h      ; DEC EAX
.keep:
        loop    .again
        ; 100001 turns increment (200000 down to and including 100000), 99999 decrement
        check   "opcode in a hot loop", eax, 2
        mov     byte [.patch], 40h
        ret

; A subroutine called from a hot loop changes under it, back and forth.
callee_in_hot_loop:
        mov     ecx, 30000
        xor     ebx, ebx
.again:
        call    .callee
        test    ecx, 3FFh
        jnz     .keep
        xor     byte [.callee + 1], 3   ; adds 1 or 2
.keep:
        loop    .again
        ; 30000 = 29 * 1024 + 304: changes after the turns with ECX = 29696, 28672, ... 1024, 29 of them.
        ; Turns with 1: 30000..29696 = 305, then every other 1024 (14 of the 28 full ones), then the last 1023 with 2.
        check   "callee of a hot loop", ebx, 305 + 14 * 2 * 1024 + 14 * 1024 + 1023 * 2
        ret
.callee:
        push    byte 1                  ; 6A 01
        add     ebx, [esp]
        pop     eax
        ret

; An instruction that begins in one page and ends in the next; both parts change.
across_pages:
        mov     edi, PAGES + 0FFDh
        mov     byte [edi], 0B8h        ; MOV EAX, imm32: two bytes of it in the first page
        mov     dword [edi + 1], 11223344h
        mov     byte [edi + 5], 0C3h
        call    edi
        check   "across pages", eax, 11223344h
        mov     byte [edi + 4], 55h     ; in the second page
        call    edi
        check   "across pages, second part changed", eax, 55223344h
        mov     byte [edi + 1], 66h     ; in the first
        call    edi
        check   "across pages, first part changed", eax, 55223366h
        mov     dword [edi + 1], 778899AAh ; both with one write
        call    edi
        check   "across pages, both changed at once", eax, 778899AAh
        ret

; A block whose first instruction is in one page and whose second is in the next.
second_page:
        mov     edi, PAGES + 1FFEh
        mov     dword [edi], 0C0FEC031h ; XOR EAX, EAX | INC AL
        mov     byte [edi + 4], 0C3h
        call    edi
        check   "second page", eax, 1
        mov     byte [edi + 3], 0C8h    ; DEC AL
        call    edi
        check   "second page changed", eax, 0FFh
        ret

; REP STOSB writes over the instructions behind it. (Over itself is another matter: whether the rest of the repetitions
; comes from the old instruction differs between processors.)
string_over_following:
        mov     esi, .code
        mov     edi, PAGES
        mov     ecx, .code_end - .code
        rep     movsb
        mov     edi, PAGES + (.victims - .code)
        mov     ecx, 3
        mov     al, 90h
        mov     ebx, 7
        mov     edx, PAGES
        call    edx
        check   "REP STOSB over what follows", ebx, 7
        ret
.code:
        rep     stosb
.victims:
        inc     ebx
        inc     ebx
        inc     ebx
        ret
.code_end:

; MOVSB brings the code that it runs into.
repeated_over_code:
        mov     byte [PAGES + 100h + 2], 90h
        mov     word [PAGES + 100h], 0A4F3h     ; REP MOVSB
        mov     dword [PAGES + 102h], 0C3C3C3C3h
        mov     esi, .new
        mov     edi, PAGES + 102h
        mov     ecx, .new_end - .new
        mov     eax, PAGES + 100h
        xor     ebx, ebx
        call    eax
        check   "REP MOVSB writes what runs next", ebx, 12345678h
        ret
.new:
        mov     ebx, 12345678h
        ret
.new_end:

; PUSH writes code when the stack is there.
stack_into_code:
        mov     esi, .code
        mov     edi, PAGES + 200h
        mov     ecx, .code_end - .code
        rep     movsb
        mov     ebp, esp
        mov     esp, PAGES + 200h + (.immediate - .code) + 4
        mov     eax, PAGES + 200h
        jmp     eax
.code:
        push    dword 0CAFEBABEh        ; lands on the constant of the next instruction
        mov     ebx, 0
.immediate equ $ - 4
        mov     esp, ebp
        mov     eax, .back
        jmp     eax
.code_end:
.back:
        check   "PUSH onto a constant", ebx, 0CAFEBABEh
        ret

; 8, 16 and 32 bits, FPU stores, locked and exchange instructions all count as writes.
other_widths:
        mov     edi, PAGES + 300h
        mov     byte [edi], 0B8h        ; MOV EAX, imm32; RET
        mov     dword [edi + 1], 0
        mov     byte [edi + 5], 0C3h
        call    edi
        mov     word [edi + 2], 1234h
        call    edi
        check   "16-bit write", eax, 00123400h
        mov     ecx, 55667788h
        xchg    [edi + 1], ecx
        call    edi
        check   "XCHG", eax, 55667788h
        lock inc dword [edi + 1]
        call    edi
        check   "LOCK INC", eax, 55667789h
        lock bts dword [edi + 1], 31
        call    edi
        check   "LOCK BTS", eax, 0D5667789h
        fninit
        push    dword 0ABCDEFh
        fild    dword [esp]
        fistp   dword [edi + 1]
        pop     eax
        call    edi
        check   "FISTP", eax, 0ABCDEFh
        mov     eax, 0ABCDEFh
        mov     ecx, 13579BDFh
        cmpxchg [edi + 1], ecx
        call    edi
        check   "CMPXCHG", eax, 13579BDFh
        mov     ecx, 1
        xadd    [edi + 1], ecx
        call    edi
        check   "XADD", eax, 13579BE0h
        stc
        setc    [edi + 2]
        call    edi
        check   "SETC", eax, 135701E0h
        ret

; Writing what is already there changes nothing, however often.
same_bytes:
        mov     ecx, 5000
        xor     ebx, ebx
.again:
        mov     al, [.patch]
        mov     [.patch], al
.patch: inc     ebx
        loop    .again
        check   "same bytes", ebx, 5000
        ret

; Written through another linear address of the same memory.
aliases:
        call    paging_on
        mov     edi, PAGES + 400h
        mov     byte [edi], 0B8h
        mov     dword [edi + 1], 1
        mov     byte [edi + 5], 0C3h
        mov     ecx, 3000               ; until it is compiled
.warm:
        call    edi
        loop    .warm
        mov     byte [ALIAS + 401h], 2
        call    edi
        check   "written through an alias", eax, 2
        mov     eax, ALIAS + 400h
        call    eax
        check   "run at the alias", eax, 2
        mov     byte [edi + 1], 3
        mov     eax, ALIAS + 400h
        call    eax
        check   "run at the alias after a change at home", eax, 3
        ret

; The page below a hot call is exchanged for another: CR3 load and INVLPG.
remapped:
        mov     edi, PAGES + 2000h      ; two subroutines at the same place in two pages
        mov     dword [edi], 0C301B0h | 90000000h  ; MOV AL, 1; RET
        mov     dword [edi + 1000h], 0C302B0h | 90000000h
        xor     ebx, ebx
        mov     ecx, 4000
.again:
        mov     edx, ecx                ; every 16 calls the other page
        and     edx, 10h
        shl     edx, 8
        add     edx, PAGES + 2000h + 3
        mov     [TABLE + 4096 + 8 * 4], edx ; entry of ALIAS + 8000h
        test    ecx, 1
        jz      .one
        mov     edx, cr3
        mov     cr3, edx
        jmp     .call
.one:
        invlpg  [ALIAS + 8000h]
.call:
        mov     edx, ALIAS + 8000h
        xor     eax, eax
        call    edx
        add     ebx, eax
        loop    .again
        ; bit 4 of 1..4000 is set 2000 times (4000 = 125 * 32)
        check   "pages exchanged under a call", ebx, 2000 + 2 * 2000
        mov     eax, cr0
        and     eax, 7FFFFFFFh
        mov     cr0, eax
        ret

paging_on:
        mov     edi, TABLE
        mov     eax, 3
.identity:
        stosd
        add     eax, 4096
        cmp     edi, TABLE + 4096
        jb      .identity
        mov     eax, PAGES + 3
.alias:
        stosd
        add     eax, 4096
        cmp     edi, TABLE + 2 * 4096
        jb      .alias
        mov     dword [DIRECTORY], TABLE + 3
        mov     dword [DIRECTORY + 4], TABLE + 4096 + 3
        mov     eax, DIRECTORY
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 80000000h
        mov     cr0, eax
        ret

%include "end.inc"
