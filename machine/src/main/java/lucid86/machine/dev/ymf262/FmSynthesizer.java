package lucid86.machine.dev.ymf262;

/** The sounding part of the chip: 36 operators in 18 channels, made to sound as the registers say. */
final class FmSynthesizer {
    private static final int CHANNELS = 18;
    /** Operator offsets 00h-15h of a register group, to operators 0-17; the gaps lead nowhere. */
    private static final int[] OPERATOR = new int[32];
    private static final int TREMOLO_PERIOD = Ymf262.NATIVE_RATE * 10 / 37, VIBRATO_PERIOD = Ymf262.NATIVE_RATE * 10 / 61;
    /** 7 cents up or down, as a factor in 1/65536; deep vibrato has twice that. */
    private static final int VIBRATO_DEPTH = 265;

    static {
        java.util.Arrays.fill(OPERATOR, -1);
        for (int i = 0; i < 18; i++) OPERATOR[i / 6 * 8 + i % 6] = i;
    }

    private final byte[] registers;
    private final FmOperator[] operators = new FmOperator[2 * CHANNELS];
    private int clock;
    private int noise = 1;
    private int mixedLeft, mixedRight;

    /** @param registers both arrays of 256, the second from 256 on; read when {@link #written} says so */
    FmSynthesizer(byte[] registers) {
        this.registers = registers;
        for (int i = 0; i < operators.length; i++) operators[i] = new FmOperator();
    }

    private int register(int at) {
        return registers[at] & 0xff;
    }

    private boolean opl3() {
        return (register(0x105) & 1) != 0;
    }

    /** First operator of a channel: 0-8 in the first array, 9-17 in the second. */
    private static int first(int channel) {
        return channel / 9 * 18 + channel % 9 / 3 * 6 + channel % 3;
    }

    private static int base(int channel) {
        return channel / 9 * 256 + channel % 9;
    }

    /** The lower channel of a pair that works as one of four operators. */
    private boolean fourOperators(int channel) {
        int c = channel % 9;
        return opl3() && c < 3 && (register(0x104) >> channel / 9 * 3 + c & 1) != 0;
    }

    /** The upper channel of such a pair: it has no sound of its own. */
    private boolean takenOver(int channel) {
        int c = channel % 9;
        return c >= 3 && c < 6 && fourOperators(channel - 3);
    }

    private boolean rhythm() {
        return (register(0xbd) & 0x20) != 0;
    }

    // ---- registers -------------------------------------------------------------------------------------------------------

    /** A register has a new value. */
    void written(int at) {
        int low = at & 0xff, array = at & 0x100;
        if (low >= 0xa0 && low <= 0xa8 || low >= 0xb0 && low <= 0xb8) {
            int channel = (array >> 8) * 9 + (low & 15);
            tune(channel);
            if (low >= 0xb0) keys(channel);
        } else if (low == 0xbd && array == 0) {
            for (int c = 6; c < 9; c++) keys(c);
        } else if (low >= 0x20 && low < 0xa0 || low >= 0xe0 && low < 0xf6) {
            operator(low, array);
        } else if (at == 0x08 || at == 0x104 || at == 0x105) {
            everything();
        }
    }

    private void operator(int low, int array) {
        int index = OPERATOR[low & 31];
        if (index < 0) return;
        FmOperator o = operators[index + (array != 0 ? 18 : 0)];
        int v = register(array | low);
        switch (low >> 5) {
            case 1 -> o.flags = v;
            case 2 -> o.levels = v;
            case 3 -> o.attackDecay = v;
            case 4 -> o.sustainRelease = v;
            default -> o.waveform = opl3() ? v & 7 : (register(1) & 0x20) != 0 ? v & 3 : 0;
        }
        int pair = index % 6 % 3;
        tune((array != 0 ? 9 : 0) + index / 6 * 3 + pair);
    }

    private void tune(int channel) {
        // Four operators go by the lower channel's frequency.
        int source = base(takenOver(channel) ? channel - 3 : channel);
        int high = register(0xb0 + source), frequency = register(0xa0 + source) | (high & 3) << 8;
        boolean noteSelect = (register(0x08) & 0x40) != 0;
        for (int k = 0; k < 2; k++) operators[first(channel) + 3 * k].update(frequency, high >> 2 & 7, noteSelect);
        if (fourOperators(channel)) tune(channel + 3);
    }

    private void keys(int channel) {
        boolean on = (register(0xb0 + base(takenOver(channel) ? channel - 3 : channel)) & 0x20) != 0;
        int drums = rhythm() && channel >= 6 && channel <= 8 ? register(0xbd) : 0;
        // Bit 4 the bass drum, of two operators; 0 hi-hat, 3 snare; 2 tom-tom, 1 cymbal.
        int lower = channel == 6 ? 0x10 : channel == 7 ? 0x01 : 0x04, upper = channel == 6 ? 0x10 : channel == 7 ? 0x08 : 0x02;
        operators[first(channel)].key(on || (drums & lower) != 0);
        operators[first(channel) + 3].key(on || (drums & upper) != 0);
        if (fourOperators(channel)) keys(channel + 3);
    }

    /** Follows all registers. Keys that are held begin to sound. */
    void everything() {
        for (int array = 0; array < 512; array += 256)
            for (int group = 0x20; group < 0x100; group += 0x20)
                for (int i = 0; i < 0x16; i++) if (group != 0xa0 && group != 0xc0) operator(group + i, array);
        for (int c = 0; c < CHANNELS; c++) {
            tune(c);
            keys(c);
        }
    }

