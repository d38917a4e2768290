; The boot sector: the first 512 bytes of the disk.
;
; The firmware has tested the machine, found this disk and seen the signature 55 AA at the end of its first sector. It
; loads the sector to address 7C00h and jumps there, in real mode, with the number of the drive in DL. 512 bytes are
; too few for a program, so a boot sector's work is to load one.

        bits    16

boot:
        jmp     0:.segments             ; some firmware jumps to 07C0:0000, which is the same address: now CS is 0
.segments:
        xor     ax, ax                  ; address = segment * 16 + offset: with segment 0 the offset is the address
        mov     ds, ax
        mov     es, ax
        mov     ss, ax                  ; loading SS holds interrupts off until after the next instruction ...
        mov     sp, boot                ; ... so that SS and SP change together. The stack grows down from here
        cld                             ; string instructions go up
        sti
        mov     [boot_drive], dl

        mov     bx, rest                ; ES:BX: where the next sectors go
        mov     di, 1                   ; the next sector, counted from 0 over the whole disk

.next_track:                            ; as many sectors at once as lie on one track
        mov     ax, di
        xor     dx, dx
        mov     cx, SECTORS_PER_TRACK
        div     cx                      ; AX = track, DX = sector on it
        sub     cx, dx                  ; CX = sectors from here to the end of the track ...
        mov     si, LAST_SECTOR + 1
        sub     si, di
        cmp     cx, si
        jbe     .counted
        mov     cx, si                  ; ... but no more than are wanted
.counted:
        mov     si, cx                  ; SI = how many
        mov     cl, dl
        inc     cl                      ; CL = sector; sectors alone count from 1
        mov     dh, al
        and     dh, HEADS - 1           ; DH = head: tracks take turns on the two sides
        shr     ax, 1
        mov     ch, al                  ; CH = cylinder
        mov     dl, [boot_drive]
        mov     bp, 5                   ; a floppy drive may need several tries, the motor has to start
.try:
        mov     ax, si
        mov     ah, 02h                 ; INT 13h, AH = 02h: read AL sectors to ES:BX
        int     13h
        jnc     .loaded
        xor     ah, ah                  ; AH = 00h: reset the drive, then try again
        int     13h
        dec     bp
        jnz     .try
        mov     si, .failed
.complain:
        lodsb
        test    al, al
        jz      .stop
        mov     ah, 0Eh                 ; INT 10h, AH = 0Eh: print AL
        mov     bx, 0007h
        int     10h
        jmp     .complain
.stop:
        hlt                             ; nothing more can be done
        jmp     .stop

.loaded:
        add     di, si
        shl     si, 9                   ; sectors * 512
        add     bx, si
        cmp     di, LAST_SECTOR
        jbe     .next_track
        jmp     menu

.failed:
        db      "The rest of the boot disk cannot be read.", 0

boot_drive:
        db      0

LAST_SECTOR     equ (rest_end - boot - 1) / SECTOR_BYTES

        times   SECTOR_BYTES - 2 - ($ - boot) db 0
        dw      0AA55h                  ; the signature; the low byte comes first in memory
