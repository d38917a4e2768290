package lucid86.machine.dev.e1000;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/** The registers as storage: which bits can be written, what they are after a reset. */
final class RegisterFile {
    private final int[] values = new int[Reg.END / 4], writable = new int[Reg.END / 4], initial = new int[Reg.END / 4];

    RegisterFile() {
        storage(Reg.CTRL, 0x0000_0249, 0x7fff_ffff);
        fixed(Reg.STATUS, Reg.STATUS_FULL_DUPLEX | Reg.STATUS_LINK_UP | Reg.STATUS_1000);
        storage(0x0018, 0, -1); // extended control
        for (int r = 0x0028; r <= 0x0038; r += 4) storage(r, 0, r == 0x0030 || r == 0x0038 || r == 0x002c ? 0xffff : -1); // flow control, VLAN type
        storage(Reg.ITR, 0, 0xffff);
        storage(Reg.RCTL, 0, 0x06df_fffe);
        storage(0x0170, 0, 0xffff);
        storage(0x0178, 0, -1);
        storage(Reg.TCTL, 0, 0x03ff_fffa);
        storage(Reg.TIPG, 0, 0x3fff_ffff);
        storage(0x0458, 0, 0xffff);
        storage(0x0e00, 0x0706_0302, -1); // LEDs
        storage(Reg.PBA, 0x0010_0030, 0xffff);
        storage(0x2160, 0, -1); // flow control thresholds
        storage(0x2168, 0, -1);
        ring(Reg.RDBAL);
        for (int r : new int[] {0x2820, 0x282c, 0x2c00}) storage(r, 0, 0xffff);
        storage(0x2828, 0x0101_0000, -1);
        ring(Reg.TDBAL);
        for (int r : new int[] {0x3820, 0x382c}) storage(r, 0, 0xffff);
        storage(0x3828, 0, -1);
        storage(0x3830, 0, -1);
        storage(Reg.RXCSUM, 0, 0x7ff);
        for (int r = Reg.MTA; r < Reg.MTA + 0x200; r += 4) storage(r, 0, -1);
        for (int i = 0; i < 16; i++) {
            storage(Reg.RAL + i * 8, 0, -1);
            storage(Reg.RAL + i * 8 + 4, 0, 0x8003_ffff);
        }
        for (int r = Reg.VFTA; r < Reg.VFTA + 0x200; r += 4) storage(r, 0, -1);
        for (int r : new int[] {0x5800, 0x5808, 0x5820, 0x5838}) storage(r, 0, -1); // wake-up, management: remembered only
    }

    private void ring(int base) {
        storage(base, 0, ~0xf);
        storage(base + 4, 0, -1);
        storage(base + 8, 0, 0xfff80);
        storage(base + 0x10, 0, 0xffff);
        storage(base + 0x18, 0, 0xffff);
    }

    private void storage(int offset, int value, int bits) {
        initial[offset / 4] = value;
        writable[offset / 4] = bits;
    }

    private void fixed(int offset, int value) {
        storage(offset, value, 0);
    }

    void reset() {
        System.arraycopy(initial, 0, values, 0, values.length);
    }

    int get(int offset) {
        return values[offset / 4];
    }

    /** Sets a register from inside the chip. */
    void set(int offset, int value) {
        values[offset / 4] = value;
    }

    /** A program writes: bits that cannot be written stay. */
    void write(int offset, int value) {
        int i = offset / 4;
        values[i] = values[i] & ~writable[i] | value & writable[i];
    }

    boolean isSet(int offset, int bits) {
        return (get(offset) & bits) != 0;
    }

    /** Adds to a statistics counter, which stops at its highest value. */
    void count(int offset, int n) {
        long v = (get(offset) & 0xffffffffL) + n;
        set(offset, (int) Math.min(v, 0xffffffffL));
    }

    /** Adds to a counter of octets in two registers. */
    void countOctets(int low, int n) {
        long v = (get(low) & 0xffffffffL | (long) get(low + 4) << 32) + n;
        set(low, (int) v);
        set(low + 4, (int) (v >>> 32));
    }

    void save(StateOut o) {
        o.putInts("registers", values);
    }

    void load(StateIn in) {
        int[] v = in.getInts("registers");
        if (v.length != values.length) throw new IllegalArgumentException("saved 82540EM has " + v.length + " registers, not " + values.length);
        System.arraycopy(v, 0, values, 0, v.length);
    }
}
