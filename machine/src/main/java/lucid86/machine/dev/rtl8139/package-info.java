/** Realtek's fast Ethernet controller RTL8139C. */
package lucid86.machine.dev.rtl8139;
