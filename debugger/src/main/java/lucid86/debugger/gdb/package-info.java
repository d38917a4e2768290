/**
 * GDB's remote serial protocol over TCP, so that {@code target remote} works. A front end like any other: it only sends commands to a
 * {@link lucid86.debugger.session.Session} and asks it questions.
 */
package lucid86.debugger.gdb;
