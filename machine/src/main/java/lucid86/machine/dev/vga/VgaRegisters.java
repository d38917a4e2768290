package lucid86.machine.dev.vga;

import java.util.Arrays;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * The register file of the VGA's five units (IBM VGA technical reference; CRTC names as there) and what the registers
 * mean when read together. Plain storage: {@link VgaPorts} is the only writer.
 */
final class VgaRegisters {
    /** Bits that exist in each register; the others read as zero. */
    private static final int[] SEQ_BITS = {0x03, 0x3d, 0x0f, 0x3f, 0x0e};

    private static final int[] CRTC_BITS = {
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff, 0x3f, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff,
        0xff, 0xef, 0xff
    };

    private static final int[] GC_BITS = {0x0f, 0x0f, 0x0f, 0x1f, 0x03, 0x7b, 0x0f, 0x0f, 0xff};
    private static final int ATTR_MODE = 0x10;

    int misc;
    private boolean memoryBitCounts;
    int feature;
    /** Port 3C3, bit 0: the adapter answers at all. */
    int subsystem;

    int seqIndex;
    final int[] seq = new int[SEQ_BITS.length];
    int crtcIndex;
    final int[] crtc = new int[CRTC_BITS.length];
    int gcIndex;
    final int[] gc = new int[GC_BITS.length];
    /** Attribute index; bit 5 (palette address source) set while the picture is shown. */
    int attrIndex;
    /** The flip-flop: the next write to 3C0 is data. */
    boolean attrData;

    final int[] attr = new int[0x15];

    /**
     * Sequencer and CRTC run after a reset, in word mode, and all planes are shown: what IBM leaves to the video BIOS, and firmware
     * without one (GRUB as firmware) takes for granted, as it finds it in emulators.
     */
    void reset() {
        misc = feature = seqIndex = crtcIndex = gcIndex = attrIndex = 0;
        subsystem = 1;
        attrData = memoryBitCounts = false;
        for (int[] a : new int[][] {seq, crtc, gc, attr}) Arrays.fill(a, 0);
        seq[0] = 3;
        crtc[0x17] = 0xa3;
        attr[0x12] = 0x0f;
    }

    void writeSeq(int v) {
        if (seqIndex < seq.length) seq[seqIndex] = v & SEQ_BITS[seqIndex];
    }

    void writeGc(int v) {
        if (gcIndex < gc.length) gc[gcIndex] = v & GC_BITS[gcIndex];
    }

    /** Registers 0-7 are locked by bit 7 of register 11h, except the line compare bit in the overflow register. */
    void writeCrtc(int v) {
        if (crtcIndex >= crtc.length) return;
        if (crtcIndex <= 7 && (crtc[0x11] & 0x80) != 0) {
            if (crtcIndex == 7) crtc[7] = crtc[7] & ~0x10 | v & 0x10;
            return;
        }
        crtc[crtcIndex] = v & CRTC_BITS[crtcIndex];
    }

    /** The palette (0-0Fh) is only writable while the index's bit 5 is clear. */
    void writeAttr(int v) {
        int i = attrIndex & 0x1f;
        if (i < 0x10) {
            if ((attrIndex & 0x20) == 0) attr[i] = v & 0x3f;
        } else if (i < attr.length) {
            attr[i] = v & (i == 0x11 ? 0xff : i == 0x12 ? 0x3f : i == ATTR_MODE ? 0xef : 0x0f);
        }
    }

    static int read(int[] unit, int index) {
        return index < unit.length ? unit[index] : 0;
    }

    // ---- what they mean -----------------------------------------------------------------------------------------------

    boolean answers() {
        return (subsystem & 1) != 0;
    }

    /** Memory answers the CPU; the bit for that counts from when it was first set, as firmware without a video BIOS never sets it. */
    boolean memoryEnabled() {
        return answers() && ((misc & 2) != 0 || !memoryBitCounts);
    }

    void writeMisc(int v) {
        misc = v;
        memoryBitCounts |= (v & 2) != 0;
    }

    /** CRTC and status ports at 3Dx rather than 3Bx. */
    boolean colourPorts() {
        return (misc & 1) != 0;
    }

    boolean graphics() {
        return (attr[ATTR_MODE] & 1) != 0;
    }

    boolean shift256() {
        return (gc[5] & 0x40) != 0;
    }

    boolean shiftInterleave() {
        return (gc[5] & 0x20) != 0;
    }

    boolean chain4() {
        return (seq[4] & 8) != 0;
    }

    /** Bytes the CPU writes in write mode 0 reach the selected planes as they are: no rotation, function, set/reset or bit mask. */
    boolean writesUnchanged() {
        return (gc[5] & 3) == 0 && gc[3] == 0 && gc[1] == 0 && gc[8] == 0xff;
    }

    /** No picture: screen off, sequencer or CRTC held in reset, or the palette open for writing. */
    boolean blank() {
        return (seq[1] & 0x20) != 0 || (seq[0] & 3) != 3 || (crtc[0x17] & 0x80) == 0 || (attrIndex & 0x20) == 0;
    }

