package lucid86.debugger.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import lucid86.machine.board.MachineConfig;

/** A ROM with a few lines of code, and a machine to run it on. */
public final class TestRom {
    /** Where the code starts, behind the reset vector's jump. */
    public static final int START = 0xf0000, LOOP = 0xf0003, AFTER_CALL = 0xf0006, DONE = 0xf0008, SLEEP = 0xf000b, FUNCTION = 0xf0010;

    private static final String CODE = "b90500" // 0  mov cx,5
            + "e80a00" //                          3  call 10h
            + "e2fb" //                            6  loop 3
            + "b83412" //                          8  mov ax,1234h
            + "f4" //                              b  hlt
            + "ebfd" //                            c  jmp b
            + "9090" //                            e
            + "43" //                              10 inc bx
            + "c3"; //                             11 ret

    private TestRom() {}

    /** A machine with this ROM. */
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
