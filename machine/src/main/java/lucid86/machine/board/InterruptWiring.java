package lucid86.machine.board;

import java.util.List;
import java.util.function.IntConsumer;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.apic.ApicBus;
import lucid86.machine.dev.apic.CpuPins;
import lucid86.machine.dev.apic.LocalApic;
import lucid86.machine.dev.ioapic82093.IoApic82093;
import lucid86.machine.dev.pic8259.PicPair;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.SharedLine;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.time.Scheduler;

/**
 * The interrupt wires between chips and CPU. Every ISA line goes to the 8259As and to the I/O APIC, to the input of its own
 * number but for IRQ 0, which is on input 2; PIRQA#-PIRQD# also have inputs 16-19 of their own. The 8259As' INTR goes to
 * LINT0 of the local APIC and to input 0 of the I/O APIC. Which way an interrupt takes, software decides by masks.
 */
final class InterruptWiring {
    /** I/O APIC input of PIRQA#. */
    static final int FIRST_PCI_INPUT = 16;
    private static final int TIMER_INPUT = 2;

    private final PicPair pic;
    private final LocalApic localApic;
    private final IoApic82093 ioApic;
    private IntConsumer watch;
    private final SharedLine[] isa = new SharedLine[16];
    private final SharedLine[] inputs = new SharedLine[IoApic82093.PINS];

    /** @param init resets the CPU as its INIT# pin does */
    InterruptWiring(Scheduler scheduler, MemoryMap map, CpuState cpu, Runnable init) {
        var pins = new CpuPins() {
            @Override public void intr(boolean level) {
                cpu.intr = level;
            }

            @Override public void nmi() {
                cpu.nmiPending = true;
            }

            @Override public void smi() {
                cpu.smiPending = true;
            }

            @Override public void init() {
                init.run();
            }
        };
        var bus = new ApicBus();
        localApic = new LocalApic(scheduler, map, bus, 0, pins, this::externalVector);
        ioApic = new IoApic82093(bus);
        map.mapDevice("I/O APIC", IoApic82093.BASE, 4096, ioApic, Layer.ISA);
        for (int i = 0; i < IoApic82093.PINS; i++) inputs[i] = new SharedLine(ioApic.line(i));
        IrqLine lint0 = localApic.lint(0), input0 = input(0);
        pic = new PicPair(level -> {
            lint0.set(level);
            input0.set(level);
        });
        for (int i = 0; i < 16; i++) {
            IrqLine toPic = pic.line(i);
            // Line 2 does not leave the 8259As: it joins them.
            IrqLine toApic = i == 2 ? IrqLine.NONE : input(i == 0 ? TIMER_INPUT : i);
            int number = i;
            isa[i] = new SharedLine(level -> {
                toPic.set(level);
                toApic.set(level);
                if (level && watch != null) watch.accept(number);
            });
        }
    }

    /** Who wants to see ISA lines rise, by number; null when nobody does. */
    void setWatch(IntConsumer w) {
        watch = w;
    }

    private int externalVector() {
        return pic.acknowledge();
    }

    /** A new source on an ISA interrupt line. */
    IrqLine irq(int number) {
        return isa[number].input();
    }

    /** A new source on an input of the I/O APIC alone. */
    IrqLine input(int number) {
        return inputs[number].input();
    }

    PicPair pic() {
        return pic;
    }

    LocalApic localApic() {
        return localApic;
    }

    /** The APICs, to be restored after every chip whose lines lead here. */
    List<Device> apics() {
        return List.of(ioApic, localApic);
    }
}
