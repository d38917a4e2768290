/**
 * What can be seen of a machine, as immutable records. A {@link lucid86.debugger.view.View} is a question; it is answered on the
 * emulation thread through an {@link lucid86.debugger.view.Inspector}, without side effects on the machine.
 */
package lucid86.debugger.view;
