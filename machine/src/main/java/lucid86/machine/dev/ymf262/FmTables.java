package lucid86.machine.dev.ymf262;

/** The chip's ROM tables, computed: sine as a logarithm, powers of two, waveforms, key scaling. Logarithms are in 1/256 octaves. */
final class FmTables {
    /** Operator output beyond which nothing is heard. */
    static final int SILENCE = 0x1000;
    /** Frequency multiples, doubled. */
    static final int[] MULTIPLE = {1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 20, 24, 24, 30, 30};
    /** Bit of a waveform entry: the wave is negative. */
    private static final int NEGATIVE = 0x8000;
    /** Attenuation of key scale level at the highest octave for the upper four bits of the frequency, in 3/4 dB halves. */
    private static final int[] KEY_SCALE = {0, 32, 40, 45, 48, 51, 53, 55, 56, 58, 59, 60, 61, 62, 63, 64};

    private static final int[] LOG_SINE = new int[256], POWER = new int[256];
    private static final int[][] WAVES = new int[8][1024];

    static {
        for (int i = 0; i < 256; i++) {
            LOG_SINE[i] = (int) Math.round(-Math.log(Math.sin((i + 0.5) * Math.PI / 512)) / Math.log(2) * 256);
            POWER[i] = (int) Math.round(Math.pow(2, 1 - i / 256.0) * 1024);
        }
        for (int w = 0; w < 8; w++) for (int p = 0; p < 1024; p++) WAVES[w][p] = wave(w, p);
    }

    private FmTables() {}

    private static int sine(int phase) {
        int quarter = (phase & 0x100) == 0 ? phase & 0xff : ~phase & 0xff;
        return LOG_SINE[quarter] | ((phase & 0x200) != 0 ? NEGATIVE : 0);
    }

    private static int wave(int form, int p) {
        boolean second = (p & 0x200) != 0;
        return switch (form) {
            case 0 -> sine(p);
            case 1 -> second ? SILENCE : sine(p);
            case 2 -> sine(p & 0x1ff);
            case 3 -> (p & 0x100) != 0 ? SILENCE : sine(p & 0xff);
            case 4 -> second ? SILENCE : sine(2 * p & 0x3ff);
            case 5 -> second ? SILENCE : sine(2 * p & 0x1ff);
            case 6 -> second ? NEGATIVE : 0;
            // A sawtooth of the logarithm: the sound decays within each half wave.
            default -> second ? (~p & 0x1ff) << 3 | NEGATIVE : (p & 0x1ff) << 3;
        };
    }

    /**
     * Output of an operator, -4095 to 4095.
     *
     * @param phase 10 bits; higher ones are ignored
     * @param attenuation of envelope and levels, in 3/16 dB
     */
    static int output(int form, int phase, int attenuation) {
        int w = WAVES[form][phase & 0x3ff];
        int level = (w & ~NEGATIVE) + (attenuation << 3);
        if (level >= SILENCE) return 0;
        int v = POWER[level & 0xff] * 2 >> (level >> 8);
        return (w & NEGATIVE) != 0 ? -v : v;
    }

    /** Key scale level at 6 dB an octave, in 3/16 dB. */
    static int keyScale(int frequency, int block) {
        return Math.max(0, (KEY_SCALE[frequency >> 6] << 2) - (8 - block << 5));
    }
}
