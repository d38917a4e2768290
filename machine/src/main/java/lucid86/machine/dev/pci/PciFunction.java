package lucid86.machine.dev.pci;

import java.util.Arrays;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortDevice;
import lucid86.machine.mem.Region;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * One function's configuration space: a type 0 header (PCI Local Bus Specification 2.1, chapter 6) with base address
 * registers that move I/O ports and memory regions, and one interrupt pin.
 *
 * <p>Used as it is by chips that need no more, extended by those with registers of their own, which they declare with
 * {@link #init} and follow in {@link #configWritten}. Undeclared bits are read-only and keep their initial value.
 *
 * <p>Modelled: command (I/O, memory, bus master, SERR, INTx are stored; the first two gate decoding), BARs, expansion
 * ROM, interrupt pin and line. Not modelled: 64-bit BARs, capabilities, BIST, parity and abort status.
 */
public class PciFunction implements Device {
    public static final int COMMAND = 4, STATUS = 6, HEADER_TYPE = 0x0e, BAR0 = 0x10, ROM = 0x30;
    public static final int INTERRUPT_LINE = 0x3c, INTERRUPT_PIN = 0x3d;
    public static final int COMMAND_IO = 1, COMMAND_MEMORY = 2, COMMAND_MASTER = 4;
    /** Index of the expansion ROM in {@link #bars}. */
    private static final int ROM_BAR = 6;

    private final String name;
    private final byte[] config = new byte[256], initial = new byte[256], writable = new byte[256], clearable = new byte[256];
    private final Bar[] bars = new Bar[7];
    private PciBus bus;
    private int slot;
    private boolean interrupt, romAlone;

    /** @param name the device's name, unique in the machine */
    public PciFunction(String name, PciId id) {
        this.name = name;
        init(0, 2, id.vendor(), 0);
        init(2, 2, id.device(), 0);
        init(COMMAND, 2, 0, COMMAND_IO | COMMAND_MEMORY | COMMAND_MASTER | 0x100);
        init(8, 1, id.revision(), 0);
        init(9, 1, id.classCode(), 0);
        init(0x0a, 2, id.classCode() >>> 8, 0);
        init(0x2c, 2, id.subsystemVendor(), 0);
        init(0x2e, 2, id.subsystem(), 0);
        init(INTERRUPT_LINE, 1, 0, 0xff);
    }

    // ---- declaration -----------------------------------------------------------------------------------------------

    /**
     * Declares a register.
     *
     * @param size bytes, 1, 2 or 4
     * @param value after reset
     * @param writableBits bits that writes change
     */
    public final PciFunction init(int offset, int size, int value, int writableBits) {
        for (int i = 0; i < size; i++) {
            initial[offset + i] = config[offset + i] = (byte) (value >>> i * 8);
            writable[offset + i] = (byte) (writableBits >>> i * 8);
        }
        return this;
    }

    /** Declares bits that writing 1 clears. */
    public final PciFunction initClearable(int offset, int size, int bits) {
        for (int i = 0; i < size; i++) clearable[offset + i] = (byte) (bits >>> i * 8);
        return this;
    }

    /** Declares the interrupt pin this function uses: 1 = INTA# .. 4 = INTD#. */
    public final PciFunction pin(int pin) {
        return init(INTERRUPT_PIN, 1, pin, 0);
    }

    /**
     * Declares an I/O base address register.
     *
     * @param size ports, a power of two from 4 to 256
     * @param device answers them; it is given offsets from the base, not port numbers
     */
    public final PciFunction ioBar(int index, int size, PortDevice device) {
        return bar(index, BAR0 + index * 4, new Bar.Io(size, device));
    }

    /** Declares a memory base address register that moves and enables this region; its size is a power of two. */
    public final PciFunction memoryBar(int index, Region region, boolean prefetchable) {
        return bar(index, BAR0 + index * 4, new Bar.Memory(region, prefetchable));
    }

    /** Declares the expansion ROM register that moves and enables this region; its size is a power of two. */
    public final PciFunction romBar(Region region) {
        bar(ROM_BAR, ROM, new Bar.Memory(region, false));
        writable[ROM] |= 1;
        return this;
    }

    /** The ROM answers by its own enable bit, whatever the command register's memory bit, which PCI wants as well. */
    public final void letRomAnswerAlone() {
        romAlone = true;
    }

    private PciFunction bar(int index, int offset, Bar bar) {
        bars[index] = bar;
        init(offset, 4, bar.type(), (int) -bar.size());
        if (bar instanceof Bar.Memory(Region region, boolean _)) region.setEnabled(false);
        return this;
    }

    final void plugged(PciBus b, int atSlot) {
        bus = b;
        slot = atSlot;
    }

    final void setMultiFunction() {
        init(HEADER_TYPE, 1, initial[HEADER_TYPE] | 0x80, 0);
    }

    // ---- configuration cycles ------------------------------------------------------------------------------------------

    /** Reads 1, 2 or 4 bytes, not across the end of the 256; without side effects. */
    public final int readConfig(int offset, int size) {
        int v = 0;
        for (int i = 0; i < size; i++) v |= (config[offset + i & 0xff] & 0xff) << i * 8;
        return v;
    }

    /** Writes 1, 2 or 4 bytes as a configuration cycle does: read-only bits stay. */
    public final void writeConfig(int offset, int size, int value) {
        for (int i = 0; i < size; i++) {
            int at = offset + i & 0xff, v = value >>> i * 8;
            config[at] = (byte) ((config[at] & ~writable[at] | v & writable[at]) & ~(v & clearable[at]));
        }
        boolean placement = overlaps(offset, size, COMMAND, 2) || overlaps(offset, size, BAR0, 24) || overlaps(offset, size, ROM, 4);
        if (placement && bus != null) bus.remap(this);
        configWritten(offset, size);
    }

    private static boolean overlaps(int offset, int size, int at, int length) {
        return offset < at + length && offset + size > at;
    }

    /** Sets a register from inside the chip, read-only or not. */
    protected final void setConfig(int offset, int size, int value) {
        for (int i = 0; i < size; i++) config[offset + i] = (byte) (value >>> i * 8);
    }

    /** Changes which bits of a register writes change, as locks do. {@link #init}'s choice returns only by another call. */
    protected final void setWritable(int offset, int size, int bits) {
        for (int i = 0; i < size; i++) writable[offset + i] = (byte) (bits >>> i * 8);
    }

    /** Called after these bytes were written, after {@link #reset} and after {@link #load} (for all 256). */
    protected void configWritten(int offset, int size) {}

    public final int command() {
        return readConfig(COMMAND, 2);
    }

    // ---- decoding ------------------------------------------------------------------------------------------------------

    /** Address in a BAR, or -1 when it is not decoded: disabled, zero, or beyond the space (as while it is being sized). */
    private long address(int index) {
        boolean rom = index == ROM_BAR;
        int value = readConfig(rom ? ROM : BAR0 + index * 4, 4);
        boolean io = bars[index] instanceof Bar.Io;
        boolean enabled = (command() & (io ? COMMAND_IO : COMMAND_MEMORY)) != 0 || rom && romAlone;
        if (rom) enabled &= (value & 1) != 0;
        if (!enabled) return -1;
        long size = bars[index].size();
        long at = value & 0xffffffffL & -size;
        return at == 0 || at + size >= (io ? 0x10000 : 1L << 32) ? -1 : at;
    }

    final void placeMemory() {
        for (int i = 0; i < bars.length; i++) {
            if (!(bars[i] instanceof Bar.Memory(Region region, boolean _))) continue;
            long at = address(i);
            if (at < 0) region.setEnabled(false);
            else {
                region.moveTo(at);
                region.setEnabled(true);
            }
        }
    }

    /** Releases the ports of all I/O BARs. */
    final void releasePorts() {
        for (Bar b : bars) {
            if (!(b instanceof Bar.Io io) || io.base < 0) continue;
            for (int p = 0; p < io.size(); p++) if (bus.ports.at(io.base + p) == io) bus.ports.claim(io.base + p, 1, null);
            io.base = -1;
        }
    }

    /** Claims the ports of all I/O BARs, except those that belong to someone else. */
    final void claimPorts() {
        for (int i = 0; i < bars.length; i++) {
            if (!(bars[i] instanceof Bar.Io io)) continue;
            io.base = (int) address(i);
            if (io.base < 0) continue;
            for (int p = 0; p < io.size(); p++) if (bus.ports.at(io.base + p) == null) bus.ports.claim(io.base + p, 1, io);
        }
    }

    // ---- interrupt -----------------------------------------------------------------------------------------------------

    /** The function's INTx# pin as a line: high means asserted. */
    public final IrqLine interruptLine() {
        return this::setInterrupt;
    }

    /** Asserts or releases the INTx# pin. */
    public final void setInterrupt(boolean level) {
        if (level == interrupt) return;
        interrupt = level;
        int pin = readConfig(INTERRUPT_PIN, 1);
        if (bus != null && pin != 0) bus.pinChanged(slot, pin, level);
    }

    // ---- device ----------------------------------------------------------------------------------------------------------

    @Override
    public final String name() {
        return name;
    }

    @Override
    public void reset() {
        System.arraycopy(initial, 0, config, 0, config.length);
        setInterrupt(false);
        if (bus != null) bus.remap(this);
        configWritten(0, 256);
    }

    @Override
    public DeviceView view() {
        return describe(DeviceView.of(title())).build();
    }

    /** Heading of {@link #view}. */
    protected String title() {
        return String.format("PCI function %s %04x:%04x", name, readConfig(0, 2), readConfig(2, 2));
    }

    /** Adds the header's registers to a view. */
    protected final DeviceView.Builder describe(DeviceView.Builder v) {
        v.group("PCI header");
        v.text("address", String.format("00:%02x.%x", slot >>> 3, slot & 7));
        v.hex16("vendor", readConfig(0, 2)).hex16("device", readConfig(2, 2));
        v.text("class", String.format("%06x", readConfig(8, 4) >>> 8));
        int c = command();
        String enabled = ((c & 1) != 0 ? "io " : "") + ((c & 2) != 0 ? "memory " : "") + ((c & 4) != 0 ? "master" : "");
        v.text("command", String.format("%04x", c), enabled);
        v.hex16("status", readConfig(STATUS, 2));
        for (int i = 0; i < bars.length; i++) {
            if (bars[i] == null) continue;
            long at = address(i);
            String space = bars[i] instanceof Bar.Io ? "ports" : "memory";
            String where = at < 0 ? "not decoded" : String.format("%s %x-%x", space, at, at + bars[i].size() - 1);
            v.text(i == ROM_BAR ? "ROM" : "BAR" + i, String.format("%08x", readConfig(i == ROM_BAR ? ROM : BAR0 + i * 4, 4)), where);
        }
        int pin = readConfig(INTERRUPT_PIN, 1);
        if (pin != 0) v.text("INT" + (char) ('A' + pin - 1), interrupt ? "asserted" : "idle", "line " + readConfig(INTERRUPT_LINE, 1));
        return v;
    }

    @Override
    public void save(StateOut o) {
        o.putBytes("config", config);
        o.putBoolean("interrupt", interrupt);
    }

    @Override
    public void load(StateIn in) {
        byte[] saved = in.getBytes("config");
        if (saved.length != 256 || !Arrays.equals(saved, 0, 4, initial, 0, 4))
            throw new IllegalArgumentException(name + ": the saved configuration is another device's");
        System.arraycopy(saved, 0, config, 0, 256);
        setInterrupt(in.getBoolean("interrupt"));
        if (bus != null) bus.remap(this);
        configWritten(0, 256);
    }
}
