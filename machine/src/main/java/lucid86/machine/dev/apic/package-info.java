/**
 * Local APICs, one beside each CPU, and the bus on which they and the I/O APICs send interrupts to each other. Used by the
 * board, which wires CPU pins and interrupt lines, and by I/O APICs, which send and hear of ends of interrupts.
 */
package lucid86.machine.dev.apic;
