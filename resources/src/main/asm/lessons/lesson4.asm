; Lesson 4: paging and page faults.
;
; With paging on, addresses are looked up: the top ten bits pick an entry of the page directory, which gives a page
; table; the next ten bits pick the table's entry, which gives a page of 4 KiB; the last twelve bits stay. An entry
; whose lowest bit is 0 gives nothing: the CPU raises exception 14, with the address in CR2, and repeats the
; instruction when the handler returns. So the handler can supply the page, and the program never notices.

        bits    16

DIRECTORY       equ 10000h
LOW_TABLE       equ 11000h              ; the first 4 MiB: each address maps to itself
DEMAND_TABLE    equ 12000h              ; 40000000h-403FFFFFh: nothing, at first
DEMAND          equ 40000000h
DEMAND_BYTES    equ 400000h
FRAMES          equ 20000h              ; memory to hand out
FRAME_COUNT     equ 16
PRESENT         equ 1                   ; bits of an entry
WRITABLE        equ 2
CR0_PG          equ 80000000h
SHOWN_FAULTS    equ 7
FAULT_ROW       equ 13

lesson4:
        mov     si, lesson4_page
        call    show_page
        in_colour VALUE
        call    enter_protected
        bits    32
        call    interrupts_on           ; as in lesson 3
        mov     eax, page_fault
        mov     ecx, VECTOR_PAGE
        call    set_gate
        call    paging_on

.loop:
        call    next_scan_code
        cmp     al, SCAN_ESC
        je      .done
        cmp     al, SCAN_W
        je      .write
        cmp     al, SCAN_R
        je      .read
        sti
        hlt
        jmp     .loop
.write:
        call    some_address
        mov     eax, [ticks]
        mov     [edi], eax              ; may fault, and then happens all the same
        mov     esi, .wrote
        jmp     .show
.read:
        call    some_address
        mov     eax, [edi]
        mov     esi, .found
.show:
        sti
        locate  10, 1
        call    put_string32
        call    put_hex32
        mov     esi, .at
        call    put_string32
        mov     eax, edi
        call    put_hex32
        mov     esi, .entry
        call    put_string32
        sub     edi, DEMAND
        shr     edi, 12
        mov     eax, [DEMAND_TABLE + edi * 4]
        call    put_hex32
        jmp     .loop
.done:
        call    paging_off
        call    interrupts_off
        call    leave_protected
        bits    16
        ret

.wrote: db      "wrote ", 0
.found: db      "found ", 0
.at:    db      " at ", 0
.entry: db      "; the page table's entry: ", 0

        bits    32

; Fills directory and tables and turns paging on. Changes EAX, ECX, EDI.
paging_on:
        mov     edi, DIRECTORY          ; all three empty
        mov     ecx, 3 * 4096 / 4
        xor     eax, eax
        rep     stosd
        mov     dword [DIRECTORY], LOW_TABLE | WRITABLE | PRESENT
        mov     dword [DIRECTORY + (DEMAND >> 22) * 4], DEMAND_TABLE | WRITABLE | PRESENT
        mov     edi, LOW_TABLE
        mov     eax, WRITABLE | PRESENT
.identity:
        stosd
        add     eax, 4096
        cmp     edi, LOW_TABLE + 4096
        jb      .identity
        mov     edi, frame_pages        ; all frames are free
        mov     ecx, FRAME_COUNT
        xor     eax, eax
        rep     stosd
        mov     [faults], eax
        mov     eax, DIRECTORY
        mov     cr3, eax
        mov     eax, cr0
        or      eax, CR0_PG
        mov     cr0, eax
        ret

paging_off:
        mov     eax, cr0
        and     eax, ~CR0_PG
        mov     cr0, eax
        ret

; An address in EDI that looks like chance, in one of 32 pages of the region. Changes EAX.
some_address:
        imul    edi, [.seed], 1103515245
        add     edi, 12345
        mov     [.seed], edi
        mov     eax, edi
        shr     eax, 16
        and     eax, 0FFCh              ; a dword in the page
        shr     edi, 11
        and     edi, 1F000h             ; the page
        or      edi, eax
        or      edi, DEMAND
        ret
