package lucid86.machine.dev.pic8259;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import lucid86.machine.dev.SavedState;
import lucid86.machine.save.StateIn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PicPairTest {
    private boolean intr;
    private int rises;
    private final PicPair pic = new PicPair(level -> {
        if (level && !intr) rises++;
        intr = level;
    });

    @BeforeEach
    void initialise() {
        initialise(0x01);
    }

    private void initialise(int masterIcw4) {
        out(0x20, 0x11);
        out(0x21, 0x08);
        out(0x21, 0x04);
        out(0x21, masterIcw4);
        out(0xa0, 0x11);
        out(0xa1, 0x70);
        out(0xa1, 0x02);
        out(0xa1, 0x01);
    }

    private void out(int port, int v) {
        pic.out(port, 1, v);
    }

    private int in(int port) {
        assertEquals(pic.peek(port, 1), pic.peek(port, 1));
        int peeked = pic.peek(port, 1);
        int v = pic.in(port, 1);
        assertEquals(peeked, v, "peek tells what a read returns");
        return v;
    }

    private void raise(int irq) {
        pic.line(irq).set(true);
    }

    private void lower(int irq) {
        pic.line(irq).set(false);
    }

    private int isr(int port) {
        out(port, 0x0b);
        int v = in(port);
        out(port, 0x0a);
        return v;
    }

    @Test
    void nothingHappensBeforeInitialisation() {
        var level = new boolean[1];
        var fresh = new PicPair(v -> level[0] = v);
        fresh.line(3).set(true);
        assertFalse(level[0]);
    }

    @Test
    void servesInOrderOfPriority() {
        raise(5);
        raise(3);
        assertTrue(intr);
        assertEquals(0x0b, pic.acknowledge());
        assertFalse(intr, "5 waits for 3");
        assertEquals(0x08, isr(0x20));
        raise(1);
        assertTrue(intr, "1 interrupts 3");
        assertEquals(0x09, pic.acknowledge());
        out(0x20, 0x20);
        assertEquals(0x08, isr(0x20), "non-specific EOI ended the highest");
        out(0x20, 0x63);
        assertTrue(intr);
        assertEquals(0x0d, pic.acknowledge());
    }

    @Test
    void edgeNeedsANewRiseAfterTheAcknowledge() {
        raise(4);
        assertEquals(0x0c, pic.acknowledge());
        out(0x20, 0x20);
        assertFalse(intr);
        lower(4);
        raise(4);
        assertTrue(intr);
    }

    @Test
    void levelAsksAgainAfterEoi() {
        out(0x4d0, 0x20);
        raise(5);
        assertEquals(0x0d, pic.acknowledge());
        assertEquals(0x20, in(0x20), "IRR follows the line");
        out(0x20, 0x20);
        assertTrue(intr);
        lower(5);
        assertFalse(intr);
    }

    @Test
    void elcrHasFixedBits() {
        pic.out(0x4d0, 2, 0xffff);
        assertEquals(0xdef8, pic.in(0x4d0, 2));
    }

    @Test
    void requestThatVanishesIsIrq7() {
        raise(3);
        lower(3);
        assertFalse(intr);
        assertEquals(0x0f, pic.acknowledge());
        assertEquals(0, isr(0x20));
    }

    @Test
    void cascadeServesSlaveBetweenMaster1And3() {
        raise(3);
        raise(9);
        raise(8);
        assertEquals(0x70, pic.acknowledge());
        assertEquals(4, isr(0x20));
        out(0xa0, 0x20);
        out(0x20, 0x20);
        assertEquals(0x71, pic.acknowledge());
        out(0xa0, 0x20);
        out(0x20, 0x20);
        assertEquals(0x0b, pic.acknowledge());
    }

    @Test
    void maskHoldsRequestsBack() {
        out(0x21, 0xff);
        raise(0);
        assertFalse(intr);
        assertEquals(1, in(0x20));
        assertEquals(0xff, in(0x21));
        out(0x21, 0xfe);
        assertTrue(intr);
    }

    @Test
    void specialMaskModeLetsLowerLevelsThrough() {
        raise(2 + 1);
        pic.acknowledge();
        raise(6);
        assertFalse(intr);
        out(0x21, 0x08);
        assertFalse(intr);
        out(0x20, 0x68);
        assertTrue(intr, "level 3 is in service but masked");
        assertEquals(0x0e, pic.acknowledge());
        out(0x20, 0x20);
        assertEquals(0x08, isr(0x20), "a masked level is not ended by non-specific EOI");
        out(0x20, 0x48);
        out(0x20, 0x20);
        assertEquals(0, isr(0x20));
    }

    @Test
    void rotationPutsTheServedLevelLast() {
        raise(3);
        raise(4);
        pic.acknowledge();
        out(0x20, 0xa0);
        lower(3);
        raise(3);
        assertEquals(0x0c, pic.acknowledge(), "3 is the lowest now");
        out(0x20, 0x20);
        out(0x20, 0xc7);
        raise(0);
        assertEquals(0x08, pic.acknowledge(), "7 set lowest: usual order");
    }

    @Test
    void automaticEoiLeavesNothingInService() {
        initialise(0x03);
        raise(0);
        raise(1);
        assertEquals(0x08, pic.acknowledge());
        assertEquals(0, isr(0x20));
        assertTrue(intr);
        out(0x20, 0x80);
        assertEquals(0x09, pic.acknowledge());
        lower(1);
        raise(1);
        lower(0);
        raise(0);
        assertEquals(0x08, pic.acknowledge(), "1 rotated to the lowest place");
    }

    @Test
    void specialFullyNestedModeLetsTheSlaveInterruptItself() {
        raise(12);
        pic.acknowledge();
        raise(9);
        assertFalse(intr, "fully nested: the cascade input is in service");
        initialise(0x11);
        for (int irq : new int[] {12, 9}) {
            lower(irq);
            raise(irq);
            if (irq == 12) assertEquals(0x74, pic.acknowledge());
        }
        assertTrue(intr);
        raise(3);
        assertEquals(0x71, pic.acknowledge());
        assertFalse(intr, "3 is still below the cascade");
    }

    @Test
    void pollAcknowledges() {
        out(0x20, 0x0c);
        assertEquals(7, in(0x20));
        raise(6);
        raise(5);
        out(0x20, 0x0c);
        assertEquals(0x85, in(0x20));
        assertEquals(0x20, isr(0x20));
        assertEquals(0x40, in(0x20), "one read only");
    }

    @Test
    void slaveIntFallsBetweenTwoRequestsSoTheMasterSeesAnEdge() {
        out(0xa0, 0x11);
        out(0xa1, 0x70);
        out(0xa1, 0x02);
        out(0xa1, 0x03);
        raise(8);
        raise(9);
        assertEquals(0x70, pic.acknowledge());
        out(0x20, 0x20);
        assertEquals(0x71, pic.acknowledge());
    }

    @Test
    void icw1ForgetsEdges() {
        raise(4);
        out(0x21, 0x10);
        initialise();
        assertFalse(intr);
        assertEquals(0, in(0x21));
        lower(4);
        raise(4);
        assertTrue(intr);
    }

    @Test
    void savesAndLoads() {
        out(0x4d1, 0x0e);
        out(0xa1, 0x10);
        raise(9);
        raise(4);
        pic.acknowledge();
        out(0x20, 0x0c);
        var level = new boolean[1];
        var other = new PicPair(v -> level[0] = v);
        SavedState.transfer(pic, other);
        assertEquals(intr, level[0]);
        assertEquals(pic.in(0x20, 1), other.in(0x20, 1));
        out(0x20, 0x20);
        other.out(0x20, 1, 0x20);
        assertEquals(pic.acknowledge(), other.acknowledge());
        var broken = new HashMap<>(SavedState.values(pic));
        broken.put("master.modes", 99L);
        assertThrows(IllegalArgumentException.class, () -> other.load(new StateIn(broken)));
    }
}
