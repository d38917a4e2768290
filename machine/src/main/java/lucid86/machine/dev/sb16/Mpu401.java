package lucid86.machine.dev.sb16;

import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The card's MIDI port, an MPU-401 that knows only UART mode, with no instrument at the other end: bytes sent are lost, none
 * come in, so it never interrupts. Commands are acknowledged by FEh, but for the reset that ends UART mode.
 *
 * <p>Two ports: data; status and command.
 */
final class Mpu401 implements BytePortDevice {
    private static final int RESET = 0xff, ENTER_UART = 0x3f, ACKNOWLEDGE = 0xfe;
    /** Status: nothing to read. Bit 6, not ready for a byte, is never set. */
    private static final int EMPTY = 0x80;

    private boolean uart, acknowledging;

    @Override
    public int read(int port) {
        int v = peek(port);
        if ((port & 1) == 0) acknowledging = false;
        return v;
    }

    @Override
    public int peek(int port) {
        if ((port & 1) == 0) return acknowledging ? ACKNOWLEDGE : 0xff;
        return (acknowledging ? 0 : EMPTY) | 0x3f;
    }

    @Override
    public void write(int port, int value) {
        if ((port & 1) == 0) return;
        if (uart && value != RESET) return;
        acknowledging = !uart;
        uart = value == ENTER_UART;
    }

    void reset() {
        uart = acknowledging = false;
    }

    void view(DeviceView.Builder b) {
        b.group("MPU-401").text("mode", uart ? "UART" : "waits for a command").flag("acknowledge to read", acknowledging);
    }

    void save(StateOut out) {
        out.putInt("midi", (uart ? 1 : 0) | (acknowledging ? 2 : 0));
    }

    void load(StateIn in) {
        int v = in.getInt("midi", 0, 3);
        uart = (v & 1) != 0;
        acknowledging = (v & 2) != 0;
    }
}
