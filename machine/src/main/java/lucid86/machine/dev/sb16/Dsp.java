package lucid86.machine.dev.sb16;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.dev.sb16.Playback.Format;
import lucid86.machine.dev.sound.PcmSound;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;

/** The digital sound processor's command interpreter, version 4.05. */
final class Dsp {
    private static final int VERSION_HIGH = 4, VERSION_LOW = 5;
    private static final String COPYRIGHT = "COPYRIGHT (C) CREATIVE TECHNOLOGY LTD, 1992.";
    private static final int MIN_RATE = 4000, MAX_RATE = 45_454;
    /** Bytes that wait to be read; the longest answer is the copyright. */
    private static final int QUEUE = 64;

    private final Playback playback;
    private final PcmSound sound;
    private final Sb16.Interrupts interrupts;
    private final Consumer<String> log;
    private final ArrayDeque<Integer> answers = new ArrayDeque<>();
    private final int[] parameters = new int[3];
    /** The command whose parameters are awaited, or -1. */
    private int command = -1;
    private int given;
    private int rate = 11_025, block = 0x800;
    /** The rate was given as a time constant, which counts samples of both sides. */
    private boolean byTimeConstant;
    private boolean speaker, resetting;
    private int lastRead, testRegister;
    private boolean reported;

    Dsp(Scheduler scheduler, PcmSound sound, Sb16.Interrupts interrupts, Playback.Events events, Consumer<String> log) {
        this.sound = sound;
        this.interrupts = interrupts;
        this.log = log;
        playback = new Playback(scheduler, "sb16.transfer", sound, events);
    }

    // ---- ports -----------------------------------------------------------------------------------------------------------

    /** The reset port: 1 and then 0 resets, and AAh answers. */
    void writeReset(int value) {
        if ((value & 1) != 0) {
            clear();
            resetting = true;
        } else if (resetting) {
            resetting = false;
            answer(0xaa);
        }
    }

    boolean hasAnswer() {
        return !answers.isEmpty();
    }

    int peekAnswer() {
        return answers.isEmpty() ? lastRead : answers.peek();
    }

    int readAnswer() {
        lastRead = peekAnswer();
        answers.poll();
        return lastRead;
    }

    private void answer(int... bytes) {
        for (int b : bytes) if (answers.size() < QUEUE) answers.add(b & 0xff);
    }

    /** The command port. */
    void write(int value) {
        if (resetting) return;
        if (command < 0) {
            command = value;
            given = 0;
        } else {
            parameters[given++] = value;
        }
        if (given < parametersOf(command)) return;
        int c = command;
        command = -1;
        execute(c);
    }

    private static int parametersOf(int c) {
        if (c >= 0xb0 && c <= 0xcf) return 3;
        return switch (c) {
            case 0x10, 0x38, 0x40, 0x0f, 0x04, 0xe0, 0xe2, 0xe4, 0xf9 -> 1;
            case 0x05, 0x0e, 0x14, 0x16, 0x17, 0x24, 0x41, 0x42, 0x48, 0x74, 0x75, 0x76, 0x77, 0x80 -> 2;
            default -> 0;
        };
    }

    /** Low byte first, plus one. */
    private int length(int at) {
        return (parameters[at] | parameters[at + 1] << 8) + 1;
    }

