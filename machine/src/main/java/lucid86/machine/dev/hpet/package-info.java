/** The high precision event timer. Used by the board, which runs the 8254's and the real-time clock's interrupts through it. */
package lucid86.machine.dev.hpet;
