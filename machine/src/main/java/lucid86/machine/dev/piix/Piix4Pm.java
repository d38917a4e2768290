package lucid86.machine.dev.piix;

import java.util.function.Consumer;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.dev.pci.PciFunction;
import lucid86.machine.dev.pci.PciId;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortDevice;
import lucid86.machine.io.PortSpace;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.ClockRate;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * Intel 82371AB (PIIX4) power management, function 3 (datasheet 290562), 00:01.3: ACPI fixed hardware.
 *
 * <p>Modelled: PM1 status, enable and control, the 24-bit PM timer at 3.579545 MHz with its overflow event, power button, RTC event,
 * general purpose events as registers without a source, soft-off, SCI on IRQ 9, the APM control and status ports B2h and
 * B3h, an SMBus host with nothing on it. Not modelled: suspend to RAM and other sleep states (logged), processor clock
 * control, the global lock's release events, device monitors and their SMIs.
 *
 * <p>A write to B2h raises an SMI when DEVACTB.APMC_EN and GLBCTL.SMI_EN are set; End of SMI (GLBCTL.EOS) is not modelled.
 * On hardware, F1h (F0h) there lets firmware's SMM handler set (clear) SCI_EN. Here DEVACTB.APMC_EN reads as set from reset
 * on, which tells firmware that SMM has been set up before and keeps it from installing a handler; while there is none, this
 * chip sets and clears SCI_EN itself.
 */
public final class Piix4Pm extends PciFunction {
    /** The PM timer's crystal, three times the 8254's clock. */
    private static final ClockRate PM_TIMER = new ClockRate(3_579_545);
    /** Values of the SMI command port that turn ACPI on and off; the FADT names them. */
    public static final int ACPI_ENABLE = 0xf1, ACPI_DISABLE = 0xf0;
    /** ISA interrupt of system control interrupts. */
    public static final int SCI_IRQ = 9;

    private static final int PMBASE = 0x40, DEVACTB = 0x58, APMC_EN = 1 << 25, PMREGMISC = 0x80, SMBBA = 0x90, SMBHSTCFG = 0xd2;
    /** Global control, bit 0 = SMI_EN; a register that remembers, but for this. */
    private static final int GLBCTL = 0x28, SMI_EN = 1;
    private static final int TMROF = 0x0001, GBL = 0x0020, PWRBTN = 0x0100, RTC = 0x0400;
    private static final int SCI_EN = 0x0001, SUS_TYP = 0x1c00, SUS_EN = 0x2000;

    private final PortSpace ports;
    private final Scheduler scheduler;
    private final IrqLine sci;
    private final Runnable powerOff;
    private final Consumer<String> log;
    private final Timer overflow;
    private final SmBus smbus = new SmBus();
    private final PortDevice pmPorts = new ByteWide(this::readPm, this::writePm);
    private final Window pmWindow = new Window(64, pmPorts), smWindow = new Window(16, smbus);
    private Runnable smi = () -> { };
    private boolean sleepLogged;
    /** Level of the real-time clock's interrupt. */
    private boolean rtc;

    private int status, enable, control, gpStatus, gpEnable, apmControl, apmStatus;
    private final byte[] plain = new byte[64];
    /** Half periods of the PM timer (2^23 ticks each) that have been acknowledged in the status register. */
    private long seenOverflows;

    /**
     * @param sci the interrupt line of system control interrupts
     * @param powerOff called when the guest turns the machine off
     */
    public Piix4Pm(PortSpace ports, Scheduler scheduler, IrqLine sci, Runnable powerOff, Consumer<String> log) {
        super("piix4-pm", PciId.of(0x8086, 0x7113, 3, 0x068000));
        this.ports = ports;
        this.scheduler = scheduler;
        this.sci = sci;
        this.powerOff = powerOff;
        this.log = log;
        this.overflow = scheduler.timer("piix4-pm.overflow", this::update);
        init(STATUS, 2, 0x0280, 0).initClearable(STATUS, 2, 0x3800);
        pin(1);
        init(PMBASE, 4, 1, 0xffc0);
        for (int r = 0x44; r < 0x80; r += 4) init(r, 4, 0, -1);
        init(DEVACTB, 4, APMC_EN, -1);
        init(PMREGMISC, 1, 0, 1);
        init(SMBBA, 4, 1, 0xfff0);
        init(SMBHSTCFG, 4, 0, 0x00ffff0f).init(0xd6, 1, 0, 0);
        ports.claim(0xb2, 2, new ByteWide(this::readApm, this::writeApm));
    }

