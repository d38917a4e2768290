package lucid86.machine.dev.vga;

import lucid86.machine.io.PortDevice;

/** The VGA's ports 3B4-3DA. Wider accesses are bytes at consecutive ports, so that a word sets an index and its data. */
final class VgaPorts implements PortDevice {
    private final VgaRegisters regs;
    private final Dac dac;
    private final VgaMemory memory;
    private final Beam beam;
    private final Runnable registersChanged, coloursChanged;
    /** Vertical retrace came while CRTC register 11h let it through. */
    private boolean interrupt;

    /**
     * @param registersChanged runs after a write that may change mode, timing or memory mapping
     * @param coloursChanged runs after a write that may change colours alone
     */
    VgaPorts(VgaRegisters regs, Dac dac, VgaMemory memory, Beam beam, Runnable registersChanged, Runnable coloursChanged) {
        this.regs = regs;
        this.dac = dac;
        this.memory = memory;
        this.beam = beam;
        this.registersChanged = registersChanged;
        this.coloursChanged = coloursChanged;
    }

    void reset() {
        interrupt = false;
    }

    /** Vertical retrace begins. Register 11h: bit 5 disables the interrupt, bit 4 clear holds it cleared. */
    void retrace() {
        if ((regs.crtc[0x11] & 0x30) == 0x10) interrupt = true;
    }

    boolean interrupt() {
        return interrupt;
    }

    void setInterrupt(boolean on) {
        interrupt = on;
    }

    @Override
    public int in(int port, int size) {
        int v = 0;
        for (int i = 0; i < size; i++) v |= in8(port + i) << i * 8;
        return v;
    }

    @Override
    public void out(int port, int size, int value) {
        for (int i = 0; i < size; i++) out8(port + i, value >>> i * 8 & 0xff);
    }

    @Override
    public int peek(int port, int size) {
        int v = 0;
        for (int i = 0; i < size; i++) v |= peek8(port + i) << i * 8;
        return v;
    }

    /** The port with a CRTC or status port of the present colour setting at 3Dx; -1 for one that does not answer. */
    private int decoded(int port) {
        if (!regs.answers() && port != 0x3c3) return -1;
        if (port >= 0x3c0 && port <= 0x3cf) return port;
        boolean colour = port >= 0x3d0;
        return colour == regs.colourPorts() ? port & 0x0f | 0x3d0 : -1;
    }

    private int in8(int port) {
        int v = peek8(port);
        switch (decoded(port)) {
            case 0x3da -> regs.attrData = false;
            case 0x3c9 -> dac.in(port);
            default -> {}
        }
        return v;
    }

    private int peek8(int port) {
        int p = decoded(port);
        return switch (p) {
            case 0x3c0 -> regs.attrIndex;
            case 0x3c1 -> VgaRegisters.read(regs.attr, regs.attrIndex & 0x1f);
            case 0x3c2 -> (interrupt ? 0x80 : 0) | 0x10;
            case 0x3c3 -> regs.subsystem;
            case 0x3c4 -> regs.seqIndex;
            case 0x3c5 -> VgaRegisters.read(regs.seq, regs.seqIndex);
            case 0x3c6, 0x3c7, 0x3c8, 0x3c9 -> dac.peek(p);
            case 0x3ca -> regs.feature;
            case 0x3cc -> regs.misc;
            case 0x3ce -> regs.gcIndex;
            case 0x3cf -> VgaRegisters.read(regs.gc, regs.gcIndex);
            case 0x3d4 -> regs.crtcIndex;
            case 0x3d5 -> crtc();
            case 0x3da -> (beam.displaying() ? 0 : 1) | (beam.inRetrace() ? 8 : 0);
            default -> 0xff;
        };
    }

    /** Beyond the documented registers: 22h, a plane's latch, and 24h, the attribute flip-flop. */
    private int crtc() {
        return switch (regs.crtcIndex) {
            case 0x22 -> memory.latch >>> regs.gc[4] * 8 & 0xff;
            case 0x24 -> regs.attrData ? 0x80 : 0;
            default -> VgaRegisters.read(regs.crtc, regs.crtcIndex);
        };
    }

    private void out8(int port, int v) {
        switch (decoded(port)) {
            case 0x3c0 -> attribute(v);
            case 0x3c2 -> regs.writeMisc(v);
            case 0x3c3 -> regs.subsystem = v & 1;
            case 0x3c4 -> {
                regs.seqIndex = v;
                return;
            }
            case 0x3c5 -> regs.writeSeq(v);
            case 0x3c6, 0x3c7, 0x3c8, 0x3c9 -> {
                dac.out(port, v);
                coloursChanged.run();
                return;
            }
            case 0x3ce -> {
                regs.gcIndex = v;
                return;
            }
            case 0x3cf -> regs.writeGc(v);
            case 0x3d4 -> {
                regs.crtcIndex = v;
                return;
            }
            case 0x3d5 -> {
                regs.writeCrtc(v);
                if ((regs.crtc[0x11] & 0x10) == 0) interrupt = false;
            }
            case 0x3da -> regs.feature = v;
            default -> {
                return;
            }
        }
        registersChanged.run();
    }

    private void attribute(int v) {
        if (regs.attrData) regs.writeAttr(v);
        else regs.attrIndex = v & 0x3f;
        regs.attrData = !regs.attrData;
    }
}
