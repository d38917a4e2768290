; Exercises far transfers, gates, privilege changes, exceptions with error codes, virtual-8086 mode and task switches.
; Loaded at 0x10000, entered in real mode at 1000:0000. Every event is one line on port 0xE9; ends with "END" and HLT.
; Assemble: nasm -f bin -o systest.bin systest.asm
        org 0x10000
        bits 16
R16     equ 0x10000                     ; linear address of the real mode segment

start16:
        cli
        mov ax, 0x1000
        mov ds, ax
        xor ax, ax
        mov es, ax
        mov ss, ax
        mov esp, 0x9000
        ; vectors 0-15 to stubs
        mov di, 0
        mov bx, real_stubs - R16
        mov cx, 16
.fill:  mov [es:di], bx
        mov word [es:di+2], 0x1000
        add di, 4
        add bx, 5
        loop .fill
        mov word [es:0x40*4], real_soft - R16
        mov word [es:0x40*4+2], 0x1000

%macro RTEST 1
%push rt
        mov word [resume16 - R16], %$next - R16
        mov si, %$name - R16
        call puts16
        jmp %$code
%$name: db "R ", %1, 10, 0
%$code:
%endmacro
%macro RENDT 0
        mov si, fell - R16
        call puts16
%$next:
%pop
%endmacro

        RTEST "divide"
        xor ax, ax
        div al
        RENDT
        RTEST "ud2"
        ud2
        RENDT
        RTEST "word at ffff"
        mov bx, 0xffff
        mov ax, [bx]
        RENDT
        RTEST "stack word at ffff"
        mov bp, 0xffff
        mov ax, [bp]
        RENDT
        RTEST "int 40"
        stc
        int 0x40
        RENDT
        RTEST "into"
        mov al, 0x7f
        inc al
        into
        RENDT
        RTEST "bound"
        mov ax, 5
        bound ax, [two - R16]
        RENDT
        RTEST "arpl"
        arpl ax, bx
        RENDT
        RTEST "lldt"
        lldt ax
        RENDT
        RTEST "lock nop"
        db 0xf0, 0x90
        RENDT
        RTEST "mov cs"
        db 0x8e, 0xc8
        RENDT
        RTEST "step"
        pushf
        or word [esp], 0x100
        popf
        nop
        RENDT
        RTEST "step over pop ss"
        pushf
        pushf
        push ss
        mov bp, sp
        or word [bp+2], 0x100
        pop ax
        popf
        mov ss, ax
        nop
        nop
        RENDT
        RTEST "far call and retf 2"
        push word 0x1234
        call 0x1000:far16 - R16
        mov ax, sp
        call hex16
        RENDT
        RTEST "far call 32"
        call dword 0x1000:far16b - R16
        RENDT
        RTEST "far jump beyond"
        jmp dword 0x1000:0x10000
        RENDT
        RTEST "iretd flags"
        push dword 0x00247202
        push dword 0x1000
        push dword .i32 - R16
        iretd
.i32:   pushfd
        pop eax
        call hex32_16
        push dword 2
        popfd
        RENDT
        RTEST "too long"
        times 15 db 0x66
        nop
        RENDT
        jmp protected

far16:  mov bp, sp
        mov ax, [bp]
        sub ax, far16 - R16
        call hex16
        retf 2
far16b: o32 retf

real_soft:
        mov si, soft - R16
        call puts16
        mov bp, sp
        jmp real_report
real_stubs:
%assign i 0
%rep 16
        push byte i
        jmp near real_common
%assign i i+1
%endrep
real_common:
        pop ax
        push ds
        push word 0x1000
        pop ds
        call hex8
        pop ds
        mov bp, sp
real_report:
        push word 0x1000
        pop ds
        mov ax, [bp+2]
        call hex16
        mov ax, [bp]
        call hex16
        mov ax, [bp+4]
        and ax, 0x7701
        call hex16
        pushf
        pop ax
        and ax, 0x7700
        call hex16
        mov al, 10
        out 0xe9, al
        xor ax, ax
        mov ss, ax
        mov esp, 0x9000
        push ax
        popf
        jmp [resume16 - R16]

puts16: lodsb
        test al, al
        jz .done
        out 0xe9, al
        jmp puts16
.done:  ret
hex32_16:
        push eax
        shr eax, 16
        call hex16n
        pop eax
hex16:  call hex16n
        mov al, ' '
        out 0xe9, al
        ret
hex16n: push ax
        mov al, ah
        call hex8n
        pop ax
        jmp hex8n
hex8:   call hex8n
        mov al, ' '
        out 0xe9, al
        ret
hex8n:  push ax
        shr al, 4
        call .nibble
        pop ax
        and al, 15
.nibble: add al, '0'
        cmp al, '9'
        jbe .out
        add al, 7+32
.out:   out 0xe9, al
        ret

resume16: dw 0
two:    dw 1, 4
fell:   db "  fell through", 10, 0
soft:   db "soft ", 0

