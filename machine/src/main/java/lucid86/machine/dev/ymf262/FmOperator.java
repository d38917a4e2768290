package lucid86.machine.dev.ymf262;

/** One of the 36 operators: a wave with a phase and an envelope. What registers say is kept apart from what sounds. */
final class FmOperator {
    private static final int OFF = 0, ATTACK = 1, DECAY = 2, SUSTAIN = 3, RELEASE = 4;
    /** Envelope at rest, in 3/16 dB. */
    private static final double REST = 511;
    /** The share of the way to full level that an attack at rate 4 goes in a frame; 2.83 s in all (YM3812 manual, table 2-3). */
    private static final double ATTACK_4 = 6.24 / (2.826 * Ymf262.NATIVE_RATE);
    /** What a decay at rate 4 adds in a frame, in 3/16 dB; 39.3 s for 96 dB (same table). */
    private static final double DECAY_4 = 512 / (39.28 * Ymf262.NATIVE_RATE);
    private static final int[] KEY_SCALE_SHIFT = {31, 1, 2, 0};

    /** Registers 20h, 40h, 60h, 80h and E0h of this operator. */
    int flags, levels, attackDecay, sustainRelease, waveform;

    private int phase;
    private int stage = OFF;
    private double envelope = REST;
    private boolean keyed;
    /** The last two outputs, for feedback. */
    private int last, before;

    // Derived from registers and the channel's frequency by update().
    private int increment, level;
    private double attack, decay, release;

    /**
     * Recomputes what follows from registers.
     *
     * @param noteSelect register 08h, bit 6
     */
    void update(int frequency, int block, boolean noteSelect) {
        increment = (frequency << block >> 1) * FmTables.MULTIPLE[flags & 15] >> 1;
        level = ((levels & 0x3f) << 2) + (FmTables.keyScale(frequency, block) >> KEY_SCALE_SHIFT[levels >> 6]);
        int scale = block << 1 | frequency >> (noteSelect ? 8 : 9) & 1;
        if ((flags & 0x10) == 0) scale >>= 2;
        int a = attackDecay >> 4;
        attack = a == 0 ? 0 : a * 4 + scale >= 60 ? 1 : ATTACK_4 * speed(a * 4 + scale);
        decay = rate(attackDecay & 15, scale);
        release = rate(sustainRelease & 15, scale);
    }

    private static double rate(int r, int scale) {
        return r == 0 ? 0 : DECAY_4 * speed(Math.min(63, r * 4 + scale));
    }

    /** Doubles every four rates, in even steps between. */
    private static double speed(int rate) {
        return (1 << (rate >> 2)) / 2.0 * (1 + (rate & 3) / 4.0);
    }

    void key(boolean on) {
        if (on == keyed) return;
        keyed = on;
        if (on) {
            phase = 0;
            stage = ATTACK;
        } else if (stage != OFF) {
            stage = RELEASE;
        }
    }

    private void advanceEnvelope() {
        switch (stage) {
            case ATTACK -> {
                envelope -= (envelope + 1) * attack;
                if (envelope <= 0) {
                    envelope = 0;
                    stage = DECAY;
                }
            }
            case DECAY -> {
                int sustain = sustainRelease >> 4;
                double until = sustain == 15 ? 496 : sustain << 4;
                envelope += decay;
                if (envelope >= until) stage = SUSTAIN;
            }
            case SUSTAIN -> {
                // A percussive sound goes on to fade while the key is held.
                if ((flags & 0x20) == 0) fade();
            }
            case RELEASE -> fade();
            default -> {}
        }
    }

    private void fade() {
        envelope += release;
        if (envelope < REST) return;
        envelope = REST;
        stage = OFF;
    }

    boolean silent() {
        return stage == OFF;
    }

    /** Phase of the wave, 10 bits. */
    int phase() {
        return phase >>> 9 & 0x3ff;
    }

    /**
     * A frame: moves on and gives the output.
     *
     * @param modulation added to the phase, in 1/1024 of a wave
     * @param vibrato change of frequency as a factor in 1/65536
     * @param tremolo attenuation in 3/16 dB while tremolo is on
     */
    int frame(int modulation, int vibrato, int tremolo) {
        return frameAt(phase() + modulation, vibrato, tremolo);
    }

    /** As {@link #frame}, at a phase that somebody else decides. */
    int frameAt(int at, int vibrato, int tremolo) {
        advanceEnvelope();
        int attenuation = (int) envelope + level + ((flags & 0x80) != 0 ? tremolo : 0);
        int v = stage == OFF ? 0 : FmTables.output(waveform, at, Math.min(attenuation, 511));
        phase += increment + ((flags & 0x40) != 0 ? (int) ((long) increment * vibrato >> 16) : 0);
        before = last;
        last = v;
        return v;
    }

    /** What an operator adds to its own phase, 0 to 7. */
    int feedback(int amount) {
        return amount == 0 ? 0 : last + before >> 9 - amount;
    }

    /** Silence at once. */
    void stop() {
        stage = OFF;
        keyed = false;
        envelope = REST;
        phase = last = before = 0;
    }
}
