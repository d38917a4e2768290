package lucid86.machine.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapFileTest {
    @TempDir
    Path dir;

    @Test
    void framesAreReadBackBeforeTheFileIsClosed() throws IOException {
        Path path = dir.resolve("frames.pcap");
        byte[] first = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 8, 0, 42}, second = new byte[1514];
        second[1513] = 7;
        try (var file = new PcapFile(path, line -> { throw new AssertionError(line); })) {
            file.frame(1_000_002_999L, first);
            file.frame(61_999_999_999L, second);
            var in = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(0xa1b2c3d4, in.getInt());
            assertEquals(2, in.getShort());
            assertEquals(4, in.getShort());
            in.position(16);
            assertEquals(65535, in.getInt(), "longest frame");
            assertEquals(1, in.getInt(), "Ethernet");
            check(in, 1, 2, first);
            check(in, 61, 999_999, second);
            assertFalse(in.hasRemaining());
        }
    }

    private static void check(ByteBuffer in, int seconds, int micros, byte[] frame) {
        assertEquals(seconds, in.getInt());
        assertEquals(micros, in.getInt());
        assertEquals(frame.length, in.getInt(), "bytes here");
        assertEquals(frame.length, in.getInt(), "bytes on the cable");
        var bytes = new byte[frame.length];
        in.get(bytes);
        assertArrayEquals(frame, bytes);
    }
}