; ---- protected mode --------------------------------------------------------------------------------------------------
CODE0   equ 0x08
DATA0   equ 0x10
CODE3   equ 0x18 | 3
DATA3   equ 0x20 | 3
CODE0C  equ 0x28        ; conforming
CODE16  equ 0x30        ; 16-bit code, base 0x10000
SMALL   equ 0x38        ; data, limit 0x0fff, base 0
DOWN    equ 0x40        ; expand-down, limit 0x0fff
RDONLY  equ 0x48
NOTP    equ 0x50        ; data, not present
XONLY   equ 0x58        ; execute-only code
TSS0    equ 0x60
TSS1    equ 0x68
TSS16   equ 0x70
LDT0    equ 0x78
CGATE3  equ 0x80        ; call gate DPL 3, 2 parameters, to ring 0
CGATE0  equ 0x88        ; call gate DPL 0
CGATE16 equ 0x90        ; 16-bit call gate DPL 3, 1 parameter
TGATE   equ 0x98        ; task gate to TSS1, DPL 3
CODE1   equ 0xa0 | 1
DATA1   equ 0xa8 | 1
NPCODE  equ 0xb0
NPGATE  equ 0xb8
TSSBUSY equ 0xc0        ; busy TSS
CGATEC  equ 0xc8        ; call gate to conforming code
DATA16  equ 0xd0        ; 16-bit stack segment, base 0
CODE0U  equ 0xd8        ; code, accessed bit clear
TSSV    equ 0xe0        ; TSS of a virtual-8086 task
TSSBAD  equ 0xe8        ; TSS with a bad SS
TSSSHORT equ 0xf0
STACK0  equ 0x8000
STACK3  equ 0x7000
STACK1  equ 0x6000

protected:
        lgdt [gdtr - R16]
        lidt [idtr - R16]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword CODE0:prot32
        bits 32
prot32:
        call flat
        mov esp, STACK0
        ; IDT: 32 exception gates
        mov edi, idt
        mov eax, stubs
        mov ecx, 32
.gates: mov [edi], ax
        mov word [edi+2], CODE0
        mov word [edi+4], 0x8e00
        mov edx, eax
        shr edx, 16
        mov [edi+6], dx
        add edi, 8
        add eax, 9
        loop .gates
%macro GATE 4 ; vector, selector, offset, access
        mov dword [idt + %1*8], (%2) << 16
        mov eax, %3
        mov [idt + %1*8], ax
        mov dword [idt + %1*8 + 4], (%4) << 8
        shr eax, 16
        mov [idt + %1*8 + 6], ax
%endmacro
        GATE 0x30, CODE0, log_eax, 0xef
        GATE 0x31, CODE0, ring3_done, 0xee
        GATE 0x32, CODE16, (handler16 - R16), 0xe6
        GATE 0x33, TGATE, 0, 0xe5
        mov dword [idt + 0x33*8], TSS1 << 16
        GATE 0x34, CODE0, log_eax, 0x6e
        GATE 0x35, CODE0, log_eax, 0x8e
        GATE 0x36, CODE3, log_eax, 0xee
        GATE 0x37, CODE0C, log_cs, 0xee
        GATE 0x38, CODE0, log_eax, 0xec
        GATE 0x39, NPCODE, log_eax, 0xee
        GATE 0x3a, 0, log_eax, 0xee
        GATE 0x3b, CODE1, ring1_int, 0xee
        GATE 0x3c, DATA0, log_eax, 0xee
        mov ax, TSS0
        ltr ax
        mov ax, LDT0
        lldt ax

%macro TEST 1
%push t
        mov dword [resume], %$next
        mov dword [tstart], %$code
        mov esi, %$name
        call puts
        jmp %$code
%$name: db "P ", %1, 10, 0
%$code:
%endmacro
%macro ENDT 0
        call fellthrough
%$next:
        call clean
%pop
%endmacro
%macro RING3 0
        mov dword [tstart], %%go
        mov ax, DATA3
        mov ds, ax
        mov es, ax
        push dword DATA3
        push dword STACK3
        push dword 2
        push dword CODE3
        push dword %%go
        iretd
