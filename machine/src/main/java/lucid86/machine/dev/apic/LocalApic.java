package lucid86.machine.dev.apic;

import java.util.function.IntSupplier;
import lucid86.machine.cpu.InterruptController;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.IrqLine;
import lucid86.machine.mem.Layer;
import lucid86.machine.mem.MemoryMap;
import lucid86.machine.mem.MmioDevice;
import lucid86.machine.mem.Region;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;

/**
 * The local APIC of a Pentium 4 (xAPIC; Intel SDM vol. 3, chapter 11), 4 KiB of registers at FEE00000h.
 *
 * <p>Modelled: IA32_APIC_BASE with moving and switching off; ID, logical destinations in flat and cluster model; task,
 * processor and arbitration priority; request, service and trigger registers; EOI with broadcast to the I/O APICs;
 * interprocessor interrupts of all kinds with shorthands; the six LVT entries, LINT0 as the 8259A's way in (ExtINT) or as
 * an input of its own, LINT1; the timer, one-shot and periodic, with its divider; software disable; error status.
 *
 * <p>Not modelled: x2APIC and TSC-deadline mode (CPUID offers neither), focus checking (stored), bus arbitration and remote
 * read; messages arrive at once, so delivery status reads as idle. Nothing here drives the thermal and performance entries.
 * Accesses that are not aligned 32-bit words, which the manual leaves undefined: reads give the bytes, writes do nothing.
 *
 * <p>Out of RESET, LINT0 lets the 8259As through (virtual wire mode, as PC firmware sets it up before anything else), so
 * that software that knows no APIC sees a PC without one.
 */
public final class LocalApic implements Device, MmioDevice, InterruptController {
    /** Where the registers are after RESET. */
    public static final long BASE = 0xfee00000L;
    /** Register set of the Pentium 4 (14h), highest LVT entry 5. */
    private static final int VERSION = 0x00050014;

    private static final int ID = 0x02, VER = 0x03, TPR = 0x08, APR = 0x09, PPR = 0x0a, EOI = 0x0b, RRD = 0x0c, LDR = 0x0d, DFR = 0x0e;
    private static final int SVR = 0x0f, ISR = 0x10, TMR = 0x18, IRR = 0x20, ESR = 0x28, ICR_LOW = 0x30, ICR_HIGH = 0x31;
    private static final int LVT = 0x32, INITIAL_COUNT = 0x38, CURRENT_COUNT = 0x39, DIVIDE = 0x3e;
    /** Entries of the LVT, in the order of their registers. */
    private static final int LVT_TIMER = 0, LVT_LINT0 = 3, LVT_LINT1 = 4, LVT_ERROR = 5, LVT_ENTRIES = 6;
    private static final int[] LVT_WRITABLE = {0x300ff, 0x107ff, 0x107ff, 0x1a7ff, 0x1a7ff, 0x100ff};
    private static final String[] LVT_NAMES = {"timer", "thermal", "performance", "LINT0", "LINT1", "error"};
    private static final int MASKED = 1 << 16, PERIODIC = 1 << 17, LEVEL = 1 << 15, REMOTE_IRR = 1 << 14, EXT_INT_UNMASKED = 0x700;
    private static final int ENABLED = 0x100, SVR_WRITABLE = 0x3ff;
    private static final int SEND_ILLEGAL = 1 << 5, RECEIVE_ILLEGAL = 1 << 6, ILLEGAL_REGISTER = 1 << 7;
    private static final int ICR_WRITABLE = 0xccfff, ICR_LOGICAL = 0x800, ICR_ASSERT = 0x4000;
    /** Vectors below this cannot be sent. */
    private static final int FIRST_VECTOR = 16;

    private final String name;
    private final ApicBus bus;
    private final CpuPins cpu;
    private final IntSupplier externalVector;
    private final int initialId;
    private final ApicTimer timer;
    private final Region region;

    private long base;
    private int id, tpr, ldr, dfr, svr, icrLow, icrHigh;
    private final int[] lvt = new int[LVT_ENTRIES];
    private final VectorSet isr = new VectorSet(), tmr = new VectorSet(), irr = new VectorSet();
    /** Errors since the last write to the error status register, and what that write made readable. */
    private int errors, errorStatus;
    /** Levels of the pins LINT0 and LINT1. */
    private final boolean[] lint = new boolean[2];
    /** A message in ExtINT mode waits for its INTA cycle. */
    private boolean externalMessage;

