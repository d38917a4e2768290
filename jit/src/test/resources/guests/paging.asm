; Paging (SDM volume 3, chapter "Paging"): error codes, CR2, accessed and dirty bits, WP, 4 MiB pages, PAE, exact state at
; faults in the middle of instructions.
;
; QEMU 7.2 differs in five checks; the SDM decides:
; - "add absent": a read-modify-write access faults as a write; QEMU reports its read first.
; - "reserved bit ...", twice: "bit 3 of an error code can be set only if bit 0 is also set"; QEMU gives 8.
; - "PAE pointer not loaded yet", "PAE bad pointer": MOV to CR3 loads and checks the four pointers; QEMU reads them from
;   memory each time and does not check them.

%include "guest.inc"
TSS0            equ $ - gdt
        descriptor TSS, 103, 89h, 0
        end_of_gdt

TSS             equ 22000h
DIRECTORY       equ 30000h
TABLE           equ 31000h              ; the first 4 MiB, supervisor but for the user's pages
TEST_TABLE      equ 32000h              ; 400000h-7FFFFFh, set by each test
POINTERS        equ 33000h              ; for PAE
USER_STACK      equ 50000h              ; page 4F000h
FRAME           equ 40000h
T               equ 400000h             ; the page under test
PRESENT         equ 1
WRITABLE        equ 2
USER            equ 4
ACCESSED        equ 20h
DIRTY           equ 40h
LARGE           equ 80h

; entry N, VALUE: page N of the region under test.
%macro  entry 2
        mov     dword [TEST_TABLE + (%1) * 4], %2
        invlpg  [T + (%1) * 4096]
%endmacro

; user LABEL: goes there in ring 3. Comes back by an exception.
%macro  user 1
        push    dword DATA3
        push    dword USER_STACK
        push    dword 2
        push    dword CODE3
        push    dword %1
        iretd
%endmacro

start:
        mov     edi, TSS
        mov     ecx, 26
        xor     eax, eax
        rep     stosd
        mov     dword [TSS + 4], 0A000h         ; the stack of ring 0 for exceptions from ring 3
        mov     dword [TSS + 8], DATA0
        mov     ax, TSS0
        ltr     ax
        call    tables
        mov     eax, DIRECTORY
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 80000000h
        mov     cr0, eax

        call    absent
        call    read_only
        call    accessed_dirty
        call    from_user
        call    middle
        call    fetch
        call    descriptors
        call    flips
        call    large
        call    pae
        jmp     finish

tables:
        mov     edi, DIRECTORY
        mov     ecx, 3 * 1024
        xor     eax, eax
        rep     stosd
        mov     dword [DIRECTORY], TABLE + USER + WRITABLE + PRESENT
        mov     dword [DIRECTORY + 4], TEST_TABLE + USER + WRITABLE + PRESENT
        mov     edi, TABLE
        mov     eax, WRITABLE + PRESENT
.next:
        stosd
        add     eax, 4096
        cmp     edi, TABLE + 4096
        jb      .next
        or      dword [TABLE + (USER_STACK - 1) / 4096 * 4], USER
        mov     eax, user_code
        shr     eax, 12
        or      dword [TABLE + eax * 4], USER
        ret

absent:
        entry   0, 0
        try
        mov     eax, [T + 123h]
        caught  "read absent", PF, 0
        check   "read absent, CR2", [exc_cr2], T + 123h
        try
        mov     [T + 124h], eax
        caught  "write absent", PF, 2
        check   "write absent, CR2", [exc_cr2], T + 124h
        try
        add     [T + 125h], eax
        caught  "add absent", PF, 2
        try
        cmp     [T + 126h], eax
        caught  "cmp absent", PF, 0
        mov     ebx, [DIRECTORY + 4]
        mov     dword [DIRECTORY + 4], 0
        mov     eax, cr3
        mov     cr3, eax
        try
        mov     [T + 127h], al
        caught  "absent table", PF, 2
        mov     [DIRECTORY + 4], ebx
        ret

