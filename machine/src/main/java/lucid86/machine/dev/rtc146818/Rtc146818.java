package lucid86.machine.dev.rtc146818;

import java.time.LocalDateTime;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.io.IrqLine;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.ClockRate;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * The MC146818 real-time clock and its 128 bytes of battery-backed memory (Motorola ADI-856), with the century byte at 32h
 * that PC firmware expects.
 *
 * <p>Modelled: time and calendar in BCD or binary, 12 or 24 hours; the update cycle with its in-progress bit (244 us
 * warning and 1984 us update at a 32.768 kHz crystal); SET; divider reset; alarm with don't-care codes; periodic rates;
 * the three interrupt flags and their enables. Time runs on virtual time alone.
 *
 * <p>Not modelled: daylight saving (the DSE bit is stored), the square-wave pin, the 4 and 1 MHz time bases.
 *
 * <p>Ports: 70h (index; bit 7 masks NMI; reads back as FFh as on the 82371) and 71h (data).
 */
public final class Rtc146818 implements Device, BytePortDevice {
    public static final int PORT = 0x70, PORTS = 2;

    /** Index of the century byte. */
    public static final int CENTURY = 0x32;

    private static final int SECONDS = 0, SECONDS_ALARM = 1, MINUTES = 2, MINUTES_ALARM = 3, HOURS = 4, HOURS_ALARM = 5;
    private static final int DAY_OF_WEEK = 6, DAY = 7, MONTH = 8, YEAR = 9, A = 10, B = 11, C = 12, D = 13;
    private static final int UIP = 0x80;
    private static final int SET = 0x80, PIE = 0x40, AIE = 0x20, UIE = 0x10, BINARY = 4, HOURS_24 = 2;
    private static final int PF = 0x40, AF = 0x20, UF = 0x10;

    private static final long SECOND = 1_000_000_000L;
    private static final long UPDATE_NS = 244_000 + 1_984_000;
    private static final ClockRate CRYSTAL = new ClockRate(32_768);

    private final Scheduler scheduler;
    private final IrqLine irq;
    private final IrqLine nmiMask;
    private final Timer update;
    private final Timer periodic;
    private final byte[] ram = new byte[128];
    private int index;
    /** AF and UF; PF is derived from time, see {@link #flags}. */
    private int latched;
    /** When the divider chain stood at zero; updates fall on whole seconds after it. */
    private long origin;
    /** The last moment at which PF was known to be clear. */
    private long periodicSeen;

    /**
     * @param start what the clock shows when virtual time is 0
     * @param irq8 the interrupt output
     * @param nmiMask told whether port 70h masks NMI
     */
    public Rtc146818(Scheduler scheduler, LocalDateTime start, IrqLine irq8, IrqLine nmiMask) {
        this.scheduler = scheduler;
        this.irq = irq8;
        this.nmiMask = nmiMask;
        update = scheduler.timer("rtc146818.update", this::update);
        periodic = scheduler.timer("rtc146818.periodic", this::drive);
        ram[A] = 0x26;
        ram[B] = HOURS_24;
        setTime(start);
    }

    // ---- for the board -------------------------------------------------------------------------------------------------

    /** Stores a byte of CMOS memory, 0Eh..7Fh, as a setup program would. */
    public void setRam(int at, int value) {
        if (at <= D || at > 127) throw new IllegalArgumentException(String.format("CMOS byte %02xh is not memory", at));
        ram[at] = (byte) value;
    }

    /** A byte of CMOS memory, without side effects. */
    public int ram(int at) {
        return peekRegister(at);
    }

    /** Sets clock and calendar in the present format; the fraction of the second sets the phase of updates. */
    public void setTime(LocalDateTime t) {
        put(SECONDS, t.getSecond());
        put(MINUTES, t.getMinute());
        putHours(t.getHour());
        put(DAY_OF_WEEK, t.getDayOfWeek().getValue() % 7 + 1);
        put(DAY, t.getDayOfMonth());
        put(MONTH, t.getMonthValue());
        put(YEAR, t.getYear() % 100);
        put(CENTURY, t.getYear() / 100);
        origin = scheduler.now() - t.getNano();
        periodicSeen = scheduler.now();
        arm();
    }

