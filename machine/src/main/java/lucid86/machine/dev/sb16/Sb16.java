package lucid86.machine.dev.sb16;

import java.util.function.Consumer;
import java.util.function.IntFunction;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.dev.sound.PcmSound;
import lucid86.machine.dev.sound.SoundMixer;
import lucid86.machine.dev.ymf262.Ymf262;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.io.DmaChannel;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;

/**
 * Creative Sound Blaster 16, CT2230 (Creative's Sound Blaster Series Hardware Programming Guide; CT1745 mixer).
 *
 * <p>Modelled: DSP 4.05 with 8- and 16-bit DMA transfers, single-cycle and auto-initialised, mono and stereo, signed and
 * unsigned, time constants and rates, pause and continue, pauses, direct mode, high-speed commands, identification; the
 * mixer with volumes and the selection of interrupt and DMA channels; interrupt status and acknowledge; the YMF262;
 * the MPU-401 in UART mode, with nothing connected. Recording gives silence.
 *
 * <p>Not modelled: ADPCM (silence of the right length), DMA identification (E2h), the advanced signal processor, the
 * joystick; CD, line, microphone and PC speaker inputs, tone and gain controls (their registers remember).
 *
 * <p>Ports, from the base on: 0-3 and 8-9 FM, 4-5 mixer, 6 reset, Ah read, Ch write, Eh status, Fh 16-bit acknowledge.
 */
public final class Sb16 implements Device, BytePortDevice {
    public static final int PORTS = 16, MIDI_PORT = 0x330, MIDI_PORTS = 2;
    /** Interrupt lines of the selection bits 0-3. */
    private static final int[] IRQS = {9, 5, 7, 10};
    private static final int[] DMAS_8 = {0, 1, 3}, DMAS_16 = {5, 6, 7};

    /** The card's interrupt sources and its line, which stays up until all are acknowledged. */
    static final class Interrupts {
        static final int EIGHT_BIT = 1, SIXTEEN_BIT = 2;
        private final IrqLine[] lines = new IrqLine[IRQS.length];
        private final Ct1745 mixer;
        private int pending;
        private IrqLine driven = IrqLine.NONE;

        Interrupts(Ct1745 mixer, IntFunction<IrqLine> irq) {
            this.mixer = mixer;
            for (int i = 0; i < IRQS.length; i++) lines[i] = irq.apply(IRQS[i]);
        }

        void raise(int source) {
            pending |= source;
            drive();
        }

        void acknowledge(int source) {
            pending &= ~source;
            drive();
        }

        void clear() {
            pending = 0;
            drive();
        }

        void drive() {
            int selected = mixer.get(Ct1745.IRQ_SELECT) & 15;
            IrqLine line = selected == 0 ? IrqLine.NONE : lines[Integer.numberOfTrailingZeros(selected)];
            if (line != driven) driven.set(false);
            driven = line;
            line.set(pending != 0);
        }
    }

    private final SoundMixer output;
    private final Ct1745 mixer;
    private final Interrupts interrupts;
    private final IntFunction<DmaChannel> channels;
    private final Dsp dsp;
    private final Ymf262 fm;
    private final Mpu401 midi = new Mpu401();

    /**
     * @param output who hears the card
     * @param irq makes a source on an ISA interrupt line
     * @param channels the DMA channels by number
     * @param settings interrupt and DMA channels at power-on
     */
    public Sb16(Scheduler scheduler, SoundMixer output, IntFunction<IrqLine> irq, IntFunction<DmaChannel> channels, Settings settings,
            Consumer<String> log) {
        this.output = output;
        this.channels = channels;
        mixer = new Ct1745(0xf0 | settings.irqBit(), settings.dmaBits());
        interrupts = new Interrupts(mixer, irq);
        var pcm = new PcmSound(output, () -> mixer.volume(Ct1745.VOICE, 0), () -> mixer.volume(Ct1745.VOICE, 1));
        output.add(pcm);
        fm = new Ymf262(scheduler, output, () -> mixer.volume(Ct1745.FM, 0), () -> mixer.volume(Ct1745.FM, 1));
        dsp = new Dsp(scheduler, pcm, interrupts, new Playback.Events() {
            @Override public DmaChannel channel(boolean wide) {
                return selectedChannel(wide);
            }

            @Override public void blockEnded(boolean wide) {
                interrupts.raise(wide ? Interrupts.SIXTEEN_BIT : Interrupts.EIGHT_BIT);
            }
        }, log);
    }

    /**
     * What jumpers and the configuration program chose.
     *
     * @param base first port: 220h, 240h, 260h or 280h
     * @param irq 5, 7, 9 or 10
     * @param dma 8-bit channel: 0, 1 or 3
     * @param dma16 16-bit channel: 5, 6 or 7
     */
    public record Settings(int base, int irq, int dma, int dma16) {
        public static final Settings USUAL = new Settings(0x220, 5, 1, 5);

