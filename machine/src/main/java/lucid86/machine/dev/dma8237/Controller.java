package lucid86.machine.dev.dma8237;

import java.util.Arrays;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/** One 8237A: four channels that count bytes or, on the second controller, words. */
final class Controller {
    static final int VERIFY = 0, TO_MEMORY = 1, FROM_MEMORY = 2, CASCADE = 3;

    private static final int DISABLED = 4;

    final int[] baseAddress = new int[4];
    final int[] baseCount = new int[4];
    final int[] address = new int[4];
    final int[] count = new int[4];
    final int[] mode = new int[4];
    int mask = 15;
    private int request;
    private int terminal;
    private int command;
    private boolean high;

    /** RESET and the master clear command. */
    void clear() {
        command = request = terminal = 0;
        high = false;
        mask = 15;
    }

    int read(int reg) {
        int v = peek(reg);
        if (reg < 8) high = !high;
        else if (reg == 8) terminal = 0;
        return v;
    }

    int peek(int reg) {
        return switch (reg) {
            case 0, 2, 4, 6 -> half(address[reg >> 1]);
            case 1, 3, 5, 7 -> half(count[reg >> 1]);
            case 8 -> request << 4 | terminal;
            case 13 -> 0; // the temporary register: memory-to-memory transfers do not exist here
            case 15 -> mask;
            default -> 0xff;
        };
    }

    private int half(int v) {
        return (high ? v >> 8 : v) & 0xff;
    }

    void write(int reg, int v) {
        int bit = 1 << (v & 3);
        switch (reg) {
            case 0, 2, 4, 6 -> address[reg >> 1] = baseAddress[reg >> 1] = halved(baseAddress[reg >> 1], v);
            case 1, 3, 5, 7 -> count[reg >> 1] = baseCount[reg >> 1] = halved(baseCount[reg >> 1], v);
            case 8 -> command = v;
            case 9 -> request = (v & 4) != 0 ? request | bit : request & ~bit;
            case 10 -> mask = (v & 4) != 0 ? mask | bit : mask & ~bit;
            case 11 -> mode[v & 3] = v & 0xfc;
            case 12 -> high = false;
            case 13 -> clear();
            case 14 -> mask = 0;
            default -> mask = v & 15;
        }
    }

    private int halved(int old, int v) {
        int now = high ? old & 0xff | v << 8 : old & 0xff00 | v;
        high = !high;
        return now;
    }

    // ---- channels ----------------------------------------------------------------------------------------------------

    int type(int ch) {
        return mode[ch] >> 2 & 3;
    }

    boolean isCascade(int ch) {
        return mode[ch] >> 6 == CASCADE;
    }

    boolean decrements(int ch) {
        return (mode[ch] & 0x20) != 0;
    }

    /** A request on this channel's DREQ would be granted; a software request is granted even when masked. */
    boolean grants(int ch) {
        return (command & DISABLED) == 0 && ((mask >> ch & 1) == 0 || (request >> ch & 1) != 0);
    }

    /** Accounts for transfers within the present count; true when they reached terminal count. */
    boolean advance(int ch, int units) {
        address[ch] = address[ch] + (decrements(ch) ? -units : units) & 0xffff;
        boolean last = units == count[ch] + 1;
        count[ch] = count[ch] - units & 0xffff;
        if (!last) return false;
        int bit = 1 << ch;
        terminal |= bit;
        request &= ~bit;
        if ((mode[ch] & 0x10) != 0) {
            address[ch] = baseAddress[ch];
            count[ch] = baseCount[ch];
        } else {
            mask |= bit;
        }
        return true;
    }

    // ---- for people and saved states ---------------------------------------------------------------------------------

    void view(DeviceView.Builder b) {
        b.hex8("command", command, (command & DISABLED) != 0 ? "disabled" : "enabled");
        b.hex8("status", request << 4 | terminal).hex8("mask", mask).flag("flip-flop", high);
    }

    void viewChannel(DeviceView.Builder b, int ch) {
        String[] types = {"verify", "to memory", "from memory", "illegal"};
        String[] modes = {"demand", "single", "block", "cascade"};
        b.hex8("mode", mode[ch], modes[mode[ch] >> 6] + ", " + types[type(ch)] + ((mode[ch] & 0x10) != 0 ? ", autoinit" : "")
                + (decrements(ch) ? ", down" : ""));
        b.hex16("address", address[ch]).hex16("count", count[ch]);
        b.hex16("base address", baseAddress[ch]).hex16("base count", baseCount[ch]);
        b.flag("masked", (mask >> ch & 1) != 0);
    }

    void save(StateOut out, String p) {
        int[] v = new int[25];
        int[][] all = {baseAddress, baseCount, address, count, mode};
        for (int i = 0; i < 5; i++) System.arraycopy(all[i], 0, v, i * 4, 4);
        v[20] = mask;
        v[21] = request;
        v[22] = terminal;
        v[23] = command;
        v[24] = high ? 1 : 0;
        out.putInts(p, v);
    }

    void load(StateIn in, String p) {
        int[] v = in.getInts(p);
        if (v.length != 25) throw new IllegalArgumentException("saved " + p + " has " + v.length + " values, not 25");
        int[] limits = new int[25];
        Arrays.fill(limits, 0, 16, 0xffff);
        Arrays.fill(limits, 16, 20, 0xff);
        System.arraycopy(new int[] {15, 15, 15, 255, 1}, 0, limits, 20, 5);
        for (int i = 0; i < 25; i++)
            if (v[i] < 0 || v[i] > limits[i]) throw new IllegalArgumentException("saved " + p + " value " + i + " is " + v[i]);
        int[][] all = {baseAddress, baseCount, address, count, mode};
        for (int i = 0; i < 5; i++) System.arraycopy(v, i * 4, all[i], 0, 4);
        mask = v[20];
        request = v[21];
        terminal = v[22];
        command = v[23];
        high = v[24] != 0;
    }
}