%%go:
%endmacro

        ; --- segment loads ---
        TEST "ds null use"
        xor eax, eax
        mov es, ax
        mov al, [es:0]
        ENDT
        TEST "ss null"
        xor eax, eax
        mov ss, ax
        ENDT
        TEST "ds beyond gdt"
        mov ax, 0xfff8
        mov ds, ax
        ENDT
        TEST "ds execute-only"
        mov ax, XONLY
        mov ds, ax
        ENDT
        TEST "ds not present"
        mov ax, NOTP
        mov ds, ax
        ENDT
        TEST "ss not present"
        mov ax, NOTP
        mov ss, ax
        ENDT
        TEST "ss rpl"
        mov ax, DATA0 | 1
        mov ss, ax
        ENDT
        TEST "ss read-only"
        mov ax, RDONLY
        mov ss, ax
        ENDT
        TEST "ds system descriptor"
        mov ax, TSS0
        mov ds, ax
        ENDT
        TEST "ldt segment"
        mov ax, 4
        mov es, ax
        mov al, [es:0]
        mov al, [es:0x10]
        ENDT
        TEST "ldt beyond"
        mov ax, 0xc
        mov es, ax
        ENDT
        TEST "write read-only"
        mov ax, RDONLY
        mov es, ax
        mov al, [es:0]
        mov [es:0], al
        ENDT
        TEST "write code"
        mov [cs:0], al
        ENDT
        TEST "limit"
        mov ax, SMALL
        mov es, ax
        mov eax, [es:0xffc]
        mov eax, [es:0xffd]
        ENDT
        TEST "expand-down"
        mov ax, DOWN
        mov es, ax
        mov al, [es:0x1000]
        mov al, [es:0xfff]
        ENDT
        TEST "expand-down top"
        mov ax, DOWN
        mov es, ax
        mov ax, [es:0xfffe]
        mov ax, [es:0xffff]
        ENDT
        TEST "stack limit"
        mov ax, SMALL
        mov ss, ax
        mov esp, 0xf00
        mov eax, [ss:0x1000]
        ENDT
        TEST "accessed bit"
        mov eax, [gdt + CODE0U + 4]
        call hex32
        jmp CODE0U:.u
.u:     mov eax, [gdt + CODE0U + 4]
        call hex32
        jmp CODE0:.v
.v:
        ENDT
        ; --- far jumps ---
        TEST "jmp data"
        jmp DATA0:0
        ENDT
        TEST "jmp null"
        jmp 3:0
        ENDT
        TEST "jmp rpl 3"
        jmp CODE0 | 3:0
        ENDT
        TEST "jmp ring 3"
        jmp CODE3:0
        ENDT
        TEST "jmp not present"
        jmp NPCODE:0
        ENDT
        TEST "jmp limit"
        jmp CODE16:0x12345
        ENDT
        TEST "jmp conforming"
        jmp CODE0C:.c
.c:     mov ax, cs
        call hex32
        jmp CODE0:.d
.d:
        ENDT
        TEST "jmp gate"
        push dword CODE0
        push dword .jg
        jmp CGATE0:0
.jg:
        ENDT
        TEST "jmp gate not present"
        jmp NPGATE:0
        ENDT
        TEST "call gate same level"
        call CGATE0:0
        ENDT
        TEST "call 16-bit code"
        db 0x9a
        dd code16_far - R16
        dw CODE16
        ENDT
        TEST "retf null"
        push dword 0
        push dword 0
        retf
        ENDT
        TEST "retf inner"
        RING3
        push dword CODE0
        push dword 0
        retf
        ENDT
        ; --- ring 3 ---
        TEST "ring 3 and back"
        RING3
        mov ax, cs
        int 0x30
        mov ax, ss
        int 0x30
        int 0x31
        ENDT
        TEST "ring 3 keeps and drops"
        mov ax, DATA0
        mov fs, ax
        mov ax, CODE0C
        mov gs, ax
        RING3
        mov ax, fs
        int 0x30
        mov ax, gs
        int 0x30
        int 0x31
        ENDT
        TEST "ring 3 cli"
        RING3
        cli
        ENDT
        TEST "ring 3 hlt"
        RING3
        hlt
        ENDT
        TEST "ring 3 in"
        RING3
        mov dx, 0x3f0
        in al, dx
        ENDT
        TEST "ring 3 in allowed"
        RING3
        mov dx, 0x80
        in al, dx
        mov al, '!'
        out 0x80, al
        int 0x31
        ENDT
        TEST "ring 3 word port across"
        RING3
        mov dx, 0x87
        in ax, dx
        int 0x31
        ENDT
        TEST "ring 3 port beyond bitmap"
        RING3
        mov dx, 0x4000
        in al, dx
        ENDT
        TEST "ring 3 popf"
        RING3
        push dword 0x7202
        popfd
        pushfd
        pop eax
        int 0x30
        int 0x31
        ENDT
        TEST "ring 3 int 35"
        RING3
        int 0x35
        ENDT
        TEST "ring 3 int 34 not present"
        RING3
        int 0x34
        ENDT
        TEST "int beyond idt"
        int 0xff
        ENDT
        TEST "int bad gate type"
        int 0x38
        ENDT
        TEST "int to ring 3 code"
        int 0x36
        ENDT
        TEST "int to absent code"
        int 0x39
        ENDT
        TEST "int null code"
        int 0x3a
        ENDT
        TEST "int data segment"
        int 0x3c
        ENDT
        TEST "ring 3 conforming handler"
        RING3
        int 0x37
        int 0x31
        ENDT
        TEST "ring 3 int ring 1"
        RING3
        int 0x3b
        int 0x31
        ENDT
        TEST "ring 3 int 16-bit gate"
        RING3
        int 0x32
        int 0x31
        ENDT
        TEST "ring 3 call gate"
        RING3
        push dword 0x11111111
        push dword 0x22222222
        call CGATE3:0
        mov eax, esp
        int 0x30
        int 0x31
        ENDT
        TEST "ring 3 16-bit call gate"
        RING3
        push word 0x3333
        call CGATE16:0
        mov eax, esp
        int 0x30
        int 0x31
        ENDT
        TEST "ring 3 call gate dpl 0"
        RING3
        call CGATE0:0
        ENDT
        TEST "ring 3 conforming gate"
        RING3
        call CGATEC:0
        int 0x31
        ENDT
        TEST "ring 3 bad inner stack 1"
        mov word [tss0 + 0x10], DATA3
        RING3
        int 0x3b
        ENDT
        TEST "ring 3 null inner stack 1"
        mov word [tss0 + 0x10], 0
        RING3
        int 0x3b
        ENDT
        TEST "ring 3 absent inner stack 1"
        mov word [tss0 + 0x10], NOTP | 1
        RING3
        int 0x3b
        ENDT
        TEST "ring 3 mov cr0"
        RING3
        mov eax, cr0
        ENDT
        TEST "ring 3 sgdt sldt smsw"
        RING3
        sldt ax
        int 0x30
        str ax
        int 0x30
        smsw ax
        int 0x30
        int 0x31
        ENDT
        TEST "ring 3 lldt"
        RING3
        lldt ax
        ENDT
        ; --- iret ---
        TEST "iret to ring 1"
        push dword DATA1
        push dword STACK1
        push dword 0x1002
        push dword CODE1
        push dword .r1
        iretd
