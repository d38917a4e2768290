package lucid86.debugger.example;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.OptionalInt;
import lucid86.debugger.expr.Expression;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Stride;
import lucid86.debugger.stop.Goal;
import lucid86.debugger.stop.StopReason;
import lucid86.debugger.time.Limits;
import lucid86.debugger.time.TimelineStatus;
import lucid86.debugger.time.Writer;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.CodeLine;
import lucid86.debugger.view.Listing;
import lucid86.debugger.view.Registers;
import lucid86.debugger.view.ScreenText;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.board.MachineConfig.Drive;

/** The debugger as a library: watches a floppy boot, and asks who loaded it. docs/DEBUGGER.md shows what is between the marks. */
public final class BootSector {
    private BootSector() {}

    /** @param args the floppy's image */
    public static void main(String[] args) throws IOException {
        watch(Path.of(args[0]), System.out);
    }

    static void watch(Path image, PrintStream out) throws IOException {
        // begin
        var config = MachineConfig.standard().withRam(16 << 20).withSnapshot(true).withDrive(DriveSlot.FDA, Drive.floppy(image));
        try (var session = Session.open(config, SessionOptions.stopped().withHistory(Limits.standard()))) {
            session.submit(new Command.Break("break 0000:7c00 once")).join();
            StopReason why = session.runToStop(new Command.Run());
            Registers r = session.ask(new Registers.Query()).join();
            out.printf("%s: from drive %x, the firmware says%n", why.text(), r.general().get(2) & 0xff);
            CodeLine code = session.ask(new Listing.Query(OptionalInt.of(r.linearEip()), 0, false, 1)).join().lines().getFirst();
            out.printf("its first instruction: %s%n", code.text());

            // Who loaded it, and what was the last interrupt before?
            long here = session.snapshot().status().instructions();
            session.submit(new Command.WhoWrote(new Address.Linear(0x7c00), 512)).join();
            Writer loader = session.ask(new TimelineStatus.Query()).join().answer().orElseThrow();
            out.printf("loaded by %s%n", loader.device() ? "a device" : "the CPU");
            session.submit(Stride.INTERRUPT.backwards()).join();
            long back = here - session.snapshot().status().instructions();
            out.printf("the last interrupt was %s%n", back > 0 ? "in the firmware" : "here");

            // On from there to the present and beyond.
            session.submit(new Command.GoToInstruction(here)).join();
            session.runToStop(new Command.RunFor(new Goal.Elapsed(2_000_000_000)));
            long sum = session.ask(m -> Expression.parse("word [ss:sp] + ax").value(m)).join();
            out.printf("word [ss:sp] + ax is now %x%n", sum);
            session.ask(new ScreenText.Query()).join().rows().stream().filter(row -> !row.isBlank()).forEach(out::println);
        }
        // end
    }
}
