/** Names and source lines of guest addresses, read from what assemblers and linkers leave. Immutable; for any thread. */
package lucid86.debugger.symbol;
