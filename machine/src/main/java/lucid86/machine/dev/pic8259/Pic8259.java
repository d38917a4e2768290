package lucid86.machine.dev.pic8259;

import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.IrqLine;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * One 8259A programmable interrupt controller (Intel 231468, with the edge/level register of the 82371SB).
 *
 * <p>Modelled: ICW1-4, OCW1-3, fully nested and special fully nested mode, special mask mode, automatic EOI, rotation in
 * all forms, polling, requests that vanish before the acknowledge (default IR7). An edge-triggered request lives only
 * while its line stays high, as in the chip. As in the 82371, ICW1's LTIM bit is ignored: the ELCR decides between edge
 * and level for each input.
 *
 * <p>Not modelled: MCS-80/85 CALL vectors (ICW4 bit 0 clear; the 8086 vector is given all the same) and buffered mode,
 * which only drives the SP/EN pin.
 */
public final class Pic8259 {
    private final boolean master;
    private final int elcrWritable;
    private final IrqLine output;

    /** Levels of the eight inputs, as last driven. */
    private int lines;
    /** Inputs that have been low since their last acknowledge or since ICW1: the edge sense latches. */
    private int edgeArmed;

    private int isr;
    private int imr;
    private int elcr;
    private int icw1;
    private int icw2;
    private int icw3;
    private int icw4;
    /** Which initialisation word is expected next at the odd port: 2, 3 or 4; 0 when initialised; -1 before the first ICW1. */
    private int expect = -1;

    private boolean rotateOnAutoEoi;
    private boolean specialMask;
    private boolean readIsr;
    private boolean poll;
    /** The input with the lowest priority. */
    private int lowest = 7;

    private boolean outputLevel;

    /**
     * @param elcrWritable ELCR bits that exist; the others always mean edge
     * @param output the INT pin
     */
    Pic8259(boolean master, int elcrWritable, IrqLine output) {
        this.master = master;
        this.elcrWritable = elcrWritable;
        this.output = output;
    }

    /** Interrupt requests: bit n for input n. */
    public int irr() {
        return lines & (edgeArmed | elcr);
    }

    /** Interrupts in service. */
    public int isr() {
        return isr;
    }

    /** Interrupt mask. */
    public int imr() {
        return imr;
    }

    /** Inputs that are level-triggered. */
    public int elcr() {
        return elcr;
    }

    /** Vector of input 0. */
    public int vectorBase() {
        return icw2 & 0xf8;
    }

    void setLine(int n, boolean level) {
        int bit = 1 << n;
        if (level) {
            lines |= bit;
        } else {
            lines &= ~bit;
            edgeArmed |= bit;
        }
        update();
    }

    void reset() {
        isr = imr = icw1 = icw2 = icw3 = icw4 = elcr = 0;
        expect = -1;
        rotateOnAutoEoi = specialMask = readIsr = poll = false;
        lowest = 7;
        edgeArmed = ~lines & 0xff;
        update();
    }

    // ---- ports: address 0 and 1 ------------------------------------------------------------------------------------

    int read(int a0) {
        if (!poll) return peek(a0);
        poll = false;
        int n = request();
        if (n < 0) return 7;
        accept(n);
        update();
        return 0x80 | n;
    }

    int peek(int a0) {
        if (poll) {
            int n = request();
            return n < 0 ? 7 : 0x80 | n;
        }
        return a0 != 0 ? imr : readIsr ? isr : irr();
    }

    void write(int a0, int v) {
        if (a0 == 0) {
            if ((v & 0x10) != 0) initialise(v);
            else if ((v & 0x08) != 0) operate3(v);
            else operate2(v);
        } else {
            writeOdd(v);
        }
        update();
    }

    private void initialise(int v) {
        icw1 = v;
        icw3 = master ? 0 : 7;
        icw4 = 0;
        isr = imr = 0;
        edgeArmed = ~lines & 0xff;
        lowest = 7;
        rotateOnAutoEoi = specialMask = readIsr = poll = false;
        expect = 2;
    }

    private void writeOdd(int v) {
        switch (expect) {
            case 2 -> {
                icw2 = v;
                expect = (icw1 & 2) == 0 ? 3 : afterIcw3();
            }
            case 3 -> {
                icw3 = v;
                expect = afterIcw3();
            }
            case 4 -> {
                icw4 = v;
                expect = 0;
            }
            default -> imr = v;
        }
    }

    private int afterIcw3() {
        return (icw1 & 1) != 0 ? 4 : 0;
    }

    /** OCW2: end of interrupt and rotation, in bits 5-7: R, SL, EOI. */
    private void operate2(int v) {
        int n = v & 7;
        switch (v >>> 5) {
            case 0 -> rotateOnAutoEoi = false;
            case 1, 5 -> {
                // In special mask mode a masked level keeps its in-service bit through a non-specific EOI.
                int done = highest(specialMask ? isr & ~imr : isr);
                if (done >= 0) {
                    isr &= ~(1 << done);
                    if (v >>> 5 == 5) lowest = done;
                }
            }
            case 2 -> {} // documented as no operation
            case 3 -> isr &= ~(1 << n);
            case 4 -> rotateOnAutoEoi = true;
            case 6 -> lowest = n;
            default -> {
                isr &= ~(1 << n);
                lowest = n;
            }
        }
    }

    /** OCW3: special mask mode, polling, which register the even port reads. */
    private void operate3(int v) {
        if ((v & 0x40) != 0) specialMask = (v & 0x20) != 0;
        if ((v & 0x04) != 0) poll = true;
        else if ((v & 0x02) != 0) readIsr = (v & 1) != 0;
    }

