/**
 * The PIIX3 south bridge (ISA bridge and IDE function) and the PIIX4's power management function, the chip set parts
 * behind the PCI bus that firmware finds at device 1. Used by the board alone.
 */
package lucid86.machine.dev.piix;
