/** The chips of the PC, one package each, by part number. A chip knows its ports, its lines and the scheduler, never the machine. */
package lucid86.machine.dev;
