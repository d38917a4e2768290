/** Passes over the IR of one block, each one idea, run in the order of {@link lucid86.jit.opt.Passes}. */
package lucid86.jit.opt;
