/** Runs instruction vectors recorded on a real processor: what every row is checked against. */
package lucid86.jit.vectors;
