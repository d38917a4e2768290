/**
 * The IDE controller of the PIIX3 with its disks and CD-ROM drives. The board makes an {@link lucid86.machine.dev.ide.IdeController},
 * attaches drives and claims the ports; the PCI function maps {@link lucid86.machine.dev.ide.BusMasterIde}.
 */
package lucid86.machine.dev.ide;