        public Settings {
            if (base != 0x220 && base != 0x240 && base != 0x260 && base != 0x280)
                throw new IllegalArgumentException(String.format("a Sound Blaster 16 is at 220h, 240h, 260h or 280h, not %xh", base));
            if (indexOf(IRQS, irq) < 0) throw new IllegalArgumentException("a Sound Blaster 16 has IRQ 5, 7, 9 or 10, not " + irq);
            if (indexOf(DMAS_8, dma) < 0) throw new IllegalArgumentException("a Sound Blaster 16 has 8-bit DMA channel 0, 1 or 3, not " + dma);
            if (indexOf(DMAS_16, dma16) < 0) throw new IllegalArgumentException("a Sound Blaster 16 has 16-bit DMA channel 5, 6 or 7, not " + dma16);
        }

        int irqBit() {
            return 1 << indexOf(IRQS, irq);
        }

        int dmaBits() {
            return 1 << dma | 1 << dma16;
        }

        private static int indexOf(int[] all, int v) {
            for (int i = 0; i < all.length; i++) if (all[i] == v) return i;
            return -1;
        }
    }

    /** The FM synthesizer, a device of its own that answers the AdLib ports as well. */
    public Ymf262 fm() {
        return fm;
    }

    /** The MIDI port, usually at 330h. */
    public PortDevice midi() {
        return midi;
    }

    /** The DMA channel selected for a width; 16-bit transfers go by the 8-bit channel when no other is selected. */
    private DmaChannel selectedChannel(boolean wide) {
        int selected = mixer.get(Ct1745.DMA_SELECT), bits = wide && (selected & 0xe0) != 0 ? selected & 0xe0 : selected & 0x0b;
        return bits == 0 ? NO_CHANNEL : channels.apply(Integer.numberOfTrailingZeros(bits));
    }

    private static final DmaChannel NO_CHANNEL = new DmaChannel() {
        @Override public boolean ready() {
            return false;
        }

        @Override public int deviceToMemory(byte[] data, int from, int count) {
            return 0;
        }

        @Override public int memoryToDevice(byte[] data, int from, int count) {
            return 0;
        }

        @Override public boolean terminalCount() {
            return false;
        }
    };

    // ---- ports -----------------------------------------------------------------------------------------------------------

    @Override
    public int read(int port) {
        int at = port & 15;
        switch (at) {
            case 0x0a -> {
                return dsp.readAnswer();
            }
            case 0x0e -> interrupts.acknowledge(Interrupts.EIGHT_BIT);
            case 0x0f -> interrupts.acknowledge(Interrupts.SIXTEEN_BIT);
            default -> {}
        }
        return peek(port);
    }

    @Override
    public int peek(int port) {
        int at = port & 15;
        return switch (at) {
            case 0, 1, 2, 3 -> fm.peek(at);
            case 8, 9 -> fm.peek(at & 1);
            case 4 -> mixer.index();
            case 5 -> mixer.index() == Ct1745.IRQ_STATUS ? interrupts.pending | 0x20 : mixer.read();
            case 0x0a -> dsp.peekAnswer();
            case 0x0c -> 0x7f; // never busy
            case 0x0e -> dsp.hasAnswer() ? 0xff : 0x7f;
            default -> 0xff;
        };
    }

    @Override
    public void write(int port, int value) {
        int at = port & 15;
        switch (at) {
            case 0, 1, 2, 3 -> fm.write(at, value);
            case 8, 9 -> fm.write(at & 1, value);
            case 4 -> mixer.select(value);
            case 5 -> {
                output.catchUp();
                mixer.write(value);
                interrupts.drive();
            }
            case 6 -> dsp.writeReset(value);
            case 0x0c -> dsp.write(value);
            default -> {}
        }
    }

    // ---- device ----------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "sb16";
    }

    @Override
    public void reset() {
        mixer.reset();
        dsp.clear();
        midi.reset();
    }

    @Override
    public DeviceView view() {
        var b = DeviceView.of("Sound Blaster 16");
        int irqs = mixer.get(Ct1745.IRQ_SELECT) & 15;
        b.text("interrupt", irqs == 0 ? "none" : "IRQ " + IRQS[Integer.numberOfTrailingZeros(irqs)]).hex8("pending", interrupts.pending);
        b.hex8("DMA selection", mixer.get(Ct1745.DMA_SELECT));
        dsp.view(b);
        mixer.view(b);
        midi.view(b);
        return b.build();
    }

    @Override
    public void save(StateOut out) {
        out.putInt("pending", interrupts.pending);
        mixer.save(out);
        dsp.save(out);
        midi.save(out);
    }

    @Override
    public void load(StateIn in) {
        int pending = in.getInt("pending", 0, 3);
        mixer.load(in);
        dsp.load(in);
        midi.load(in);
        interrupts.pending = pending;
        interrupts.drive();
    }
}