    /**
     * @param id the APIC ID after RESET; 0 is the bootstrap processor
     * @param externalVector runs the 8259As' INTA cycle
     */
    public LocalApic(Scheduler scheduler, MemoryMap map, ApicBus bus, int id, CpuPins cpu, IntSupplier externalVector) {
        this.bus = bus;
        this.cpu = cpu;
        this.externalVector = externalVector;
        initialId = id;
        name = "local-apic" + id;
        timer = new ApicTimer(scheduler, name + ".timer", () -> deliver(LVT_TIMER));
        // The CPU's own registers come before anything its bus would answer with.
        region = map.mapDevice("local APIC", BASE, 4096, this, Layer.CPU);
        bus.connect(this);
        reset();
    }

    // ---- IA32_APIC_BASE --------------------------------------------------------------------------------------------------

    @Override
    public long apicBase() {
        return base;
    }

    @Override
    public void setApicBase(long value) {
        boolean was = present();
        base = value;
        region.moveTo(value & ~0xfffL);
        region.setEnabled(present());
        // Switched on again, it is as after INIT.
        if (!was && present()) init();
        else update();
    }

    private boolean present() {
        return (base & APIC_ENABLED) != 0;
    }

    private boolean enabled() {
        return present() && (svr & ENABLED) != 0;
    }

    // ---- pins ------------------------------------------------------------------------------------------------------------

    /** The pins LINT0 (0) and LINT1 (1); INTR and NMI while the APIC is switched off. */
    public IrqLine lint(int pin) {
        return level -> setPin(pin, level);
    }

    private void setPin(int pin, boolean level) {
        boolean rising = level && !lint[pin];
        lint[pin] = level;
        if (!present()) {
            if (pin == 1 && rising) cpu.nmi();
        } else if (rising || isLevel(pin)) {
            pinActive(pin);
        }
        update();
    }

    /** The entry is a level-triggered fixed interrupt; only LINT0 can be one. */
    private boolean isLevel(int pin) {
        int entry = lvt[LVT_LINT0 + pin];
        return pin == 0 && (entry & LEVEL) != 0 && DeliveryMode.of(entry >> 8) == DeliveryMode.FIXED;
    }

    private void pinActive(int pin) {
        int i = LVT_LINT0 + pin;
        if (!isLevel(pin)) {
            deliver(i);
        } else if (lint[pin] && (lvt[i] & (MASKED | REMOTE_IRR)) == 0) {
            lvt[i] |= REMOTE_IRR;
            deliver(i);
        }
    }

    /** The 8259As' INTR goes straight to the CPU. */
    private boolean externalPin() {
        if (!lint[0]) return false;
        return !present() || (lvt[LVT_LINT0] & MASKED) == 0 && DeliveryMode.of(lvt[LVT_LINT0] >> 8) == DeliveryMode.EXT_INT;
    }

    // ---- interrupts to the CPU -------------------------------------------------------------------------------------------

    private int processorPriority() {
        int service = isr.highest();
        return (tpr & 0xf0) >= (service & 0xf0) ? tpr : service & 0xf0;
    }

    /** What lowest-priority delivery compares (11.6.2.4). */
    int arbitrationPriority() {
        int request = irr.highest() & 0xf0, service = isr.highest() & 0xf0, task = tpr & 0xf0;
        if (task >= request && task > service) return tpr;
        return Math.max(task & service, request);
    }

    private boolean requests() {
        return enabled() && (irr.highest() & 0xf0) > (processorPriority() & 0xf0);
    }

    private void update() {
        cpu.intr(externalPin() || externalMessage || requests());
    }

    @Override
    public int acknowledge() {
        if (externalPin() || externalMessage) {
            externalMessage = false;
            int vector = externalVector.getAsInt();
            update();
            return vector;
        }
        if (!requests()) return svr & 0xff;
        int vector = irr.highest();
        irr.remove(vector);
        isr.add(vector);
        update();
        return vector;
    }