    // ---- ports -------------------------------------------------------------------------------------------------------

    @Override
    public int read(int port) {
        if ((port & 1) == 0) return 0xff;
        int v = peekRegister(index);
        if (index == C) {
            latched = 0;
            periodicSeen = scheduler.now();
            drive();
        }
        return v;
    }

    @Override
    public int peek(int port) {
        return (port & 1) == 0 ? 0xff : peekRegister(index);
    }

    private int peekRegister(int at) {
        return switch (at) {
            case A -> ram[A] & 0x7f | (updateInProgress() ? UIP : 0);
            case C -> {
                int f = flags();
                yield f | ((f & ram[B] & (PIE | AIE | UIE)) != 0 ? 0x80 : 0);
            }
            case D -> 0x80;
            default -> ram[at] & 0xff;
        };
    }

    @Override
    public void write(int port, int value) {
        if ((port & 1) == 0) {
            index = value & 0x7f;
            nmiMask.set((value & 0x80) != 0);
            return;
        }
        switch (index) {
            case A -> writeA(value & 0x7f);
            case B -> writeB(value);
            case C, D -> {} // read-only
            default -> ram[index] = (byte) value;
        }
    }

    private void writeA(int value) {
        keepPeriodicFlag();
        boolean ran = dividerRuns();
        ram[A] = (byte) value;
        // Releasing the divider from reset makes the first update follow after half a second.
        if (!ran && dividerRuns()) origin = scheduler.now() - SECOND / 2;
        arm();
        drive();
    }

    private void writeB(int value) {
        if ((value & SET) != 0) value &= ~UIE;
        ram[B] = (byte) value;
        arm();
        drive();
    }

    /** PF as it stands survives a change of rate. */
    private void keepPeriodicFlag() {
        latched |= flags() & PF;
        periodicSeen = scheduler.now();
    }

    // ---- interrupts -----------------------------------------------------------------------------------------------------

    private boolean dividerRuns() {
        return (ram[A] & 0x60) != 0x60;
    }

    /** Crystal cycles between periodic edges; 0 when off. Rates 1 and 2 equal 8 and 9. */
    private int period() {
        int rate = ram[A] & 15;
        if (rate == 0 || !dividerRuns()) return 0;
        return 1 << (rate <= 2 ? rate + 6 : rate - 1);
    }

    private long edges(long ns, int period) {
        return CRYSTAL.ticks(ns - origin) / period;
    }

    private int flags() {
        int p = period();
        boolean edge = p != 0 && edges(scheduler.now(), p) != edges(periodicSeen, p);
        return latched | (edge ? PF : 0);
    }

    /** Sets the line, and waits for the next periodic edge when that would raise it. */
    private void drive() {
        int f = flags();
        irq.set((f & ram[B] & (PIE | AIE | UIE)) != 0);
        int p = period();
        if ((ram[B] & PIE) == 0 || p == 0 || (f & PF) != 0) {
            periodic.cancel();
        } else {
            periodic.arm(origin + CRYSTAL.nanos((edges(scheduler.now(), p) + 1) * p));
        }
    }

    // ---- the update cycle ------------------------------------------------------------------------------------------------

    private boolean updates() {
        return dividerRuns() && (ram[B] & SET) == 0;
    }

    private boolean updateInProgress() {
        return updates() && nextUpdate() - scheduler.now() <= UPDATE_NS;
    }

    private long nextUpdate() {
        return origin + (Math.floorDiv(scheduler.now() - origin, SECOND) + 1) * SECOND;
    }

    private void arm() {
        if (updates()) update.arm(nextUpdate());
        else update.cancel();
    }

    private void update() {
        if (tick(SECONDS, 0, 59) && tick(MINUTES, 0, 59) && nextHour()) {
            tick(DAY_OF_WEEK, 1, 7);
            if (tick(DAY, 1, daysInMonth()) && tick(MONTH, 1, 12) && tick(YEAR, 0, 99)) tick(CENTURY, 0, 99);
        }
        latched |= UF | (alarmMatches() ? AF : 0);
        update.arm(update.when() + SECOND);
        drive();
    }