read_only:
        entry   0, FRAME + PRESENT
        mov     dword [FRAME], 0
        try
        mov     dword [T], 77h
        caught  "WP = 0: ring 0 writes to read-only", NO_FAULT, 0
        check   "WP = 0, written", [FRAME], 77h
        mov     eax, cr0
        or      eax, 10000h
        mov     cr0, eax
        try
        mov     dword [T], 78h
        caught  "WP = 1: ring 0 writes to read-only", PF, 3
        check   "WP = 1, not written", [FRAME], 77h
        try
        mov     eax, [T]
        caught  "WP = 1: ring 0 reads", NO_FAULT, 0
        mov     eax, cr0
        and     eax, ~10000h
        mov     cr0, eax
        try
        inc     dword [T]
        caught  "WP = 0 again", NO_FAULT, 0
        check   "WP = 0 again, written", [FRAME], 78h
        ; The directory's entry counts as well.
        entry   0, FRAME + WRITABLE + PRESENT
        and     dword [DIRECTORY + 4], ~WRITABLE
        mov     eax, cr0
        or      eax, 10000h
        mov     cr0, eax
        mov     eax, cr3
        mov     cr3, eax
        try
        mov     dword [T], 79h
        caught  "read-only by the directory", PF, 3
        or      dword [DIRECTORY + 4], WRITABLE
        mov     eax, cr0
        and     eax, ~10000h
        mov     cr0, eax
        mov     eax, cr3
        mov     cr3, eax
        ret

accessed_dirty:
        entry   0, FRAME + WRITABLE + PRESENT
        and     dword [DIRECTORY + 4], ~(ACCESSED | DIRTY)
        mov     eax, cr3
        mov     cr3, eax
        mov     eax, [T]
        check   "read sets accessed", [TEST_TABLE], FRAME + WRITABLE + PRESENT + ACCESSED
        check   "read sets accessed in the directory", [DIRECTORY + 4], TEST_TABLE + USER + WRITABLE + PRESENT + ACCESSED
        mov     [T], eax
        check   "write sets dirty", [TEST_TABLE], FRAME + WRITABLE + PRESENT + ACCESSED + DIRTY
        check   "but not in the directory", [DIRECTORY + 4], TEST_TABLE + USER + WRITABLE + PRESENT + ACCESSED
        entry   0, FRAME + WRITABLE + PRESENT
        mov     [T], eax
        check   "write sets both", [TEST_TABLE], FRAME + WRITABLE + PRESENT + ACCESSED + DIRTY
        ; A write that faults leaves dirty alone.
        entry   0, FRAME + PRESENT
        mov     eax, cr0
        or      eax, 10000h
        mov     cr0, eax
        try
        mov     [T], eax
        caught  "refused write", PF, 3
        check   "refused write is not dirty", [TEST_TABLE], FRAME + PRESENT
        mov     eax, cr0
        and     eax, ~10000h
        mov     cr0, eax
        ; Running code sets accessed, too.
        mov     byte [FRAME], 0C3h
        entry   0, FRAME + PRESENT
        mov     eax, T
        call    eax
        check   "execution sets accessed", [TEST_TABLE], FRAME + PRESENT + ACCESSED
        ret

