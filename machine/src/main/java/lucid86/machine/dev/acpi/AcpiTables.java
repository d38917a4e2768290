package lucid86.machine.dev.acpi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import lucid86.machine.dev.apic.LocalApic;
import lucid86.machine.dev.fwcfg.FwCfg;
import lucid86.machine.dev.hpet.Hpet;
import lucid86.machine.dev.ioapic82093.IoApic82093;
import lucid86.machine.dev.piix.Piix4Pm;

/**
 * The ACPI tables (ACPI specification 1.0b: RSDP, RSDT, FADT, FACS, DSDT, MADT; the HPET's own) and the script by which firmware places them
 * ({@code etc/table-loader}, QEMU's linker-loader format: 128-byte commands that allocate, add pointers and fix sums).
 *
 * <p>A further table joins the list in {@link #build}; offsets, pointers and checksums follow.
 */
public final class AcpiTables {
    private static final String TABLES = "etc/acpi/tables", RSDP = "etc/acpi/rsdp";
    /** Where firmware places the PIIX4's registers when it finds a table loader script. */
    private static final int PM_BASE = 0x600;

    private static final int ALLOCATE = 1, ADD_POINTER = 2, ADD_CHECKSUM = 3, ZONE_HIGH = 1, ZONE_FSEG = 2;
    /** I/O APIC input of IRQ 0. */
    private static final int TIMER_INPUT = 2;
    private static final int HEADER = 36, CHECKSUM = 9, FACS_SIZE = 64, FADT_SIZE = 116;

    /**
     * What the tables describe.
     *
     * @param pciHole first address above RAM, where the PCI memory window begins
     * @param floppy there is a floppy controller
     * @param soundIrq the ISA interrupt a sound card keeps from PCI devices
     */
    public record Layout(long pciHole, boolean floppy, int serialPorts, boolean parallelPort, Optional<Integer> soundIrq) {}

    private final ByteArrayOutputStream script = new ByteArrayOutputStream();

    private AcpiTables() {}

    /** Makes the tables and puts them and the loader's script into the firmware configuration. */
    public static void install(FwCfg fwCfg, Layout layout) {
        new AcpiTables().build(fwCfg, layout);
    }

    private void build(FwCfg fwCfg, Layout layout) {
        var blob = new ByteArrayOutputStream();
        append(blob, facs());
        int dsdt = append(blob, table("DSDT", 1, Dsdt.body(layout)));
        int[] listed = {append(blob, fadt(dsdt)), append(blob, madt()), append(blob, hpet())};
        int rsdt = append(blob, rsdt(listed));
        byte[] tables = blob.toByteArray();
        var rsdp = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        rsdp.put(0, ascii("RSD PTR ")).put(9, ascii("LUCID ")).putInt(16, rsdt);

        allocate(RSDP, 16, ZONE_FSEG);
        allocate(TABLES, 64, ZONE_HIGH);
        addPointer(TABLES, listed[0] + 36);
        addPointer(TABLES, listed[0] + 40);
        for (int i = 0; i < listed.length; i++) addPointer(TABLES, rsdt + HEADER + 4 * i);
        addPointer(RSDP, 16);
        addTableChecksum(tables, dsdt);
        for (int at : listed) addTableChecksum(tables, at);
        addTableChecksum(tables, rsdt);
        addChecksum(RSDP, 8, 0, 20);
        fwCfg.file(TABLES, tables);
        fwCfg.file(RSDP, rsdp.array());
        fwCfg.file("etc/table-loader", script.toByteArray());
    }

    /** Puts a table behind the others; returns where it begins. */
    private static int append(ByteArrayOutputStream blob, byte[] table) {
        while (blob.size() % 16 != 0) blob.write(0);
        int at = blob.size();
        blob.writeBytes(table);
        return at;
    }

    private void addTableChecksum(byte[] tables, int at) {
        addChecksum(TABLES, at + CHECKSUM, at, ByteBuffer.wrap(tables).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 4));
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
        b.putInt(112, 1 << 0 | 1 << 2 | 1 << 5); // WBINVD, HLT is C1, no sleep button; power button and RTC are fixed hardware
        return b.array();
    }

    /** Interrupt controllers: one CPU, one I/O APIC, and how the ISA lines differ from its inputs of the same number. */
    private static byte[] madt() {
        var b = ByteBuffer.allocate(8 + 8 + 12 + 2 * 10 + 6).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt((int) LocalApic.BASE).putInt(1); // there are 8259As, too
        b.put(bytes(0, 8, 0, 0)).putInt(1); // local APIC: processor 0, APIC 0, enabled
        b.put(bytes(1, 12, 0, 0)).putInt((int) IoApic82093.BASE).putInt(0); // I/O APIC 0, its inputs are interrupts 0-23
        b.put(bytes(2, 10, 0, 0)).putInt(TIMER_INPUT).putShort((short) 0); // IRQ 0
        b.put(bytes(2, 10, 0, Piix4Pm.SCI_IRQ)).putInt(Piix4Pm.SCI_IRQ).putShort((short) 0x0d); // level, high
        b.put(bytes(4, 6, 0xff, 0, 0, 1)); // NMI: LINT1 of all processors
        return table("APIC", 1, b.array());
    }

    private static byte[] hpet() {
        var b = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(Hpet.CAPABILITIES).putInt(0).putLong(Hpet.BASE); // memory, at this address
        b.put((byte) 0).putShort((short) 0x80).put((byte) 0); // number, least tick in periodic mode, no page protection
        return table("HPET", 1, b.array());
    }

    private static byte[] bytes(int... values) {
        var b = new byte[values.length];
        for (int i = 0; i < b.length; i++) b[i] = (byte) values[i];
        return b;
    }

    private static byte[] rsdt(int... tables) {
        var b = ByteBuffer.allocate(4 * tables.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int at : tables) b.putInt(at);
        return table("RSDT", 1, b.array());
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
