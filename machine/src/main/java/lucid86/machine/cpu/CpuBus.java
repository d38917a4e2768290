package lucid86.machine.cpu;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortSpace;

/**
 * What a CPU can reach besides memory; {@link CpuState#bus}.
 *
 * @param ports I/O ports
 * @param interrupts the interrupt controller the CPU's INTR pin comes from
 * @param tsc the time stamp counter before the guest's offset is added, in cycles
 * @param ferr the FERR# pin (IRQ 13): raised when an unmasked x87 exception waits and CR0.NE is 0
 * @param smiact the SMIACT# pin: active while the CPU is in system management mode
 * @param log one line for each thing worth a person's notice
 */
public record CpuBus(PortSpace ports, InterruptController interrupts, LongSupplier tsc, IrqLine ferr, IrqLine smiact, Consumer<String> log) {
    /** A CPU on a board without system management memory. */
    public CpuBus(PortSpace ports, InterruptController interrupts, LongSupplier tsc, IrqLine ferr, Consumer<String> log) {
        this(ports, interrupts, tsc, ferr, IrqLine.NONE, log);
    }

    /** A CPU alone: no devices, no interrupt controller, a clock that stands still, no reader of the log. */
    public static CpuBus unconnected() {
        return new CpuBus(new PortSpace(_ -> { }), () -> 0xff, () -> 0, IrqLine.NONE, _ -> { });
    }
}
