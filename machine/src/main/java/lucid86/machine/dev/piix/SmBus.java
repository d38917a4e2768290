package lucid86.machine.dev.piix;

import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.PortDevice;

/**
 * The PIIX4's SMBus host controller (datasheet 290562, 6.2) on a bus with nothing connected: every command that is
 * started ends at once with DEV_ERR, since no slave acknowledges its address. Ports are offsets from SMBBA.
 */
final class SmBus implements PortDevice {
    private static final int STATUS = 0, COUNT = 2, DEVICE_ERROR = 0x04, START = 0x40;

    private final int[] registers = new int[16];

    void reset() {
        java.util.Arrays.fill(registers, 0);
    }

    @Override
    public int in(int port, int size) {
        return peek(port, size);
    }

    @Override
    public int peek(int port, int size) {
        int v = 0;
        for (int i = 0; i < size; i++) v |= registers[port + i & 15] << i * 8;
        return v;
    }

    @Override
    public void out(int port, int size, int value) {
        for (int i = 0; i < size; i++) write(port + i & 15, value >>> i * 8 & 0xff);
    }

    private void write(int register, int value) {
        switch (register) {
            case STATUS -> registers[STATUS] &= ~(value & 0x1e);
            case 1 -> registers[1] &= ~(value & 0x3c);
            case COUNT -> {
                registers[COUNT] = value & 0x1d;
                if ((value & START) != 0) registers[STATUS] |= DEVICE_ERROR;
            }
            default -> registers[register] = value;
        }
    }

    void describe(DeviceView.Builder v) {
        v.group("SMBus host").hex8("status", registers[STATUS]).hex8("control", registers[COUNT]).hex8("address", registers[4]);
    }

    int[] state() {
        return registers.clone();
    }

    void load(int[] saved) {
        if (saved.length != registers.length) throw new IllegalArgumentException("SMBus state has " + saved.length + " registers");
        for (int i = 0; i < saved.length; i++) registers[i] = saved[i] & 0xff;
    }
}
