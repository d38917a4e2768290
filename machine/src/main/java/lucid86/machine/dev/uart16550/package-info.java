/** The serial ports. The host's side is {@code SerialPort}; it is used on the emulation thread. */
package lucid86.machine.dev.uart16550;