.r1:    mov ax, cs
        int 0x30
        pushfd
        pop eax
        int 0x30
        int 0x31
        ENDT
        TEST "iret bad ss"
        push dword DATA0
        push dword STACK3
        push dword 2
        push dword CODE3
        push dword 0
        iretd
        ENDT
        TEST "iret data"
        push dword 2
        push dword DATA0
        push dword 0
        iretd
        ENDT
        TEST "iret nt without link"
        pushfd
        or dword [esp], 0x4000
        popfd
        iretd
        ENDT
        TEST "iret 16-bit stack"
        mov esp, 0x00018000
        push dword DATA16 | 3
        push dword 0x00004567
        push dword 2
        push dword CODE3
        push dword .s
        iretd
.s:     mov eax, esp
        int 0x30
        int 0x31
        ENDT
        ; --- questions ---
%macro ASK 1
        xor eax, eax
        mov ecx, %1
        lar eax, ecx
        call logzf
        xor eax, eax
        lsl eax, ecx
        call logzf
        verr cx
        call logz
        verw cx
        call logz
%endmacro
        TEST "lar lsl verr verw"
%assign s 0
%rep 32
        ASK s
%assign s s+8
%endrep
        mov ecx, TSS0
        ENDT
        TEST "lar rpl 3"
        ASK CODE0 | 3
        ASK CODE0C | 3
        ASK DATA3
        ASK CGATE3 | 3
        ENDT
        ; --- debug ---
        TEST "step"
        pushfd
        or dword [esp], 0x100
        popfd
        nop
        ENDT
        TEST "step over int"
        pushfd
        or dword [esp], 0x100
        popfd
        int 0x30
        nop
        ENDT
        TEST "step into ring 3"
        push dword DATA3
        push dword STACK3
        push dword 0x102
        push dword CODE3
        push dword .ts
        mov dword [tstart], .ts
        iretd
.ts:    nop
        nop
        ENDT
        TEST "step over mov ss"
        mov cx, ss
        pushfd
        or dword [esp], 0x100
        popfd
        mov ss, cx
        nop
        nop
        ENDT
        TEST "step rep"
        cld
        mov ecx, 3
        mov esi, scratch
        pushfd
        or dword [esp], 0x100
        popfd
        rep lodsb
        nop
        ENDT
        TEST "int1"
        db 0xf1
        ENDT
        TEST "int3"
        int3
        ENDT
        TEST "breakpoint on write"
        mov eax, scratch
        mov dr0, eax
        mov eax, 0x000d0001
        mov dr7, eax
        mov eax, [scratch]
        mov [scratch+4], eax
        mov byte [scratch+3], 1
        nop
        ENDT
        TEST "breakpoint on code"
        mov eax, .bp
        mov dr1, eax
        mov eax, 0x00000004
        mov dr7, eax
        nop
