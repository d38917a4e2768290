/** What connects chips: I/O ports, interrupt lines, DMA channels. */
package lucid86.machine.io;
