/** The hot tier: IR of several blocks compiled to one JVM method with ASM, loaded as a hidden class. */
package lucid86.jit.bytecode;