.bp:    nop
        ENDT
        TEST "general detect"
        mov eax, 0x2000
        mov dr7, eax
        mov eax, dr0
        ENDT
        ; --- control registers ---
        TEST "cr0 pg without pe"
        mov eax, 0x80000000
        mov cr0, eax
        ENDT
        TEST "cr0 nw without cd"
        mov eax, 0x20000011
        mov cr0, eax
        ENDT
        TEST "cr4 reserved"
        mov eax, 0x80000000
        mov cr4, eax
        ENDT
        TEST "mov cr1"
        db 0x0f, 0x20, 0xc8
        ENDT
        TEST "lmsw keeps pe"
        mov ax, 0
        lmsw ax
        smsw ax
        call hex32
        ENDT
        TEST "rdmsr unknown"
        mov ecx, 0x12345
        rdmsr
        ENDT
        TEST "ltr busy"
        mov ax, TSS0
        ltr ax
        ENDT
        TEST "ltr null"
        xor eax, eax
        ltr ax
        ENDT
        TEST "ltr ldt"
        mov ax, 4
        ltr ax
        ENDT
        TEST "lldt data"
        mov ax, DATA0
        lldt ax
        ENDT
        ; --- tasks ---
        TEST "jmp busy tss"
        jmp TSSBUSY:0
        ENDT
        TEST "jmp short tss"
        jmp TSSSHORT:0
        ENDT
        TEST "call task"
        mov eax, 0x5a5a5a5a
        call TSS1:0
        call hex32
        mov eax, [tss1]
        call hex32
        mov eax, [gdt + TSS1 + 4]
        call hex32
        mov eax, cr0
        call hex32
        clts
        pushfd
        pop eax
        call hex32
        ENDT
        TEST "call task again"
        call TSS1:0
        clts
        ENDT
        TEST "int task gate"
        int 0x33
        clts
        ENDT
        TEST "ring 3 task gate"
        RING3
        call TGATE:0
        int 0x31
        ENDT
        TEST "jmp task and back"
        mov dword [tss1 + 0x20], task_jmp
        jmp TSS1:0
        mov eax, [gdt + TSS0 + 4]
        call hex32
        mov eax, [gdt + TSS1 + 4]
        call hex32
        clts
        ENDT
        TEST "call 16-bit task"
        call TSS16:0
        movzx eax, word [tss16]
        call hex32
        clts
        ENDT
        TEST "task with debug trap"
        mov word [tss1 + 0x64], 1
        mov dword [tstart], task_call
        call TSS1:0
        ENDT
        mov word [tss1 + 0x64], 0
        str ax
        cmp ax, TSS1
        jne .traphome
        push dword 0x4002               ; still in the task: its IRET leads back behind the CALL
        popfd
        iretd
.traphome:
        clts
        TEST "task with bad ss"
        mov dword [idt + 10*8], TSS1 << 16
        mov dword [idt + 10*8 + 4], 0x8500
        mov dword [tss1 + 0x20], task_ts
        jmp TSSBAD:0
        clts
        ENDT
        TEST "fault through task gate"
        ; #GP by task gate
        mov eax, [idt + 13*8]
        mov [saved], eax
        mov eax, [idt + 13*8 + 4]
        mov [saved+4], eax
        mov dword [idt + 13*8], TSS1 << 16
        mov dword [idt + 13*8 + 4], 0x8500
        mov dword [tss1 + 0x20], task_fault
        mov dword [tss1 + 0x38], 0x5800
        mov ax, 0xfff8
        mov ds, ax
.after: nop
        ENDT
        mov eax, [saved]
        mov [idt + 13*8], eax
        mov eax, [saved+4]
        mov [idt + 13*8 + 4], eax
        ; --- virtual 8086 ---
%macro V86 1
        push dword 0x1000
        push dword 0x1001
        push dword 0x1002
        push dword 0x1003
        push dword 0x0500
        push dword 0x0800
        push dword 0x00020002 | (%1)
        push dword 0x1000
        push dword %%go - R16
        mov dword [tstart], (%%go - R16)
        iretd
        bits 16
%%go:
%endmacro
        TEST "v86 int"
        V86 0
        int 0x30
        bits 32
        ENDT
        TEST "v86 int iopl 3"
        V86 0x3000
        mov eax, 0x12345678
        int 0x30
        int 0x31
        bits 32
        ENDT
        TEST "v86 int3"
        V86 0
        int3
        bits 32
        ENDT
        TEST "v86 cli"
        V86 0
        cli
        bits 32
        ENDT
        TEST "v86 pushf"
        V86 0
        pushf
        bits 32
        ENDT
        TEST "v86 iret iopl 3"
        V86 0x3000
        push word 0x7202
        push cs
        push word .vi - R16
        iret