    // ---- where its ports are -------------------------------------------------------------------------------------------

    /** Ports at a base that a register outside the BARs chooses; never takes ports from other devices. */
    private final class Window implements PortDevice {
        private final int size;
        private final PortDevice inner;
        private int base = -1;

        Window(int size, PortDevice inner) {
            this.size = size;
            this.inner = inner;
        }

        void place(int at) {
            if (at == base) return;
            for (int p = 0; base >= 0 && p < size; p++) if (ports.at(base + p) == this) ports.claim(base + p, 1, null);
            base = at;
            for (int p = 0; base >= 0 && p < size; p++) if (ports.at(base + p) == null) ports.claim(base + p, 1, this);
        }

        @Override public int in(int port, int width) { return inner.in(port - base, width); }

        @Override public void out(int port, int width, int value) { inner.out(port - base, width, value); }

        @Override public int peek(int port, int width) { return inner.peek(port - base, width); }
    }

    /** Registers that are made of bytes, whatever the width of the access. */
    private record ByteWide(java.util.function.IntUnaryOperator read, ByteWrite write) implements PortDevice {
        @Override public int in(int port, int size) { return peek(port, size); }

        @Override public int peek(int port, int size) {
            int v = 0;
            for (int i = 0; i < size; i++) v |= (read.applyAsInt(port + i) & 0xff) << i * 8;
            return v;
        }

        @Override public void out(int port, int size, int value) {
            for (int i = 0; i < size; i++) write.write(port + i, value >>> i * 8 & 0xff);
        }
    }

    @FunctionalInterface
    private interface ByteWrite {
        void write(int port, int value);
    }

    @Override
    protected void configWritten(int offset, int size) {
        int pm = readConfig(PMBASE, 4) & 0xffc0, sm = readConfig(SMBBA, 4) & 0xfff0;
        pmWindow.place((readConfig(PMREGMISC, 1) & 1) != 0 && pm != 0 ? pm : -1);
        smWindow.place((readConfig(SMBHSTCFG, 1) & 1) != 0 && sm != 0 ? sm : -1);
    }

    // ---- PM timer ------------------------------------------------------------------------------------------------------

    /** Ticks of the PM timer since virtual time 0. */
    private long ticks() {
        return PM_TIMER.ticks(scheduler.now());
    }

    private int currentStatus() {
        return status | (ticks() >>> 23 != seenOverflows ? TMROF : 0);
    }

    /** Drives SCI and arms the next timer overflow if anybody waits for it. */
    private void update() {
        boolean on = (control & SCI_EN) != 0;
        boolean pending = (currentStatus() & enable & (TMROF | GBL | PWRBTN | RTC)) != 0 || (gpStatus & gpEnable) != 0;
        sci.set(on && pending);
        if (on && (enable & TMROF) != 0 && (currentStatus() & TMROF) == 0) overflow.arm(PM_TIMER.nanos((ticks() >>> 23) + 1 << 23));
        else overflow.cancel();
    }

    // ---- registers at PMBASE ----------------------------------------------------------------------------------------------

    private int readPm(int offset) {
        return switch (offset) {
            case 0, 1 -> currentStatus() >>> offset * 8;
            case 2, 3 -> enable >>> (offset - 2) * 8;
            case 4, 5 -> control >>> (offset - 4) * 8;
            case 8, 9, 10 -> (int) (ticks() >>> (offset - 8) * 8);
            case 0x0c, 0x0d -> gpStatus >>> (offset - 0x0c) * 8;
            case 0x0e, 0x0f -> gpEnable >>> (offset - 0x0e) * 8;
            case 0x14, 0x15 -> 0; // processor level registers: reading would stop the clock
            default -> offset < plain.length && storage(offset) ? plain[offset] : 0;
        };
    }

    private void writePm(int offset, int v) {
        switch (offset) {
            case 0, 1 -> {
                int clear = v << offset * 8;
                status &= ~clear;
                if ((clear & TMROF) != 0) seenOverflows = ticks() >>> 23;
            }
            case 2, 3 -> enable = setByte(enable, offset - 2, v) & (TMROF | GBL | PWRBTN | RTC);
            case 4, 5 -> writeControl(setByte(control, offset - 4, v));
            case 0x0c, 0x0d -> gpStatus &= ~(v << (offset - 0x0c) * 8);
            case 0x0e, 0x0f -> gpEnable = setByte(gpEnable, offset - 0x0e, v);
            default -> {
                if (offset < plain.length && storage(offset)) plain[offset] = (byte) v;
            }
        }
        update();
    }