    void stop() {
        for (FmOperator o : operators) o.stop();
        clock = 0;
        noise = 1;
    }

    /** Nothing sounds: frames would be zeros. */
    boolean silent() {
        for (FmOperator o : operators) if (!o.silent()) return false;
        return true;
    }

    // ---- sound -----------------------------------------------------------------------------------------------------------

    /** One frame at the chip's rate, for {@link #left} and {@link #right}. */
    void frame() {
        clock++;
        noise = noise >> 1 ^ ((noise & 1) != 0 ? 0x800302 : 0);
        int tremolo = tremolo(), vibrato = vibrato();
        mixedLeft = mixedRight = 0;
        for (int c = 0; c < CHANNELS; c++) {
            if (takenOver(c)) continue;
            if (c == 6 && rhythm()) {
                drums(vibrato, tremolo);
                c = 8;
            } else if (fourOperators(c)) {
                pan(c, four(c, vibrato, tremolo));
            } else {
                pan(c, two(c, vibrato, tremolo));
            }
        }
    }

    /** A triangle of 3.7 Hz, 1 or 4.8 dB deep, in 3/16 dB. */
    private int tremolo() {
        int at = clock % TREMOLO_PERIOD * 2;
        int depth = (register(0xbd) & 0x80) != 0 ? 26 : 6;
        return depth * (at < TREMOLO_PERIOD ? at : 2 * TREMOLO_PERIOD - at) / TREMOLO_PERIOD;
    }

    /** A triangle of 6.1 Hz, 7 or 14 cents up and down. */
    private int vibrato() {
        int at = clock % VIBRATO_PERIOD * 4, depth = (register(0xbd) & 0x40) != 0 ? 2 * VIBRATO_DEPTH : VIBRATO_DEPTH;
        int triangle = at < VIBRATO_PERIOD ? at : at < 3 * VIBRATO_PERIOD ? 2 * VIBRATO_PERIOD - at : at - 4 * VIBRATO_PERIOD;
        return (int) ((long) depth * triangle / VIBRATO_PERIOD);
    }

    private void pan(int channel, int v) {
        int c0 = register(0xc0 + base(channel));
        // An OPL2 has one output, which goes to both sides.
        if (!opl3() || (c0 & 0x10) != 0) mixedLeft += v;
        if (!opl3() || (c0 & 0x20) != 0) mixedRight += v;
    }

    private int two(int channel, int vibrato, int tremolo) {
        FmOperator modulator = operators[first(channel)], carrier = operators[first(channel) + 3];
        int c0 = register(0xc0 + base(channel));
        int m = modulator.frame(modulator.feedback(c0 >> 1 & 7), vibrato, tremolo);
        return (c0 & 1) != 0 ? m + carrier.frame(0, vibrato, tremolo) : carrier.frame(m, vibrato, tremolo);
    }

    private int four(int channel, int vibrato, int tremolo) {
        int at = first(channel), c0 = register(0xc0 + base(channel));
        FmOperator o1 = operators[at], o2 = operators[at + 3], o3 = operators[at + 6], o4 = operators[at + 9];
        int a = o1.frame(o1.feedback(c0 >> 1 & 7), vibrato, tremolo);
        // The connection bits of both channels choose one of four algorithms.
        switch ((c0 & 1) << 1 | register(0xc3 + base(channel)) & 1) {
            case 0 -> {
                return o4.frame(o3.frame(o2.frame(a, vibrato, tremolo), vibrato, tremolo), vibrato, tremolo);
            }
            case 1 -> {
                int b = o2.frame(a, vibrato, tremolo);
                return b + o4.frame(o3.frame(0, vibrato, tremolo), vibrato, tremolo);
            }
            case 2 -> {
                int b = o2.frame(0, vibrato, tremolo);
                return a + o4.frame(o3.frame(b, vibrato, tremolo), vibrato, tremolo);
            }
            default -> {
                int b = o3.frame(o2.frame(0, vibrato, tremolo), vibrato, tremolo);
                return a + b + o4.frame(0, vibrato, tremolo);
            }
        }
    }

    /** Bass drum, snare, tom-tom, cymbal, hi-hat: channels 6-8, some with phases mixed from two operators and noise; twice as loud. */
    private void drums(int vibrato, int tremolo) {
        FmOperator bass = operators[first(6)], bassCarrier = operators[first(6) + 3];
        FmOperator hat = operators[first(7)], snare = operators[first(7) + 3], tom = operators[first(8)], cymbal = operators[first(8) + 3];
        int c6 = register(0xc6);
        int m = bass.frame(bass.feedback(c6 >> 1 & 7), vibrato, tremolo);
        pan(6, 2 * bassCarrier.frame((c6 & 1) != 0 ? 0 : m, vibrato, tremolo));
        int h = hat.phase(), c = cymbal.phase(), random = noise & 1;
        int mix = (h >> 2 ^ h >> 7 | h >> 3 ^ c >> 5 | c >> 3 ^ c >> 5) & 1;
        int hits = hat.frameAt(mix << 9 | ((mix ^ random) != 0 ? 0xd0 : 0x34), vibrato, tremolo);
        hits += snare.frameAt((h >> 8 & 1) << 9 | ((h >> 8 & 1) ^ random) << 8, vibrato, tremolo);
        pan(7, 2 * hits);
        int rest = tom.frame(0, vibrato, tremolo) + cymbal.frameAt(mix << 9 | 0x80, vibrato, tremolo);
        pan(8, 2 * rest);
    }

    int left() {
        return mixedLeft;
    }

    int right() {
        return mixedRight;
    }
}