.vi:    pushfd
        pop eax
        int 0x30
        int 0x31
        bits 32
        ENDT
        TEST "v86 in"
        V86 0x3000
        mov dx, 0x3f0
        in al, dx
        bits 32
        ENDT
        TEST "v86 limit"
        V86 0
        mov bx, 0xffff
        mov ax, [bx]
        bits 32
        ENDT
        TEST "v86 segment"
        V86 0x3000
        mov ax, 0x1234
        mov es, ax
        mov ax, es
        int 0x30
        mov ax, ss
        int 0x30
        mov ax, sp
        int 0x30
        lldt ax
        bits 32
        ENDT
        TEST "v86 far call"
        V86 0x3000
        call 0x1000:vfar - R16
        mov ax, sp
        int 0x30
        int 0x31
        bits 32
        ENDT
        TEST "v86 conforming handler"
        V86 0x3000
        int 0x37
        bits 32
        ENDT
        TEST "v86 ring 1 handler"
        V86 0x3000
        int 0x3b
        bits 32
        ENDT
        TEST "v86 task"
        mov dword [resume], .back
        mov dword [tstart], vtask - R16
        jmp TSSV:0
        jmp .home
.back:  jmp TSS0:0
.home:  clts
        ENDT
        ; --- v86 with extensions ---
        TEST "vme int redirected"
        mov eax, cr4
        or al, 1
        mov cr4, eax
        mov dword [0x40*4], vme_handler - R16 + 0x10000000
        and byte [tss0 + 104 + 8], 0xfe
        V86 0
        int 0x40
        pushf
        pop ax
        int 0x31
        bits 32
        ENDT
        TEST "vme sti pushf"
        V86 0x3000
        int 0x41
        bits 32
        ENDT
        TEST "vme sti"
        V86 0
        sti
        pushf
        pop ax
        mov bx, ax
        pushf
        cli
        pushf
        pop cx
        popf
        hlt
        bits 32
        ENDT
        TEST "vme sti vip"
        V86 0x100000
        sti
        bits 32
        ENDT
        mov eax, cr4
        and al, 0xfe
        mov cr4, eax
        ; --- paging ---
        TEST "page faults"
        mov edi, 0x100000
        mov ecx, 0x800
        xor eax, eax
        rep stosd
        mov dword [0x100000], 0x101007
        mov edi, 0x101000
        mov eax, 7
        mov ecx, 0x110
.map:   stosd
        add eax, 0x1000
        loop .map
        mov dword [0x101000 + 0x50*4], 0x50000      ; not present
        mov dword [0x101000 + 0x51*4], 0x51001      ; supervisor, read-only
        mov dword [0x101000 + 0x52*4], 0x52005      ; user, read-only
        mov dword [0x101000 + 0x53*4], 0x53003      ; supervisor
        mov dword [0x51ffe], 0x12345678
        mov eax, 0x100000
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80000000
        mov cr0, eax
        mov al, [0x50123]
        ENDT
        TEST "write to read-only page, wp 0"
        mov [0x51000], al
        mov eax, [0x101000 + 0x51*4]
        call hex32
        ENDT
        TEST "write to read-only page, wp 1"
        mov eax, cr0
        or eax, 0x10000
        mov cr0, eax
        mov [0x51000], al
        ENDT
        TEST "user read supervisor"
        RING3
        mov al, [0x53000]
        ENDT
        TEST "user write read-only"
        RING3
        mov [0x52fff], ax
        ENDT
        TEST "user push to absent page"
        RING3
        mov esp, 0x51000
        pushad
        ENDT
        TEST "user jump to absent"
        RING3
        mov eax, 0x50008
        jmp eax
        ENDT
        TEST "rmw on read-only"
        RING3
        inc dword [0x52010]
        ENDT
        TEST "page fault in interrupt"
        mov dword [tss0 + 0xc], 0x50008
        RING3
        int 0x3b
        ENDT
        mov dword [tss0 + 0xc], STACK1
        TEST "accessed and dirty"
        mov eax, [0x101000 + 0x54*4]
        call hex32
        mov al, [0x54000]
        mov eax, [0x101000 + 0x54*4]
        call hex32
        mov [0x54000], al
        mov eax, [0x101000 + 0x54*4]
        call hex32
        mov eax, [0x100000]
        call hex32
        ENDT
        TEST "double fault"
        mov dword [idt + 11*8 + 4], 0
        mov ax, NOTP
        mov ds, ax
        ENDT
        mov word [idt + 11*8 + 4], 0x8e00
        mov esi, end
        call puts
        cli
.stop:  hlt
        jmp .stop

task_jmp:
        mov esi, intask
        call puts
        mov ax, cs
        call hex32
        pushfd
        pop eax
        call hex32
        jmp TSS0:0

task_call:
        mov esi, intask
        call puts
        pushfd
        pop eax
        call hex32
        mov eax, esp
        call hex32
        mov eax, [tss1]
        call hex32
        mov eax, [gdt + TSS0 + 4]
        call hex32
        mov eax, [gdt + TSS1 + 4]
        call hex32
        mov eax, cr0
        call hex32
        clts
        iretd
        jmp task_call

task_ts:
        mov esi, intask
        call puts
        pop eax
        call hex32
        mov eax, [tss1]
        call hex32
        mov eax, [gdt + TSS0 + 4]
        call hex32
        mov eax, [gdt + TSSBAD + 4]
        call hex32
        jmp TSS0:0

