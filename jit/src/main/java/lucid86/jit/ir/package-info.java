/**
 * The intermediate representation: straight-line operations on 32-bit values, and one terminal that says how a block
 * ends. It prints ({@code IrText}), parses and verifies. Guest semantics end here: back ends know no x86.
 */
package lucid86.jit.ir;
