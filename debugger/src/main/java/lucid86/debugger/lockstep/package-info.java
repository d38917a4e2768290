/** Two engines side by side, or this one beside another emulator's log: where do they part? Runs without a session. */
package lucid86.debugger.lockstep;
