/**
 * The display adapter: a register-compatible VGA with the Bochs VBE extensions, as the PCI card 1234:1111. {@link
 * lucid86.machine.dev.vga.Vga} is the chip, {@link lucid86.machine.dev.vga.VgaMmio} its PCI register window; the rest is
 * inside. Hosts take pictures through {@link lucid86.machine.io.ScreenPort}.
 */
package lucid86.machine.dev.vga;
