package lucid86.machine.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packets in pieces, from a network that may repeat and shuffle them. */
class ReassemblyTest {
    private static final int ID = 7, SECOND = 1000;

    private final Reassembly reassembly = new Reassembly();
    private final byte[] data = new byte[3001];

    @BeforeEach
    void fill() {
        new Random(3).nextBytes(data);
    }

    private IpPacket piece(int from, int to) {
        return new IpPacket(1, 2, Ipv4.UDP, ID, from, to < data.length, new byte[Ipv4.HEADER], Arrays.copyOfRange(data, from, to));
    }

    private Optional<IpPacket> take(int from, int to) {
        return reassembly.take(piece(from, to), 0);
    }

    @Test
    void whatComesTwiceDoesNotStandForWhatIsMissing() {
        assertEquals(Optional.empty(), take(0, 1000));
        assertEquals(Optional.empty(), take(0, 1000));
        assertEquals(Optional.empty(), take(2000, 3001));
        assertArrayEquals(data, take(1000, 2000).orElseThrow().data());
        assertEquals(Optional.empty(), take(0, 1000), "and begins anew");
    }

    @Test
    void piecesMayOverlapAndComeInAnyOrder() {
        var random = new Random(5);
        for (int round = 0; round < 200; round++) {
            var cuts = new ArrayList<int[]>();
            for (int at = 0; at < data.length;) {
                int to = Math.min(data.length, at + 8 * (10 + random.nextInt(100)));
                cuts.add(new int[] {Math.max(0, at - 8 * random.nextInt(10)), to});
                at = to;
            }
            Collections.shuffle(cuts, random);
            var whole = Optional.<IpPacket>empty();
            for (int[] c : cuts) {
                assertEquals(Optional.empty(), whole, "not before the last piece");
                whole = take(c[0], c[1]);
            }
            assertArrayEquals(data, whole.orElseThrow().data());
        }
    }

    @Test
    void nothingLiesBehindTheLastPiece() {
        take(0, 1000);
        take(2000, 3001);
        assertEquals(Optional.empty(), reassembly.take(new IpPacket(1, 2, Ipv4.UDP, ID, 4000, true, new byte[Ipv4.HEADER], new byte[8]), 0));
        assertEquals(Optional.empty(), take(1000, 2000), "the packet was given up");
    }

    @Test
    void whatStaysIncompleteIsForgotten() {
        assertEquals(Optional.empty(), take(0, 1000));
        assertEquals(Optional.empty(), reassembly.take(piece(1000, 2000), 31 * SECOND));
        assertEquals(Optional.empty(), reassembly.take(piece(2000, 3001), 31 * SECOND));
        assertTrue(reassembly.take(piece(0, 1000), 31 * SECOND).isPresent());
    }
}
