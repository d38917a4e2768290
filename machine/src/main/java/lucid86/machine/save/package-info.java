/** Saving and restoring device state as named values in a versioned section for each device. */
package lucid86.machine.save;
