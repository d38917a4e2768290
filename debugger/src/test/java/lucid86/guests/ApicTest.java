package lucid86.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import lucid86.debugger.guests.GuestFailure;
import lucid86.debugger.guests.Step;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig.Drive;
import lucid86.machine.dev.kbc8042.Key;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A kernel as teachers write them: two IDE disks, I/O APIC, the local APIC's timer ({@code apic.asm}). */
class ApicTest {
    private enum Engines {
        INTERPRET(TierPolicy.INTERPRET_ONLY), COMPILE(TierPolicy.COMPILE_AT_ONCE), MIXED(TierPolicy.NORMAL);

        final TierPolicy policy;

        Engines(TierPolicy policy) {
            this.policy = policy;
        }
    }

    @TempDir
    Path dir;

    private final byte[] second = new byte[1 << 20];

    @BeforeEach
    void disks() throws IOException {
        TestGuests.assumeSeaBios();
        new Random(5).nextBytes(second);
        Files.write(dir.resolve("first"), new byte[1 << 20]);
        Files.write(dir.resolve("second"), second);
    }

    @ParameterizedTest
    @EnumSource
    void findsItsTablesAndTakesItsInterrupts(Engines engine) throws GuestFailure {
        var config = TestGuests.machine("apic").withDrive(DriveSlot.HDA, Drive.disk(dir.resolve("first")))
                .withDrive(DriveSlot.HDB, Drive.disk(dir.resolve("second"))).withBootOrder("a", false);
        try (var run = TestGuests.boot(config, engine.policy)) {
            run.take(new Step.Expect("press a key\n", 10));
            run.take(new Step.Press(Key.A));
            run.take(new Step.Expect("apic end\n", 5));
            assertEquals("""
                    MP local APIC FEE00000
                    MP processor 00031400
                    MP I/O APIC FEC00000
                    MP interrupts 0000000C
                    MADT local APIC FEE00000
                    MADT I/O APIC FEC00000
                    MADT override 00000A02 00000002 00000000
                    MADT override 09000A02 00000009 0000000D
                    timer ticks 00000014
                    I/O APIC version 00170011
                    """ + sectors(0, 1) + sectors(5, 1) + sectors(10, 1) + sectors(2, 4) + """
                    serial interrupt 00000002
                    press a key
                    scan code 0000001E
                    apic end
                    """, run.serial());
        }
    }

    private String sectors(int first, int count) {
        var words = ByteBuffer.wrap(second, first * 512, count * 512).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
        int sum = 0;
        while (words.hasRemaining()) sum = Integer.rotateLeft(sum, 1) + words.get();
        return String.format("disk sector %08X %08X 00000001\n", first, sum);
    }
}
