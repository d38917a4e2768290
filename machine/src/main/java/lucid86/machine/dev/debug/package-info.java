/** Small ports without a chip of their own: firmware's debug console, POST codes, test exit, fast A20 and reset. */
package lucid86.machine.dev.debug;
