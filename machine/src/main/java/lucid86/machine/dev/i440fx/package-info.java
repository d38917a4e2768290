/** The 440FX host bridge (82441FX): shadow RAM over ROM, SMRAM over the VGA window. Used by the board alone. */
package lucid86.machine.dev.i440fx;
