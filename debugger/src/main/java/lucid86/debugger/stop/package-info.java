/** Where and why a machine stops: breakpoints, and the ways to step. Used by the session on the emulation thread. */
package lucid86.debugger.stop;