    private void execute(int c) {
        if (c >= 0xb0 && c <= 0xcf) {
            transfer(c);
            return;
        }
        switch (c) {
            case 0x10 -> direct(parameters[0]);
            case 0x14 -> start8(Format.UNSIGNED_8, false, false, length(0));
            case 0x24 -> start8(Format.UNSIGNED_8, true, false, length(0));
            case 0x1c, 0x90 -> start8(Format.UNSIGNED_8, false, true, block);
            case 0x2c, 0x98 -> start8(Format.UNSIGNED_8, true, true, block);
            case 0x91 -> start8(Format.UNSIGNED_8, false, false, block);
            case 0x99 -> start8(Format.UNSIGNED_8, true, false, block);
            case 0x74, 0x75 -> start8(Format.ADPCM_2, false, false, length(0));
            case 0x76, 0x77 -> start8(Format.ADPCM_3, false, false, length(0));
            case 0x16, 0x17 -> start8(Format.ADPCM_4, false, false, length(0));
            case 0x7d -> start8(Format.ADPCM_2, false, true, block);
            case 0x7f -> start8(Format.ADPCM_3, false, true, block);
            case 0x1f -> start8(Format.ADPCM_4, false, true, block);
            case 0x80 -> start8(Format.PAUSE, false, false, length(0));
            case 0x40 -> {
                rate = 1_000_000 / (256 - parameters[0]);
                byTimeConstant = true;
            }
            case 0x41, 0x42 -> {
                rate = Math.max(MIN_RATE, Math.min(MAX_RATE, parameters[0] << 8 | parameters[1]));
                byTimeConstant = false;
            }
            case 0x45, 0x47 -> playback.enterAutoInit();
            case 0x48 -> {
                block = length(0);
                playback.setBlock(block);
            }
            case 0xd0, 0xd5 -> playback.pause();
            case 0xd4, 0xd6 -> playback.resume();
            case 0xd9, 0xda -> playback.leaveAutoInit();
            case 0xd1 -> speaker = true;
            case 0xd3 -> speaker = false;
            case 0xd8 -> answer(speaker ? 0xff : 0);
            case 0x20 -> answer(0x80); // direct input of silence
            case 0xe0 -> answer(~parameters[0]);
            case 0xe1 -> answer(VERSION_HIGH, VERSION_LOW);
            case 0xe3 -> {
                for (byte b : COPYRIGHT.getBytes(StandardCharsets.US_ASCII)) answer(b);
                answer(0);
            }
            case 0xe4 -> testRegister = parameters[0];
            case 0xe8 -> answer(testRegister);
            case 0xf2 -> interrupts.raise(Sb16.Interrupts.EIGHT_BIT);
            case 0xf3 -> interrupts.raise(Sb16.Interrupts.SIXTEEN_BIT);
            case 0xf8 -> answer(0);
            case 0x38 -> {} // a byte to the MIDI port, to which nothing is connected
            default -> {
                if (!reported) log.accept(String.format("unimplemented: sound processor command %02x", c));
                reported = true;
            }
        }
    }

    /** Direct mode: one sample now, held until the next; programs time it themselves. */
    private void direct(int value) {
        float v = (value - 128) / 128f;
        sound.setRate(rate);
        sound.push(v, v);
    }

    private void start8(Format format, boolean input, boolean again, int units) {
        playback.start(format, false, input, again, units, Math.max(1, rate));
    }

    /** Bxh: 16 bits, Cxh: 8 bits; then a mode and the number of samples. */
    private void transfer(int c) {
        boolean wide = c < 0xc0, isSigned = (parameters[0] & 0x10) != 0, stereo = (parameters[0] & 0x20) != 0;
        Format format = wide ? isSigned ? Format.SIGNED_16 : Format.UNSIGNED_16 : isSigned ? Format.SIGNED_8 : Format.UNSIGNED_8;
        int frames = byTimeConstant && stereo ? Math.max(1, rate / 2) : Math.max(1, rate);
        playback.start(format, stereo, (c & 8) != 0, (c & 4) != 0, length(1), frames);
    }

    // ---- state -----------------------------------------------------------------------------------------------------------

    /** What a reset does but for its answer. */
    void clear() {
        playback.stop();
        interrupts.clear();
        answers.clear();
        command = -1;
        given = 0;
        rate = 11_025;
        block = 0x800;
        byTimeConstant = speaker = resetting = false;
    }

    void view(DeviceView.Builder b) {
        b.group("Digital sound processor");
        b.text("version", VERSION_HIGH + "." + String.format("%02d", VERSION_LOW));
        b.text("transfer", playback.describe()).text("rate", rate, "Hz").text("block", block);
        b.text("command", command < 0 ? "none" : String.format("%02x", command), command < 0 ? "" : given + " parameters given");
        b.text("answers", answers.size(), "bytes to read").flag("speaker", speaker);
    }

    void save(StateOut out) {
        int flags = (byTimeConstant ? 1 : 0) | (speaker ? 2 : 0) | (resetting ? 4 : 0);
        out.putInts("dsp", new int[] {command, given, parameters[0], parameters[1], parameters[2], rate, block, lastRead, testRegister, flags});
        out.putInts("answers", answers.stream().mapToInt(i -> i).toArray());
        playback.save(out);
    }

    void load(StateIn in) {
        int[] v = in.getInts("dsp"), waiting = in.getInts("answers");
        if (v.length != 10 || v[0] < -1 || v[0] > 255 || v[1] < 0 || v[1] > (v[0] < 0 ? 3 : parametersOf(v[0]) - 1) || v[5] < 1 || v[5] > 1_000_000
                || v[6] < 1 || v[6] > 65536 || waiting.length > QUEUE) throw new IllegalArgumentException("saved sound processor is damaged");
        command = v[0];
        given = v[1];
        for (int i = 0; i < 3; i++) parameters[i] = v[2 + i] & 0xff;
        rate = v[5];
        block = v[6];
        lastRead = v[7] & 0xff;
        testRegister = v[8] & 0xff;
        byTimeConstant = (v[9] & 1) != 0;
        speaker = (v[9] & 2) != 0;
        resetting = (v[9] & 4) != 0;
        answers.clear();
        for (int b : waiting) answers.add(b & 0xff);
        playback.load(in);
    }
}
