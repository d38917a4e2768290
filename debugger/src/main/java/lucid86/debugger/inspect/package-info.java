/**
 * The machine's own structures, decoded: descriptor tables, task states, page walks, call stacks; memory search. Each is a
 * {@link lucid86.debugger.view.View}: a question answered on the emulation thread, without side effects on the machine.
 */
package lucid86.debugger.inspect;
