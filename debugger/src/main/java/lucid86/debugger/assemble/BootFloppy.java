package lucid86.debugger.assemble;

import java.util.Arrays;

/** Makes the image of a 1.44 MB floppy that firmware boots. */
public final class BootFloppy {
    private static final int SIZE = 80 * 2 * 18 * 512, SECTOR = 512, SIGNATURE_AT = 510;

    private BootFloppy() {}

    /**
     * A disk that begins with this code. Code that leaves the last two bytes of the first sector free gets the signature 55 AA there.
     * Throws {@link IllegalArgumentException}, saying what to do, when the code is too long or has something else in its place.
     */
    public static byte[] of(byte[] code) {
        if (code.length == 0) throw new IllegalArgumentException("there is no code: a boot sector wants at least one instruction");
        if (code.length > SIZE) throw new IllegalArgumentException("the code has " + code.length + " bytes, the disk " + SIZE);
        byte[] disk = Arrays.copyOf(code, SIZE);
        if (code.length <= SIGNATURE_AT) {
            disk[SIGNATURE_AT] = 0x55;
            disk[SIGNATURE_AT + 1] = (byte) 0xaa;
        } else if (disk[SIGNATURE_AT] != 0x55 || disk[SIGNATURE_AT + 1] != (byte) 0xaa) {
            throw new IllegalArgumentException("the code has " + code.length + " bytes, and bytes 510 and 511 are not the signature 55 AA: a boot sector has "
                    + SIGNATURE_AT + " bytes of code; longer programs end their first " + SECTOR + " bytes with: times 510-($-$$) db 0 / dw 0xaa55");
        }
        return disk;
    }
}
