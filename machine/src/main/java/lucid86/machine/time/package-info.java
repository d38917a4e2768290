/** Virtual time: derived from executed instructions, never from the host. Only {@code Pacer} knows the host's clock. */
package lucid86.machine.time;
