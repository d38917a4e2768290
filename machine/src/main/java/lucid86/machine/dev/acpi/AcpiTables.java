package lucid86.machine.dev.acpi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import lucid86.machine.dev.fwcfg.FwCfg;
import lucid86.machine.dev.piix.Piix4Pm;

/**
 * The ACPI tables (ACPI specification 1.0b: RSDP, RSDT, FADT, FACS, DSDT) and the script by which firmware places them
 * ({@code etc/table-loader}, QEMU's linker-loader format: 128-byte commands that allocate, add pointers and fix sums).
 *
 * <p>There is no MADT: this machine has no APIC, so interrupts go through the 8259As. A machine with one adds its table to
 * {@link #install}'s blob and its pointer to the RSDT.
 */
public final class AcpiTables {
    private static final String TABLES = "etc/acpi/tables", RSDP = "etc/acpi/rsdp";
    /** Where firmware places the PIIX4's registers when it finds a table loader script. */
    private static final int PM_BASE = 0x600;

    private static final int ALLOCATE = 1, ADD_POINTER = 2, ADD_CHECKSUM = 3, ZONE_HIGH = 1, ZONE_FSEG = 2;
    private static final int HEADER = 36, CHECKSUM = 9, FACS_SIZE = 64, FADT_SIZE = 116;

    /**
     * What the tables describe.
     *
     * @param pciHole first address above RAM, where the PCI memory window begins
     * @param floppy there is a floppy controller
     */
    public record Layout(long pciHole, boolean floppy, int serialPorts) {}

    private final ByteArrayOutputStream script = new ByteArrayOutputStream();

    private AcpiTables() {}

    /** Makes the tables and puts them and the loader's script into the firmware configuration. */
    public static void install(FwCfg fwCfg, Layout layout) {
        new AcpiTables().build(fwCfg, layout);
    }

    private void build(FwCfg fwCfg, Layout layout) {
        byte[] dsdt = table("DSDT", 1, Dsdt.body(layout));
        dsdt[CHECKSUM] = checksum(dsdt);
        int dsdtAt = FACS_SIZE, fadtAt = align(dsdtAt + dsdt.length), rsdtAt = align(fadtAt + FADT_SIZE), rsdtSize = HEADER + 4;
        var blob = ByteBuffer.allocate(rsdtAt + rsdtSize).order(ByteOrder.LITTLE_ENDIAN);
        blob.put(0, facs()).put(dsdtAt, dsdt).put(fadtAt, fadt(dsdtAt)).put(rsdtAt, rsdt(fadtAt));
        var rsdp = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        rsdp.put(0, ascii("RSD PTR ")).put(9, ascii("LUCID ")).putInt(16, rsdtAt);

        allocate(RSDP, 16, ZONE_FSEG);
        allocate(TABLES, 64, ZONE_HIGH);
        addPointer(TABLES, fadtAt + 36);
        addPointer(TABLES, fadtAt + 40);
        addChecksum(TABLES, fadtAt + CHECKSUM, fadtAt, FADT_SIZE);
        addPointer(TABLES, rsdtAt + HEADER);
        addChecksum(TABLES, rsdtAt + CHECKSUM, rsdtAt, rsdtSize);
        addPointer(RSDP, 16);
        addChecksum(RSDP, 8, 0, 20);
        fwCfg.file(TABLES, blob.array());
        fwCfg.file(RSDP, rsdp.array());
        fwCfg.file("etc/table-loader", script.toByteArray());
    }

    private static int align(int at) {
        return at + 15 & ~15;
    }

    // ---- tables ----------------------------------------------------------------------------------------------------------

    private static byte[] ascii(String s) {
        return s.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] table(String signature, int revision, byte[] body) {
        var b = ByteBuffer.allocate(HEADER + body.length).order(ByteOrder.LITTLE_ENDIAN);
        b.put(ascii(signature)).putInt(HEADER + body.length).put((byte) revision).put((byte) 0);
        b.put(ascii("LUCID ")).put(ascii("LUCID86 ")).putInt(1).put(ascii("LUC8")).putInt(1);
        return b.put(body).array();
    }

    private static byte checksum(byte[] table) {
        int sum = 0;
        for (byte b : table) sum += b;
        return (byte) -sum;
    }

    private static byte[] facs() {
        var b = ByteBuffer.allocate(FACS_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        return b.put(ascii("FACS")).putInt(FACS_SIZE).array();
    }

    /** Pointers hold offsets in the blob; the script turns them into addresses. */
    private static byte[] fadt(int dsdtAt) {
        var b = ByteBuffer.wrap(table("FACP", 1, new byte[FADT_SIZE - HEADER])).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(36, 0).putInt(40, dsdtAt); // FACS, DSDT
        b.putShort(46, (short) Piix4Pm.SCI_IRQ).putInt(48, 0xb2);
        b.put(52, (byte) Piix4Pm.ACPI_ENABLE).put(53, (byte) Piix4Pm.ACPI_DISABLE);
        b.putInt(56, PM_BASE).putInt(64, PM_BASE + 4).putInt(76, PM_BASE + 8).putInt(80, PM_BASE + 0x0c);
        b.put(88, (byte) 4).put(89, (byte) 2).put(91, (byte) 4).put(92, (byte) 4);
        b.putShort(96, (short) 0xfff).putShort(98, (short) 0xfff); // no C2, no C3
        b.put(108, (byte) 0x32); // century in CMOS
        b.putInt(112, 1 << 0 | 1 << 2 | 1 << 5 | 1 << 6); // WBINVD, HLT is C1, no sleep button, no RTC wake in fixed registers
        return b.array();
    }

    private static byte[] rsdt(int fadtAt) {
        return table("RSDT", 1, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(fadtAt).array());
    }

    // ---- the loader's script -----------------------------------------------------------------------------------------------

    private void allocate(String file, int alignment, int zone) {
        var b = command(ALLOCATE);
        b.put(4, ascii(file)).putInt(60, alignment).put(64, (byte) zone);
        script.writeBytes(b.array());
    }

    /** Adds the address of the tables to a 32-bit field of a file. */
    private void addPointer(String file, int offset) {
        var b = command(ADD_POINTER);
        b.put(4, ascii(file)).put(60, ascii(TABLES)).putInt(116, offset).put(120, (byte) 4);
        script.writeBytes(b.array());
    }

    private void addChecksum(String file, int offset, int start, int length) {
        var b = command(ADD_CHECKSUM);
        b.put(4, ascii(file)).putInt(60, offset).putInt(64, start).putInt(68, length);
        script.writeBytes(b.array());
    }

    private static ByteBuffer command(int number) {
        return ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN).putInt(0, number);
    }
}