from_user:
        entry   0, FRAME + WRITABLE + PRESENT
        try
        user    user_code.read
        caught  "user reads supervisor", PF, 5
        check   "CR2", [exc_cr2], T
        check   "CS of the frame", [exc_cs], CODE3
        try
        user    user_code.write
        caught  "user writes supervisor", PF, 7
        entry   0, FRAME + USER + PRESENT
        try
        user    user_code.write
        caught  "user writes read-only", PF, 7
        entry   0, 0
        try
        user    user_code.read
        caught  "user reads absent", PF, 4
        try
        user    user_code.write
        caught  "user writes absent", PF, 6
        try
        user    user_code.jump
        caught  "user runs absent", PF, 4
        check   "user runs absent, EIP", [exc_eip], T
        entry   0, FRAME + WRITABLE + PRESENT
        try
        user    user_code.jump
        caught  "user runs supervisor", PF, 5
        entry   0, FRAME + USER + PRESENT
        and     dword [DIRECTORY + 4], ~USER
        mov     eax, cr3
        mov     cr3, eax
        try
        user    user_code.read
        caught  "supervisor by the directory", PF, 5
        or      dword [DIRECTORY + 4], USER
        mov     eax, cr3
        mov     cr3, eax
        ; After ring 0 has used a supervisor page, ring 3 must still not (and the other way round).
        entry   0, FRAME + WRITABLE + PRESENT
        mov     eax, [T]
        mov     [T], eax
        try
        user    user_code.read
        caught  "user after supervisor", PF, 5
        ; PUSH: ESP is as before in the frame.
        entry   0, 0
        try
        user    user_code.push
        caught  "user pushes to absent", PF, 6
        mov     ebx, [exc_esp]
        check   "push, ESP", [ebx + 28], T + 1000h
        check   "push, CR2", [exc_cr2], T + 0FFCh
        ; PUSHA: down to an absent page.
        entry   1, FRAME + 1000h + USER + WRITABLE + PRESENT
        try
        user    user_code.pusha
        caught  "user PUSHA to absent", PF, 6
        mov     ebx, [exc_esp]
        check   "PUSHA, ESP", [ebx + 28], T + 1010h
        ; CALL: neither ESP nor EIP moved.
        try
        user    user_code.call
        caught  "user CALL to absent", PF, 6
        mov     ebx, [exc_esp]
        check   "CALL, ESP", [ebx + 28], T + 1000h
        check   "CALL, EIP", [exc_eip], user_code.call_at
        ; POP to an absent page: ESP as before.
        try
        user    user_code.pop
        caught  "user POP to absent", PF, 6
        mov     ebx, [exc_esp]
        check   "POP, ESP", [ebx + 28], T + 1000h
        ret

; Accesses across two pages of which the second is absent: nothing is written, CR2 is the first byte that is missing.
middle:
        entry   0, FRAME + WRITABLE + PRESENT
        entry   1, 0
        mov     dword [FRAME + 0FFCh], 11111111h
        try
        mov     dword [T + 0FFEh], 22222222h
        caught  "write across", PF, 2
        check   "write across, CR2", [exc_cr2], T + 1000h
        check   "write across, first part untouched", [FRAME + 0FFCh], 11111111h
        try
        mov     eax, [T + 0FFDh]
        caught  "read across", PF, 0
        check   "read across, CR2", [exc_cr2], T + 1000h
        fninit
        fldz
        try
        fstp    qword [T + 0FFCh]
        fwait
        caught  "FSTP across", PF, 2
        check   "FSTP across, first part untouched", [FRAME + 0FFCh], 11111111h
        ; REP MOVSB: exactly as many bytes as there are, registers at the byte that faults.
        mov     ecx, 20h
        mov     esi, image_start
        mov     edi, T + 0FF0h
        try
        rep     movsb
        caught  "REP MOVSB", PF, 2
        check   "REP MOVSB, ECX", ecx, 10h
        check   "REP MOVSB, EDI", edi, T + 1000h
        check   "REP MOVSB, ESI", esi, image_start + 10h
        check   "REP MOVSB, CR2", [exc_cr2], T + 1000h
        mov     eax, [image_start + 0Ch]
        check   "REP MOVSB, copied", [FRAME + 0FFCh], eax
        mov     ecx, 20h
        mov     esi, T + 0FFFh
        mov     edi, 60000h
        std
        try
        rep     lodsb
        caught  "REP LODSB down", NO_FAULT, 0
        cld
        mov     ecx, 9
        mov     edi, T + 0FF0h
        mov     eax, 0DEADBEEFh
        try
        repne   scasd
        caught  "REPNE SCASD", PF, 0
        check   "REPNE SCASD, ECX", ecx, 5
        check   "REPNE SCASD, EDI", edi, T + 1000h
        ret

