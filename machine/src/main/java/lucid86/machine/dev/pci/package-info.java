/**
 * The PCI bus: configuration space, base address registers, interrupt pins. Chips that sit on it hold a {@link
 * lucid86.machine.dev.pci.PciFunction}; the board plugs functions into the {@link lucid86.machine.dev.pci.PciBus}.
 */
package lucid86.machine.dev.pci;
