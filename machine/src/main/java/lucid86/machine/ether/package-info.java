/**
 * Ethernet inside the machine: addresses, and the cable between a network card and what is at its other end. Network cards
 * ({@code machine.dev}) use it on the emulation thread; the far end ({@code machine.net}) is outside the machine.
 */
package lucid86.machine.ether;