.seed:  dd      86

; ---- exception 14 ------------------------------------------------------------------------------------------------------
; The CPU pushed an error code on top of EIP, CS and EFLAGS: bit 0 set: the page was there, but the access is not
; allowed; bit 1 set: a write; bit 2 set: from user code.
page_fault:
        pushad
        mov     ebx, cr2                ; the address that was wanted
        mov     eax, ebx
        sub     eax, DEMAND
        cmp     eax, DEMAND_BYTES
        jae     .elsewhere

        ; The next frame, round and round. If a page has it, that page loses it (and what was written there).
        mov     edx, [faults]
        and     edx, FRAME_COUNT - 1
        mov     edi, [frame_pages + edx * 4]
        test    edi, edi
        jz      .free
        mov     ecx, edi
        sub     ecx, DEMAND
        shr     ecx, 12
        mov     dword [DEMAND_TABLE + ecx * 4], 0
        invlpg  [edi]                   ; the CPU remembers translations: tell it that this one is over
.free:
        mov     edi, ebx
        and     edi, ~0FFFh
        mov     [frame_pages + edx * 4], edi

        shl     edx, 12                 ; the frame's address
        add     edx, FRAMES
        mov     edi, edx
        mov     ecx, 4096 / 4
        xor     eax, eax
        rep     stosd                   ; a new page is empty; the low 4 MiB map to themselves
        mov     ecx, ebx
        sub     ecx, DEMAND
        shr     ecx, 12
        lea     eax, [edx + (WRITABLE | PRESENT)]
        mov     [DEMAND_TABLE + ecx * 4], eax

        call    .report
        inc     dword [faults]
        popad
        add     esp, 4                  ; past the error code
        iretd                           ; and the instruction is executed again

; A line: which fault, CR2, error code, EIP, and the frame it got.
.report:
        mov     eax, [faults]
        push    edx
        xor     edx, edx
        mov     ecx, SHOWN_FAULTS
        div     ecx
        imul    eax, edx, ROW_BYTES
        pop     edx
        add     eax, FAULT_ROW * ROW_BYTES + 2
        mov     cx, [cursor]
        push    ecx
        mov     [cursor], ax
        mov     eax, [faults]
        mov     ecx, 4
        call    put_digits32
        call    .gap
        mov     eax, ebx
        call    put_hex32
        call    .gap
        mov     eax, [esp + 4 + 4 + 32] ; above the cursor, the return address and PUSHAD's registers: the error code
        call    put_hex32
        call    .gap
        mov     eax, [esp + 4 + 4 + 32 + 4]
        call    put_hex32               ; EIP
        call    .gap
        mov     eax, edx
        call    put_hex32
        pop     ecx
        mov     [cursor], cx
        ret
.gap:
        add     word [cursor], 4 * 2
        ret

.elsewhere:                             ; a real mistake: show where, and stop
        locate  23, 1
        print32 .lost
        mov     eax, ebx
        call    put_hex32
        cli
        hlt
        jmp     .elsewhere
.lost:
        db      "page fault outside the region, at ", 0

faults: dd      0
frame_pages:                            ; which page has which frame
        times FRAME_COUNT dd 0

        bits    16

lesson4_page:
        db      "4  Paging and page faults", 0
        db      "Paging is on: `mov cr3, eax / mov cr0, eax`. The first 4 MiB map to themselves;", 0
        db      "the region from 40000000h on maps to nothing. Touching a page there raises", 0
        db      "exception 14. The handler reads `CR2`, picks one of 16 frames, writes the page", 0
        db      "table's entry and returns; the instruction is executed again and finds memory.", 0
        db      " ", 0
        db      "W writes to a random address, R reads from one. In the entry, bit 5 tells that", 0
        db      "the page was accessed, bit 6 that it was written.", 0
        db      " ", 0
        db      " ", 0
        db      " ", 0
        db      "fault   CR2         error code  EIP         frame", 0
        db      0FFh
