package lucid86.machine.dev.acpi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lucid86.machine.dev.fwcfg.FwCfg;
import lucid86.machine.io.PortSpace;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.Test;

class AcpiTablesTest {
    private final PortSpace ports = new PortSpace(s -> {});
    private final FwCfg fwCfg = new FwCfg(ports, new MemoryMap(0x1000, 0));

    private byte[] item(int key, int size) {
        ports.out(0x510, 2, key);
        var b = new byte[size];
        for (int i = 0; i < size; i++) b[i] = (byte) ports.in(0x511, 1);
        return b;
    }

    private Map<String, byte[]> files() {
        var d = ByteBuffer.wrap(item(0x19, 4 + 64 * 16));
        var files = new HashMap<String, byte[]>();
        int n = d.getInt();
        for (int i = 0; i < n; i++) {
            int size = d.getInt(), key = d.getShort();
            d.getShort();
            var name = new byte[56];
            d.get(name);
            int position = d.position();
            files.put(new String(name, StandardCharsets.US_ASCII).replace("\0", ""), item(key, size));
            d.position(position);
        }
        return files;
    }

    private static String text(ByteBuffer b, int at, int n) {
        var s = new byte[n];
        b.get(at, s);
        return new String(s, StandardCharsets.US_ASCII).replace("\0", "");
    }

    private static int sum(ByteBuffer b, int at, int n) {
        int s = 0;
        for (int i = 0; i < n; i++) s += b.get(at + i);
        return s & 0xff;
    }

    /** Does what firmware does with the script, at made-up addresses; then walks the tables as an operating system does. */
    @Test
    void theScriptMakesAConsistentSetOfTables() {
        AcpiTables.install(fwCfg, new AcpiTables.Layout(0x10000000L, true, 1, true, Optional.of(5)));
        var files = files();
        var address = Map.of("etc/acpi/tables", 0x0ffe0000, "etc/acpi/rsdp", 0xf5000);
        var memory = new HashMap<String, ByteBuffer>();
        var script = ByteBuffer.wrap(files.get("etc/table-loader")).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0, script.limit() % 128);
        for (int at = 0; at < script.limit(); at += 128) {
            String file = text(script, at + 4, 56);
            switch (script.getInt(at)) {
                case 1 -> memory.put(file, ByteBuffer.wrap(files.get(file)).order(ByteOrder.LITTLE_ENDIAN));
                case 2 -> {
                    int field = script.getInt(at + 116);
                    assertEquals(4, script.get(at + 120));
                    var b = memory.get(file);
                    b.putInt(field, b.getInt(field) + address.get(text(script, at + 60, 56)));
                }
                case 3 -> {
                    var b = memory.get(file);
                    int start = script.getInt(at + 64), length = script.getInt(at + 68);
                    b.put(script.getInt(at + 60), (byte) (b.get(script.getInt(at + 60)) - sum(b, start, length)));
                }
                default -> throw new AssertionError("unknown command");
            }
        }
        var rsdp = memory.get("etc/acpi/rsdp");
        var tables = memory.get("etc/acpi/tables");
        int base = address.get("etc/acpi/tables");
        assertEquals("RSD PTR ", text(rsdp, 0, 8));
        assertEquals(0, sum(rsdp, 0, 20));
        int rsdt = rsdp.getInt(16) - base;
        assertEquals("RSDT", text(tables, rsdt, 4));
        assertEquals(0, sum(tables, rsdt, tables.getInt(rsdt + 4)));
        int fadt = tables.getInt(rsdt + 36) - base;
        assertEquals("FACP", text(tables, fadt, 4));
        assertEquals(116, tables.getInt(fadt + 4));
        assertEquals(0, sum(tables, fadt, 116));
        assertEquals(0x608, tables.getInt(fadt + 76));
        for (String name : new String[] {"APIC", "HPET"}) {
            int at = tables.getInt(rsdt + (name.equals("APIC") ? 40 : 44)) - base;
            assertEquals(name, text(tables, at, 4));
            assertEquals(0, sum(tables, at, tables.getInt(at + 4)));
        }
        int madt = tables.getInt(rsdt + 40) - base;
        assertEquals(0xfee00000, tables.getInt(madt + 36));
        var entries = new ArrayList<Integer>();
        int at = madt + 44;
        for (; at < madt + tables.getInt(madt + 4); at += tables.get(at + 1)) entries.add((int) tables.get(at));
        assertEquals(madt + tables.getInt(madt + 4), at, "entries fill the table");
        assertEquals(List.of(0, 1, 2, 2, 4), entries);
        int facs = tables.getInt(fadt + 36) - base, dsdt = tables.getInt(fadt + 40) - base;
        assertEquals("FACS", text(tables, facs, 4));
        assertEquals(0, facs & 63);
        assertEquals("DSDT", text(tables, dsdt, 4));
        assertEquals(0, sum(tables, dsdt, tables.getInt(dsdt + 4)));
    }

    private static void assertAml(String hex, byte[] aml) {
        assertArrayEquals(HexFormat.ofDelimiter(" ").parseHex(hex), aml, () -> HexFormat.ofDelimiter(" ").formatHex(aml));
    }

    /** Expected bytes by hand from the grammar of the specification. */
    @Test
    void amlIsEncodedAsTheGrammarSays() {
        assertAml("00", Aml.integer(0));
        assertAml("01", Aml.integer(1));
        assertAml("0a ff", Aml.integer(0xff));
        assertAml("0b 34 12", Aml.integer(0x1234));
        assertAml("0c ff ff 1f 00", Aml.integer(0x1fffff));
        assertAml("5c 2e 5f 53 42 5f 50 43 49 30", Aml.name("\\_SB.PCI0"));
        assertAml("5c 2f 03 5f 53 42 5f 50 43 49 30 49 53 41 5f", Aml.name("\\_SB.PCI0.ISA"));
        assertAml("0c 41 d0 0a 03", Aml.eisaId("PNP0A03"));
        assertAml("08 5f 53 35 5f 12 04 02 00 01", Aml.define("_S5", Aml.pack(Aml.integer(0), Aml.integer(1))));
        assertAml("11 0d 0a 0a 47 01 70 00 70 00 01 02 79 00", Aml.resources(Aml.io(0x70, 2)));
        assertAml("22 00 01", Aml.irq(8));
    }

    @Test
    void packageLengthsOfAllSizes() {
        assertAml("11 3e 0a 3b", java.util.Arrays.copyOf(Aml.buffer(new byte[59]), 4));
        assertAml("11 3f 0a 3c", java.util.Arrays.copyOf(Aml.buffer(new byte[60]), 4));
        assertAml("11 41 04 0a 3d", java.util.Arrays.copyOf(Aml.buffer(new byte[61]), 5));
        assertAml("11 45 10 0b 00 01", java.util.Arrays.copyOf(Aml.buffer(new byte[256]), 6));
        byte[] big = Aml.buffer(new byte[5000]);
        assertAml("11 8e 38 01 0b 88 13", java.util.Arrays.copyOf(big, 7));
        assertEquals(5007, big.length);
    }
}
