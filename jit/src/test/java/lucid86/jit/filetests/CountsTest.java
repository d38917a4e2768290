package lucid86.jit.filetests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import lucid86.jit.opt.Passes;
import lucid86.jit.x86.Samples;
import org.junit.jupiter.api.Test;

/**
 * How much IR and bytecode one instruction becomes: a line for the register and the memory form of every encoding, so that a
 * better pass is a readable difference. {@code -Dlucid86.accept=true} writes the file.
 */
class CountsTest {
    private static final Path FILE = Path.of("src/test/filetests/counts.txt");

    @Test
    void irAndBytecodePerInstructionAreAsRecorded() throws IOException {
        var text = new StringBuilder("# guest bytes (flat32), instruction, encoding: IR operations as lifted, after all passes; bytes of bytecode\n");
        int mode = Dumps.mode("flat32");
        // What every region has, whatever is in it.
        int frame = Dumps.compile(Samples.lift(new byte[] {(byte) 0x90}, 0x1000, mode).block(), mode).methodSize();
        for (var s : Samples.fixed(true)) {
            var lifted = Samples.lift(s.code(), 0x1000, mode).block();
            var optimised = Passes.optimise(lifted);
            int size = Dumps.compile(optimised, mode).methodSize() - frame;
            String what = s.row().mnemonic() + " (" + s.encoding() + ")";
            text.append(String.format("%-22s %-24s %3d %3d %4d%n", s.hex(), what, lifted.ops().size() - 1, optimised.ops().size() - 1, size));
        }
        if (Boolean.getBoolean("lucid86.accept")) Files.writeString(FILE, text);
        assertEquals(Files.readAllLines(FILE).stream().collect(Collectors.joining("\n")), text.toString().strip());
    }
}
