; The benchmark guest's entry points: a boot sector for a floppy disk, a Multiboot header for loaders of kernels, and what C
; cannot say: segments, ring 3, system calls, faults, task switches. The image is loaded at 1 MiB in both cases.

        cpu     686
BASE            equ 100000h
SECTOR          equ 7C00h               ; where firmware puts the boot sector
LOADED          equ 10000h              ; where the boot sector puts the image, before it moves to BASE

KERNEL_CODE     equ 8
KERNEL_DATA     equ 10h
USER_CODE       equ 1Bh
USER_DATA       equ 23h
TASK            equ 28h

PAGE_WINDOW     equ 0C000000h           ; what the page-fault workload touches; see guest.h

global start
extern kmain, image_sectors, bss_start, bss_end, load_end, fault_table, page_pool, page_directory

; ---- boot sector -----------------------------------------------------------------------------------------------------------

section .boot progbits alloc exec write align=16
        bits    16
sector:
        jmp     0:SECTOR + (.begin - sector)
.begin:
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, SECTOR
        cld
        xor     bp, bp                  ; logical sector
.next:
        mov     ax, bp
        xor     dx, dx
        mov     cx, 18
        div     cx
        mov     cl, dl                  ; sector - 1
        inc     cl
        mov     dh, al
        and     dh, 1                   ; head
        shr     ax, 1
        mov     ch, al                  ; cylinder
        mov     dl, 0
        mov     ax, bp
        shl     ax, 5
        add     ax, LOADED >> 4
        mov     es, ax
        xor     bx, bx
        mov     di, 4
.try:
        mov     ax, 0201h
        int     13h
        jnc     .got
        xor     ah, ah
        int     13h
        dec     di
        jnz     .try
        mov     ax, 0E45h               ; "E"
        int     10h
.stop:  hlt
        jmp     .stop
.got:
        inc     bp
        cmp     bp, [SECTOR + (sectors - sector)]
        jb      .next
        cli
        in      al, 92h                 ; A20 open
        or      al, 2
        and     al, ~1
        out     92h, al
        lgdt    [SECTOR + (.gdt_pointer - sector)]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     dword KERNEL_CODE:SECTOR + (.flat - sector)
        bits    32
.flat:
        mov     ax, KERNEL_DATA
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esi, LOADED
        mov     edi, BASE
        movzx   ecx, bp
        shl     ecx, 7
        rep     movsd
        xor     eax, eax
        mov     ecx, start
        jmp     ecx
        align   8, db 0
.gdt:   dq      0, 00CF9B000000FFFFh, 00CF93000000FFFFh
.gdt_pointer:
        dw      3 * 8 - 1
        dd      SECTOR + (.gdt - sector)
sectors:
        dd      image_sectors
        times   510 - ($ - sector) db 0
        dw      0AA55h

        align   4, db 0
header:
        dd      1BADB002h, 10002h, -(1BADB002h + 10002h)
        dd      BASE + (header - sector), BASE, load_end, bss_end, start
        times   528 + 20 - ($ - sector) db 0
; At offset 548: the command line when no loader brings one, 200 characters, zero-terminated.
global image_command_line
image_command_line:
        times   200 db 0

; ---- kernel ----------------------------------------------------------------------------------------------------------------

section .text
        bits    32
start:
        cli
        cld
        mov     edx, eax
        mov     edi, bss_start
        mov     ecx, bss_end
        sub     ecx, edi
        shr     ecx, 2
        xor     eax, eax
        rep     stosd
        mov     esp, boot_stack_end
        lgdt    [gdt_pointer]
        jmp     KERNEL_CODE:.flat
.flat:
        mov     ax, KERNEL_DATA
        mov     ds, ax
        mov     es, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     eax, tss                ; the descriptor's base
        mov     [gdt + TASK + 2], ax
        shr     eax, 16
        mov     [gdt + TASK + 4], al
        mov     [gdt + TASK + 7], ah
        mov     dword [tss + 4], trap_stack_end
        mov     word [tss + 8], KERNEL_DATA
        mov     word [tss + 102], 104
        mov     ax, TASK
        ltr     ax
        sub     esp, 8                  ; C wants the arguments at a multiple of 16
        push    ebx
        push    edx
        call    kmain
.stop:  hlt
        jmp     .stop

; unsigned call_user(function, argument): calls a function in ring 3.
global call_user
call_user:
        push    ebp
        push    ebx
        push    esi
        push    edi
        mov     [return_esp], esp
        mov     eax, [esp + 20]
        mov     edx, [esp + 24]
        mov     ecx, user_stack_end - 20
        mov     dword [ecx], user_done
        mov     [ecx + 4], edx
        push    dword USER_DATA
        push    ecx
        push    dword 2
        push    dword USER_CODE
        push    eax
        mov     ax, USER_DATA
        mov     ds, ax
        mov     es, ax
        iret

