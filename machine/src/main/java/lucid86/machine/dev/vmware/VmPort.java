package lucid86.machine.dev.vmware;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.PortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * VMware's "backdoor" port 5658h with the absolute pointer behind it; open-vm-tools' {@code backdoor_def.h} and
 * {@code vmmouse_defs.h} name its commands. A 32-bit IN with 564D5868h in EAX is a call: the command in CX, an argument in EBX,
 * results in EAX and other registers. Any other access finds an empty port.
 *
 * <p>Modelled: version, and the absolute pointer's commands, status and data: positions 0-FFFFh on both axes, wheel, three
 * buttons. Each event makes the PS/2 mouse send a packet, whose interrupt tells the driver to look here. Not modelled: all
 * other commands (logged once), relative packets, restriction to ring 0.
 */
public final class VmPort implements PortDevice, Device {
    public static final int PORT = 0x5658, PORTS = 4;
    /** Largest position on both axes. */
    public static final int MAX = 0xffff;

    private static final int MAGIC = 0x564d5868;
    private static final int GET_VERSION = 10, POINTER_DATA = 39, POINTER_STATUS = 40, POINTER_COMMAND = 41, POINTER_RESTRICT = 86;
    private static final int ENABLE = 0x45414552, DISABLE = 0xf5, RELATIVE = 0x4c455252, ABSOLUTE = 0x53424152;
    private static final int INTERFACE_VERSION = 6, POINTER_VERSION = 0x3442554a;
    private static final int LEFT = 0x20, RIGHT = 0x10, MIDDLE = 0x08;
    private static final int ERROR = 0xffff0000;
    private static final int WORDS = 4, MOST_EVENTS = 256;

    private final int[] registers;
    private final Runnable nudge;
    private final Consumer<String> log;
    /** Words to be read, four for each event; one after the driver was enabled. */
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private boolean enabled, absolute;
    private final Set<Integer> logged = new HashSet<>();

    /**
     * @param registers the CPU's, as {@link CpuState#r}
     * @param nudge makes the PS/2 mouse send a packet
     * @param log one line for each command that is not implemented
     */
    public VmPort(int[] registers, Runnable nudge, Consumer<String> log) {
        this.registers = registers;
        this.nudge = nudge;
        this.log = log;
    }

    /** A guest wants to be told where the pointer is. */
    public boolean wantsPointer() {
        return enabled && absolute;
    }

    /**
     * The pointer is somewhere or its buttons changed; nothing happens unless a guest wants to know.
     *
     * @param x 0 = left edge of the picture, {@link #MAX} = right
     * @param y 0 = top, {@link #MAX} = bottom
     * @param wheel notches towards the user
     * @param buttons bit 0 = left, 1 = right, 2 = middle
     */
    public void point(int x, int y, int wheel, int buttons) {
        if (!wantsPointer()) return;
        // A driver that does not look loses the oldest events.
        while (queue.size() > (MOST_EVENTS - 1) * WORDS) for (int i = 0; i < WORDS; i++) queue.remove();
        queue.add(((buttons & 1) != 0 ? LEFT : 0) | ((buttons & 2) != 0 ? RIGHT : 0) | ((buttons & 4) != 0 ? MIDDLE : 0));
        queue.add(Math.clamp(x, 0, MAX));
        queue.add(Math.clamp(y, 0, MAX));
        queue.add(wheel);
        nudge.run();
    }

    @Override
    public int in(int port, int size) {
        if (port != PORT || size != 4 || registers[CpuState.EAX] != MAGIC) return peek(port, size);
        int command = registers[CpuState.ECX] & 0xffff;
        switch (command) {
            case GET_VERSION -> {
                registers[CpuState.EBX] = MAGIC;
                return INTERFACE_VERSION;
            }
            case POINTER_DATA -> {
                return data(registers[CpuState.EBX]);
            }
            case POINTER_STATUS -> {
                return enabled ? queue.size() : ERROR;
            }
            case POINTER_COMMAND -> {
                command(registers[CpuState.EBX]);
                return 0;
            }
            case POINTER_RESTRICT -> {
                return 0;
            }
            default -> {
                if (logged.add(command)) log.accept("unimplemented: VMware port command " + command);
                return -1;
            }
        }
    }

    private void command(int c) {
        switch (c) {
            case ENABLE -> {
                enabled = true;
                queue.clear();
                queue.add(POINTER_VERSION);
            }
            case DISABLE -> reset();
            case ABSOLUTE -> absolute = true;
            case RELATIVE -> absolute = false;
            default -> log.accept(String.format("unimplemented: VMware pointer command %08xh", c));
        }
    }

    /** Up to four words, into EAX, EBX, ECX and EDX; the driver asks for whole events. */
    private int data(int words) {
        if (!enabled || words < 1 || words > WORDS || words > queue.size()) {
            reset();
            return ERROR;
        }
        int first = queue.remove();
        int[] to = {CpuState.EBX, CpuState.ECX, CpuState.EDX};
        for (int i = 1; i < words; i++) registers[to[i - 1]] = queue.remove();
        return first;
    }

    @Override
    public int peek(int port, int size) {
        return size == 4 ? -1 : (1 << size * 8) - 1;
    }

    @Override
    public void out(int port, int size, int value) {
        // calls are made by reading
    }

    @Override
    public String name() {
        return "vmport";
    }

    @Override
    public void reset() {
        enabled = absolute = false;
        queue.clear();
    }

    @Override
    public DeviceView view() {
        return DeviceView.of("VMware port: absolute pointer")
                .flag("enabled", enabled)
                .flag("absolute", absolute)
                .text("words waiting", queue.size())
                .build();
    }

    @Override
    public void save(StateOut out) {
        out.putBoolean("enabled", enabled);
        out.putBoolean("absolute", absolute);
        out.putInts("queue", queue.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public void load(StateIn in) {
        int[] words = in.getInts("queue");
        if (words.length > MOST_EVENTS * WORDS) throw new IllegalArgumentException("saved pointer queue has " + words.length + " words");
        enabled = in.getBoolean("enabled");
        absolute = in.getBoolean("absolute");
        queue.clear();
        for (int w : words) queue.add(w);
    }
}