    int readElcr() {
        return elcr;
    }

    void writeElcr(int v) {
        elcr = v & elcrWritable;
        update();
    }

    // ---- priority ----------------------------------------------------------------------------------------------------

    /** The set bit with the highest priority; -1 for none. */
    private int highest(int bits) {
        for (int i = 1; i <= 8 && bits != 0; i++) {
            int n = lowest + i & 7;
            if ((bits >> n & 1) != 0) return n;
        }
        return -1;
    }

    /** 0 is the highest priority, 7 the lowest. */
    private int rank(int n) {
        return n - lowest - 1 & 7;
    }

    /** The input whose request goes to the CPU now; -1 for none. */
    int request() {
        if (expect != 0) return -1;
        int wanted = highest(irr() & ~imr);
        if (wanted < 0) return -1;
        int busy = highest(specialMask ? isr & ~imr : isr);
        if (busy < 0 || rank(wanted) < rank(busy)) return wanted;
        boolean specialFullyNested = (icw4 & 0x10) != 0;
        return specialFullyNested && wanted == busy && isSlaveInput(wanted) ? wanted : -1;
    }

    boolean isSlaveInput(int n) {
        return master && (icw1 & 2) == 0 && (icw3 >> n & 1) != 0;
    }

    /** Moves a request into service: what the first INTA pulse does. */
    private void accept(int n) {
        int bit = 1 << n;
        edgeArmed &= ~bit;
        if ((icw4 & 2) == 0) {
            isr |= bit;
        } else if (rotateOnAutoEoi) {
            lowest = n;
        }
    }

    /**
     * An INTA cycle.
     *
     * @return the input served, 0..7, or 8 when no request was left: the default IR7, which sets no in-service bit
     */
    int acknowledge() {
        int n = request();
        if (n < 0) return 8;
        accept(n);
        // INT falls during the cycle, even when another request raises it again at once: the master must see an edge.
        drive(false);
        update();
        return n;
    }

    private void update() {
        drive(request() >= 0);
    }

    private void drive(boolean level) {
        if (level == outputLevel) return;
        outputLevel = level;
        output.set(level);
    }

    // ---- for people and saved states ---------------------------------------------------------------------------------

    void view(DeviceView.Builder b, int firstIrq) {
        b.group(master ? "Master" : "Slave");
        b.hex8("IRR", irr(), irqs(irr(), firstIrq));
        b.hex8("ISR", isr, irqs(isr, firstIrq));
        b.hex8("IMR", imr, irqs(imr, firstIrq));
        b.hex8("lines", lines, irqs(lines, firstIrq));
        b.hex8("ELCR", elcr, "level-triggered: " + irqs(elcr, firstIrq));
        b.hex8("vector base", vectorBase());
        b.hex8("ICW1", icw1).hex8("ICW3", icw3).hex8("ICW4", icw4, mode());
        b.text("lowest priority", firstIrq + lowest);
        b.flag("special mask", specialMask).flag("poll", poll).flag("INT", outputLevel);
        b.text("state", expect < 0 ? "not initialised" : expect == 0 ? "ready" : "expects ICW" + expect);
    }

    private String mode() {
        return ((icw4 & 0x10) != 0 ? "special fully nested" : "fully nested") + ((icw4 & 2) != 0 ? ", automatic EOI" : "");
    }

    private static String irqs(int bits, int first) {
        var s = new StringBuilder();
        for (int i = 0; i < 8; i++) if ((bits >> i & 1) != 0) s.append(s.isEmpty() ? "" : " ").append(first + i);
        return s.toString();
    }

    void save(StateOut out, String p) {
        out.putInts(p, new int[] {lines, edgeArmed, isr, imr, elcr, icw1, icw2, icw3, icw4, expect, lowest});
        int modes = (rotateOnAutoEoi ? 1 : 0) | (specialMask ? 2 : 0) | (readIsr ? 4 : 0) | (poll ? 8 : 0) | (outputLevel ? 16 : 0);
        out.putInt(p + ".modes", modes);
    }

    void load(StateIn in, String p) {
        int[] v = in.getInts(p);
        if (v.length != 11) throw new IllegalArgumentException("saved " + p + " has " + v.length + " values, not 11");
        for (int i = 0; i < 9; i++)
            if ((v[i] & ~0xff) != 0) throw new IllegalArgumentException("saved " + p + " value " + i + " is not a byte");
        if (v[9] < -1 || v[9] > 4 || v[9] == 1) throw new IllegalArgumentException("saved " + p + " expects ICW" + v[9]);
        if ((v[10] & ~7) != 0) throw new IllegalArgumentException("saved " + p + " lowest priority " + v[10]);
        int modes = in.getInt(p + ".modes", 0, 31);
        lines = v[0];
        edgeArmed = v[1];
        isr = v[2];
        imr = v[3];
        elcr = v[4] & elcrWritable;
        icw1 = v[5];
        icw2 = v[6];
        icw3 = v[7];
        icw4 = v[8];
        expect = v[9];
        lowest = v[10];
        rotateOnAutoEoi = (modes & 1) != 0;
        specialMask = (modes & 2) != 0;
        readIsr = (modes & 4) != 0;
        poll = (modes & 8) != 0;
        outputLevel = (modes & 16) != 0;
    }

    boolean outputLevel() {
        return outputLevel;
    }
}
