/**
 * Time travel: checkpoints of a running machine, going back to any instruction, and questions about the past answered by running it
 * again. Emulation thread.
 */
package lucid86.debugger.time;
