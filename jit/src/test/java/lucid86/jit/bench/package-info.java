/** Runs the benchmark guest; {@code resources/bench/run} calls it for measurements, the test only checks what comes out. */
package lucid86.jit.bench;
