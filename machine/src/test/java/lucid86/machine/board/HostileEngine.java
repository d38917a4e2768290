package lucid86.machine.board;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.io.PortDevice;
import lucid86.machine.mem.Region;

/**
 * Executes "instructions" that read and write any register of any chip: ports, memory-mapped registers, PCI configuration space.
 * Each chip gets as many accesses as any other, however few its ports are.
 */
final class HostileEngine extends TestEngine {
    private static final int PCI_ADDRESS = 0xcf8, PCI_DATA = 0xcfc;
    private static final int FIRST_BAR = 0x10, LAST_BAR = 0x24, COMMAND = 4;
    /** One instruction of so many is an access; the others let time pass. */
    private static final int REST = 10;

    private final Random random;
    private PcBoard board;
    private List<List<Integer>> ports = List.of();
    private int focus;
    long accesses;

    HostileEngine(CpuState cpu, CpuBus bus, Random random) {
        super(cpu, bus);
        this.random = random;
    }

    /** Gets to know the chips; the ports of each stand together. */
    void meet(PcBoard b) {
        focus = 0; // fewer chips may have ports than before: the old number may be past the end
        board = b;
        var byDevice = new IdentityHashMap<PortDevice, List<Integer>>();
        var all = new ArrayList<List<Integer>>();
        for (int p = 0; p < 0x10000; p++) {
            var device = b.ports.at(p);
            if (device == null || device == EmptyPort.INSTANCE) continue;
            byDevice.computeIfAbsent(device, _ -> {
                var list = new ArrayList<Integer>();
                all.add(list);
                return list;
            }).add(p);
        }
        ports = all;
    }

    /** How many chips have ports. */
    int chips() {
        return ports.size();
    }

    /** Gives each base address register an address of its own and switches the function on, as firmware does. */
    void placeCards() {
        int memory = 0xe000_0000, io = 0xc000;
        for (int slot = 0; slot < 16; slot++) {
            for (int function = 0; function < 4; function++) {
                int at = 1 << 31 | slot << 11 | function << 8;
                if ((config(at) & 0xffff) == 0xffff) continue;
                for (int bar = FIRST_BAR; bar <= LAST_BAR; bar += 4) {
                    config(at | bar, -1);
                    int mask = config(at | bar);
                    if (mask == 0) continue;
                    boolean port = (mask & 1) != 0;
                    int size = -(mask & (port ? ~3 & 0xffff | 0xffff0000 : ~15));
                    if (port) {
                        io = io + size - 1 & -size;
                        config(at | bar, io);
                        io += size;
                    } else {
                        memory = memory + size - 1 & -size;
                        config(at | bar, memory);
                        memory += size;
                    }
                }
                config(at | COMMAND, 7);
            }
        }
    }

    private int config(int at) {
        board.ports.out(PCI_ADDRESS, 4, at);
        return board.ports.in(PCI_DATA, 4);
    }

    private void config(int at, int value) {
        board.ports.out(PCI_ADDRESS, 4, at);
        board.ports.out(PCI_DATA, 4, value);
    }

    // ---- the CPU's side ----------------------------------------------------------------------------------------------------

    @Override
    public int run(int budget) {
        stop = false;
        int done = 0;
        while (done < budget && !stop && !cpu.shutdown) {
            if (random.nextInt(REST) == 0) access();
            if (cpu.intr && random.nextInt(4) == 0) bus.interrupts().acknowledge();
            done++;
            cpu.budget--;
        }
        return done;
    }

    // ---- accesses ----------------------------------------------------------------------------------------------------------

    private void access() {
        accesses++;
        if (random.nextInt(64) == 0) cpu.r[random.nextInt(8)] = value(4);
        if (random.nextInt(200) == 0) focus = random.nextInt(ports.size());
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> memory();
            case 4 -> config(1 << 31 | random.nextInt(8) << 11 | random.nextInt(4) << 8 | random.nextInt(64) << 2, value(4));
            case 5 -> board.map.write(random.nextInt(0x10000) & ~3, 4, value(4));
            default -> port();
        }
    }

    private void port() {
        var of = ports.get(random.nextBoolean() ? focus : random.nextInt(ports.size()));
        int port = of.get(random.nextInt(of.size())), size = size();
        switch (random.nextInt(8)) {
            case 0, 1 -> board.ports.in(port, size);
            case 2 -> board.ports.peek(port, size);
            default -> board.ports.out(port, size, value(size));
        }
    }

    private void memory() {
        var devices = board.map.regions().stream().filter(g -> g.isDevice() && g.enabled()).toList();
        Region g = devices.get(random.nextInt(devices.size()));
        int size = size();
        long at = g.base() + (random.nextBoolean() ? random.nextInt(1024) : random.nextLong(g.size)) & ~(size - 1);
        if (at >>> 32 != 0) return;
        switch (random.nextInt(8)) {
            case 0, 1 -> board.map.read(at, size);
            case 2 -> board.map.peek(at, size);
            default -> board.map.write(at, size, value(size));
        }
    }

    private int size() {
        return random.nextInt(3) == 0 ? 1 << random.nextInt(3) : random.nextInt(3) == 0 ? 4 : 1;
    }

    /** Anything, but often what registers and descriptors are made of: little, single bits, all ones, addresses of RAM. */
    private int value(int size) {
        int v = switch (random.nextInt(6)) {
            case 0 -> random.nextInt();
            case 1 -> 1 << random.nextInt(32);
            case 2 -> -random.nextInt(2);
            case 3 -> random.nextInt(0x10000);
            default -> random.nextInt(256);
        };
        return size == 4 ? v : v & (1 << size * 8) - 1;
    }
}