    private void endOfInterrupt() {
        int vector = isr.highest();
        if (vector == 0) return;
        isr.remove(vector);
        if (tmr.contains(vector)) {
            int entry = lvt[LVT_LINT0];
            if ((entry & REMOTE_IRR) != 0 && (entry & 0xff) == vector) {
                lvt[LVT_LINT0] &= ~REMOTE_IRR;
                pinActive(0);
            }
            bus.endOfInterrupt(vector);
        }
        update();
    }

    // ---- messages --------------------------------------------------------------------------------------------------------

    boolean isAddressed(ApicMessage m) {
        if (!present()) return false;
        int to = m.destination();
        if (to == ApicMessage.EVERYBODY) return true;
        if (!m.logical()) return to == id;
        int mine = ldr >>> 24;
        if (dfr >>> 28 == 15) return (to & mine) != 0;
        // Cluster model: the upper half names a cluster, 15 all of them; the lower half is a set of its members.
        return (to >> 4 == 15 || to >> 4 == mine >> 4) && (to & mine & 15) != 0;
    }

    /** Takes a message; false when it is lost here. */
    boolean accept(ApicMessage m) {
        return accept(m.mode(), m.vector(), m.level());
    }

    private boolean accept(DeliveryMode mode, int vector, boolean level) {
        switch (mode) {
            case FIXED, LOWEST_PRIORITY -> {
                if (!enabled()) return false;
                if (vector < FIRST_VECTOR) {
                    error(RECEIVE_ILLEGAL);
                    return false;
                }
                irr.add(vector);
                if (level) tmr.add(vector);
                else tmr.remove(vector);
            }
            case SMI -> cpu.smi();
            case NMI -> cpu.nmi();
            case INIT -> cpu.init();
            case EXT_INT -> externalMessage = true;
            case STARTUP, RESERVED -> {
                return false;
            }
        }
        update();
        return true;
    }

    /** An LVT entry's source became active. ExtINT is a level, not an event: {@link #externalPin}. */
    private void deliver(int entry) {
        int e = lvt[entry];
        if ((e & MASKED) != 0) return;
        DeliveryMode mode = entry == LVT_TIMER || entry == LVT_ERROR ? DeliveryMode.FIXED : DeliveryMode.of(e >> 8);
        if (mode != DeliveryMode.EXT_INT) accept(mode, e & 0xff, (e & REMOTE_IRR) != 0);
    }

    /** The interrupt command register's low half was written. */
    private void sendIpi() {
        DeliveryMode mode = DeliveryMode.of(icrLow >> 8);
        int vector = icrLow & 0xff;
        // INIT level de-assert only made older APICs agree on arbitration priorities.
        if (mode == DeliveryMode.INIT && (icrLow & (ICR_ASSERT | LEVEL)) == LEVEL) return;
        if (mode.hasVector() && vector < FIRST_VECTOR) {
            error(SEND_ILLEGAL);
            return;
        }
        // IPIs are edge-triggered whatever the register says (11.6.1, trigger mode).
        var everybody = new ApicMessage(mode, vector, ApicMessage.EVERYBODY, false, false);
        boolean toSelf = mode != DeliveryMode.INIT && mode != DeliveryMode.STARTUP;
        switch (icrLow >> 18 & 3) {
            case 0 -> bus.send(new ApicMessage(mode, vector, icrHigh >>> 24, (icrLow & ICR_LOGICAL) != 0, false));
            case 1 -> {
                if (toSelf) accept(everybody);
            }
            case 2 -> bus.sendExcept(everybody, toSelf ? null : this);
            default -> bus.sendExcept(everybody, this);
        }
    }

    private void error(int bit) {
        // An error interrupt with an illegal vector would be an error again, without end.
        if ((errors & bit) != 0) return;
        errors |= bit;
        deliver(LVT_ERROR);
    }

    // ---- registers -------------------------------------------------------------------------------------------------------

    @Override
    public int read(int offset, int size) {
        if (!exists(offset >> 4)) error(ILLEGAL_REGISTER);
        return peek(offset, size);
    }

