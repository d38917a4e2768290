package lucid86.machine.dev.fdc82077;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.DmaChannel;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortDevice;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * Intel 82077AA floppy disk controller, strapped for PC/AT mode: ports 3F2-3F5 and 3F7; in this mode 3F0 and 3F1 are not
 * driven and read FFh.
 *
 * <p>Modelled: all commands of the data sheet's table 5-1, with DMA and without; seeks in parallel; the disk change
 * line; data rates; polling after reset. One thing is as in QEMU and Bochs and not as in the data sheet, by which the chip
 * comes up with 250 kbit/s and no implied seeks: firmware made for those (Bochs' BIOS) sets no rate and never seeks, and
 * would read track 0 of a 720K disk and nothing else. Other firmware sets the rate and seeks; CONFIGURE turns implied
 * seeks off as it should. Not modelled: other sector sizes than 512, FM, gaps and CRC fields on the
 * track, overrun of the FIFO without DMA (the chip waits for the host), tape. Things take virtual time in the order a
 * real drive does them, but much less of it.
 */
public final class Fdc82077 implements PortDevice, Device {
    private static final int DOR = 2, TDR = 3, MSR = 4, FIFO = 5, DIR = 7;
    private static final int DOR_RUN = 0x04, DOR_DMA = 0x08;
    private static final int READY = 0x80, TO_HOST = 0x40, BY_HOST = 0x20, BUSY = 0x10;
    /** Virtual nanoseconds. */
    private static final long SECTOR_TIME = 100_000, STEP_TIME = 20_000, RESET_TIME = 50_000, REVOLUTION = 200_000_000;
    /** RECALIBRATE gives up after this many steps; data sheet, 5.2.2. */
    private static final int RECALIBRATE_STEPS = 79;
    private static final int NOTHING = -1;
    private static final int IMPLIED_SEEK = 0x40;
    /** Data rate after power-on, 500 kbit/s, and configuration after a reset: implied seeks, FIFO off, polling on. */
    private static final int FIRST_RATE = 0, FIRST_CONFIG = IMPLIED_SEEK | 0x20;

    private enum Phase { HELD, RESETTING, COMMAND, EXECUTION, HOST_READS, HOST_WRITES, RESULT }

    private final Scheduler scheduler;
    private final IrqLine irq;
    private final List<Optional<FloppyDrive>> drives;
    private final FdcTransfer transfer;
    private final Timer work;
    private final Timer[] seeks = new Timer[4];
    private final Consumer<String> log;

    private Phase phase = Phase.HELD;
    private int dor, tdr, rate = FIRST_RATE;
    private boolean interrupt;

    private final int[] params = new int[9];
    private int given, expected;
    private final int[] result = new int[10];
    private int resultAt, resultLength;

    /** Present cylinder as the chip counts it, and where a seek goes. */
    private final int[] pcn = new int[4], target = new int[4];
    /** ST0 of an ended seek or of the polling after reset, for SENSE INTERRUPT; NOTHING when none. */
    private final int[] ended = {NOTHING, NOTHING, NOTHING, NOTHING};
    private final boolean[] recalibrating = new boolean[4];
    /** The pending ends are those of the polling after reset: one interrupt stands for all, and any command drops them. */
    private boolean polling;

    private int specify1, specify2, config, pretrack, perpendicular, lastSector;
    private boolean locked;

    /**
     * @param irq interrupt request 6
     * @param dma channel 2
     * @param drives A and B, as many as there are (at most two)
     * @param log receives what goes wrong with images, and once what is not implemented
     */
    public Fdc82077(Scheduler scheduler, IrqLine irq, DmaChannel dma, List<FloppyDrive> drives, Consumer<String> log) {
        if (drives.size() > 2) throw new IllegalArgumentException(drives.size() + " floppy drives, there is room for two");
        this.scheduler = scheduler;
        this.irq = irq;
        this.log = log;
        this.drives = IntStream.range(0, 4)
                .mapToObj(i -> i < drives.size() ? Optional.of(drives.get(i)) : Optional.<FloppyDrive>empty()).toList();
        transfer = new FdcTransfer(dma, log);
        work = scheduler.timer("fdc", this::workDue);
        for (int i = 0; i < 4; i++) {
            int unit = i;
            seeks[i] = scheduler.timer("fdc.seek" + i, () -> seekDue(unit));
        }
        for (FloppyDrive d : drives) d.onInsert(this::diskTurns);
        reset();
    }

    // ---- lines ------------------------------------------------------------------------------------------------------

    private void setInterrupt(boolean on) {
        interrupt = on;
        irq.set(on && (dor & DOR_DMA) != 0);
    }

    private boolean motor(int unit) {
        return (dor & 0x10 << unit) != 0;
    }

    private boolean spinning(int unit) {
        return motor(unit) && drives.get(unit).flatMap(FloppyDrive::disk).isPresent();
    }

    /** A motor was started or a disk put in: a command that waits for it goes on. */
    private void diskTurns() {
        if (phase == Phase.EXECUTION && !work.armed()) work.arm(scheduler.now() + SECTOR_TIME);
    }

    // ---- ports ------------------------------------------------------------------------------------------------------

    @Override
    public int in(int port, int size) {
        int value = 0;
        for (int i = 0; i < size; i++) value |= ((port + i & 7) == FIFO ? readFifo() : register(port + i & 7)) << i * 8;
        return value;
    }

    @Override
    public int peek(int port, int size) {
        int value = 0;
        for (int i = 0; i < size; i++) value |= register(port + i & 7) << i * 8;
        return value;
    }

    private int register(int offset) {
        return switch (offset) {
            case DOR -> dor;
            case TDR -> tdr;
            case MSR -> status();
            case FIFO -> switch (phase) {
                case RESULT -> result[resultAt];
                case HOST_READS -> transfer.peekByte();
                default -> 0;
            };
            case DIR -> directInput();
            default -> 0xff;
        };
    }

    private int status() {
        int seeking = 0;
        for (int i = 0; i < 4; i++) if (seeks[i].armed()) seeking |= 1 << i;
        return seeking | switch (phase) {
            case HELD, RESETTING -> 0;
            case COMMAND -> READY | (given > 0 ? BUSY : 0);
            case EXECUTION -> BUSY | (byHost() && executesTransfer() ? BY_HOST : 0);
            case HOST_READS -> READY | TO_HOST | BY_HOST | BUSY;
            case HOST_WRITES -> READY | BY_HOST | BUSY;
            case RESULT -> READY | TO_HOST | BUSY;
        };
    }

    private boolean byHost() {
        return (specify2 & 1) != 0;
    }

    /** Disk change of the drive whose select and motor bits are both on; the other bits belong to the hard disk. */
    private int directInput() {
        int unit = dor & 3;
        return motor(unit) && drives.get(unit).map(FloppyDrive::changed).orElse(false) ? 0x80 : 0;
    }

    private int readFifo() {
        switch (phase) {
            case RESULT -> {
                int value = result[resultAt++];
                setInterrupt(false);
                if (resultAt >= resultLength) resultRead();
                return value;
            }
            case HOST_READS -> {
                int value = transfer.peekByte();
                if (transfer.takeByte()) hostDone();
                return value;
            }
            default -> {
                return 0;
            }
        }
    }

    /** Back to the command phase; another drive's seek may have ended meanwhile. */
    private void resultRead() {
        idle();
        if (!polling && Arrays.stream(ended).anyMatch(e -> e != NOTHING)) setInterrupt(true);
    }

    private void hostDone() {
        setInterrupt(false);
        phase = Phase.EXECUTION;
        work.arm(scheduler.now() + SECTOR_TIME);
    }

    @Override
    public void out(int port, int size, int value) {
        for (int i = 0; i < size; i++) write(port + i & 7, value >>> i * 8 & 0xff);
    }

    private void write(int offset, int value) {
        switch (offset) {
            case DOR -> writeDor(value);
            case TDR -> tdr = value & 3;
            case MSR -> { // data rate select register
                rate = value & 3;
                if ((value & 0x80) != 0) {
                    softReset();
                    if ((dor & DOR_RUN) != 0) release();
                }
            }
            case FIFO -> writeFifo(value);
            case DIR -> rate = value & 3;
            default -> { } // 3F0 and 3F1 are read-only
        }
    }

    private void writeDor(int value) {
        int old = dor;
        dor = value;
        for (int i = 0; i < 2; i++) if ((old & ~value & 0x10 << i) != 0) flush(i);
        if ((old & ~value & DOR_RUN) != 0) softReset();
        else if ((~old & value & DOR_RUN) != 0) release();
        setInterrupt(interrupt);
        if ((~old & value & 0xf0) != 0) diskTurns();
    }

    private void flush(int unit) {
        try {
            if (drives.get(unit).isPresent()) drives.get(unit).get().flush();
        } catch (IOException e) {
            log.accept("fdc: flushing drive " + unit + " failed: " + e.getMessage());
        }
    }

    // ---- reset ------------------------------------------------------------------------------------------------------

    /** The reset bit of DOR or DSR: ends everything, keeps what LOCK protects. */
    private void softReset() {
        phase = Phase.HELD;
        given = 0;
        work.cancel();
        for (int i = 0; i < 4; i++) {
            seeks[i].cancel();
            recalibrating[i] = false;
            ended[i] = NOTHING;
        }
        polling = false;
        perpendicular &= ~3;
        if (!locked) {
            config = FIRST_CONFIG;
            pretrack = 0;
        }
        setInterrupt(false);
    }

    private void release() {
        phase = Phase.RESETTING;
        work.arm(scheduler.now() + RESET_TIME);
    }

    /** After reset the chip polls its four drives and finds that each has changed its ready line. */
    private void released() {
        idle();
        if ((config & 0x10) != 0) return;
        for (int i = 0; i < 4; i++) ended[i] = 0xc0 | i;
        polling = true;
        setInterrupt(true);
    }

    private void idle() {
        phase = Phase.COMMAND;
        given = 0;
    }

    // ---- command phase ----------------------------------------------------------------------------------------------

    private void writeFifo(int value) {
        if (phase == Phase.HOST_WRITES) {
            if (transfer.giveByte(value)) hostDone();
            return;
        }
        if (phase != Phase.COMMAND) return;
        if (given == 0) expected = FdcCommand.of(value).map(FdcCommand::length).orElse(1);
        params[given++] = value;
        if (given < expected) return;
        var command = FdcCommand.of(params[0]);
        if (command.isEmpty()) results(0x80);
        else execute(command.get());
    }

    private void results(int... bytes) {
        System.arraycopy(bytes, 0, result, 0, bytes.length);
        resultLength = bytes.length;
        resultAt = 0;
        phase = Phase.RESULT;
    }

    private void execute(FdcCommand command) {
        switch (command) {
            case READ_DATA, READ_DELETED, WRITE_DATA, WRITE_DELETED, READ_TRACK, VERIFY, SCAN_EQUAL, SCAN_LOW, SCAN_HIGH, FORMAT ->
                startTransfer(command);
            case READ_ID -> {
                phase = Phase.EXECUTION;
                work.arm(scheduler.now() + SECTOR_TIME);
            }
            case RECALIBRATE -> recalibrate(params[1] & 3);
            case SEEK -> seek(params[1] & 3, params[2], params[2] - pcn[params[1] & 3]);
            case RELATIVE_SEEK -> {
                int unit = params[1] & 3, steps = (params[0] & 0x40) != 0 ? params[2] : -params[2];
                seek(unit, pcn[unit] + steps & 0xff, steps);
            }
            case SENSE_INTERRUPT -> senseInterrupt();
            case SENSE_DRIVE -> results(driveStatus(params[1]));
            case SPECIFY -> {
                specify1 = params[1];
                specify2 = params[2];
                idle();
            }
            case CONFIGURE -> {
                config = params[2] & 0x7f;
                pretrack = params[3];
                idle();
            }
            case VERSION -> results(0x90);
            case DUMPREG -> results(pcn[0], pcn[1], pcn[2], pcn[3], specify1, specify2, lastSector,
                    (locked ? 0x80 : 0) | perpendicular, config, pretrack);
            case PERPENDICULAR -> {
                perpendicular = (params[1] & 0x80) != 0 ? params[1] & 0x3f : perpendicular & 0x3c | params[1] & 3;
                idle();
            }
            case LOCK -> {
                locked = (params[0] & 0x80) != 0;
                results(locked ? 0x10 : 0);
            }
        }
    }

    private int driveStatus(int select) {
        var drive = drives.get(select & 3);
        return select & 7 | 0x28
                | (drive.isPresent() && drive.get().track() == 0 ? 0x10 : 0)
                | (drive.isPresent() && drive.get().writeProtected() ? 0x40 : 0);
    }

    // ---- seeks ------------------------------------------------------------------------------------------------------

    private void seek(int unit, int to, int steps) {
        idle();
        forgetPolling();
        ended[unit] = NOTHING;
        recalibrating[unit] = false;
        target[unit] = to;
        drives.get(unit).ifPresent(d -> d.step(steps));
        seeks[unit].arm(scheduler.now() + STEP_TIME * (1 + Math.abs(steps)));
    }

    private void recalibrate(int unit) {
        int away = drives.get(unit).map(FloppyDrive::track).orElse(RECALIBRATE_STEPS);
        seek(unit, 0, -Math.min(away, RECALIBRATE_STEPS));
        recalibrating[unit] = true;
    }

    private void seekDue(int unit) {
        pcn[unit] = target[unit];
        // A recalibration that has not found track 0, or no drive, is an equipment check.
        boolean lost = recalibrating[unit] && drives.get(unit).map(d -> d.track() != 0).orElse(true);
        recalibrating[unit] = false;
        ended[unit] = (lost ? 0x70 : 0x20) | unit;
        setInterrupt(true);
    }

    private void forgetPolling() {
        if (!polling) return;
        polling = false;
        Arrays.fill(ended, NOTHING);
        setInterrupt(false);
    }

    private void senseInterrupt() {
        for (int i = 0; i < 4; i++) {
            if (ended[i] == NOTHING) continue;
            results(ended[i], pcn[i]);
            ended[i] = NOTHING;
            setInterrupt(false);
            return;
        }
        results(0x80);
    }

    // ---- transfers --------------------------------------------------------------------------------------------------

    private void startTransfer(FdcCommand command) {
        forgetPolling();
        int unit = params[1] & 3;
        long delay = SECTOR_TIME;
        boolean implied = (config & IMPLIED_SEEK) != 0 && command != FdcCommand.FORMAT && params[2] != pcn[unit];
        if (implied) {
            int steps = params[2] - pcn[unit];
            drives.get(unit).ifPresent(d -> d.step(steps));
            pcn[unit] = params[2];
            delay += STEP_TIME * Math.abs(steps);
        }
        lastSector = command == FdcCommand.FORMAT ? params[3] : params[6];
        transfer.start(command, params, rate, byHost(), implied);
        phase = Phase.EXECUTION;
        work.arm(scheduler.now() + delay);
    }

    private boolean executesTransfer() {
        return FdcCommand.of(params[0]).filter(c -> c != FdcCommand.READ_ID).isPresent();
    }

    private void workDue() {
        switch (phase) {
            case RESETTING -> released();
            case EXECUTION -> {
                if (executesTransfer()) stepTransfer();
                else readId();
            }
            default -> throw new IllegalStateException("fdc: timer in phase " + phase);
        }
    }

    private void stepTransfer() {
        int unit = transfer.unit();
        switch (transfer.step(drives.get(unit), spinning(unit), (dor & DOR_DMA) != 0)) {
            case AGAIN -> work.arm(scheduler.now() + SECTOR_TIME);
            case NO_INDEX -> { } // diskTurns() continues
            case HOST_READS -> hostTurn(Phase.HOST_READS);
            case HOST_WRITES -> hostTurn(Phase.HOST_WRITES);
            case DONE -> {
                results(transfer.result());
                setInterrupt(true);
            }
            case MOVE -> throw new IllegalStateException("fdc: a step ended between its parts");
        }
    }

    private void hostTurn(Phase p) {
        phase = p;
        setInterrupt(true);
    }

    /** The address of the sector that passes under the head now. */
    private void readId() {
        int unit = params[1] & 3, head = params[1] >> 2 & 1;
        if (!spinning(unit)) return;
        FloppyDrive drive = drives.get(unit).orElseThrow();
        int sectors = (params[0] & 0x40) != 0 ? drive.sectors(head, rate) : 0;
        int at = (int) (scheduler.now() % REVOLUTION * sectors / REVOLUTION) + 1;
        if (sectors == 0) results(FdcTransfer.ABNORMAL | head << 2 | unit, 1, 0, drive.track(), head, 1, 2);
        else results(head << 2 | unit, 0, 0, drive.track(), head, at, 2);
        setInterrupt(true);
    }

    // ---- Device -----------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return "fdc";
    }

    @Override
    public void reset() {
        dor = tdr = 0;
        rate = FIRST_RATE;
        locked = false;
        perpendicular = specify1 = specify2 = lastSector = 0;
        Arrays.fill(pcn, 0);
        softReset();
    }

    @Override
    public DeviceView view() {
        var view = DeviceView.of("82077AA floppy disk controller")
                .hex8("DOR", dor, ((dor & DOR_RUN) == 0 ? "reset held " : "") + (motor(0) ? "motor A " : "") + (motor(1) ? "motor B" : ""))
                .hex8("MSR", status(), phase.toString())
                .hex8("rate", rate, new String[] {"500 kbit/s", "300 kbit/s", "250 kbit/s", "1 Mbit/s"}[rate])
                .flag("interrupt", interrupt)
                .text("command", given == 0 ? "" : FdcCommand.of(params[0]).map(FdcCommand::toString).orElse("invalid"))
                .text("cylinders", Arrays.toString(pcn))
                .hex8("specify 1", specify1)
                .hex8("specify 2", specify2, byHost() ? "without DMA" : "DMA")
                .hex8("configure", config)
                .flag("locked", locked);
        transfer.view(view);
        for (int i = 0; i < 2; i++) {
            int unit = i;
            drives.get(i).ifPresent(d -> d.view(view, unit));
        }
        return view.build();
    }

    @Override
    public void save(StateOut o) {
        o.putString("phase", phase.name());
        o.putInts("registers", new int[] {dor, tdr, rate, interrupt ? 1 : 0, given, expected, resultAt, resultLength, polling ? 1 : 0,
            specify1, specify2, config, pretrack, perpendicular, lastSector, locked ? 1 : 0});
        o.putInts("params", params);
        o.putInts("result", result);
        o.putInts("pcn", pcn);
        o.putInts("target", target);
        o.putInts("ended", ended);
        o.putInts("recalibrating", IntStream.range(0, 4).map(i -> recalibrating[i] ? 1 : 0).toArray());
        work.save(o);
        for (Timer t : seeks) t.save(o);
        transfer.save(o);
        for (int i = 0; i < 2; i++) if (drives.get(i).isPresent()) drives.get(i).get().save(o, "drive" + i);
    }

    @Override
    public void load(StateIn in) {
        int[] r = in.getInts("registers");
        boolean sane = r.length == 16
                && r[4] >= 0 && r[4] <= 9 && r[5] >= 0 && r[5] <= 9 && r[6] >= 0 && r[6] < 10 && r[7] >= 0 && r[7] <= 10;
        if (!sane) throw new IllegalArgumentException("saved floppy controller state is out of range");
        phase = Phase.valueOf(in.getString("phase"));
        dor = r[0] & 0xff;
        tdr = r[1] & 3;
        rate = r[2] & 3;
        interrupt = r[3] != 0;
        given = r[4];
        expected = r[5];
        resultAt = r[6];
        resultLength = r[7];
        polling = r[8] != 0;
        specify1 = r[9] & 0xff;
        specify2 = r[10] & 0xff;
        config = r[11] & 0xff;
        pretrack = r[12] & 0xff;
        perpendicular = r[13] & 0x3f;
        lastSector = r[14] & 0xff;
        locked = r[15] != 0;
        copy(in, "params", params);
        copy(in, "result", result);
        copy(in, "pcn", pcn);
        copy(in, "target", target);
        copy(in, "ended", ended);
        var recalibrations = new int[4];
        copy(in, "recalibrating", recalibrations);
        for (int i = 0; i < 4; i++) recalibrating[i] = recalibrations[i] != 0;
        work.load(in);
        if (work.armed() && phase != Phase.EXECUTION && phase != Phase.RESETTING)
            throw new IllegalArgumentException("saved floppy controller has a timer in phase " + phase);
        for (Timer t : seeks) t.load(in);
        transfer.load(in);
        boolean possible = switch (phase) {
            case COMMAND -> given == 0 || given < expected;
            case RESULT -> resultAt < resultLength;
            case HOST_READS, HOST_WRITES -> transfer.wantsByte();
            case HELD, RESETTING, EXECUTION -> true;
        };
        if (!possible) throw new IllegalArgumentException("saved floppy controller state is impossible in phase " + phase);
        for (int i = 0; i < 2; i++) if (drives.get(i).isPresent()) drives.get(i).get().load(in, "drive" + i);
    }

    private static void copy(StateIn in, String name, int[] to) {
        int[] v = in.getInts(name);
        if (v.length != to.length) throw new IllegalArgumentException("saved " + name + " has " + v.length + " values, not " + to.length);
        System.arraycopy(v, 0, to, 0, v.length);
    }
}
