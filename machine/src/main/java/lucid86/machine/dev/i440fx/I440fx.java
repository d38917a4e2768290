package lucid86.machine.dev.i440fx;

import lucid86.machine.dev.DeviceView;
import lucid86.machine.dev.pci.PciFunction;
import lucid86.machine.dev.pci.PciId;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.mem.Region;

/**
 * Intel 82441FX PCI and memory controller, host bridge of the 440FX PCIset (datasheet 290549), 00:00.0.
 *
 * <p>Modelled: the programmable attribute map (PAM, 59h-5Fh), which gives 13 pieces of C0000h-FFFFFh to DRAM for reads
 * and writes separately; SMRAM control (72h) with its lock; the other registers of DRAM timing, row boundaries, arbiter
 * and error reporting as storage. Not modelled: the timing itself, ECC, the fixed hole (68h).
 */
public final class I440fx extends PciFunction {
    private static final int PAM0 = 0x59, SMRAM = 0x72;
    private static final int D_OPEN = 0x40, D_CLS = 0x20, D_LCK = 0x10, G_SMRAME = 0x08;
    private static final int SMRAM_BITS = D_OPEN | D_CLS | D_LCK | G_SMRAME;

    /** A piece of upper memory and the four bits that rule it: bit 0 of the nibble = reads, bit 1 = writes go to DRAM. */
    private record Segment(Region ram, int register, int shift) {}

    private final Segment[] segments = new Segment[13];
    private final Region smram;
    private boolean inSmm;

    /** @param map its backing memory holds DRAM at offset = physical address, at least 1 MiB of it */
    public I440fx(MemoryMap map) {
        super("440fx", PciId.of(0x8086, 0x1237, 2, 0x060000));
        init(COMMAND, 2, 0x0006, 0x0100);
        init(STATUS, 2, 0x0280, 0).initClearable(STATUS, 2, 0x7000);
        init(0x0d, 1, 0, 0xf8);
        init(0x50, 2, 0x0000, 0xffff); // PMCCFG
        init(0x52, 4, 0, -1); // DETURBO, DBC, AXC
        init(0x56, 2, 0, 0xffff).init(0x58, 1, 0x01, 0xff); // DRT, DRAMC
        init(PAM0, 1, 0, 0x30);
        for (int r = 1; r < 7; r++) init(PAM0 + r, 1, 0, 0x33);
        for (int r = 0x60; r < 0x68; r++) init(r, 1, 1, 0xff); // DRAM row boundaries
        init(0x68, 1, 0, 0xc0);
        init(0x70, 2, 0, 0xf8f8);
        init(SMRAM, 1, 0x02, SMRAM_BITS);
        init(0x90, 1, 0, 0xff).initClearable(0x91, 1, 0x11);
        init(0x93, 1, 0, 0x0e);

        // PAM0's high nibble is the BIOS area F0000-FFFFF; the others rule 16 KiB each from C0000 on.
        segments[0] = segment(map, 0xf0000, 0x10000, PAM0, 4);
        for (int i = 0; i < 12; i++) segments[i + 1] = segment(map, 0xc0000 + i * 0x4000, 0x4000, PAM0 + 1 + i / 2, (i & 1) * 4);
        smram = map.mapMemory("SMRAM", 0xa0000, 0x20000, 0xa0000, Layer.SHADOW);
        smram.setEnabled(false);
        configWritten(0, 256);
    }

    private static Segment segment(MemoryMap map, int base, int size, int register, int shift) {
        var ram = map.mapMemory(String.format("shadow RAM %05x", base), base, size, base, Layer.SHADOW);
        ram.setAccess(false, false);
        return new Segment(ram, register, shift);
    }

    /** The CPU enters or leaves system management mode: SMRAM shows only there unless opened. */
    public void setSmm(boolean on) {
        inSmm = on;
        placeSmram();
    }

    @Override
    protected void configWritten(int offset, int size) {
        for (Segment s : segments) {
            int bits = readConfig(s.register, 1) >>> s.shift;
            s.ram.setAccess((bits & 1) != 0, (bits & 2) != 0);
        }
        if (offset <= SMRAM && offset + size > SMRAM) {
            int v = readConfig(SMRAM, 1);
            // The lock closes SMRAM for good: no bit of it can change until reset.
            boolean locked = (v & D_LCK) != 0;
            if (locked) setConfig(SMRAM, 1, v & ~D_OPEN);
            setWritable(SMRAM, 1, locked ? 0 : SMRAM_BITS);
            placeSmram();
        }
    }

    private void placeSmram() {
        int v = readConfig(SMRAM, 1);
        smram.setEnabled((v & G_SMRAME) != 0 && (inSmm && (v & D_CLS) == 0 || (v & D_OPEN) != 0));
    }

    @Override
    protected String title() {
        return "82441FX host bridge and memory controller";
    }

    @Override
    public DeviceView view() {
        var v = describe(DeviceView.of(title())).group("upper memory (PAM)");
        for (Segment s : segments) {
            int bits = readConfig(s.register, 1) >>> s.shift & 3;
            String meaning = switch (bits) {
                case 0 -> "ROM or ISA";
                case 1 -> "RAM, write-protected";
                case 2 -> "reads ROM, writes RAM";
                default -> "RAM";
            };
            v.text(String.format("%05x-%05x", s.ram.base(), s.ram.base() + s.ram.size - 1), bits, meaning);
        }
        v.group("system management RAM").hex8("SMRAM (72)", readConfig(SMRAM, 1), smram.enabled() ? "shown" : "hidden");
        return v.build();
    }
}