    @Override
    public int peek(int offset, int size) {
        if ((offset & 15) > 3) return 0;
        return register(offset >> 4) >>> (offset & 3) * 8 & (size == 4 ? -1 : (1 << size * 8) - 1);
    }

    private static boolean exists(int r) {
        return r == ID || r == VER || r >= TPR && r <= ESR || r >= ICR_LOW && r < LVT + LVT_ENTRIES || r == INITIAL_COUNT || r == CURRENT_COUNT
                || r == DIVIDE;
    }

    private int register(int r) {
        if (r >= ISR && r < TMR) return isr.words[r - ISR];
        if (r >= TMR && r < IRR) return tmr.words[r - TMR];
        if (r >= IRR && r < ESR) return irr.words[r - IRR];
        if (r >= LVT && r < LVT + LVT_ENTRIES) return lvt[r - LVT];
        return switch (r) {
            case ID -> id << 24;
            case VER -> VERSION;
            case TPR -> tpr;
            case APR -> arbitrationPriority();
            case PPR -> processorPriority();
            case LDR -> ldr;
            case DFR -> dfr;
            case SVR -> svr;
            case ESR -> errorStatus;
            case ICR_LOW -> icrLow;
            case ICR_HIGH -> icrHigh;
            case INITIAL_COUNT -> timer.initial();
            case CURRENT_COUNT -> (int) timer.count();
            case DIVIDE -> timer.divide();
            default -> 0; // EOI, RRD and registers that do not exist
        };
    }

    @Override
    public void write(int offset, int size, int v) {
        if (size != 4 || (offset & 15) != 0) return;
        int r = offset >> 4;
        if (r >= LVT && r < LVT + LVT_ENTRIES) writeLvt(r - LVT, v);
        else {
            switch (r) {
                case ID -> id = v >>> 24;
                case TPR -> tpr = v & 0xff;
                case EOI -> endOfInterrupt();
                case LDR -> ldr = v & 0xff000000;
                case DFR -> dfr = v | 0x0fffffff;
                case SVR -> writeSpurious(v & SVR_WRITABLE);
                case ESR -> {
                    errorStatus = errors;
                    errors = 0;
                }
                case ICR_LOW -> {
                    icrLow = v & ICR_WRITABLE;
                    sendIpi();
                }
                case ICR_HIGH -> icrHigh = v & 0xff000000;
                case INITIAL_COUNT -> timer.start(v);
                case DIVIDE -> timer.setDivide(v);
                default -> {
                    // Read-only registers ignore writes.
                    if (!exists(r)) error(ILLEGAL_REGISTER);
                }
            }
        }
        update();
    }

    private void writeSpurious(int v) {
        svr = v;
        // Software disable masks all local sources (11.4.7.2).
        if ((v & ENABLED) == 0) for (int i = 0; i < LVT_ENTRIES; i++) writeLvt(i, lvt[i]);
    }

    private void writeLvt(int i, int v) {
        int entry = v & LVT_WRITABLE[i] | lvt[i] & REMOTE_IRR;
        if ((svr & ENABLED) == 0) entry |= MASKED;
        if (i == LVT_LINT0 && (entry & LEVEL) == 0) entry &= ~REMOTE_IRR;
        lvt[i] = entry;
        if (i == LVT_TIMER) timer.configure((entry & PERIODIC) != 0, (entry & MASKED) == 0);
        else if (i == LVT_LINT0 && isLevel(0)) pinActive(0);
    }

