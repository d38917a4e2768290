package lucid86.machine.dev.vga;

import java.util.BitSet;
import java.util.function.Consumer;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.PortSpace;
import lucid86.machine.io.ScreenPort;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.mem.Region;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;

/**
 * IBM VGA with the Bochs VBE extensions (IBM PS/2 Video Subsystem technical reference; DISPI version B0C5).
 *
 * <p>Modelled: all registers, 256 KiB in four planes with all addressing and write modes, text, planar, CGA and 256-colour
 * pictures with split screen and panning, the beam's position in virtual time, VBE modes up to 2560x1600. The picture is
 * painted at vertical retrace from the registers as they are then. Not modelled: register changes within a frame, the
 * overscan border, blinking in graphics modes, plane addressing beyond what IBM's chip does.
 *
 * <p>Memory at A0000-BFFFF is a device region; where a CPU address and a byte of video memory correspond one to one (VBE
 * banks, plain chain-4; see {@link VideoMemory}) a memory region above it lets the CPU through, and plain text memory
 * is side by side in a {@link TextWindow}. Through both, reads do not load the latches.
 */
public final class Vga implements Device {
    /** Physical address of the VGA's memory window. */
    private static final int WINDOW = 0xa0000;

    private static final int LEGACY_MEMORY = 1 << 18;

    private final VgaRegisters regs = new VgaRegisters();
    private final Dac dac = new Dac();
    private final VideoMemory memory;
    private final Dispi dispi;
    private final VgaMemory cpuSide;
    private final Beam beam;
    private Runnable retraceWatch;
    private final VgaPorts ports;
    private final DispiPorts dispiPorts;
    private final Consumer<String> log;
    private final Region direct;
    private final TextWindow text;
    private final LegacyScan scan = new LegacyScan(regs);
    private final LinearPicture linear;
    private final FrameExchange exchange = new FrameExchange(720, 400);
    private final BitSet scratch = new BitSet();
    private int lastWidth = 720, lastHeight = 400;
    /** Something other than memory changed since the last picture. */
    private boolean stale = true;

    /**
     * @param memorySize bytes of video memory to allocate in the map: a power of two, at least 256 KiB; the map has
     *     {@link #backingSize} left
     * @param priority of the region at A0000; the direct window takes the next higher one
     */
    public Vga(MemoryMap map, Scheduler scheduler, int memorySize, int priority, Consumer<String> log) {
        this.log = log;
        memory = new VideoMemory(map, memorySize);
        dispi = new Dispi(memory, dac);
        cpuSide = new VgaMemory(regs, memory, dispi);
        beam = new Beam(scheduler, "vga.retrace", this::retrace);
        ports = new VgaPorts(regs, dac, cpuSide, beam, this::registersChanged, () -> stale = true);
        dispiPorts = new DispiPorts(dispi, this::writeDispi, log);
        linear = new LinearPicture(regs, memory, dac, dispi);
        map.mapDevice("VGA", WINDOW, 0x20000, cpuSide, priority);
        direct = map.mapMemory("VGA (direct)", WINDOW, 0x10000, memory.base, priority + 1);
        text = new TextWindow(regs, memory, map, priority + 1);
        reset();
    }

    /** Takes the VGA's and the VBE's ports. */
    public void claimPorts(PortSpace space) {
        for (int crtc : new int[] {0x3b0, 0x3d0}) {
            space.claim(crtc + 4, 2, ports);
            space.claim(crtc + 10, 1, ports);
        }
        space.claim(0x3c0, 11, ports);
        space.claim(0x3cc, 1, ports);
        space.claim(0x3ce, 2, ports);
        space.claim(0x1ce, 4, dispiPorts);
    }

    /** Bytes of backing memory a VGA allocates when it is made: video memory and a little more. */
    public static int backingSize(int memorySize) {
        return memorySize + TextWindow.SIZE;
    }

    /** Where video memory begins in {@link MemoryMap#backing}. */
    public int memoryOffset() {
        return memory.base;
    }

    /** Bytes of video memory. */
    public int memorySize() {
        return memory.size;
    }

    /** The pictures, for one host thread. */
    public ScreenPort screen() {
        return exchange;
    }

    /** The PCI card's register window: all registers again, and the monitor's EDID. */
    public VgaMmio mmio() {
        return new VgaMmio(ports, dispi, this::writeDispi, log);
    }

    // ---- mode and mapping ---------------------------------------------------------------------------------------------

    private void writeDispi(int index, int value) {
        if (index == Dispi.ENABLE) text.close(); // enabling may clear the planes
        dispi.write(index, value);
        registersChanged();
    }

    private void registersChanged() {
        stale = true;
        beam.set(timing());
        if (dispi.enabled()) text.close();
        else text.follow();
        boolean bank = dispi.linear() && regs.answers();
        if (bank || cpuSide.plainChain4()) {
            direct.setBacking(memory.base + (bank ? dispi.bankOffset() : 0));
            direct.setEnabled(true);
        } else {
            direct.setEnabled(false);
        }
    }

    private CrtTiming timing() {
        return dispi.enabled() ? CrtTiming.fixed(dispi.height()) : CrtTiming.of(regs);
    }

    private boolean blank() {
        return dispi.enabled() ? (regs.attrIndex & 0x20) == 0 : regs.blank();
    }

    /** True while characters are shown. */
    public boolean textMode() {
        return !dispi.enabled() && !regs.graphics();
    }

    /** The characters on the screen as Unicode, a string for each row; none in graphics modes. Emulation thread. */
    public String[] textScreen() {
        text.sync();
        return textMode() && !blank() ? TextScreen.read(regs, memory) : new String[0];
    }

    /** The 256 colours of the DAC, as opaque ARGB. */
    public int[] palette() {
        return dac.colours();
    }

