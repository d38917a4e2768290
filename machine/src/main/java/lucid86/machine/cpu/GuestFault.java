package lucid86.machine.cpu;

/** An exception of the guest; vector and error code are in {@link CpuState#faultVector} and {@link CpuState#faultError}. */
public final class GuestFault extends GuestExit {
    private static final long serialVersionUID = 1;

    GuestFault() {
        super("guest fault");
    }
}
