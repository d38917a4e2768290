/**
 * The debugger's command language: questions and breakpoints ({@link lucid86.debugger.script.Console}, also behind gdb's
 * {@code monitor}), and scripts that drive a machine ({@link lucid86.debugger.script.Script}) for lessons and for tests.
 */
package lucid86.debugger.script;