; In ring 3: what the function returned goes to the kernel.
user_done:
        mov     ebx, eax
        mov     eax, 1
        int     80h

; System calls: 0 count, 1 back to call_user, 2 to the next task, 3 unmap the page window.
global system_call
system_call:
        pushad
        push    ds
        push    es
        mov     cx, KERNEL_DATA
        mov     ds, cx
        mov     es, cx
        call    [.table + eax * 4]
.after:
        pop     es
        pop     ds
        popad
        iret
.table: dd      count_call, leave_user, next_task, unmap_window

count_call:
        inc     dword [calls]
        ret

leave_user:
        mov     eax, ebx
        mov     esp, [return_esp]
        pop     edi
        pop     esi
        pop     ebx
        pop     ebp
        ret

next_task:
        mov     eax, [task]
        mov     [task_esp + eax * 4], esp
        inc     eax
        and     eax, 3
        mov     [task], eax
        mov     esp, [task_esp + eax * 4]
        mov     ecx, [task_top + eax * 4]
        mov     [tss + 4], ecx
        mov     ecx, [task_cr3 + eax * 4]
        mov     cr3, ecx
        ret

unmap_window:
        mov     edi, fault_table
        mov     ecx, 256
        xor     eax, eax
        rep     stosd
        mov     eax, cr3
        mov     cr3, eax
        ret

; void new_task(number, function, cr3, user stack's end): what next_task finds on the task's kernel stack.
global new_task
new_task:
        push    ebx
        mov     eax, [esp + 8]
        mov     ebx, [esp + 16]
        mov     [task_cr3 + eax * 4], ebx
        mov     ecx, eax
        shl     ecx, 12
        lea     ecx, [ecx + task_stacks + 4096]
        mov     [task_top + eax * 4], ecx
        sub     ecx, 64                 ; return address, ES, DS, eight registers, EIP, CS, EFLAGS, ESP, SS
        mov     [task_esp + eax * 4], ecx
        mov     dword [ecx], system_call.after
        mov     dword [ecx + 4], USER_DATA
        mov     dword [ecx + 8], USER_DATA
        mov     ebx, [esp + 12]
        mov     [ecx + 44], ebx
        mov     dword [ecx + 48], USER_CODE
        mov     dword [ecx + 52], 2
        mov     ebx, [esp + 20]
        mov     [ecx + 56], ebx
        mov     dword [ecx + 60], USER_DATA
        pop     ebx
        ret


; void first_task(cr3): the caller of call_user becomes task 0.
global first_task
first_task:
        mov     eax, [esp + 4]
        mov     [task_cr3], eax
        mov     cr3, eax
        mov     dword [task_top], trap_stack_end
        mov     dword [task], 0
        ret

; Page faults in the window map a page of the pool; all others are the end.
page_fault:
        push    eax
        push    ecx
        mov     eax, cr2
        sub     eax, PAGE_WINDOW
        cmp     eax, 256 << 12
        jae     .bad
        and     eax, ~0FFFh
        lea     ecx, [eax + page_pool + 7]
        shr     eax, 10
        mov     [ss:fault_table + eax], ecx
        pop     ecx
        pop     eax
        add     esp, 4
        iret
.bad:
        pop     ecx
        pop     eax
        push    dword 14
        jmp     fault

%assign v 0
%rep 32
stub_ %+ v:
  %if v = 14
        jmp     page_fault
  %else
    %if v != 8 && (v < 10 || v > 14) && v != 17
        push    dword 0
    %endif
        push    dword v
        jmp     fault
  %endif
  %assign v v + 1
%endrep
extern report_fault
fault:
        mov     ax, KERNEL_DATA
        mov     ds, ax
        mov     es, ax
        mov     eax, cr2
        push    eax
        call    report_fault            ; CR2, vector, error code, EIP
.stop:  hlt
        jmp     .stop

section .rodata
global fault_stubs
fault_stubs:
%assign v 0
%rep 32
        dd      stub_ %+ v
  %assign v v + 1
%endrep
global real16_start, real16_end
real16_start:
        incbin  "target/real16.bin"
real16_end:

section .data
        align   8, db 0
gdt:    dq      0
        dq      00CF9B000000FFFFh, 00CF93000000FFFFh    ; kernel code, data
        dq      00CFFB000000FFFFh, 00CFF3000000FFFFh    ; user code, data
        dq      0000890000000067h                       ; task
        dq      00009B000000FFFFh, 000093000000FFFFh    ; 16-bit code, data
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt

section .bss
        align   4096
tss:            resb 128
return_esp:     resd 1
task:           resd 1
task_esp:       resd 4
task_top:       resd 4
task_cr3:       resd 4
global calls
calls:          resd 1
                alignb 4096
boot_stack:     resb 16384
boot_stack_end:
trap_stack:     resb 8192
trap_stack_end:
task_stacks:    resb 4 * 4096
user_stack:     resb 65536
user_stack_end:

section .note.GNU-stack noalloc noexec nowrite progbits
