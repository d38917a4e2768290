package lucid86.machine.dev.acpi;

import static lucid86.machine.dev.acpi.Aml.and;
import static lucid86.machine.dev.acpi.Aml.busRange;
import static lucid86.machine.dev.acpi.Aml.byteFields;
import static lucid86.machine.dev.acpi.Aml.define;
import static lucid86.machine.dev.acpi.Aml.device;
import static lucid86.machine.dev.acpi.Aml.dma;
import static lucid86.machine.dev.acpi.Aml.eisaId;
import static lucid86.machine.dev.acpi.Aml.give;
import static lucid86.machine.dev.acpi.Aml.integer;
import static lucid86.machine.dev.acpi.Aml.io;
import static lucid86.machine.dev.acpi.Aml.ioWindow;
import static lucid86.machine.dev.acpi.Aml.irq;
import static lucid86.machine.dev.acpi.Aml.join;
import static lucid86.machine.dev.acpi.Aml.lowestBit;
import static lucid86.machine.dev.acpi.Aml.memoryWindow;
import static lucid86.machine.dev.acpi.Aml.method;
import static lucid86.machine.dev.acpi.Aml.name;
import static lucid86.machine.dev.acpi.Aml.or;
import static lucid86.machine.dev.acpi.Aml.pack;
import static lucid86.machine.dev.acpi.Aml.region;
import static lucid86.machine.dev.acpi.Aml.resources;
import static lucid86.machine.dev.acpi.Aml.scope;
import static lucid86.machine.dev.acpi.Aml.sharedIrqs;
import static lucid86.machine.dev.acpi.Aml.shiftLeft;
import static lucid86.machine.dev.acpi.Aml.store;
import static lucid86.machine.dev.acpi.Aml.subtract;
import static lucid86.machine.dev.acpi.Aml.when;
import static lucid86.machine.dev.acpi.Aml.wordField;

import java.util.ArrayList;
import lucid86.machine.dev.hpet.Hpet;
import lucid86.machine.dev.parallel.ParallelPort;
import lucid86.machine.dev.pci.PciBus;

/** The machine's description in AML: the PCI root with its windows and interrupt wiring (for the 8259As and for
 * the I/O APIC), the ISA devices, the HPET, soft-off. */
final class Dsdt {
    private static final int[] COM_PORTS = {0x3f8, 0x2f8, 0x3e8, 0x2e8}, COM_IRQS = {4, 3, 4, 3};
    /** Interrupts a PIRQ may be steered to, unless a sound card has one: those no ISA device of this machine uses. */
    private static final int PIRQ_CHOICES = 1 << 5 | 1 << 10 | 1 << 11;

    /** I/O APIC input of PIRQA#. */
    private static final int FIRST_PCI_INPUT = 16;
    /** What the operating system told \\_PIC: whether it uses the APICs. */
    private static final String APIC_MODE = "APIM";

    private Dsdt() {}

    static byte[] body(AcpiTables.Layout layout) {
        int irqs = PIRQ_CHOICES & ~layout.soundIrq().map(n -> 1 << n).orElse(0);
        return join(
                define(APIC_MODE, integer(0)),
                method("_PIC", 1, store(Aml.ARG0, name("\\" + APIC_MODE))),
                scope("\\_PR", Aml.processor("CPU0", 0)),
                scope("\\_SB", pciRoot(layout), hpet(), link(0, irqs), link(1, irqs), link(2, irqs), link(3, irqs)),
                define("\\_S5", pack(integer(0), integer(0), integer(0), integer(0))));
    }

    private static byte[] pciRoot(AcpiTables.Layout layout) {
        return device("PCI0",
                define("_HID", eisaId("PNP0A03")),
                define("_ADR", integer(0)),
                define("_UID", integer(0)),
                define("_CRS", resources(
                        busRange(0, 0xff),
                        io(0xcf8, 8),
                        ioWindow(0, 0xcf7),
                        ioWindow(0xd00, 0xffff),
                        memoryWindow(0xa0000, 0xbffff, true),
                        memoryWindow(layout.pciHole(), 0xfebfffffL, false))),
                define("PRTP", routing(false)),
                define("PRTA", routing(true)),
                method("_PRT", 0, when(name("\\" + APIC_MODE), give(name("PRTA"))), give(name("PRTP"))),
                isaBridge(layout));
    }

