/** Guest code written by hand: assembled with NASM, made into boot disks. No thread of its own; for any thread. */
package lucid86.debugger.assemble;
