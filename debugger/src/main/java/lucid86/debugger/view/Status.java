package lucid86.debugger.view;

import java.util.Optional;
import lucid86.debugger.stop.StopReason;

/**
 * How the machine is doing; part of every snapshot.
 *
 * @param stop why it stands still; empty while it runs
 * @param powered false when it is switched off
 * @param halted the CPU waits in HLT
 * @param mode CPU mode in a word or two, such as {@code real16} or {@code prot32 user}
 * @param cpl current privilege level
 * @param linear linear address of the next instruction
 * @param instructions executed since power-on
 * @param virtualNanos virtual time since power-on
 * @param mips million instructions per second of host time, over the last half second
 * @param speed virtual seconds per host second, over the last half second
 * @param compiledShare share of instructions executed in compiled code, over the last half second, 0 to 1
 * @param blocks translation blocks in the cache
 * @param picture the display's mode in words
 * @param wantsPointer the guest wants to be told where the pointer is, as {@code InputEvent.Pointer}
 * @param wantsPointer the guest wants to be told where the pointer is
 */
public record Status(
        Optional<StopReason> stop,
        boolean powered,
        boolean halted,
        String mode,
        int cpl,
        int linear,
        long instructions,
        long virtualNanos,
        double mips,
        double speed,
        double compiledShare,
        int blocks,
        String picture,
        boolean wantsPointer) {
    public boolean running() {
        return stop.isEmpty();
    }
}