    private boolean alarmMatches() {
        return alarm(SECONDS_ALARM, SECONDS) && alarm(MINUTES_ALARM, MINUTES) && alarm(HOURS_ALARM, HOURS);
    }

    /** Codes C0h-FFh match anything. */
    private boolean alarm(int alarm, int time) {
        return (ram[alarm] & 0xc0) == 0xc0 || ram[alarm] == ram[time];
    }

    /** Adds one; true when it wrapped to {@code min}. */
    private boolean tick(int at, int min, int max) {
        int v = get(at) + 1;
        put(at, v > max ? min : v);
        return v > max;
    }

    private boolean nextHour() {
        int h = hours() + 1;
        putHours(h > 23 ? 0 : h);
        return h > 23;
    }

    private int daysInMonth() {
        return switch (get(MONTH)) {
            case 4, 6, 9, 11 -> 30;
            case 2 -> {
                int year = get(CENTURY) * 100 + get(YEAR);
                yield year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            }
            default -> 31;
        };
    }

    private int get(int at) {
        return decode(ram[at] & 0xff);
    }

    private void put(int at, int value) {
        ram[at] = (byte) encode(value);
    }

    private int decode(int v) {
        return (ram[B] & BINARY) != 0 ? v : (v >> 4) * 10 + (v & 15);
    }

    private int encode(int v) {
        return (ram[B] & BINARY) != 0 ? v : v / 10 << 4 | v % 10;
    }

    private int hours() {
        int raw = ram[HOURS] & 0xff;
        if ((ram[B] & HOURS_24) != 0) return decode(raw);
        return decode(raw & 0x7f) % 12 + ((raw & 0x80) != 0 ? 12 : 0);
    }

    private void putHours(int h) {
        if ((ram[B] & HOURS_24) != 0) ram[HOURS] = (byte) encode(h);
        else ram[HOURS] = (byte) (encode(h % 12 == 0 ? 12 : h % 12) | (h >= 12 ? 0x80 : 0));
    }

    // ---- device ------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "rtc146818";
    }

    /** The RESET pin clears interrupt enables and flags; time and memory stay. */
    @Override
    public void reset() {
        ram[B] &= ~(PIE | AIE | UIE | 8);
        latched = 0;
        periodicSeen = scheduler.now();
        index = 0;
        nmiMask.set(false);
        drive();
    }

    @Override
    public DeviceView view() {
        var b = DeviceView.of("MC146818 real-time clock and CMOS");
        var date = String.format("%02d%02d-%02d-%02d", get(CENTURY), get(YEAR), get(MONTH), get(DAY));
        b.text("date", date, "day of week " + get(DAY_OF_WEEK));
        b.text("time", String.format("%02d:%02d:%02d", hours(), get(MINUTES), get(SECONDS)));
        int p = period();
        b.hex8("A", peekRegister(A), p == 0 ? "no periodic rate" : 32768 / p + " Hz periodic");
        b.hex8("B", ram[B]).hex8("C", peekRegister(C)).hex8("D", peekRegister(D)).hex8("index", index);
        b.group("CMOS");
        for (int row = 0; row < 128; row += 16) {
            var s = new StringBuilder();
            for (int i = 0; i < 16; i++) s.append(String.format(i == 0 ? "%02x" : " %02x", peekRegister(row + i)));
            b.text(String.format("%02x", row), s);
        }
        return b.build();
    }

    @Override
    public void save(StateOut out) {
        out.putBytes("ram", ram);
        out.putInt("index", index);
        out.putInt("latched", latched);
        out.putLong("origin", origin);
        out.putLong("periodicSeen", periodicSeen);
        update.save(out);
        periodic.save(out);
    }

    @Override
    public void load(StateIn in) {
        in.getBytes("ram", ram);
        index = in.getInt("index", 0, 127);
        latched = in.getInt("latched", 0, 0x70);
        origin = in.getLong("origin");
        periodicSeen = in.getLong("periodicSeen");
        drive();
        update.load(in);
        periodic.load(in);
    }
}