fetch:
        entry   0, FRAME + PRESENT
        entry   1, 0
        try
        mov     eax, T + 1004h
        jmp     eax
        caught  "jump to absent", PF, 0
        check   "jump to absent, CR2", [exc_cr2], T + 1004h
        check   "jump to absent, EIP", [exc_eip], T + 1004h
        ; Straight into an absent page, and an instruction that reaches into it.
        mov     dword [FRAME + 0FFCh], 90909090h
        try
        mov     eax, T + 0FFCh
        jmp     eax
        caught  "run into absent", PF, 0
        check   "run into absent, EIP", [exc_eip], T + 1000h
        mov     byte [FRAME + 0FFEh], 0B9h      ; MOV ECX, imm32
        mov     ecx, 5
        try
        mov     eax, T + 0FFCh
        jmp     eax
        caught  "instruction across", PF, 0
        check   "instruction across, CR2", [exc_cr2], T + 1000h
        check   "instruction across, EIP", [exc_eip], T + 0FFEh
        check   "instruction across, nothing done", ecx, 5
        ret

; Tables of the CPU are read with ring 0's rights, whoever asks: no user bit in the error code. The GDT is moved so that
; its first 100h bytes are present and the rest is not.
descriptors:
        entry   0, FRAME + WRITABLE + PRESENT
        entry   1, 0
        mov     esi, gdt
        mov     edi, FRAME + 1000h - 100h
        mov     ecx, GDT_BYTES
        rep     movsb
        lgdt    [.pointer]
        mov     ax, DATA0
        mov     fs, ax
        try
        mov     ax, 100h
        mov     fs, ax
        caught  "descriptor in absent page", PF, 0
        check   "descriptor in absent page, CR2", [exc_cr2], T + 1000h
        try
        user    user_code.load
        caught  "the same from ring 3", PF, 0
        lgdt    [gdt_pointer]
        ret
.pointer:
        dw      1FFh
        dd      T + 1000h - 100h

; The page behind an address changes again and again, data this time.
flips:
        mov     dword [FRAME], 1
        mov     dword [FRAME + 1000h], 2
        xor     ebx, ebx
        mov     ecx, 4000
.again:
        mov     edx, ecx
        and     edx, 8
        shl     edx, 9
        add     edx, FRAME + WRITABLE + PRESENT
        mov     [TEST_TABLE], edx
        test    cl, 1
        jz      .one
        mov     edx, cr3
        mov     cr3, edx
        jmp     .read
.one:
        invlpg  [T]
.read:
        add     ebx, [T]
        loop    .again
        check   "page exchanged under a load", ebx, 2000 + 2000 * 2
        ret

large:
        mov     eax, cr4
        or      eax, 10h                ; PSE
        mov     cr4, eax
        mov     dword [DIRECTORY + 8], LARGE + WRITABLE + PRESENT       ; 800000h -> 0
        mov     dword [FRAME], 0ABCDh
        check   "4 MiB page", [800000h + FRAME], 0ABCDh
        check   "4 MiB page, accessed", [DIRECTORY + 8], LARGE + WRITABLE + PRESENT + ACCESSED
        mov     dword [800000h + FRAME], 0DCBAh
        check   "4 MiB page, written", [FRAME], 0DCBAh
        check   "4 MiB page, dirty", [DIRECTORY + 8], LARGE + WRITABLE + PRESENT + ACCESSED + DIRTY
        mov     dword [DIRECTORY + 8], 200000h + LARGE + PRESENT        ; bit 21 is reserved
        mov     eax, cr3
        mov     cr3, eax
        try
        mov     eax, [800000h]
        caught  "reserved bit in a 4 MiB page", PF, 9
        mov     eax, cr4
        and     eax, ~10h
        mov     cr4, eax
        mov     dword [DIRECTORY + 8], TABLE + LARGE + WRITABLE + PRESENT ; without PSE, bit 7 means nothing
        mov     eax, cr3
        mov     cr3, eax
        try
        check   "PSE off: an ordinary table", [800000h + FRAME], 0DCBAh
        caught  "PSE off", NO_FAULT, 0
        mov     dword [DIRECTORY + 8], 0
        ret