    // ---- device ----------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return name;
    }

    /** The RESET pin: INIT, and the ID and the address are those at power-on. */
    @Override
    public void reset() {
        base = BASE | APIC_ENABLED | (initialId == 0 ? BOOTSTRAP : 0);
        region.moveTo(BASE);
        region.setEnabled(true);
        id = initialId;
        init();
    }

    /** The INIT pin: everything but the ID and IA32_APIC_BASE starts over (11.4.7.3). */
    public void init() {
        tpr = ldr = icrLow = icrHigh = errors = errorStatus = 0;
        dfr = -1;
        svr = 0xff;
        java.util.Arrays.fill(lvt, MASKED);
        if (initialId == 0) lvt[LVT_LINT0] = EXT_INT_UNMASKED;
        isr.clear();
        tmr.clear();
        irr.clear();
        externalMessage = false;
        timer.reset();
        update();
    }

    @Override
    public DeviceView view() {
        var b = DeviceView.of("Local APIC of CPU " + initialId);
        b.text("IA32_APIC_BASE", String.format("%08x", base), !present() ? "switched off" : enabled() ? "enabled" : "disabled by software");
        b.hex8("ID", id).hex32("version", VERSION);
        b.hex32("logical destination", ldr).hex32("destination format", dfr);
        b.hex32("spurious vector", svr).hex32("error status", errorStatus);
        b.group("Priorities").hex8("task", tpr).hex8("processor", processorPriority()).hex8("arbitration", arbitrationPriority());
        b.group("Vectors").text("requested (IRR)", irr).text("in service (ISR)", isr).text("level-triggered (TMR)", tmr);
        b.flag("ExtINT waits", externalPin() || externalMessage);
        b.group("Local vector table");
        for (int i = 0; i < LVT_ENTRIES; i++) b.text(LVT_NAMES[i], String.format("%08x", lvt[i]), lvtMeaning(i));
        b.flag("pin LINT0", lint[0]).flag("pin LINT1", lint[1]);
        b.group("Interrupt command").hex32("low", icrLow).hex32("high", icrHigh);
        b.group("Timer").hex32("initial count", timer.initial()).hex32("current count", (int) timer.count());
        b.hex8("divide", timer.divide(), "by " + timer.divisor());
        return b.build();
    }

    private String lvtMeaning(int i) {
        if ((lvt[i] & MASKED) != 0) return "masked";
        if (i == LVT_TIMER) return (lvt[i] & PERIODIC) != 0 ? "periodic" : "one-shot";
        return i == LVT_ERROR ? "" : DeliveryMode.of(lvt[i] >> 8).toString();
    }

    @Override
    public void save(StateOut out) {
        out.putLong("base", base);
        out.putInts("registers", new int[] {id, tpr, ldr, dfr, svr, icrLow, icrHigh, errors, errorStatus});
        out.putInts("lvt", lvt);
        out.putInts("isr", isr.words);
        out.putInts("tmr", tmr.words);
        out.putInts("irr", irr.words);
        out.putInt("pins", (lint[0] ? 1 : 0) | (lint[1] ? 2 : 0) | (externalMessage ? 4 : 0));
        timer.save(out);
    }

    @Override
    public void load(StateIn in) {
        int[] v = in.getInts("registers");
        int[] l = in.getInts("lvt");
        int[][] vectors = {in.getInts("isr"), in.getInts("tmr"), in.getInts("irr")};
        if (v.length != 9 || l.length != LVT_ENTRIES) throw new IllegalArgumentException("saved local APIC has the wrong number of registers");
        for (int[] words : vectors)
            if (words.length != 8 || (words[0] & 0xffff) != 0) throw new IllegalArgumentException("saved local APIC has impossible vectors");
        int pins = in.getInt("pins", 0, 7);
        base = in.getLong("base") & (0xf_ffff_f000L | APIC_ENABLED | BOOTSTRAP);
        id = v[0] & 0xff;
        tpr = v[1] & 0xff;
        ldr = v[2] & 0xff000000;
        dfr = v[3] | 0x0fffffff;
        svr = v[4] & SVR_WRITABLE;
        icrLow = v[5] & ICR_WRITABLE;
        icrHigh = v[6] & 0xff000000;
        errors = v[7] & 0xff;
        errorStatus = v[8] & 0xff;
        for (int i = 0; i < LVT_ENTRIES; i++) lvt[i] = l[i] & (LVT_WRITABLE[i] | (i == LVT_LINT0 ? REMOTE_IRR : 0));
        System.arraycopy(vectors[0], 0, isr.words, 0, 8);
        System.arraycopy(vectors[1], 0, tmr.words, 0, 8);
        System.arraycopy(vectors[2], 0, irr.words, 0, 8);
        lint[0] = (pins & 1) != 0;
        lint[1] = (pins & 2) != 0;
        externalMessage = (pins & 4) != 0;
        region.moveTo(base & ~0xfffL);
        region.setEnabled(present());
        timer.load(in);
        update();
    }
}