    /** Registers that only remember: processor control, global and device enables, general purpose outputs. */
    private static boolean storage(int offset) {
        return offset >= 0x10 && offset < 0x14 || offset >= 0x20 && offset < 0x30 || offset >= 0x34 && offset < 0x38;
    }

    private static int setByte(int word, int index, int v) {
        return word & ~(0xff << index * 8) | v << index * 8;
    }

    private void writeControl(int v) {
        control = v & (SCI_EN | 2 | SUS_TYP);
        if ((v & SUS_EN) == 0) return;
        if ((v & SUS_TYP) == 0) {
            powerOff.run();
        } else if (!sleepLogged) {
            sleepLogged = true;
            log.accept("unimplemented: PIIX4 sleep type " + ((v & SUS_TYP) >>> 10));
        }
    }

    private int readApm(int port) {
        return port == 0xb2 ? apmControl : apmStatus;
    }

    private void writeApm(int port, int v) {
        if (port == 0xb3) {
            apmStatus = v;
            return;
        }
        apmControl = v;
        if ((plain[GLBCTL] & SMI_EN) != 0 && (readConfig(DEVACTB, 4) & APMC_EN) != 0) {
            smi.run();
            return;
        }
        if (v == ACPI_ENABLE) control |= SCI_EN;
        else if (v == ACPI_DISABLE) control &= ~SCI_EN;
        update();
    }

    /** Says what happens when the chip pulls SMI#. */
    public void connectSmi(Runnable line) {
        smi = line;
    }

    /** IRQ 8 as the real-time clock drives it: its rise is an event of its own. */
    public void rtcInterrupt(boolean level) {
        if (level && !rtc) status |= RTC;
        rtc = level;
        update();
    }

    /** A short press on the power button. */
    public void pressPowerButton() {
        status |= PWRBTN;
        update();
    }

    // ---- device ------------------------------------------------------------------------------------------------------------

    @Override
    public void reset() {
        status = enable = control = gpStatus = gpEnable = apmControl = apmStatus = 0;
        java.util.Arrays.fill(plain, (byte) 0);
        seenOverflows = ticks() >>> 23;
        smbus.reset();
        super.reset();
        update();
    }

    @Override
    protected String title() {
        return "82371AB PIIX4 power management";
    }

    @Override
    public DeviceView view() {
        var v = describe(DeviceView.of(title())).group("ACPI");
        v.text("ports", pmWindow.base < 0 ? "not decoded" : String.format("%04x", pmWindow.base));
        v.hex16("PM status", currentStatus()).hex16("PM enable", enable);
        v.text("PM control", String.format("%04x", control), (control & SCI_EN) != 0 ? "ACPI mode" : "legacy mode");
        v.text("PM timer", String.format("%06x", ticks() & 0xffffff));
        v.hex16("GP status", gpStatus).hex16("GP enable", gpEnable);
        v.hex8("APM control (B2)", apmControl).hex8("APM status (B3)", apmStatus);
        smbus.describe(v);
        return v.build();
    }

    @Override
    public void save(StateOut o) {
        super.save(o);
        o.putInts("acpi", new int[] {status, enable, control, gpStatus, gpEnable, apmControl, apmStatus});
        o.putBytes("plain", plain);
        o.putLong("seenOverflows", seenOverflows);
        o.putBoolean("rtc", rtc);
        o.putInts("smbus", smbus.state());
    }

    @Override
    public void load(StateIn in) {
        int[] a = in.getInts("acpi");
        if (a.length != 7) throw new IllegalArgumentException("piix4-pm: bad acpi state");
        status = a[0] & 0xffff;
        enable = a[1] & 0xffff;
        control = a[2] & 0xffff;
        gpStatus = a[3] & 0xffff;
        gpEnable = a[4] & 0xffff;
        apmControl = a[5] & 0xff;
        apmStatus = a[6] & 0xff;
        in.getBytes("plain", plain);
        seenOverflows = in.getLong("seenOverflows");
        rtc = in.getBoolean("rtc");
        smbus.load(in.getInts("smbus"));
        super.load(in);
        update();
    }
}