; PAE: three levels, entries of eight bytes. The old tables are over.
pae:
        mov     eax, cr0
        and     eax, 7FFFFFFFh
        mov     cr0, eax
        mov     edi, DIRECTORY
        mov     ecx, 4 * 1024
        xor     eax, eax
        rep     stosd
        mov     dword [POINTERS], DIRECTORY + PRESENT
        mov     dword [DIRECTORY], LARGE + WRITABLE + PRESENT           ; 0-1FFFFF: itself
        mov     dword [DIRECTORY + 2 * 8], TABLE + WRITABLE + PRESENT   ; 400000h
        mov     dword [TABLE], FRAME + WRITABLE + PRESENT
        mov     eax, cr4
        or      eax, 20h
        mov     cr4, eax
        mov     eax, POINTERS
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 80000000h
        mov     cr0, eax
        mov     dword [FRAME + 10h], 1234h
        check   "PAE page", [T + 10h], 1234h
        check   "PAE page, accessed", [TABLE], FRAME + WRITABLE + PRESENT + ACCESSED
        mov     dword [T + 10h], 4321h
        check   "PAE page, written", [FRAME + 10h], 4321h
        check   "PAE page, dirty", [TABLE], FRAME + WRITABLE + PRESENT + ACCESSED + DIRTY
        check   "PAE large page, dirty", [DIRECTORY], LARGE + WRITABLE + PRESENT + ACCESSED + DIRTY
        try
        mov     [T + 1000h], eax
        caught  "PAE absent", PF, 2
        try
        mov     eax, [T + 200000h]
        caught  "PAE absent table", PF, 0
        try
        mov     eax, [40000000h]
        caught  "PAE absent directory", PF, 0
        mov     dword [TABLE + 4], 80000000h    ; bit 63: reserved while EFER.NXE is 0
        invlpg  [T]
        try
        mov     eax, [T]
        caught  "PAE reserved bit", PF, 9
        mov     dword [TABLE + 4], 0
        invlpg  [T]
        ; Pointers are loaded with CR3 and checked there; a change in memory alone does nothing.
        mov     dword [POINTERS + 8], DIRECTORY + PRESENT
        try
        mov     eax, [40000000h + T + 10h]
        caught  "PAE pointer not loaded yet", PF, 0
        mov     eax, cr3
        mov     cr3, eax
        check   "PAE pointer loaded", [40000000h + T + 10h], 4321h
        or      dword [POINTERS + 8], WRITABLE  ; reserved in a pointer
        try
        mov     eax, cr3
        mov     cr3, eax
        caught  "PAE bad pointer", GP, 0
        mov     dword [POINTERS + 8], 0
        ret

        align   4096, db 90h
user_code:                              ; the only page of code for ring 3
.read:  mov     ax, DATA3
        mov     ds, ax
        mov     eax, [T]
        int     3
.write: mov     ax, DATA3
        mov     ds, ax
        mov     [T], eax
        int     3
.jump:  mov     eax, T
        jmp     eax
.push:  mov     esp, T + 1000h
        push    eax
.pusha: mov     esp, T + 1010h
        pusha
.call:  mov     esp, T + 1000h
.call_at:
        call    .read
.load:  mov     ax, 100h | 3
        mov     fs, ax
.pop:   mov     esp, T + 1000h
        mov     ax, DATA3
        mov     ds, ax
        pop     dword [T]

%include "end.inc"
