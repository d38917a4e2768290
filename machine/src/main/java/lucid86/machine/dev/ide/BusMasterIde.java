package lucid86.machine.dev.ide;

import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.PortDevice;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The bus master registers of the PIIX3 IDE function: 16 ports wherever its BAR 4 puts them, 8 for each channel.
 * Intel 82371SB data sheet, 2.7; "Programming Interface for Bus Master IDE Controller", revision 1.0.
 *
 * <p>Offsets in a channel's 8 ports: 0 command (bit 0 start, bit 3 drive to memory), 2 status (bit 0 active, 1 error,
 * 2 interrupt, 5 and 6 drive can do DMA), 4-7 address of the table of memory ranges. Timing of the PCI bus is not modelled;
 * the drive sets the pace.
 */
public final class BusMasterIde implements PortDevice, Device {
    private static final int START = 0x01, TO_MEMORY = 0x08;
    private static final int ACTIVE = 0x01, ERROR = 0x02, INTERRUPT = 0x04, CAPABLE = 0x60;

    private final MemoryMap memory;
    private final Half[] halves;

    BusMasterIde(MemoryMap memory, IdeChannel primary, IdeChannel secondary) {
        this.memory = memory;
        halves = new Half[] {new Half(primary), new Half(secondary)};
    }

    DmaPort port(int channel) {
        return halves[channel];
    }

    /** One channel's registers and its place in the table. */
    private final class Half implements DmaPort {
        final IdeChannel channel;
        int command, status, table;
        int next, address, left;
        boolean last;

        Half(IdeChannel channel) {
            this.channel = channel;
            channel.onInterrupt(() -> status |= INTERRUPT);
        }

        void reset() {
            command = status = table = next = address = left = 0;
            last = false;
        }

        int read(int offset) {
            return switch (offset) {
                case 0 -> command;
                case 2 -> status;
                case 4, 5, 6, 7 -> table >>> (offset - 4) * 8 & 0xff;
                default -> 0;
            };
        }

        void write(int offset, int value) {
            switch (offset) {
                case 0 -> writeCommand(value & (START | TO_MEMORY));
                case 2 -> status = status & ~CAPABLE & ~(value & (ERROR | INTERRUPT)) | value & CAPABLE;
                case 4, 5, 6, 7 -> {
                    int shift = (offset - 4) * 8;
                    table = (table & ~(0xff << shift) | value << shift) & ~3;
                }
                default -> { } // 1 and 3 are reserved
            }
        }

        private void writeCommand(int value) {
            boolean wasStarted = (command & START) != 0;
            command = value;
            if ((value & START) == 0) status &= ~ACTIVE;
            else if (!wasStarted) {
                status |= ACTIVE;
                next = table;
                left = 0;
                last = false;
                channel.dmaStarted();
            }
        }

        @Override
        public boolean active(boolean toMemory) {
            return (status & ACTIVE) != 0 && toMemory == ((command & TO_MEMORY) != 0);
        }

        @Override
        public int move(byte[] buffer, int from, int count, boolean toMemory) {
            int moved = 0;
            while (moved < count && nextRange()) {
                int n = Math.min(count - moved, left);
                long at = address & 0xffffffffL;
                if (toMemory) memory.write(at, buffer, from + moved, n);
                else memory.read(at, buffer, from + moved, n);
                address += n;
                left -= n;
                moved += n;
            }
            if (left == 0 && last) status &= ~ACTIVE;
            return moved;
        }

        /** Fetches the next range when the current one is used up; false at the end of the table. Counts are even, 0 means 64 KiB. */
        private boolean nextRange() {
            if (left > 0) return true;
            if (last) return false;
            long at = next & 0xffffffffL;
            int base = memory.read(at, 4);
            int word = memory.read(at + 4, 4);
            address = base & ~1;
            left = word & 0xfffe;
            if (left == 0) left = 0x10000;
            last = word < 0;
            // The table does not cross a 64 KiB boundary: the counter wraps.
            next = next & 0xffff0000 | next + 8 & 0xffff;
            return true;
        }
    }

    // ---- ports ------------------------------------------------------------------------------------------------------

    @Override
    public int in(int port, int size) {
        return peek(port, size);
    }

    @Override
    public int peek(int port, int size) {
        int value = 0;
        for (int i = 0; i < size; i++) value |= halves[port + i >> 3 & 1].read(port + i & 7) << i * 8;
        return value;
    }

    @Override
    public void out(int port, int size, int value) {
        for (int i = 0; i < size; i++) halves[port + i >> 3 & 1].write(port + i & 7, value >>> i * 8 & 0xff);
    }

    // ---- Device -----------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "piix3.busmaster";
    }

    @Override
    public void reset() {
        for (Half h : halves) h.reset();
    }

    @Override
    public DeviceView view() {
        var view = DeviceView.of("PIIX3 bus master IDE");
        for (int i = 0; i < 2; i++) {
            Half h = halves[i];
            view.group(i == 0 ? "Primary" : "Secondary")
                    .hex8("command", h.command, (h.command & TO_MEMORY) != 0 ? "drive to memory" : "memory to drive")
                    .hex8("status", h.status,
                            ((h.status & ACTIVE) != 0 ? "active " : "") + ((h.status & INTERRUPT) != 0 ? "interrupt" : ""))
                    .hex32("table", h.table)
                    .hex32("next entry", h.next)
                    .hex32("address", h.address)
                    .text("left", h.left);
        }
        return view.build();
    }

    @Override
    public void save(StateOut o) {
        for (int i = 0; i < 2; i++) {
            Half h = halves[i];
            o.putInts("channel" + i, new int[] {h.command, h.status, h.table, h.next, h.address, h.left, h.last ? 1 : 0});
        }
    }

    @Override
    public void load(StateIn in) {
        for (int i = 0; i < 2; i++) {
            int[] v = in.getInts("channel" + i);
            if (v.length != 7 || v[5] < 0 || v[5] > 0x10000) throw new IllegalArgumentException("saved bus master state is out of range");
            Half h = halves[i];
            h.command = v[0] & (START | TO_MEMORY);
            h.status = v[1] & (ACTIVE | ERROR | INTERRUPT | CAPABLE);
            h.table = v[2] & ~3;
            h.next = v[3];
            h.address = v[4];
            h.left = v[5];
            h.last = v[6] != 0;
        }
    }
}
