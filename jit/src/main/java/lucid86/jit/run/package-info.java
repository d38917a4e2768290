/** The engine: finds or makes translation blocks, runs them in a tier, delivers events, drops what changed. Emulation thread only. */
package lucid86.jit.run;
