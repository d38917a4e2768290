package lucid86.machine.board;

import lucid86.machine.io.PortSpace;

/**
 * What a CPU can reach besides memory, handed to the engine when it is made.
 *
 * @param ports I/O ports
 * @param acknowledge the INTA cycle: asks the interrupt controller for the vector
 * @param tsc the time stamp counter before the guest's offset is added, in cycles
 * @param ferr the FERR# pin (IRQ 13): raised when an unmasked x87 exception waits and CR0.NE is 0
 * @param log one line for each thing worth a person's notice
 */
public record CpuBus(
        PortSpace ports,
        java.util.function.IntSupplier acknowledge,
        java.util.function.LongSupplier tsc,
        lucid86.machine.io.IrqLine ferr,
        java.util.function.Consumer<String> log) {}
