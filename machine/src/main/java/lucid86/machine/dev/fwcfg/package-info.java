/**
 * The firmware configuration device, through which the board tells firmware and boot ROMs about memory, boot order, ACPI
 * tables and kernels. Filled by the board before power-on.
 */
package lucid86.machine.dev.fwcfg;
