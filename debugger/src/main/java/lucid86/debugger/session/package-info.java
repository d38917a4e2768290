/**
 * A machine somebody works with: the emulation thread, the commands it takes, the snapshots it gives. Front ends (window, tests,
 * command line) call {@link lucid86.debugger.session.Session} from any thread; nobody else touches a running machine.
 */
package lucid86.debugger.session;
