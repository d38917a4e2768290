package lucid86.machine.dev.pci;

import java.util.ArrayList;
import java.util.List;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.PortDevice;
import lucid86.machine.io.PortSpace;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * PCI bus 0 with configuration mechanism 1 (PCI Local Bus Specification 2.1, 3.7.4.1): the address register at CF8h
 * answers 32-bit accesses only, the data window at CFCh any size. Other accesses to CF8h-CFBh go on to ISA, where the
 * PIIX3 has its reset control register at CF9h.
 *
 * <p>Modelled: functions on bus 0, decoding of base address registers, INTx# wired to the four PIRQ lines. Not modelled:
 * bridges and further buses (they read as absent), special cycles, arbitration.
 */
public final class PciBus implements Device, PortDevice {
    /** Takes a PIRQ line's level: line 0 = PIRQA# .. 3 = PIRQD#. */
    @FunctionalInterface
    public interface PirqSink {
        void pirq(int line, boolean level);
    }

    final PortSpace ports;
    private final PirqSink sink;
    private final PciFunction[] functions = new PciFunction[256];
    private final List<PciFunction> all = new ArrayList<>();
    /** Asserted pins on each PIRQ line. */
    private final int[] asserted = new int[4];
    private PortDevice resetControl;
    private int address;

    public PciBus(PortSpace ports, PirqSink sink) {
        this.ports = ports;
        this.sink = sink;
        ports.claim(0xcf8, 8, this);
    }

    /** Connects the register at CF9h. */
    public void setResetControl(PortDevice d) {
        resetControl = d;
    }

    /** Plugs a function in at a device (0-31) and function (0-7) number. */
    public void add(int device, int function, PciFunction f) {
        int slot = device << 3 | function;
        if (functions[slot] != null) throw new IllegalStateException("two PCI functions at " + device + "." + function);
        functions[slot] = f;
        all.add(f);
        f.plugged(this, slot);
        if (function != 0 && functions[device << 3] != null) functions[device << 3].setMultiFunction();
    }

    /** All functions in the order they were plugged in. */
    public List<PciFunction> functions() {
        return List.copyOf(all);
    }

    /**
     * Which PIRQ line an interrupt pin is wired to. The wires rotate by one from slot to slot, so that the INTA# pins
     * of neighbours differ; device 1 (the PIIX3) has INTA# on PIRQA#. Firmware and the ACPI tables know this wiring.
     *
     * @param pin 1 = INTA# .. 4 = INTD#
     */
    public static int pirqLine(int device, int pin) {
        return device + pin - 2 & 3;
    }

    void pinChanged(int slot, int pin, boolean level) {
        int line = pirqLine(slot >>> 3, pin);
        asserted[line] += level ? 1 : -1;
        sink.pirq(line, asserted[line] != 0);
    }

    /** Follows a change of a function's command or base address registers. */
    void remap(PciFunction f) {
        f.placeMemory();
        // Overlapping claims are settled from scratch: fixed ports first, then functions in slot order.
        for (PciFunction g : all) g.releasePorts();
        for (PciFunction g : functions) if (g != null) g.claimPorts();
    }

    // ---- CF8h-CFFh -----------------------------------------------------------------------------------------------------

    @Override
    public int in(int port, int size) {
        return read(port, size, false);
    }

    @Override
    public int peek(int port, int size) {
        return read(port, size, true);
    }

    private int read(int port, int size, boolean peek) {
        if (port >= 0xcfc) {
            PciFunction f = selected();
            return f == null ? -1 : f.readConfig(register(port), size);
        }
        if (port == 0xcf8 && size == 4) return address;
        if (port == 0xcf9 && resetControl != null) return peek ? resetControl.peek(port, size) : resetControl.in(port, size);
        return -1;
    }

    @Override
    public void out(int port, int size, int value) {
        if (port >= 0xcfc) {
            PciFunction f = selected();
            if (f != null) f.writeConfig(register(port), size, value);
        } else if (port == 0xcf8 && size == 4) {
            address = value & 0x80fffffc;
        } else if (port == 0xcf9 && resetControl != null) {
            resetControl.out(port, size, value);
        }
    }

    /** The function the address register selects: enabled, bus 0, and present; otherwise null. */
    private PciFunction selected() {
        return (address & 0x80ff0000) == 0x80000000 ? functions[address >>> 8 & 0xff] : null;
    }

    private int register(int port) {
        return address & 0xfc | port & 3;
    }

    // ---- device ----------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "pci";
    }

    /** Resets the address register; functions are reset as devices of their own. */
    @Override
    public void reset() {
        address = 0;
    }

    @Override
    public DeviceView view() {
        var v = DeviceView.of("PCI bus 0").hex32("address (CF8)", address);
        v.group("functions");
        for (int slot = 0; slot < 256; slot++) {
            PciFunction f = functions[slot];
            if (f == null) continue;
            String ids = String.format("%04x:%04x", f.readConfig(0, 2), f.readConfig(2, 2));
            v.text(String.format("00:%02x.%x", slot >>> 3, slot & 7), ids, f.name());
        }
        v.group("PIRQ lines");
        for (int i = 0; i < 4; i++) v.flag("PIRQ" + (char) ('A' + i), asserted[i] != 0);
        return v.build();
    }

    @Override
    public void save(StateOut o) {
        o.putInt("address", address);
    }

    @Override
    public void load(StateIn in) {
        address = in.getInt("address") & 0x80fffffc;
    }
}
