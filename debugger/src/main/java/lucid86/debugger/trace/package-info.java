/** What a machine did, written down as it happens. Emulation thread. */
package lucid86.debugger.trace;