task_fault:
        mov esi, intask
        call puts
        pop eax
        call hex32
        mov eax, [tss0 + 0x20]
        sub eax, [tstart]
        call hex32
        mov eax, [tss0 + 0x24]
        and eax, 0x37700
        call hex32
        mov eax, [resume]
        mov [tss0 + 0x20], eax
        mov dword [tss0 + 0x24], 2
        iretd

handler16:      ; frame of words: IP, CS, FLAGS, SP, SS
        bits 16
        mov ax, DATA0
        mov ds, ax
        mov esi, esp
.next:  movzx eax, word [esi]
        call dword CODE0:log_far
        add esi, 2
        test si, 0x3ff
        jnz .next
        jmp dword CODE0:ring3_done
code16_far:
        o32 retf
vfar:   mov bp, sp
        mov ax, [bp+2]
        int 0x30
        retf
vme_handler:
        mov bp, sp
        mov eax, [bp]
        iret
        bits 32
log_far: call hex32
        retf

; call gate with two doubleword parameters
cgate3: mov eax, cs
        call hex32
        mov eax, [esp+8]
        call hex32
        mov eax, [esp+12]
        call hex32
        mov eax, [esp+16]
        call hex32
        mov eax, [esp+20]
        call hex32
        retf 8
cgate0: mov eax, esp
        call hex32
        retf
cgatec: retf
cg16:   bits 16                         ; frame of words: IP, CS, parameter, SP, SS
        jmp handler16
        bits 32
ring1_int:
        mov ax, ss
        int 0x30
        mov eax, esp
        int 0x30
        iretd

log_eax:
        push ds
        push eax
        mov ax, DATA0
        mov ds, ax
        mov eax, [esp]
        call hex32
        pop eax
        pop ds
        iretd
log_cs: ; conforming: runs at the caller's level, so it must not use ports
        mov ax, cs
        int 0x30
        iretd
ring3_done:
        cld
        call flat
        mov esi, done
        call puts
        mov esp, STACK0
        jmp [resume]

stubs:
%assign i 0
%rep 32
  %if i == 8 || (i >= 10 && i <= 14) || i == 17
        nop
        nop
  %else
        push byte 0
  %endif
        push byte i
        jmp near caught
%assign i i+1
%endrep
caught:
        pushad
        mov ax, ds
        mov bx, es
        mov dx, fs
        mov bp, gs
        call flat
        mov esi, exc
        call puts
        mov al, [esp+32]
        call hexb
        mov eax, [esp+36]
        call hex32
        mov eax, [esp+44]
        call hex32
        mov eax, [esp+40]
        sub eax, [tstart]
        call hex32
        mov eax, [esp+48]
        and eax, 0x3f7700
        call hex32
        test byte [esp+44], 3
        jnz .outer
        test dword [esp+48], 0x20000
        jz .inner
.outer: mov eax, [esp+56]
        call hex32
        mov eax, [esp+52]
        call hex32
.inner: test dword [esp+48], 0x20000
        jz .plain
        mov eax, [esp+60]
        call hex32
        mov eax, [esp+72]
        call hex32
.plain: cmp byte [esp+32], 14
        jne .nopf
        mov eax, cr2
        call hex32
.nopf:  cmp byte [esp+32], 1
        jne .nodb
        mov eax, dr6
        call hex32
        mov eax, 0xffff0ff0
        mov dr6, eax
.nodb:  mov eax, esp
        call hex32
        mov al, 10
        out 0xe9, al
        mov esp, STACK0
        jmp [resume]

clean:  ; back to a known state after a test
        pop edx
        mov eax, 0x400
        mov dr7, eax
        call flat
        mov esp, STACK0
        push dword 2
        popfd
        mov dword [tss0 + 4], STACK0 - 0x400
        mov word [tss0 + 8], DATA0
        mov word [tss0 + 0x10], DATA1
        mov dword [tss1 + 0x20], task_call
        mov dword [tss1 + 0x38], 0x5800
        mov al, 10
        out 0xe9, al
        jmp edx
fellthrough:
        mov esi, fell2
        jmp puts
flat:   push eax
        mov ax, DATA0
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        mov ss, ax
        pop eax
        ret
logzf:  pushfd
        call hex32
        popfd
logz:   pushad
        setz al
        add al, '0'
        out 0xe9, al
        mov al, ' '
        out 0xe9, al
        popad
        ret
puts:   lodsb
        test al, al
        jz .done
        out 0xe9, al
        jmp puts
.done:  ret
hex32:  pushad
        mov ecx, 8
.digit: rol eax, 4
        push eax
        call nibble
        pop eax
        loop .digit
        mov al, ' '
        out 0xe9, al
        popad
        ret
hexb:   push eax
        shr al, 4
        call nibble
        pop eax
        call nibble
        mov al, ' '
        out 0xe9, al
        ret
nibble: and al, 15
        add al, '0'
        cmp al, '9'
        jbe .out
        add al, 7+32
