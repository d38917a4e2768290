package lucid86.machine.dev.dma8237;

import java.util.Arrays;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.io.DmaChannel;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The PC/AT's two cascaded 8237A DMA controllers (Intel 231466) with the page registers, as in the 82371: channels 0-3 move
 * bytes within 64 KiB, channels 5-7 words within 128 KiB, below 16 MiB.
 *
 * <p>Modelled: verify, write and read transfers, single, demand, block and cascade mode, autoinitialise, both address
 * directions, masks, software requests, the byte pointer flip-flop, terminal count status, controller disable. Channels 0-3
 * work only while channel 4 is in cascade mode and unmasked.
 *
 * <p>Not modelled: memory-to-memory transfers (which the 82371 lacks too), bus timing and priority: a transfer is done when
 * the device asks for it.
 *
 * <p>Ports: 00h-0Fh, C0h-DFh (even ports; odd ones are the same), page registers 81h-8Fh (80h is left to the POST code
 * display).
 */
public final class Dma8237 implements Device, BytePortDevice {
    public static final int FIRST_PORT = 0x00, FIRST_PORTS = 16, SECOND_PORT = 0xc0, SECOND_PORTS = 32, PAGE_PORT = 0x81, PAGE_PORTS = 15;

    /** Page register of each channel, as offset from port 80h. */
    private static final int[] PAGE = {7, 3, 1, 2, 15, 11, 9, 10};

    private final MemoryMap memory;
    private final Controller[] controllers = {new Controller(), new Controller()};
    private final byte[] pages = new byte[16];
    private final Channel[] channels = new Channel[8];

    public Dma8237(MemoryMap memory) {
        this.memory = memory;
        for (int i = 0; i < 8; i++) channels[i] = new Channel(i);
    }

    /** A device's end of channel 0-3 or 5-7. Channel 4 carries the first controller and is never ready. */
    public DmaChannel channel(int n) {
        return channels[n];
    }

    private final class Channel implements DmaChannel {
        private final Controller controller;
        private final int ch;
        private final int page;
        /** log2 of the transfer unit's size in bytes. */
        private final int shift;

        private boolean reachedTerminal;

        Channel(int n) {
            controller = controllers[n >> 2];
            ch = n & 3;
            page = PAGE[n];
            shift = n >> 2;
        }

        @Override
        public boolean ready() {
            if (!controller.grants(ch) || controller.isCascade(ch)) return false;
            return shift == 1 || controllers[1].grants(0) && controllers[1].isCascade(0);
        }

        @Override
        public boolean terminalCount() {
            return reachedTerminal;
        }

        @Override
        public int deviceToMemory(byte[] data, int from, int count) {
            return transfer(data, from, count, Controller.TO_MEMORY);
        }

        @Override
        public int memoryToDevice(byte[] data, int from, int count) {
            return transfer(data, from, count, Controller.FROM_MEMORY);
        }

        /** Moves bytes only when the channel is programmed for that direction; address and count advance in any case. */
        private int transfer(byte[] data, int from, int bytes, int direction) {
            reachedTerminal = false;
            if (!ready()) return 0;
            int type = controller.type(ch);
            if (direction == Controller.FROM_MEMORY && type != direction) Arrays.fill(data, from, from + bytes, (byte) 0xff);
            int done = 0;
            while (bytes - done >> shift > 0 && !reachedTerminal) {
                int units = Math.min(bytes - done >> shift, Math.min(controller.count[ch] + 1, straight()));
                long at = physical();
                if (type == direction) {
                    if (direction == Controller.TO_MEMORY) memory.write(at, data, from + done, units << shift);
                    else memory.read(at, data, from + done, units << shift);
                }
                done += units << shift;
                reachedTerminal = controller.advance(ch, units);
            }
            return done;
        }

        /** Units whose bytes lie one after the other in memory, before the 16-bit address wraps. */
        private int straight() {
            return controller.decrements(ch) ? 1 : 0x10000 - controller.address[ch];
        }

        private long physical() {
            int high = pages[page] & 0xff;
            return (long) (shift == 1 ? high & 0xfe : high) << 16 | controller.address[ch] << shift;
        }
    }

    // ---- ports -------------------------------------------------------------------------------------------------------

    @Override
    public int read(int port) {
        if (isPage(port)) return pages[port & 15] & 0xff;
        return port < 16 ? controllers[0].read(port) : controllers[1].read(port - SECOND_PORT >> 1 & 15);
    }

    @Override
    public int peek(int port) {
        if (isPage(port)) return pages[port & 15] & 0xff;
        return port < 16 ? controllers[0].peek(port) : controllers[1].peek(port - SECOND_PORT >> 1 & 15);
    }

    @Override
    public void write(int port, int value) {
        if (isPage(port)) pages[port & 15] = (byte) value;
        else if (port < 16) controllers[0].write(port, value);
        else controllers[1].write(port - SECOND_PORT >> 1 & 15, value);
    }

    private static boolean isPage(int port) {
        return port >> 4 == 8;
    }

    // ---- device ------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "dma8237";
    }

    @Override
    public void reset() {
        for (var c : controllers) c.clear();
    }

    @Override
    public DeviceView view() {
        var b = DeviceView.of("8237A DMA controllers");
        for (int i = 0; i < 2; i++) controllers[i].view(b.group(i == 0 ? "Controller 1" : "Controller 2"));
        for (int i = 0; i < 8; i++) {
            controllers[i >> 2].viewChannel(b.group("Channel " + i), i & 3);
            b.hex8("page", pages[PAGE[i]]).text("next physical", String.format("%06x", channels[i].physical()));
        }
        return b.build();
    }

    @Override
    public void save(StateOut out) {
        for (int i = 0; i < 2; i++) controllers[i].save(out, "controller" + i);
        out.putBytes("pages", pages);
        int terminal = 0;
        for (int i = 0; i < 8; i++) if (channels[i].reachedTerminal) terminal |= 1 << i;
        out.putInt("terminal", terminal);
    }

    @Override
    public void load(StateIn in) {
        for (int i = 0; i < 2; i++) controllers[i].load(in, "controller" + i);
        in.getBytes("pages", pages);
        int terminal = in.getInt("terminal", 0, 255);
        for (int i = 0; i < 8; i++) channels[i].reachedTerminal = (terminal >> i & 1) != 0;
    }
}
