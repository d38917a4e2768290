/**
 * The intermediate representation: straight-line operations on 32-bit values, and one terminal that says how a block
 * ends. It prints, parses ({@link lucid86.jit.ir.IrText}) and verifies ({@link lucid86.jit.ir.IrVerifier}). Guest semantics
 * end here: back ends know no x86.
 */
package lucid86.jit.ir;
