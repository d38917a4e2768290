package lucid86.machine.dev.kbc8042;

import java.util.HexFormat;

/** The table in the 8042's ROM that turns what a keyboard sends in scan code set 2 into set 1. */
final class Translation {
    /** Codes 00h-7Fh; above, 83h becomes 41h, 84h becomes 54h and all others stay. */
    private static final byte[] SET1 = HexFormat.of().parseHex(
            "ff43413f3d3b3c58644442403e0f2959"
                    + "65382a701d10025a66712c1f1e11035b"
                    + "672e2d201205045c68392f211413065d"
                    + "693130232215075e6a7232241608095f"
                    + "6b332517180b0a606c34352627190c61"
                    + "6d7328741a0d626e3a361c1b752b6376"
                    + "55567778797a0e7b7c4f7d4b477e7f6f"
                    + "5253504c4d480145574e514a37494654");

    private Translation() {}

    static int toSet1(int set2) {
        return switch (set2) {
            case 0x83 -> 0x41;
            case 0x84 -> 0x54;
            default -> set2 < 0x80 ? SET1[set2] & 0xff : set2;
        };
    }
}
