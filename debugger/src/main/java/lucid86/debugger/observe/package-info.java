/** What happens in a running machine, written down while somebody wants it: events, touched memory, executed code. Emulation thread. */
package lucid86.debugger.observe;
