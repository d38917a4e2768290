package lucid86.machine.dev.pci;

/**
 * Who a function says it is.
 *
 * @param classCode base class, subclass and interface as one 24-bit number, such as {@code 0x030000} for VGA
 */
public record PciId(int vendor, int device, int revision, int classCode, int subsystemVendor, int subsystem) {
    /**
     * A function with the subsystem id 1AF4:1100. Firmware takes a 440FX with this id for an emulated PC with a
     * fw_cfg device, which is how this machine tells it about memory, boot order and tables.
     */
    public static PciId of(int vendor, int device, int revision, int classCode) {
        return new PciId(vendor, device, revision, classCode, 0x1af4, 0x1100);
    }
}
