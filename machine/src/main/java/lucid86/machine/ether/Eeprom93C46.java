package lucid86.machine.ether;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The serial EEPROM in which network cards keep their address: 93C46 (National Semiconductor NM93C46 datasheet), 64 words of
 * 16 bits behind a Microwire interface that programs drive pin by pin.
 *
 * <p>Modelled: READ, on through the following words while it is clocked. Not modelled: writing and erasing (the commands are
 * taken and change nothing), programming times.
 */
public final class Eeprom93C46 {
    public static final int WORDS = 64;
    private static final int ADDRESS_BITS = 6, COMMAND_BITS = 2 + ADDRESS_BITS, READ = 2;

    private final int[] words;
    private boolean select, clock;
    /** The start bit has come; bits of command and address so far; how many; the READ in progress. */
    private boolean started, reading;
    private int shift, bits, address, output;
    private boolean dataOut = true;

    /** @param words its contents, 16 bits each */
    public Eeprom93C46(int[] words) {
        if (words.length != WORDS) throw new IllegalArgumentException("a 93C46 has 64 words, not " + words.length);
        this.words = words.clone();
    }

    /** A word, as the card itself reads it. */
    public int word(int i) {
        return words[i & WORDS - 1];
    }

    /** Sets the pins chip select, clock and data in. */
    public void pins(boolean cs, boolean sk, boolean di) {
        boolean rising = cs && select && sk && !clock;
        if (!cs) {
            started = reading = false;
            dataOut = true;
        }
        select = cs;
        clock = sk;
        if (rising) shiftIn(di);
    }

    private void shiftIn(boolean di) {
        if (reading) {
            dataOut = (output >>> 15 & 1) != 0;
            output = output << 1 & 0xffff;
            if (--bits == 0) {
                output = word(++address);
                bits = 16;
            }
        } else if (!started) {
            started = di;
            shift = bits = 0;
        } else {
            shift = shift << 1 | (di ? 1 : 0);
            if (++bits < COMMAND_BITS) return;
            if (shift >>> ADDRESS_BITS == READ) {
                reading = true;
                address = shift & WORDS - 1;
                output = words[address];
                bits = 16;
                dataOut = false; // one zero comes before the data
            }
            bits = reading ? bits : 0;
            shift = 0;
        }
    }

    /** The data out pin; high, through a resistor, when the chip does not drive it. */
    public boolean dataOut() {
        return dataOut;
    }

    public void save(StateOut o) {
        o.putInts("eeprom", new int[] {select ? 1 : 0, clock ? 1 : 0, started ? 1 : 0, reading ? 1 : 0, shift, bits, address, output, dataOut ? 1 : 0});
    }

    public void load(StateIn in) {
        int[] v = in.getInts("eeprom");
        if (v.length != 9 || v[5] < 0 || v[5] > 16) throw new IllegalArgumentException("saved EEPROM state is out of range");
        select = v[0] != 0;
        clock = v[1] != 0;
        started = v[2] != 0;
        reading = v[3] != 0;
        shift = v[4] & 0xff;
        bits = v[5];
        address = v[6] & WORDS - 1;
        output = v[7] & 0xffff;
        dataOut = v[8] != 0;
    }
}