    /** One entry for each slot and pin: the link device that steers it to the 8259As, or its I/O APIC input. */
    private static byte[] routing(boolean apics) {
        var entries = new ArrayList<byte[]>();
        for (int slot = 0; slot < 32; slot++)
            for (int pin = 0; pin < 4; pin++) {
                int line = PciBus.pirqLine(slot, pin + 1);
                byte[] source = apics ? integer(0) : name("\\_SB." + linkName(line));
                entries.add(pack(integer(slot << 16 | 0xffffL), integer(pin), source, integer(apics ? FIRST_PCI_INPUT + line : 0)));
            }
        return pack(entries.toArray(byte[][]::new));
    }

    private static byte[] hpet() {
        return device("HPET",
                define("_HID", eisaId("PNP0103")),
                define("_UID", integer(0)),
                define("_CRS", resources(Aml.memory(Hpet.BASE, 0x400))));
    }

    private static String linkName(int line) {
        return "LNK" + (char) ('A' + line);
    }

    /** A PCI interrupt link device over one of the PIIX3's PIRQ route registers. */
    private static byte[] link(int line, int irqChoices) {
        byte[] route = name("\\_SB.PCI0.ISA.PRQ" + (char) ('A' + line));
        byte[] irqs = name("IRQW");
        return device(linkName(line),
                define("_HID", eisaId("PNP0C0F")),
                define("_UID", integer(line + 1)),
                define("_PRS", resources(sharedIrqs(irqChoices))),
                method("_STA", 0, when(and(route, integer(0x80)), give(integer(0x09))), give(integer(0x0b))),
                method("_DIS", 0, store(or(route, integer(0x80)), route)),
                method("_CRS", 0,
                        define("BUFF", resources(sharedIrqs(0))),
                        wordField(name("BUFF"), 1, "IRQW"),
                        store(shiftLeft(integer(1), and(route, integer(0x0f))), irqs),
                        when(and(route, integer(0x80)), store(integer(0), irqs)),
                        give(name("BUFF"))),
                method("_SRS", 1,
                        wordField(Aml.ARG0, 1, "IRQW"),
                        store(subtract(lowestBit(irqs), integer(1)), route)));
    }

    private static byte[] isaBridge(AcpiTables.Layout layout) {
        var parts = new ArrayList<byte[]>();
        parts.add(define("_ADR", integer(0x10000)));
        parts.add(region("PIRQ", Aml.PCI_CONFIG, 0x60, 4));
        parts.add(byteFields("PIRQ", "PRQA", "PRQB", "PRQC", "PRQD"));
        parts.add(pnp("PIC", "PNP0000", io(0x20, 2), io(0xa0, 2), io(0x4d0, 2), irq(2)));
        parts.add(pnp("DMA", "PNP0200", io(0x00, 16), io(0x81, 15), io(0xc0, 32), dma(4)));
        parts.add(pnp("PIT", "PNP0100", io(0x40, 4), irq(0)));
        parts.add(pnp("SPKR", "PNP0800", io(0x61, 1)));
        parts.add(pnp("FPU", "PNP0C04", io(0xf0, 16), irq(13)));
        parts.add(pnp("RTC", "PNP0B00", io(0x70, 2), irq(8)));
        parts.add(pnp("KBD", "PNP0303", io(0x60, 1), io(0x64, 1), irq(1)));
        parts.add(pnp("MOU", "PNP0F13", irq(12)));
        if (layout.floppy()) parts.add(pnp("FDC0", "PNP0700", io(0x3f2, 4), io(0x3f7, 1), irq(6), dma(2)));
        for (int i = 0; i < layout.serialPorts(); i++)
            parts.add(device("COM" + (i + 1),
                    define("_HID", eisaId("PNP0501")),
                    define("_UID", integer(i + 1)),
                    define("_CRS", resources(io(COM_PORTS[i], 8), irq(COM_IRQS[i])))));
        if (layout.parallelPort()) parts.add(pnp("LPT1", "PNP0400", io(ParallelPort.PORT, ParallelPort.PORTS), irq(ParallelPort.IRQ)));
        return device("ISA", parts.toArray(byte[][]::new));
    }

    private static byte[] pnp(String name, String id, byte[]... resources) {
        return device(name, define("_HID", eisaId(id)), define("_CRS", resources(resources)));
    }
}
