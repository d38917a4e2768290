package lucid86.machine.dev.e1000;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The transceiver in the chip, a Marvell 88E1011 (IEEE 802.3 clause 22 registers; 8254x manual, 13.4.7): a link of 1 Gbit/s,
 * full duplex, that is always up and negotiated in no time.
 */
final class Phy {
    static final int CONTROL = 0, RESET = 0x8000, RESTART = 0x0200;
    private static final int REGISTERS = 32;

    private final int[] values = new int[REGISTERS];

    void reset() {
        java.util.Arrays.fill(values, 0);
        values[CONTROL] = 0x1140; // negotiates, full duplex, 1000 Mbit/s
        values[1] = 0x796d; // all 10 and 100 Mbit/s modes, extended status, link up, negotiated
        values[2] = 0x0141; // identifier
        values[3] = 0x0c20;
        values[4] = 0x0de1; // what we offer: all modes, pause
        values[5] = 0x4de1; // what the partner offers, acknowledged
        values[6] = 0x0001;
        values[9] = 0x0e00; // offers 1000 Mbit/s
        values[10] = 0x3c00; // the partner, too; both receivers are fine
        values[15] = 0x3000; // is able of 1000BASE-T
        values[16] = 0x0360;
        values[17] = 0xac00; // 1000 Mbit/s, full duplex, resolved, link
        values[20] = 0x0d60;
    }

    int read(int register) {
        return values[register & REGISTERS - 1];
    }

    /** True when the link went down and came up again by this. */
    boolean write(int register, int value) {
        switch (register & REGISTERS - 1) {
            case CONTROL -> {
                boolean again = (value & (RESET | RESTART)) != 0;
                if ((value & RESET) != 0) reset();
                else values[CONTROL] = value & ~RESTART;
                return again;
            }
            case 4, 9, 16, 18, 20, 22, 24, 29, 30 -> values[register] = value & 0xffff;
            default -> {} // status and identification
        }
        return false;
    }

    void save(StateOut o) {
        o.putInts("phy", values);
    }

    void load(StateIn in) {
        int[] v = in.getInts("phy");
        if (v.length != REGISTERS) throw new IllegalArgumentException("saved transceiver has " + v.length + " registers, not " + REGISTERS);
        for (int i = 0; i < REGISTERS; i++) values[i] = v[i] & 0xffff;
    }
}
