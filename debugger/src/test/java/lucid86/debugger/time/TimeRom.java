package lucid86.debugger.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import lucid86.machine.board.MachineConfig;

/** A ROM that enters protected mode, takes a page fault and timer interrupts, copies, overwrites a byte and works for 9 million instructions. */
public final class TimeRom {
    /** Linear addresses of its labels. */
    public static final int ENTER = 0xf000f, TOUCH = 0xf00dd, COPY = 0xf00f7, CULPRIT = 0xf00f9, WORK = 0xf0105, CALL = 0xf010b, AFTER_CALL = 0xf0110, DONE = 0xf0113,
            SUB1 = 0xf0116, FAULT = 0xf011d, TICK = 0xf0134;
    /** The byte that is overwritten, by the copy and by {@link #CULPRIT}. */
    public static final int VICTIM = 0x204fff;

    /*
     *         bits 16
     *         org 0
     * start:  cli
     *         lgdt [cs:gdtr]
     *         mov eax, cr0
     *         or al, 1
     *         mov cr0, eax
     * enter:   jmp dword 8:0xf0000 + pm
     *         align 8
     * gdt:    dq 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
     * gdtr:   dw 23
     *         dd 0xf0000 + gdt
     *         bits 32
     * pm:     mov ax, 10h
     *         mov ds, ax
     *         mov es, ax
     *         mov ss, ax
     *         mov esp, 8000h
     *         ; IDT at 1000h: 14 and 20h
     *         mov dword [1000h + 14 * 8], 80000h + fault
     *         mov dword [1000h + 14 * 8 + 4], 0xf8e00
     *         mov dword [1000h + 20h * 8], 80000h + tick
     *         mov dword [1000h + 20h * 8 + 4], 0xf8e00
     *         lidt [0xf0000 + idtr]
     *         ; page tables: identity, but page 300h is missing
     *         mov edi, 101000h
     *         mov eax, 3
     * fil1:   stosd
     *         add eax, 1000h
     *         cmp edi, 102000h
     *         jb fil1
     *         mov dword [101000h + 300h * 4], 0
     *         mov dword [100000h], 101003h
     *         mov eax, 100000h
     *         mov cr3, eax
     *         mov eax, cr0
     *         or eax, 80000000h
     *         mov cr0, eax
     *         jmp paged
     * paged:  ; timer interrupts
     *         mov al, 11h
     *         out 20h, al
     *         mov al, 20h
     *         out 21h, al
     *         mov al, 4
     *         out 21h, al
     *         mov al, 1
     *         out 21h, al
     *         mov al, 0xfe
     *         out 21h, al
     *         mov al, 34h
     *         out 43h, al
     *         mov al, 0
     *         out 40h, al
     *         mov al, 1
     *         out 40h, al
     *         sti
     *         mov byte [204fffh], 11h
     * touch:  mov dword [300123h], 12345678h
     *         mov esi, 0xf0000
     *         mov edi, 200000h
     *         mov ecx, 5000
     *         cld
     * copy:   rep movsb
     * culprit: mov byte [204fffh], 5ah
     *         mov ecx, 1500000
     * work:   add dword [206000h], ecx
     *         call sub1
     *         dec ecx
     *         jnz work
     * done:   hlt
     *         jmp done
     * sub1:   inc dword [206004h]
     *         ret
     * fault:  push eax
     *         mov dword [101000h + 300h * 4], 300003h
     *         invlpg [300000h]
     *         pop eax
     *         add esp, 4
     *         iret
     * tick:   push eax
     *         inc dword [206008h]
     *         mov al, 20h
     *         out 20h, al
     *         pop eax
     *         iret
     * idtr:   dw 7ffh
     *         dd 1000h
     */
    private static final String CODE =
            "fa2e0f011630000f20c00c010f22c066ea36000f000800900000000000000000ffff0000009acf00ffff00000092cf00170018000f0066b810008ed8"
            + "8ec08ed0bc00800000c705701000001d010800c70574100000008e0f00c7050011000034010800c70504110000008e0f000f011d41010f00bf001010"
            + "00b803000000ab050010000081ff0020100072f2c705001c100000000000c7050000100003101000b8000010000f22d80f20c00d000000800f22c0eb"
            + "00b011e620b020e621b004e621b001e621b0fee621b034e643b000e640b001e640fbc605ff4f200011c7052301300078563412be00000f00bf000020"
            + "00b988130000fcf3a4c605ff4f20005ab960e31600010d00602000e8060000004975f2f4ebfdff0504602000c350c705001c1000030030000f013d00"
            + "0030005883c404cf50ff0508602000b020e62058cfff0700100000";

    private TimeRom() {}

    public static MachineConfig config(Path dir) throws IOException {
        var image = new byte[64 << 10];
        byte[] code = HexFormat.of().parseHex(CODE);
        System.arraycopy(code, 0, image, 0, code.length);
        byte[] reset = HexFormat.of().parseHex("ea000000f0"); // jmp f000:0000
        System.arraycopy(reset, 0, image, 0xfff0, reset.length);
        Path rom = dir.resolve("rom.bin");
        Files.write(rom, image);
        return MachineConfig.standard().withRam(4 << 20).withBios(rom);
    }
}
