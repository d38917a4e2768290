; System management mode (SDM volume 3, chapter 34): entry by a write to the APM control port of the PIIX4, the state save
; area, relocation of SMBASE into the 440FX's SMRAM, changes made through the save area, RSM.

; QEMU delivers the SMI some instructions late, so that its saved EIP and EAX are others. Bochs 2.7 has the save area of a CPU
; with 64-bit mode (revision 20064h), in which all fields lie elsewhere: eight checks differ.

%include "guest.inc"
TSS0            equ $ - gdt
        descriptor 21000h, 103, 89h, 0
        end_of_gdt

TASK            equ 21000h

PM              equ 600h                ; where the power management ports go
APMC            equ 0B2h
AREA            equ 8000h               ; offset in the segment of SMBASE of what the SDM counts from SMBASE + 8000h
RESULTS         equ 20000h              ; what handlers saw
DIRECTORY       equ 30000h - 2000h
TABLE           equ DIRECTORY + 1000h

start:
        call    rsm_outside
        call    enable_smi
        call    first
        call    in_smram
        call    with_paging
        call    in_ring_3
        jmp     finish

rsm_outside:
        try
        rsm
        caught  "RSM outside SMM", UD, 0
        ret

; EAX = PCI configuration address, EBX = value
%macro  pci_write 2
        mov     eax, %1
        mov     dx, 0CF8h
        out     dx, eax
        mov     eax, %2
        mov     dx, 0CFCh
        out     dx, eax
%endmacro

enable_smi:
        pci_write 80000B40h, PM | 1             ; PMBASE
        pci_write 80000B80h, 1                  ; ports decoded
        pci_write 80000B58h, 1 << 25            ; APMC_EN
        mov     dx, PM + 28h
        in      eax, dx
        or      eax, 1                          ; SMI_EN
        out     dx, eax
        ret

; The first SMI arrives at 38000h; its handler moves SMBASE.
first:
        mov     esi, handler1
        mov     edi, 38000h
        mov     ecx, handler1_end - handler1
        rep     movsb
        mov     eax, 11223344h
        mov     ecx, 22334455h
        mov     ebx, 33445566h
        mov     esi, 44556677h
        mov     edi, 55667788h
        mov     ebp, 66778899h
        stc
        mov     al, 42h
        out     APMC, al
.next:
        setc    [carry]
        check   "EAX after RSM", eax, 11223342h
        check   "ECX after RSM", ecx, 22334455h
        check   "EBX after RSM", ebx, 33445566h
        check   "ESI after RSM", esi, 44556677h
        check   "EDI after RSM", edi, 55667788h
        check   "EBP after RSM", ebp, 66778899h
        check   "carry flag after RSM", [carry], 1
        check   "handler ran", [RESULTS], 1
        check   "handler's CS", [RESULTS + 4], 3000h
        check   "handler's CR0 without CD and NW", [RESULTS + 8], 10h
        check   "handler's EFLAGS", [RESULTS + 12], 2
        check   "saved EAX", [30000h + AREA + 7FD0h], 11223342h
        check   "saved EIP", [30000h + AREA + 7FF0h], .next
        check   "saved CS", [30000h + AREA + 7FACh], CODE0
        check   "saved DS", [30000h + AREA + 7FB4h], DATA0
        mov     eax, cr0
        check   "saved CR0", [30000h + AREA + 7FFCh], eax
        check   "revision: SMBASE can move", [30000h + AREA + 7EFCh], 20000h
        ret

; SMBASE is A0000h now; its memory shows in SMM, or when opened.
in_smram:
        call    open
        mov     esi, handler2
        mov     edi, 0A8000h
        mov     ecx, handler2_end - handler2
        rep     movsb
        call    close
        mov     dword [RESULTS], 0
        mov     eax, 7
        out     APMC, al
        check   "EAX changed in the save area", eax, 0CAFE0007h
        check   "handler in SMRAM ran", [RESULTS], 1
        check   "CS in SMRAM", [RESULTS + 4], 0A000h
        mov     eax, [0A8000h]
        cmp     eax, [handler2]
        sete    [carry]
        check   "SMRAM is hidden outside SMM", [carry], 0
        ret

open:
        pci_write 80000070h, 4A0000h
        ret
close:
        pci_write 80000070h, 0A0000h
        ret

; Paging is off in the handler, and on again after it.
with_paging:
        mov     edi, DIRECTORY
        mov     ecx, 1024
        xor     eax, eax
        rep     stosd
        mov     dword [DIRECTORY], TABLE | 7
        mov     dword [DIRECTORY + 4], TABLE | 7        ; 400000h and on is an alias
        mov     edi, TABLE
        mov     eax, 7
        mov     ecx, 1024
.map:   stosd
        add     eax, 1000h
        loop    .map
        mov     eax, DIRECTORY
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 80000000h
        mov     cr0, eax
        mov     dword [RESULTS], 0
        mov     eax, 8
        out     APMC, al
        check   "handler ran with paging interrupted", [RESULTS + 400000h], 1
        mov     ebx, [RESULTS + 8]
        check   "its CR0", ebx, 10h
        mov     ebx, cr3
        check   "CR3 after RSM", ebx, DIRECTORY
        mov     eax, cr0
        and     eax, 7FFFFFFFh
        mov     cr0, eax
        ret

; SMI leaves and RSM enters ring 3.
in_ring_3:
        mov     dword [RESULTS], 0
        mov     dword [TASK + 4], STACK0 - 1000h
        mov     dword [TASK + 8], DATA0
        mov     ax, TSS0
        ltr     ax
        pushfd
        or      dword [esp], 3000h                      ; IOPL 3
        popfd
        mov     ax, DATA3
        mov     ds, ax
        try
        push    dword DATA3
        push    dword 50000h
        pushfd
        push    dword CODE3
        push    dword .user
        iretd
.user:
        mov     eax, 9
        out     APMC, al
        mov     ebx, cs
        mov     [RESULTS + 16], ebx
        cli
        mov     eax, cr0                                ; #GP here
        caught  "back in ring 3", GP, 0
        check   "its CS", [RESULTS + 16], CODE3
        check   "handler ran from ring 3", [RESULTS], 1
        ret

carry:  dd      0

; ---- handlers: 16-bit code with 4 GiB segments -----------------------------------------------------------------------------

        bits    16
%macro  note 0
        inc     dword [dword RESULTS]
        xor     eax, eax
        mov     ax, cs
        mov     [dword RESULTS + 4], eax
        mov     eax, cr0
        and     eax, 9FFFFFFFh
        mov     [dword RESULTS + 8], eax
%endmacro

handler1:
        mov     esp, 48000h
        pushfd
        pop     dword [dword RESULTS + 12]
        note
        mov     dword [cs:AREA + 7EF8h], 0A0000h
        rsm
handler1_end:

handler2:
        note
        mov     word [cs:AREA + 7FD0h + 2], 0CAFEh
        rsm
handler2_end:
        bits    32

%include "end.inc"
