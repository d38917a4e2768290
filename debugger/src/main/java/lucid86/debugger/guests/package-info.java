/**
 * Real guests: what they are, the sight each one ends at, and a runner that boots them and looks. Builds machines of its own;
 * called by its tests and by {@code resources/guests/run}.
 */
package lucid86.debugger.guests;