    /** Dot clock halved: every dot is two monitor pixels wide. */
    boolean halfClock() {
        return (seq[1] & 8) != 0;
    }

    /** Dots in a character clock as the sequencer counts them. */
    int charDots() {
        return (seq[1] & 1) != 0 ? 8 : 9;
    }

    int columns() {
        return crtc[1] + 1;
    }

    /** The vertical counter runs at half speed. */
    int verticalScale() {
        return (crtc[0x17] & 4) != 0 ? 2 : 1;
    }

    int verticalTotal() {
        return (crtc[6] | (crtc[7] & 1) << 8 | (crtc[7] & 0x20) << 4) + 2;
    }

    /** Displayed scan lines, before {@link #verticalScale}; the total is not looked at, which such firmware never sets. */
    int displayLines() {
        return (crtc[0x12] | (crtc[7] & 2) << 7 | (crtc[7] & 0x40) << 3) + 1;
    }

    int retraceStart() {
        return crtc[0x10] | (crtc[7] & 4) << 6 | (crtc[7] & 0x80) << 2;
    }

    int lineCompare() {
        return crtc[0x18] | (crtc[7] & 0x10) << 4 | (crtc[9] & 0x40) << 3;
    }

    /** Scan lines of a character row. */
    int rowHeight() {
        return (crtc[9] & 0x1f) + 1;
    }

    boolean doubleScan() {
        return (crtc[9] & 0x80) != 0;
    }

    int startAddress() {
        return crtc[0x0c] << 8 | crtc[0x0d];
    }

    int cursorAddress() {
        return crtc[0x0e] << 8 | crtc[0x0f];
    }

    /** What the address counter advances by from one row to the next. */
    int rowPitch() {
        return crtc[0x13] * 2;
    }

    /** How many character clocks the address counter stays at a value, as a shift. */
    int countShift() {
        return (crtc[0x14] & 0x20) != 0 ? 2 : (crtc[0x17] & 8) != 0 ? 1 : 0;
    }

    /**
     * The plane address the CRTC puts out: the counter in byte, word or doubleword mode, with the row scan counter in
     * bits 13 and 14 where the CGA and Hercules arrangements want it.
     *
     * <p>In doubleword mode counter bits 14 and 15 become the low address bits. IBM's table names bits 12 and 13; with
     * those mode 13h would need a CPU side that puts address bits 14 and 15 there, while chain-4 clears them.
     */
    int planeAddress(int counter, int rowScan) {
        int a;
        if ((crtc[0x14] & 0x40) != 0) a = counter << 2 | counter >> 14 & 3;
        else if ((crtc[0x17] & 0x40) != 0) a = counter;
        else a = counter << 1 | counter >> ((crtc[0x17] & 0x20) != 0 ? 15 : 13) & 1;
        if ((crtc[0x17] & 1) == 0) a = a & ~0x2000 | (rowScan & 1) << 13;
        if ((crtc[0x17] & 2) == 0) a = a & ~0x4000 | (rowScan & 2) << 13;
        return a & 0xffff;
    }

    /** The DAC index that the attribute controller makes of a 4-bit pixel. */
    int dacIndex(int pixel) {
        int p = attr[pixel & attr[0x12] & 0x0f];
        int low = (attr[ATTR_MODE] & 0x80) != 0 ? p & 0x0f | (attr[0x14] & 3) << 4 : p;
        return low | (attr[0x14] & 0x0c) << 4;
    }

    // ---- saved state --------------------------------------------------------------------------------------------------

    void save(StateOut o) {
        o.putInts("ports", new int[] {misc | (memoryBitCounts ? 0x100 : 0), feature, subsystem, seqIndex, crtcIndex, gcIndex, attrIndex, attrData ? 1 : 0});
        o.putInts("seq", seq);
        o.putInts("crtc", crtc);
        o.putInts("gc", gc);
        o.putInts("attr", attr);
    }

    void load(StateIn in) {
        int[] p = in.getInts("ports");
        if (p.length != 8) throw new IllegalArgumentException("saved VGA ports: " + p.length + " values, not 8");
        misc = p[0] & 0xff;
        memoryBitCounts = (p[0] & 0x100) != 0;
        feature = p[1] & 0xff;
        subsystem = p[2] & 0xff;
        seqIndex = p[3] & 0xff;
        crtcIndex = p[4] & 0xff;
        gcIndex = p[5] & 0xff;
        attrIndex = p[6] & 0x3f;
        attrData = p[7] != 0;
        loadUnit(in, "seq", seq);
        loadUnit(in, "crtc", crtc);
        loadUnit(in, "gc", gc);
        loadUnit(in, "attr", attr);
    }

    private static void loadUnit(StateIn in, String name, int[] to) {
        int[] v = in.getInts(name);
        if (v.length != to.length)
            throw new IllegalArgumentException("saved VGA " + name + ": " + v.length + " registers, not " + to.length);
        for (int i = 0; i < v.length; i++) to[i] = v[i] & 0xff;
    }
}