    /** The first 64 KiB of one of the four planes: of plane 2, in text modes, the fonts. */
    public byte[] plane(int plane) {
        var bytes = new byte[1 << 16];
        for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) memory.plane(i, plane);
        return bytes;
    }

    /** The mode in words, such as {@code "text 80x25"} or {@code "VBE 1024x768x32"}. */
    public String mode() {
        if (dispi.enabled()) return String.format("VBE %dx%dx%d", dispi.width(), dispi.height(), dispi.bpp());
        if (blank()) return "blank";
        int columns = regs.columns(), lines = regs.displayLines();
        int rows = lines / (regs.doubleScan() ? 2 : 1) / regs.rowHeight();
        if (!regs.graphics()) return String.format("text %dx%d, %dx%d cells", columns, rows, regs.charDots(), regs.rowHeight());
        if (regs.shift256()) return String.format("%dx%d, 256 colours%s", columns * 4, rows, regs.chain4() ? "" : ", planes");
        if (regs.shiftInterleave()) return String.format("CGA %dx%d, 4 colours", columns * 8, lines / (regs.doubleScan() ? 2 : 1));
        return String.format("%dx%d, planes", columns * 8, lines / (regs.doubleScan() ? 2 : 1));
    }

    // ---- pictures -----------------------------------------------------------------------------------------------------

    /** Who wants to see vertical retraces; null when nobody does. */
    public void setRetraceWatch(Runnable w) {
        retraceWatch = w;
    }

    private void retrace() {
        if (retraceWatch != null) retraceWatch.run();
        ports.retrace();
        text.sync();
        if (textMode() && beam.phaseChanged()) stale = true;
        if (exchange.wanted()) refresh();
    }

    /**
     * Paints and offers a new picture at once when anything changed since the last; emulation thread. Retraces do this
     * only while a host takes pictures.
     */
    public void refresh() {
        text.sync();
        boolean dirty = dirty();
        if (!stale && !dirty) return;
        stale = false;
        if (blank()) {
            int[] pixels = exchange.canvas(lastWidth * lastHeight);
            java.util.Arrays.fill(pixels, 0, lastWidth * lastHeight, 0xff000000);
        } else if (dispi.enabled()) {
            size(dispi.width(), dispi.height());
            linear.paint(exchange.canvas(lastWidth * lastHeight));
        } else {
            LineSource source = source();
            size(scan.width(source), scan.height());
            scan.paint(source, exchange.canvas(lastWidth * lastHeight));
        }
        exchange.publish(lastWidth, lastHeight);
    }

    /**
     * The memory behind a pixel.
     *
     * @param offset into {@link MemoryMap#backing}
     * @param bytes shown by this pixel and, in text and planar modes, by its neighbours
     */
    public record PixelMemory(int offset, int bytes) {}

    /** Where a pixel of the last picture comes from; splits, panning and double words are left aside. Emulation thread. */
    public PixelMemory memoryOfPixel(int x, int y) {
        if (x < 0 || y < 0 || x >= lastWidth || y >= lastHeight)
            throw new IllegalArgumentException("the picture has " + lastWidth + " x " + lastHeight + " pixels: there is none at " + x + ", " + y);
        if (dispi.linear()) {
            int bytes = dispi.bytesPerPixel();
            return new PixelMemory(memory.base + (dispi.y() + y) * dispi.pitch() + (dispi.x() + x) * bytes, bytes);
        }
        int line = y * regs.displayLines() / lastHeight / (regs.doubleScan() ? 2 : 1);
        int counter = regs.startAddress() + line / regs.rowHeight() * regs.rowPitch() + (x * regs.columns() / lastWidth >> regs.countShift());
        int at = regs.planeAddress(counter & 0xffff, regs.graphics() ? line % regs.rowHeight() : 0);
        int window = text.offsetOf(at);
        return window >= 0 ? new PixelMemory(window, 2) : new PixelMemory(memory.cell(at), 4);
    }

    private void size(int width, int height) {
        lastWidth = width;
        lastHeight = height;
    }

    private boolean dirty() {
        if (dispi.linear()) return memory.collectDirty(dispi.y() * dispi.pitch(), dispi.height() * dispi.pitch(), scratch);
        return memory.collectDirty(0, dispi.enabled() ? memory.size : LEGACY_MEMORY, scratch);
    }

    private LineSource source() {
        if (!regs.graphics()) return new TextLine(regs, memory, dac, beam.cursorOn(), beam.blinkOn());
        if (regs.shift256()) return new PackedLine(regs, memory, dac);
        if (regs.shiftInterleave()) return new CgaLine(regs, memory, dac);
        return new PlanarLine(regs, memory, dac);
    }

    // ---- device -------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "vga";
    }

    @Override
    public void reset() {
        regs.reset();
        dac.reset();
        dispi.reset();
        ports.reset();
        beam.reset();
        cpuSide.latch = 0;
        registersChanged();
    }

    @Override
    public DeviceView view() {
        return VgaView.of(mode(), regs, dac, dispi, beam, cpuSide);
    }

    /** Video memory is part of {@link MemoryMap#backing}, which the machine saves; it is brought up to date for that. */
    @Override
    public void save(StateOut o) {
        text.sync();
        regs.save(o);
        dac.save(o);
        dispi.save(o);
        beam.save(o);
        o.putInt("latch", cpuSide.latch);
        o.putBoolean("interrupt", ports.interrupt());
    }

    @Override
    public void load(StateIn in) {
        text.discard();
        regs.load(in);
        dispi.load(in);
        dac.load(in);
        beam.load(in, timing());
        cpuSide.latch = in.getInt("latch");
        ports.setInterrupt(in.getBoolean("interrupt"));
        registersChanged();
    }
}
