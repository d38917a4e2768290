package lucid86.machine.dev.dp8390;

import lucid86.machine.dev.DeviceView;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * What the RTL8029AS (Realtek datasheet RTL8029AS, 5.1) adds to a DP8390: identification and, in page 3, configuration
 * registers. They are storage here; the EEPROM they come from cannot be reached (9346CR reads as in normal mode).
 */
final class Rtl8029Page {
    /** Page 0, registers 0Ah and 0Bh. */
    static final int ID0 = 0x50, ID1 = 0x43;

    private static final int EEPROM_COMMAND = 1, CONFIG0 = 3, CONFIG2 = 5, CONFIG3 = 6, PAGE_ID0 = 0x0e, PAGE_ID1 = 0x0f;
    private static final int CONFIG3_FULL_DUPLEX = 0x40;

    private int command, config2, config3;

    void reset() {
        command = config2 = 0;
        config3 = CONFIG3_FULL_DUPLEX;
    }

    int read(int register) {
        return switch (register) {
            case EEPROM_COMMAND -> command;
            case CONFIG0 -> 0; // 10BaseT is not sensed as BNC
            case CONFIG2 -> config2;
            case CONFIG3 -> config3;
            case PAGE_ID0 -> 0x29;
            case PAGE_ID1 -> 0x80;
            default -> 0;
        };
    }

    void write(int register, int value) {
        switch (register) {
            case EEPROM_COMMAND -> command = value & 0xce;
            // The configuration can be changed only in EEM mode 11 (9346CR, bits 7 and 6).
            case CONFIG2 -> config2 = command >>> 6 == 3 ? value : config2;
            case CONFIG3 -> config3 = command >>> 6 == 3 ? value : config3;
            default -> {}
        }
    }

    void describe(DeviceView.Builder v) {
        v.group("RTL8029AS").hex8("9346CR", command).hex8("CONFIG2", config2).hex8("CONFIG3", config3);
    }

    void save(StateOut o) {
        o.putInts("page3", new int[] {command, config2, config3});
    }

    void load(StateIn in) {
        int[] v = in.getInts("page3");
        if (v.length != 3) throw new IllegalArgumentException("saved RTL8029AS page has " + v.length + " registers, not 3");
        command = v[0] & 0xce;
        config2 = v[1] & 0xff;
        config3 = v[2] & 0xff;
    }
}
