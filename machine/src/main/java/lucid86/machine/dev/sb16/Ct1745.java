package lucid86.machine.dev.sb16;

import lucid86.machine.dev.DeviceView;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The CT1745 mixer: an index and a data register, volumes in steps of 2 dB, and the card's interrupt and DMA selection. The
 * registers of the Sound Blaster Pro's mixer show the same volumes in four bits.
 */
final class Ct1745 {
    static final int IRQ_SELECT = 0x80, DMA_SELECT = 0x81, IRQ_STATUS = 0x82;
    static final int MASTER = 0x30, VOICE = 0x32, FM = 0x34, SPEAKER = 0x3b;
    private static final int OLD_VOICE = 0x04, OLD_MASTER = 0x22, OLD_FM = 0x26, OLD_CD = 0x28, OLD_LINE = 0x2e, OLD_MIC = 0x0a, MIC = 0x3a;

    private final byte[] registers = new byte[256];
    private final int startIrqs, startDmas;
    private int index;

    /**
     * @param irqs interrupt selection at power-on, as register 80h holds it
     * @param dmas DMA selection at power-on, as register 81h holds it
     */
    Ct1745(int irqs, int dmas) {
        startIrqs = irqs;
        startDmas = dmas;
        registers[IRQ_SELECT] = (byte) irqs;
        registers[DMA_SELECT] = (byte) dmas;
        defaults();
    }

    /** Power-on: what software chose as resources is kept over a mixer reset, but not over this. */
    void reset() {
        registers[IRQ_SELECT] = (byte) startIrqs;
        registers[DMA_SELECT] = (byte) startDmas;
        index = 0;
        defaults();
    }

    private void defaults() {
        for (int r = 0; r < IRQ_SELECT; r++) registers[r] = 0;
        for (int r = MASTER; r <= 0x35; r++) registers[r] = (byte) (24 << 3);
        registers[0x3c] = 0x1f;
        registers[0x3d] = 0x15;
        registers[0x3e] = 0x0b;
        for (int r = 0x44; r <= 0x47; r++) registers[r] = (byte) 0x80;
    }

    void select(int value) {
        index = value;
    }

    int index() {
        return index;
    }

    int get(int r) {
        return registers[r] & 0xff;
    }

    /** What the data port reads, but for the interrupt status, which is the card's. */
    int read() {
        return switch (index) {
            case OLD_VOICE, OLD_MASTER, OLD_FM, OLD_CD, OLD_LINE -> get(pair(index)) & 0xf0 | get(pair(index) + 1) >> 4;
            case OLD_MIC -> get(MIC) >> 5;
            default -> get(index);
        };
    }

    void write(int value) {
        switch (index) {
            case 0x00 -> defaults();
            // Four bits give five: the lowest is then 1, as far as there is sound at all.
            case OLD_VOICE, OLD_MASTER, OLD_FM, OLD_CD, OLD_LINE -> {
                registers[pair(index)] = (byte) (value & 0xf0 | 8);
                registers[pair(index) + 1] = (byte) (value << 4 & 0xf0 | 8);
            }
            case OLD_MIC -> registers[MIC] = (byte) (value << 5 & 0xe0 | 0x18);
            case IRQ_SELECT -> registers[IRQ_SELECT] = (byte) (value & 15 | 0xf0);
            case DMA_SELECT -> registers[DMA_SELECT] = (byte) (value & 0xeb);
            case IRQ_STATUS -> {}
            default -> registers[index] = (byte) (value & writable(index));
        }
    }

    private static int pair(int old) {
        return switch (old) {
            case OLD_VOICE -> VOICE;
            case OLD_MASTER -> MASTER;
            case OLD_FM -> FM;
            case OLD_CD -> 0x36;
            default -> 0x38;
        };
    }

    private static int writable(int r) {
        if (r >= 0x30 && r <= 0x3a) return 0xf8;
        return switch (r) {
            case SPEAKER, 0x3f, 0x40, 0x41, 0x42 -> 0xc0;
            case 0x3c -> 0x1f;
            case 0x3d, 0x3e -> 0x7f;
            case 0x43 -> 1;
            case 0x44, 0x45, 0x46, 0x47 -> 0xf0;
            default -> 0;
        };
    }

    /** A pair's volume through the master's, as a factor; {@code side} 0 = left. */
    double volume(int pair, int side) {
        return level(get(pair + side) >> 3) * level(get(MASTER + side) >> 3);
    }

    private static double level(int steps) {
        return steps == 0 ? 0 : Math.pow(10, (steps - 31) * 2 / 20.0);
    }

    void view(DeviceView.Builder b) {
        b.group("Mixer").hex8("index", index);
        String[] names = {"master", "voice", "FM", "CD", "line"};
        for (int i = 0; i < names.length; i++) {
            int at = MASTER + 2 * i;
            b.text(names[i], String.format("%02x %02x", get(at), get(at + 1)), String.format("%d %d dB", (get(at) >> 3) * 2 - 62, (get(at + 1) >> 3) * 2 - 62));
        }
        b.hex8("PC speaker", get(SPEAKER));
    }

    void save(StateOut out) {
        out.putBytes("mixer", registers);
        out.putInt("mixer.index", index);
    }

    void load(StateIn in) {
        in.getBytes("mixer", registers);
        index = in.getInt("mixer.index", 0, 255);
    }
}
