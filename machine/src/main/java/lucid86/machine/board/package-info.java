/** The PC: its configuration, all its wiring ({@code PcBoard}), and the loop that runs it ({@code Machine}). */
package lucid86.machine.board;
