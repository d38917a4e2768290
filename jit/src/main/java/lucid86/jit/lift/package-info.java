/** The vocabulary in which rows say what instructions mean ({@link lucid86.jit.lift.Lift}), and the block builder. */
package lucid86.jit.lift;
