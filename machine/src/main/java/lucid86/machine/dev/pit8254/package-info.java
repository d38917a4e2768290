/** The 8254 interval timer and system control port B (61h), which gates its third counter to the speaker. */
package lucid86.machine.dev.pit8254;
