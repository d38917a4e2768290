/**
 * Exact 80-bit floating point on a long mantissa and an int of sign and exponent. Operations take operands as such pairs
 * and leave result and raised exceptions in the scratch fields of {@link lucid86.machine.cpu.Fpu}; they allocate nothing,
 * know no registers and no memory. Called by the x87 helpers only.
 */
package lucid86.jit.helpers.fp;
