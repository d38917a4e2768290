package lucid86.machine.dev.kbc8042;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.A20Gate;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.io.IrqLine;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * The 8042 keyboard controller of a PS/2 (IBM Personal System/2 Hardware Interface Technical Reference, "Keyboard and
 * auxiliary device controller").
 *
 * <p>Modelled: the controller's commands, its RAM with the command byte, translation of scan code set 2 to set 1, keyboard
 * and auxiliary port with their enables, one output buffer with IRQ 1 or IRQ 12, the serial lines' byte time, A20 gate and
 * CPU reset on the output port.
 *
 * <p>Not modelled: the password commands A5h and A6h, commands C1h and C2h (logged), the time a command keeps the input buffer
 * full (bytes are taken at once), parity and timeout errors.
 *
 * <p>Ports: 60h (data), 64h (status and command); nothing in between.
 */
public final class Kbc8042 implements Device, BytePortDevice {
    public static final int DATA_PORT = 0x60, COMMAND_PORT = 0x64;

    /** Keys and movement: eleven bits at 12.5 kHz. */
    private static final long SERIAL_BYTE_NS = 880_000;
    /**
     * Answers to commands, by the controller itself and by the devices. Real devices take up to 20 ms, but many guests count
     * port reads while they wait; those take 1 us on a real bus and far less here, so the answers are faster in proportion.
     */
    private static final long ANSWER_NS = 20_000, DEVICE_ANSWER_NS = 100_000;

    private static final int OBF = 1, SYSTEM = 4, WROTE_COMMAND = 8, NOT_LOCKED = 0x10, AUX = 0x20;
    private static final int KEYBOARD_IRQ = 1, AUX_IRQ = 2, KEYBOARD_OFF = 0x10, AUX_OFF = 0x20, TRANSLATE = 0x40;
    private static final int NONE = -1;

    private final IrqLine irq1;
    private final IrqLine irq12;
    private final A20Gate a20;
    private final Runnable cpuReset;
    private final Consumer<String> log;
    private final Scheduler scheduler;
    private final Timer deliver;
    private final Ps2Keyboard keyboard;
    private final Ps2Mouse mouse;

    private final byte[] ram = new byte[32];
    private int data;
    private boolean full;
    private boolean fromAux;
    private boolean wroteCommand;
    /** The command whose data byte is awaited at port 60h, or NONE. */
    private int pending = NONE;
    /** The controller's answer on its way to the output buffer, or NONE. */
    private int answer = NONE;
    private boolean answerFromAux;
    /** F0h came from the keyboard: translation makes the next byte a release. */
    private boolean release;
    private int outputPort;
    private final BitSet unknownLogged = new BitSet(256);

    /**
     * @param irq1 keyboard interrupt
     * @param irq12 mouse interrupt
     * @param a20 the gate that the output port's bit 1 sets
     * @param cpuReset pulses the CPU's reset; runs inside the port write
     * @param log one line for each command that is not implemented
     */
    public Kbc8042(Scheduler scheduler, IrqLine irq1, IrqLine irq12, A20Gate a20, Runnable cpuReset, Consumer<String> log) {
        this.scheduler = scheduler;
        this.irq1 = irq1;
        this.irq12 = irq12;
        this.a20 = a20;
        this.cpuReset = cpuReset;
        this.log = log;
        deliver = scheduler.timer("kbc8042.deliver", this::deliver);
        keyboard = new Ps2Keyboard(scheduler);
        mouse = new Ps2Mouse(scheduler);
        keyboard.attach(this::schedule);
        mouse.attach(this::schedule);
        reset();
    }

    public Ps2Keyboard keyboard() {
        return keyboard;
    }

    public Ps2Mouse mouse() {
        return mouse;
    }

    // ---- ports -------------------------------------------------------------------------------------------------------

    @Override
    public int read(int port) {
        if (port == COMMAND_PORT) return status();
        if (port != DATA_PORT) return 0xff;
        if (full) {
            full = false;
            fromAux = false;
            drive();
            schedule();
        }
        return data;
    }

    @Override
    public int peek(int port) {
        return port == COMMAND_PORT ? status() : port == DATA_PORT ? data : 0xff;
    }

    private int status() {
        return (full ? OBF : 0) | ram[0] & SYSTEM | (wroteCommand ? WROTE_COMMAND : 0) | NOT_LOCKED | (full && fromAux ? AUX : 0);
    }

    @Override
    public void write(int port, int value) {
        if (port == COMMAND_PORT) {
            wroteCommand = true;
            pending = NONE;
            command(value);
        } else if (port == DATA_PORT) {
            wroteCommand = false;
            int command = pending;
            pending = NONE;
            if (command == NONE) {
                // A byte for the keyboard also enables it.
                setCommandByte(ram[0] & ~KEYBOARD_OFF);
                keyboard.receive(value);
            } else {
                argument(command, value);
            }
        }
    }

    private void command(int c) {
        switch (c) {
            case 0xa4 -> answer(0xf1, false); // no password installed
            case 0xa7 -> setCommandByte(ram[0] | AUX_OFF);
            case 0xa8 -> setCommandByte(ram[0] & ~AUX_OFF);
            case 0xa9, 0xab -> answer(0, false); // the line is in order
            case 0xaa -> {
                ram[0] |= SYSTEM;
                answer(0x55, false);
            }
            case 0xad -> setCommandByte(ram[0] | KEYBOARD_OFF);
            case 0xae -> setCommandByte(ram[0] & ~KEYBOARD_OFF);
            case 0xc0 -> answer(0xb0, false); // not locked, jumper open, colour display
            case 0xd0 -> answer(outputPort(), false);
            case 0xd1, 0xd2, 0xd3, 0xd4 -> pending = c;
            case 0xdd -> a20.set(false); // HP Vectra's, used by some systems
            case 0xdf -> a20.set(true);
            case 0xe0 -> answer(((ram[0] & KEYBOARD_OFF) == 0 ? 1 : 0) | 2, false);
            default -> {
                if ((c & 0xe0) == 0x20) answer(ram[c & 31] & 0xff, false);
                else if ((c & 0xe0) == 0x60) pending = c;
                else if ((c & 0xf0) == 0xf0) pulse(c & 15);
                else unknown(c);
            }
        }
    }

    private void argument(int command, int value) {
        switch (command) {
            case 0xd1 -> writeOutputPort(value);
            case 0xd2 -> answer(value, false);
            case 0xd3 -> answer(value, true);
            case 0xd4 -> {
                setCommandByte(ram[0] & ~AUX_OFF);
                mouse.receive(value);
            }
            default -> {
                if ((command & 31) == 0) setCommandByte(value);
                else ram[command & 31] = (byte) value;
            }
        }
    }

    private void unknown(int c) {
        if (unknownLogged.get(c)) return;
        unknownLogged.set(c);
        log.accept(String.format("unimplemented: keyboard controller command %02xh", c));
    }

    private void setCommandByte(int value) {
        ram[0] = (byte) value;
        drive();
        schedule();
    }

    /** Pulses output port lines low for 6 us where the bit is 0; only the reset line notices so short a pulse. */
    private void pulse(int lines) {
        if ((lines & 1) == 0) cpuReset.run();
    }

    private int outputPort() {
        return outputPort & 0xcc | 1 | (a20.isOpen() ? 2 : 0) | (full && !fromAux ? 0x10 : 0) | (full && fromAux ? 0x20 : 0);
    }

    private void writeOutputPort(int value) {
        outputPort = value;
        a20.set((value & 2) != 0);
        if ((value & 1) == 0) cpuReset.run();
    }

    // ---- the output buffer ---------------------------------------------------------------------------------------------

    private void answer(int value, boolean aux) {
        answer = value;
        answerFromAux = aux;
        schedule();
    }

    private boolean keyboardWaits() {
        return (ram[0] & KEYBOARD_OFF) == 0 && keyboard.hasBytes();
    }

    private boolean mouseWaits() {
        return (ram[0] & AUX_OFF) == 0 && mouse.hasBytes();
    }

    /** Sees to it that the next byte arrives when its way over the wire is done. */
    private void schedule() {
        if (full) return;
        boolean key = keyboardWaits(), movement = mouseWaits();
        if (answer == NONE && !key && !movement) return;
        boolean deviceAnswers = key && keyboard.answers() || movement && mouse.answers();
        long at = scheduler.now() + (answer != NONE ? ANSWER_NS : deviceAnswers ? DEVICE_ANSWER_NS : SERIAL_BYTE_NS);
        if (!deliver.armed() || at < deliver.when()) deliver.arm(at);
    }

    private void deliver() {
        if (full) return;
        if (answer != NONE) {
            int value = answer;
            answer = NONE;
            put(value, answerFromAux);
        } else if (keyboardWaits()) {
            fromKeyboard(keyboard.take());
        } else if (mouseWaits()) {
            put(mouse.take(), true);
        }
        schedule();
    }

    private void fromKeyboard(int b) {
        if ((ram[0] & TRANSLATE) == 0) {
            put(b, false);
        } else if (b == 0xf0) {
            release = true;
        } else {
            put(Translation.toSet1(b) | (release ? 0x80 : 0), false);
            release = false;
        }
    }

    private void put(int value, boolean aux) {
        data = value;
        full = true;
        fromAux = aux;
        drive();
    }

    private void drive() {
        irq1.set(full && !fromAux && (ram[0] & KEYBOARD_IRQ) != 0);
        irq12.set(full && fromAux && (ram[0] & AUX_IRQ) != 0);
    }

    // ---- device ------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "kbc8042";
    }

    @Override
    public void reset() {
        Arrays.fill(ram, (byte) 0);
        ram[0] = TRANSLATE | KEYBOARD_IRQ | AUX_IRQ;
        data = 0;
        full = fromAux = wroteCommand = release = answerFromAux = false;
        pending = answer = NONE;
        outputPort = 0xcf;
        deliver.cancel();
        keyboard.powerOn();
        mouse.powerOn();
        drive();
    }

    @Override
    public DeviceView view() {
        var b = DeviceView.of("8042 keyboard controller");
        b.hex8("status", status()).hex8("data", data).hex8("command byte", ram[0]).hex8("output port", outputPort());
        b.text("awaits data for", pending == NONE ? "-" : String.format("%02x", pending));
        b.flag("A20 gate", a20.isOpen());
        keyboard.view(b.group("Keyboard"));
        mouse.view(b.group("Mouse"));
        return b.build();
    }

    @Override
    public void save(StateOut out) {
        out.putBytes("ram", ram);
        out.putInts("values", new int[] {data, pending, answer, outputPort});
        boolean[] flags = {full, fromAux, wroteCommand, answerFromAux, release};
        int bits = 0;
        for (int i = 0; i < flags.length; i++) if (flags[i]) bits |= 1 << i;
        out.putInt("flags", bits);
        deliver.save(out);
        keyboard.save(out);
        mouse.save(out);
    }

    @Override
    public void load(StateIn in) {
        in.getBytes("ram", ram);
        int[] v = Ps2Device.ints(in, "values", 4);
        for (int i : v) if (i < NONE || i > 255) throw new IllegalArgumentException("saved keyboard controller value " + i);
        int flags = in.getInt("flags", 0, 31);
        data = v[0] & 0xff;
        pending = v[1];
        answer = v[2];
        outputPort = v[3] & 0xff;
        full = (flags & 1) != 0;
        fromAux = (flags & 2) != 0;
        wroteCommand = (flags & 4) != 0;
        answerFromAux = (flags & 8) != 0;
        release = (flags & 16) != 0;
        deliver.load(in);
        keyboard.load(in);
        mouse.load(in);
        drive();
    }
}
