/**
 * The architectural state of the one x86 CPU: registers, flags, segment caches, control registers, the FPU and SSE
 * files. Plain data with one writer, the emulation thread. Instructions live in {@code jit}; nothing here executes.
 */
package lucid86.machine.cpu;
