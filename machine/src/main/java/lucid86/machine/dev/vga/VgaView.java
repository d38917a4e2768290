package lucid86.machine.dev.vga;

import lucid86.machine.dev.DeviceView;

/** The registers as people read them. */
final class VgaView {
    private static final String[] SEQ = {"reset", "clocking mode", "map mask", "character map select", "memory mode"};
    private static final String[] CRTC = {
        "horizontal total", "horizontal display end", "horizontal blank start", "horizontal blank end", "horizontal retrace start",
        "horizontal retrace end", "vertical total", "overflow", "preset row scan", "maximum scan line", "cursor start", "cursor end",
        "start address high", "start address low", "cursor location high", "cursor location low", "vertical retrace start",
        "vertical retrace end", "vertical display end", "offset", "underline location", "vertical blank start", "vertical blank end",
        "mode control", "line compare"
    };
    private static final String[] GC = {
        "set/reset", "enable set/reset", "colour compare", "data rotate", "read map select", "mode", "miscellaneous",
        "colour don't care", "bit mask"
    };
    private static final String[] ATTR = {"mode control", "overscan colour", "colour plane enable", "pixel panning", "colour select"};
    private static final String[] DISPI = {
        "id", "xres", "yres", "bpp", "enable", "bank", "virtual width", "virtual height", "x offset", "y offset", "memory in 64 KiB"
    };

    private VgaView() {}

    static DeviceView of(String mode, VgaRegisters r, Dac dac, Dispi dispi, Beam beam, VgaMemory memory) {
        var b = DeviceView.of("VGA display adapter with Bochs VBE");
        b.group("mode")
                .text("mode", mode)
                .hex8("misc", r.misc, r.colourPorts() ? "ports 3Dx" : "ports 3Bx")
                .hex8("feature", r.feature)
                .hex8("enable", r.subsystem)
                .text("frame", beam.timing().frame() / 1000 + " us", beam.inRetrace() ? "vertical retrace" : "")
                .hex32("latch", memory.latch);
        unit(b.group("sequencer").hex8("index", r.seqIndex), SEQ, r.seq, 0);
        unit(b.group("CRTC").hex8("index", r.crtcIndex), CRTC, r.crtc, 0);
        b.hex16("start", r.startAddress()).hex16("cursor", r.cursorAddress()).hex16("line compare", r.lineCompare());
        unit(b.group("graphics controller").hex8("index", r.gcIndex), GC, r.gc, 0);
        b.group("attribute controller").hex8("index", r.attrIndex, r.attrData ? "next write is data" : "next write is the index");
        for (int i = 0; i < 16; i++) b.hex8("palette " + Integer.toHexString(i), r.attr[i]);
        unit(b, ATTR, r.attr, 16);
        b.group("DAC").hex8("mask", dac.mask()).text("bits", dac.wide() ? 8 : 6);
        for (int i = 0; i < 256; i++) b.text(String.format("%02x", i), dac.entry(i));
        b.group("VBE").hex16("index", dispi.index);
        for (int i = 0; i < Dispi.COUNT; i++) b.hex16(DISPI[i], dispi.read(i));
        return b.build();
    }

    private static void unit(DeviceView.Builder b, String[] names, int[] values, int first) {
        for (int i = 0; i < names.length; i++) b.hex8(String.format("%02x %s", first + i, names[i]), values[first + i]);
    }
}
