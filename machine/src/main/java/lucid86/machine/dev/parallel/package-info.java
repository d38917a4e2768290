/** The parallel printer port. What leaves it goes to a listener the board's owner connects; emulation thread. */
package lucid86.machine.dev.parallel;
