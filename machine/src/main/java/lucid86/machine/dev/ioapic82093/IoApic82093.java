package lucid86.machine.dev.ioapic82093;

import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.dev.apic.ApicBus;
import lucid86.machine.dev.apic.ApicMessage;
import lucid86.machine.dev.apic.DeliveryMode;
import lucid86.machine.io.IrqLine;
import lucid86.machine.mem.MmioDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * Intel 82093AA I/O APIC (datasheet 290566): 24 inputs, each with an entry of the redirection table.
 *
 * <p>Modelled: index and window register, ID, version, arbitration ID; edge and level inputs, masks, remote IRR with the
 * local APICs' EOI messages, all delivery modes, physical and logical destinations. An edge on a masked input is lost, as
 * the datasheet says; an entry that is made edge-triggered loses its remote IRR.
 *
 * <p>Not modelled: the APIC bus (messages arrive at once, so delivery status reads as idle), input polarity (stored; a wire
 * here says whether a device asks for service, not its voltage), the chip select and address that the PIIX3's X-bus and
 * APICBASE registers could change.
 *
 * <p>Memory: index at FEC00000h, data at FEC00010h. Both are 32 bits wide; parts of the data register can be read but not
 * written.
 */
public final class IoApic82093 implements Device, MmioDevice {
    public static final long BASE = 0xfec00000L;
    public static final int PINS = 24;

    private static final int INDEX_AT = 0x00, DATA_AT = 0x10;
    private static final int ID = 0, VERSION = 1, ARBITRATION = 2, TABLE = 0x10;
    /** Version 11h, last entry 23. */
    private static final int VERSION_VALUE = 0x00170011;
    private static final int LOGICAL = 1 << 11, LOW_ACTIVE = 1 << 13, REMOTE_IRR = 1 << 14, LEVEL = 1 << 15, MASKED = 1 << 16;
    private static final int LOW_WRITABLE = 0x1afff, HIGH_WRITABLE = 0xff000000;

    private final ApicBus bus;
    private int index, id;
    private final int[] low = new int[PINS], high = new int[PINS];
    /** Levels of the inputs. */
    private int lines;

    public IoApic82093(ApicBus bus) {
        this.bus = bus;
        bus.listenEnds(this::endOfInterrupt);
        reset();
    }

    /** The wire into input 0-23. */
    public IrqLine line(int pin) {
        if (pin < 0 || pin >= PINS) throw new IllegalArgumentException("no I/O APIC input " + pin);
        return level -> setLine(pin, level);
    }

    private void setLine(int pin, boolean level) {
        int bit = 1 << pin;
        boolean rising = level && (lines & bit) == 0;
        lines = level ? lines | bit : lines & ~bit;
        if (isLevel(pin)) service(pin);
        else if (rising && (low[pin] & MASKED) == 0) send(pin, false);
    }

    /** Modes without a vector are edge-triggered whatever the entry says: no EOI would ever end them. */
    private boolean isLevel(int pin) {
        return (low[pin] & LEVEL) != 0 && mode(pin).hasVector();
    }

    private DeliveryMode mode(int pin) {
        return DeliveryMode.of(low[pin] >> 8);
    }

    /** Sends a level-triggered interrupt if its line asks for it and the last one has ended. */
    private void service(int pin) {
        if ((lines >>> pin & 1) == 0 || (low[pin] & (MASKED | REMOTE_IRR)) != 0) return;
        low[pin] |= REMOTE_IRR;
        // Nobody took it: it stays pending.
        if (!send(pin, true)) low[pin] &= ~REMOTE_IRR;
    }

    private boolean send(int pin, boolean level) {
        return bus.send(new ApicMessage(mode(pin), low[pin] & 0xff, high[pin] >>> 24, (low[pin] & LOGICAL) != 0, level));
    }

    private void endOfInterrupt(int vector) {
        for (int pin = 0; pin < PINS; pin++) {
            if ((low[pin] & REMOTE_IRR) == 0 || (low[pin] & 0xff) != vector) continue;
            low[pin] &= ~REMOTE_IRR;
            service(pin);
        }
    }

    // ---- registers -------------------------------------------------------------------------------------------------------

    @Override
    public int read(int offset, int size) {
        return peek(offset, size);
    }

    @Override
    public int peek(int offset, int size) {
        int v = switch (offset & ~3) {
            case INDEX_AT -> index;
            case DATA_AT -> register();
            default -> 0;
        };
        return v >>> (offset & 3) * 8 & (size == 4 ? -1 : (1 << size * 8) - 1);
    }

    private int register() {
        int pin = index - TABLE >> 1;
        if (index >= TABLE && pin < PINS) return (index & 1) == 0 ? low[pin] : high[pin];
        return switch (index) {
            case ID, ARBITRATION -> id << 24;
            case VERSION -> VERSION_VALUE;
            default -> 0;
        };
    }

    @Override
    public void write(int offset, int size, int v) {
        if (offset == INDEX_AT) index = v & 0xff;
        else if (offset == DATA_AT && size == 4) writeRegister(v);
    }

    private void writeRegister(int v) {
        int pin = index - TABLE >> 1;
        if (index == ID) {
            id = v >>> 24 & 15;
        } else if (index >= TABLE && pin < PINS) {
            if ((index & 1) != 0) {
                high[pin] = v & HIGH_WRITABLE;
                return;
            }
            low[pin] = v & LOW_WRITABLE | ((v & LEVEL) != 0 ? low[pin] & REMOTE_IRR : 0);
            if (isLevel(pin)) service(pin);
        }
    }

    // ---- device ----------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "ioapic82093";
    }

    @Override
    public void reset() {
        index = id = 0;
        java.util.Arrays.fill(low, MASKED);
        java.util.Arrays.fill(high, 0);
    }

    @Override
    public DeviceView view() {
        var b = DeviceView.of("82093AA I/O APIC").hex8("ID", id).hex8("index", index).hex32("asserted inputs", lines).group("redirection table");
        for (int pin = 0; pin < PINS; pin++) b.text("input " + pin, String.format("%08x %08x", high[pin], low[pin]), meaning(pin));
        return b.build();
    }

    private String meaning(int pin) {
        int e = low[pin];
        String asserted = (lines >>> pin & 1) != 0 ? ", asserted" : "";
        if ((e & MASKED) != 0) return "masked" + asserted;
        return String.format("%s, vector %02x to %s %02x, %s%s%s%s", mode(pin), e & 0xff, (e & LOGICAL) != 0 ? "logical" : "APIC", high[pin] >>> 24,
                (e & LEVEL) != 0 ? "level" : "edge", (e & LOW_ACTIVE) != 0 ? ", low" : "", (e & REMOTE_IRR) != 0 ? ", in service" : "", asserted);
    }

    @Override
    public void save(StateOut out) {
        out.putInts("registers", new int[] {index, id, lines});
        out.putInts("low", low);
        out.putInts("high", high);
    }

    @Override
    public void load(StateIn in) {
        int[] v = in.getInts("registers"), l = in.getInts("low"), h = in.getInts("high");
        if (v.length != 3 || l.length != PINS || h.length != PINS) throw new IllegalArgumentException("saved I/O APIC has the wrong number of registers");
        index = v[0] & 0xff;
        id = v[1] & 15;
        lines = v[2] & (1 << PINS) - 1;
        for (int i = 0; i < PINS; i++) {
            low[i] = l[i] & (LOW_WRITABLE | REMOTE_IRR);
            high[i] = h[i] & HIGH_WRITABLE;
        }
    }
}
