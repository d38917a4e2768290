package lucid86.guests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lucid86.debugger.guests.GuestFailure;
import lucid86.debugger.guests.Step;
import lucid86.jit.run.TierPolicy;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig.Drive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The board's chips and the ways to reset it, asked by a guest ({@code chips.asm}). But for a mouse that refuses unknown commands, the
 * timer's output and null count as the data sheet has them, and resuming after a reset, QEMU gives the same answers.
 */
class ChipsTest {
    @TempDir
    Path dir;

    @Test
    void chipsAnswerAndResetsReset() throws GuestFailure, IOException {
        TestGuests.assumeSeaBios();
        Path disk = Files.write(dir.resolve("disk"), new byte[1 << 20]);
        var config = TestGuests.machine("chips").withDrive(DriveSlot.HDA, Drive.disk(disk)).withDrive(DriveSlot.HDB, Drive.disk(disk))
                .withBootOrder("a", false);
        try (var run = TestGuests.boot(config, TierPolicy.NORMAL)) {
            run.take(new Step.Expect("chips end\n", 60));
            assertEquals("""
                    controller test 55 00 00
                    command byte 74 64 44
                    loop back 42 00 21 43
                    A20 22 11 22 11 22 11
                    keyboard EE FA FA AB 41
                    scan set FA FA 41 FA FA FA FA 43 FA FA
                    lights, rate FA FA FA FA FA FA FA FA
                    keyboard reset FA AA
                    mouse reset FA AA 00 FA 00
                    wheel FA FA FA FA FA FA FA 03
                    five buttons FA FA FA FA FA FA FA 04
                    mouse status FA FA FA FA 10 03 50 FA 08 00 00 00
                    mouse defaults FA FA FA 55 FA FE
                    timer 2 modes 70 00 30 F2 20 32 F4 20 34 F6 20 36 F8 20 38 FA 20 3A
                    latch, BCD 10 31
                    RTC 80 26 02
                    RTC interrupts FF 90 A0 00
                    IDE 01F0 A0 50 AA 55 48 00 00 00 40 41 00 00
                    IDE 01F0 B0 50 AA 55 48 00 00 00 40 41 00 00
                    IDE 0170 A0 50 AA 55 41 14 EB 48 14 EB 85 40
                    IDE 0170 B0 00 AA 55
                    IDE 01E8 A0 FF FF FF
                    IDE 01E8 B0 FF FF FF
                    IDE 0168 A0 FF FF FF
                    IDE 0168 B0 FF FF FF
                    nowhere FF FF
                    reset A0
                    reset A1
                    reset A2
                    reset A3
                    reset A4
                    resumed
                    reset A5
                    chips end
                    """, run.serial());
            assertEquals(List.of("unimplemented: port 0190h written, no device there"),
                    run.log().stream().filter(l -> l.contains("port")).toList(), "ports that are often probed are not worth a remark");
        }
    }
}
