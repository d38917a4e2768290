/** The floppy disk controller and its drives. The board wires ports, IRQ 6 and DMA channel 2; the media menu changes disks. */
package lucid86.machine.dev.fdc82077;
