package lucid86.machine.ether;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import lucid86.machine.time.TestClock;
import org.junit.jupiter.api.Test;

class EtherTest {
    @Test
    void addressesAreReadAndWritten() {
        var a = MacAddress.parse("52:54:00:AB:cd:ef");
        assertEquals("52:54:00:ab:cd:ef", a.toString());
        assertEquals(a, MacAddress.of(a.bytes(), 0));
        assertEquals("52:54:00:12:34:57", MacAddress.ofCard(1).toString());
        assertTrue(MacAddress.BROADCAST.group());
        assertThrows(IllegalArgumentException.class, () -> MacAddress.parse("52:54:00:12:34"));
    }

    /** Clocks bits into an EEPROM and out of it, as a driver does. */
    private static int command(Eeprom93C46 e, int bits, int count, int read) {
        e.pins(true, false, false);
        for (int i = count - 1; i >= 0; i--) {
            boolean b = (bits >>> i & 1) != 0;
            e.pins(true, false, b);
            e.pins(true, true, b);
            e.pins(true, false, b);
        }
        assertEquals(read == 0, e.dataOut(), "a zero comes before the data");
        int v = 0;
        for (int i = 0; i < read; i++) {
            e.pins(true, true, false);
            v = v << 1 | (e.dataOut() ? 1 : 0);
            e.pins(true, false, false);
        }
        e.pins(false, false, false);
        return v;
    }

    @Test
    void eepromIsReadWordByWord() {
        var words = new int[Eeprom93C46.WORDS];
        for (int i = 0; i < words.length; i++) words[i] = 0x8001 + i * 0x0101;
        var e = new Eeprom93C46(words);
        for (int i = 0; i < 64; i++) assertEquals(words[i], command(e, 6 << 6 | i, 9, 16), "word " + i);
        assertEquals(words[5] << 16 | words[6], command(e, 6 << 6 | 5, 9, 32), "it goes on with the next word");
        command(e, 5 << 6 | 3, 9 + 16, 0); // a write changes nothing
        assertEquals(words[3], command(e, 6 << 6 | 3, 9, 16));
    }

    /** Takes frames while it has room for them. */
    private static final class Card implements Cable.Card {
        final List<Long> times = new ArrayList<>();
        final TestClock clock;
        int room = 100;

        Card(TestClock clock) {
            this.clock = clock;
        }

        @Override
        public boolean readyFor(int length) {
            return room > 0;
        }

        @Override
        public void receive(byte[] frame) {
            room--;
            times.add(clock.now());
            assertTrue(frame.length >= Cable.SHORTEST);
        }
    }

    @Test
    void framesTakeTheirTimeAndWaitForRoom() {
        var clock = new TestClock();
        var card = new Card(clock);
        var cable = new Cable(clock.scheduler, "nic0", 10_000_000, card);
        var taken = new int[1];
        cable.connect(new NetworkPort.Peer() {
            @Override
            public void sent(byte[] frame) {}

            @Override
            public void taken(int frames) {
                taken[0] += frames;
            }
        });
        for (int i = 0; i < 3; i++) cable.arrive(new byte[14]);
        cable.arrive(new byte[13]);
        cable.arrive(new byte[1600]);
        assertEquals(2, taken[0], "what is no frame is lost at once");
        card.room = 2;
        clock.advance(1_000_000);
        // 60 octets, 8 before, 4 of check sequence, 12 of silence at 10 Mbit/s
        assertEquals(List.of(67_200L, 134_400L), card.times);
        card.room = 5;
        cable.roomMade();
        assertEquals(3, card.times.size());
        assertEquals(5, taken[0]);
        assertEquals(1_000_000 + 67_200, cable.send(new byte[60]));
        assertEquals(1_000_000 + 2 * 67_200, cable.send(new byte[60]), "behind the first");
    }
}