.out:   out 0xe9, al
        ret

exc:    db "  exception ", 0
fell2:  db " fell through", 0
done:   db " done", 0
intask: db " task: ", 0
end:    db "END", 10, 0
resume: dd 0
tstart: dd 0
saved:  dd 0, 0
        align 8
scratch: dd 0, 0

gdtr:   dw gdt_end - gdt - 1
        dd gdt
idtr:   dw 0x3d*8 - 1
        dd idt
        align 8
%macro DESC 4 ; base, limit, access, flags
        dw (%2) & 0xffff, (%1) & 0xffff
        db ((%1) >> 16) & 0xff, %3, ((%4) << 4) | (((%2) >> 16) & 15), ((%1) >> 24) & 0xff
%endmacro
%macro CALLG 4 ; selector, offset (both words split by hand), access, count
        dw (%2) & 0xffff, %1
        db %4, %3
        dw 1
%endmacro
B       equ 0x10000
%define AT(x) (B + ((x) - $$))
gdt:    dq 0
        DESC 0, 0xfffff, 0x9b, 0xc
        DESC 0, 0xfffff, 0x93, 0xc
        DESC 0, 0xfffff, 0xfb, 0xc
        DESC 0, 0xfffff, 0xf3, 0xc
        DESC 0, 0xfffff, 0x9f, 0xc
        DESC 0x10000, 0xffff, 0x9b, 0
        DESC 0, 0xfff, 0x93, 4
        DESC 0, 0xfff, 0x97, 0
        DESC 0, 0xfffff, 0x91, 0xc
        DESC 0, 0xfffff, 0x13, 0xc
        DESC 0, 0xfffff, 0x99, 0xc
        DESC AT(tss0), tss0_end - tss0 - 1, 0x89, 0
        DESC AT(tss1), 0x67, 0x89, 0
        DESC AT(tss16), 0x2b, 0x81, 0
        DESC AT(ldt), 7, 0x82, 0
        dw (cgate3 - $$), CODE0
        db 2, 0xec
        dw 1
        dw (cgate0 - $$), CODE0
        db 0, 0x8c
        dw 1
        dw (cg16 - $$), CODE16
        db 1, 0xe4
        dw 0
        dw 0, TSS1
        db 0, 0xe5
        dw 0
        DESC 0, 0xfffff, 0xbb, 0xc
        DESC 0, 0xfffff, 0xb3, 0xc
        DESC 0, 0xfffff, 0x1b, 0xc
        dw 0, CODE0
        db 0, 0x0c
        dw 1
        DESC AT(tss1), 0x67, 0x8b, 0
        dw (cgatec - $$), CODE0C
        db 0, 0xec
        dw 1
        DESC 0, 0xffff, 0xf3, 0
        DESC 0, 0xfffff, 0x9a, 0xc
        DESC AT(tssv), 0x67, 0x89, 0
        DESC AT(tssbad), 0x67, 0x89, 0
        DESC AT(tss1), 0x66, 0x89, 0
gdt_end:
ldt:    DESC 0x1000, 0xf, 0x93, 4

tss0:   dd 0, STACK0 - 0x400, DATA0, STACK1, DATA1, 0, 0, 0x100000
        times 16 dd 0
        dd 0                            ; LDT
        dw 0, tss0_map - tss0
        times 32 db 0xff                ; interrupt redirection
tss0_map: times 16 db 0xff
        db 0                            ; ports 80-87
        times 15 db 0xff
        times 0x60 db 0xff
        db 0xff
tss0_end:
tss1:   dd 0, 0, 0, 0, 0, 0, 0, 0x100000
        dd task_call, 2
        dd 1, 2, 3, 4, 0x5800, 5, 6, 7
        dd DATA0, CODE0, DATA0, DATA0, 0, DATA0
        dd 0
        dw 0, 0x68
tss16:  dw 0, 0, 0, 0, 0, 0, 0
        dw task16 - R16, 2
        dw 1, 2, 3, 4, 0x5000, 5, 6, 7
        dw DATA0, CODE16, DATA16 - 0xd0 + DATA0, DATA0
        dw 0
tssv:   dd 0, STACK0 - 0x800, DATA0, 0, 0, 0, 0, 0x100000
        dd vtask - R16, 0x23002
        dd 0xabcd, 2, 3, 4, 0x900, 5, 6, 7
        dd 0x1111, 0x1000, 0x0500, 0x4444, 0x5555, 0x6666
        dd 0
        dw 0, 0x68
tssbad: dd 0, 0, 0, 0, 0, 0, 0, 0x100000
        dd task_call, 2
        dd 1, 2, 3, 4, 0x5800, 5, 6, 7
        dd DATA0, CODE0, DATA3, DATA0, 0, 0
        dd 0
        dw 0, 0x68
        bits 16
vtask:  hlt
task16: mov ax, ax
        iret
        align 8
idt:    times 0x3d*8 db 0
