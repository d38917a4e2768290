package lucid86.machine.dev.ide;

import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * What disks and packet drives share: the command block, the status register, the sector buffer with its PIO and DMA
 * protocols (ATA/ATAPI-6, clause 9), and the interrupt request. A command runs in phases; between phases the drive is
 * busy for a short virtual time.
 */
abstract sealed class IdeDrive implements Device permits AtaDisk, AtapiCdrom {
    static final int BUSY = 0x80, READY = 0x40, SEEK_COMPLETE = 0x10, DATA = 0x08, FAILED = 0x01;

    /** Virtual nanoseconds: from command to execution, from reset to readiness, and per KiB moved from or to the medium. */
    private static final long COMMAND_TIME = 20_000, RESET_TIME = 100_000, KIB_TIME = 2_000;
    static final int BUFFER = 64 << 10;

    /** What the drive is doing. */
    enum Phase {
        IDLE,
        /** SRST is held. */
        HELD,
        /** Recovering from a reset. */
        RESET,
        /** Busy until the command in the task file executes. */
        EXECUTE,
        /** Busy until the next piece is in the buffer. */
        LOAD,
        /** The host reads the buffer. */
        PIO_IN,
        /** The host fills the buffer. */
        PIO_OUT,
        /** Busy until the buffer is used. */
        STORE,
        /** Moving data by DMA: timed while the bus master runs, waiting for it otherwise. */
        DMA_IN, DMA_OUT
    }

    final TaskFile regs = new TaskFile();
    final byte[] buffer = new byte[BUFFER];
    /** 0 master, 1 slave. */
    final int unit;
    private final String name;
    private final Scheduler scheduler;
    private final Timer timer;
    private Phase phase = Phase.IDLE;
    private int status;
    private boolean interrupt;
    /** The reset under way is EXECUTE DEVICE DIAGNOSTIC, at whose end the master interrupts for both. */
    private boolean diagnosing;
    /** Next byte of the buffer to move, and the end of this block. */
    private int position, limit;
    private Runnable lineChanged = () -> {};
    private DmaPort dma;

    IdeDrive(String name, Scheduler scheduler, int unit) {
        this.name = name;
        this.unit = unit;
        this.scheduler = scheduler;
        this.timer = scheduler.timer(name, this::timeout);
    }

    /** Connects the drive to its channel. */
    void connect(DmaPort port, Runnable interruptChanged) {
        dma = port;
        lineChanged = interruptChanged;
    }

    // ---- for the drive's commands -----------------------------------------------------------------------------------

    /** True for a packet drive, which signs as one after reset. */
    abstract boolean packet();

    /** Runs the command in the task file. */
    abstract void execute();

    /** The last byte of a PIO data-in block was read: start the next, or end the command. */
    abstract void blockRead();

    /** Put the next piece into the buffer and start its transfer. */
    abstract void load();

    /** The buffer is full: use it. */
    abstract void store();

    /** The buffer's DMA data has been moved to memory: load more, or end the command. */
    abstract void dmaRead();

    /** The buffer's DMA data has arrived: use it, and ask for more or end the command. */
    abstract void dmaWritten();

    /** Status bits that show while idle: whether the drive is ready. */
    abstract int idleStatus();

    /** Back to power-on settings, before the signature appears. */
    abstract void resetSettings(boolean hard);

    abstract void viewSettings(DeviceView.Builder view);

    abstract void saveSettings(StateOut o);

    abstract void loadSettings(StateIn in);

    /** Ends the command successfully. */
    final void succeed() {
        regs.error = 0;
        end(idleStatus(), true);
    }

    /** Ends the command with bits of the error register. */
    final void fail(int error) {
        regs.error = error;
        end(idleStatus() | FAILED, true);
    }

    /** Ends the command with this status. */
    final void end(int newStatus, boolean interrupting) {
        phase = Phase.IDLE;
        status = newStatus;
        timer.cancel();
        if (interrupting) raise();
    }

    /** Offers the first {@code count} buffer bytes to the host. */
    final void offer(int count) {
        startBlock(Phase.PIO_IN, count);
        raise();
    }

    /** Offers a further part of the buffer, up to {@code newLimit}. */
    final void offerMore(int newLimit) {
        int from = limit;
        startBlock(Phase.PIO_IN, newLimit);
        position = from;
        raise();
    }

    /** Asks the host for {@code count} bytes; the first block of a disk write comes without an interrupt. */
    final void ask(int count, boolean interrupting) {
        startBlock(Phase.PIO_OUT, count);
        if (interrupting) raise();
    }

    private void startBlock(Phase p, int count) {
        phase = p;
        position = 0;
        limit = count;
        status = idleStatus() | DATA;
        regs.error = 0;
    }

    /** Busy until {@link #load} is called, for a piece of this size. */
    final void loadLater(int bytes) {
        busy(Phase.LOAD, bytes / 1024 * KIB_TIME + COMMAND_TIME);
    }

    private void busy(Phase p, long time) {
        phase = p;
        status = idleStatus() & ~SEEK_COMPLETE | BUSY;
        timer.arm(scheduler.now() + time);
    }

    /** Starts or continues a DMA transfer of the first {@code count} buffer bytes. */
    final void dmaBlock(boolean toMemory, int count) {
        phase = toMemory ? Phase.DMA_IN : Phase.DMA_OUT;
        position = 0;
        limit = count;
        status = idleStatus() | DATA;
        dmaKick();
    }

    /** The bus master was started, or a block is ready: moves it a little later if both sides are ready. */
    final void dmaKick() {
        if ((phase == Phase.DMA_IN || phase == Phase.DMA_OUT) && !timer.armed() && dma.active(phase == Phase.DMA_IN))
            timer.arm(scheduler.now() + (limit - position) / 1024 * KIB_TIME + 1_000);
    }

    private void dmaStep() {
        boolean toMemory = phase == Phase.DMA_IN;
        if (!dma.active(toMemory)) return;
        position += dma.move(buffer, position, limit - position, toMemory);
        if (position < limit) return;
        if (toMemory) dmaRead();
        else dmaWritten();
    }

    private void timeout() {
        switch (phase) {
            case EXECUTE -> execute();
            case LOAD -> load();
            case STORE -> store();
            case DMA_IN, DMA_OUT -> dmaStep();
            case RESET -> end(packet() ? 0 : idleStatus(), diagnosing && unit == 0);
            case IDLE, HELD, PIO_IN, PIO_OUT -> throw new IllegalStateException(name + ": timer in phase " + phase);
        }
    }

    private void raise() {
        interrupt = true;
        lineChanged.run();
    }

    // ---- for the channel --------------------------------------------------------------------------------------------

    final boolean interrupting() {
        return interrupt;
    }

    final void clearInterrupt() {
        interrupt = false;
        lineChanged.run();
    }

    final boolean busy() {
        return (status & BUSY) != 0;
    }

    /** The status register; reading it at the channel also clears the interrupt. */
    final int status() {
        return status;
    }

    /** A command arrives. A busy drive ignores it, except that a packet drive accepts DEVICE RESET at any time. */
    final void command(int code) {
        if (code == 0x08 && packet()) {
            regs.command = code;
            softReset();
            return;
        }
        if (busy()) return;
        regs.command = code;
        interrupt = false;
        lineChanged.run();
        busy(Phase.EXECUTE, COMMAND_TIME);
    }

    /** EXECUTE DEVICE DIAGNOSTIC reaches both drives of a channel. */
    final void diagnose() {
        regs.command = 0x90;
        interrupt = false;
        diagnosing = true;
        startReset();
    }

    final void holdReset() {
        phase = Phase.HELD;
        status = BUSY;
        interrupt = false;
        timer.cancel();
        lineChanged.run();
    }

    /** SRST released, or DEVICE RESET. */
    final void softReset() {
        interrupt = false;
        diagnosing = false;
        resetSettings(false);
        startReset();
    }

    private void startReset() {
        phase = Phase.RESET;
        status = BUSY;
        regs.sign(packet());
        timer.arm(scheduler.now() + RESET_TIME);
        lineChanged.run();
    }

    final int dataIn(int size) {
        int value = dataPeek(size);
        if (phase != Phase.PIO_IN) return value;
        position = Math.min(limit, position + Math.max(2, size));
        if (position >= limit) blockRead();
        return value;
    }

    /** The next data bytes; zero when no transfer is under way. A byte read still takes a whole word from the drive. */
    final int dataPeek(int size) {
        int value = 0;
        if (phase == Phase.PIO_IN)
            for (int i = 0; i < size && position + i < limit; i++) value |= (buffer[position + i] & 0xff) << i * 8;
        return value;
    }

    final void dataOut(int size, int value) {
        if (phase != Phase.PIO_OUT) return;
        for (int i = 0; i < Math.max(2, size) && position < limit; i++) buffer[position++] = (byte) (value >>> i * 8);
        if (position >= limit) busy(Phase.STORE, limit / 1024 * KIB_TIME + COMMAND_TIME);
    }

    // ---- Device -----------------------------------------------------------------------------------------------------

    @Override
    public final String name() {
        return name;
    }

    /** The RESET line, or power-on: the signature is there at once. */
    @Override
    public final void reset() {
        interrupt = false;
        regs.command = 0;
        resetSettings(true);
        regs.sign(packet());
        position = limit = 0;
        end(packet() ? 0 : idleStatus(), false);
        lineChanged.run();
    }

    final DeviceView.Builder viewRegisters(String title) {
        return DeviceView.of(title)
                .hex8("status", status, statusWords())
                .hex8("error", regs.error)
                .hex8("command", regs.command)
                .text("phase", phase)
                .text("buffer", position + " of " + limit)
                .flag("interrupt", interrupt)
                .group("Command block")
                .hex16("feature", regs.oldFeature << 8 | regs.feature)
                .hex16("count", regs.oldCount << 8 | regs.count)
                .hex16("LBA low", regs.oldLow << 8 | regs.low)
                .hex16("LBA mid", regs.oldMid << 8 | regs.mid)
                .hex16("LBA high", regs.oldHigh << 8 | regs.high)
                .hex8("device", regs.device);
    }

    private String statusWords() {
        return ((status & BUSY) != 0 ? "BSY " : "") + ((status & READY) != 0 ? "DRDY " : "")
                + ((status & DATA) != 0 ? "DRQ " : "") + ((status & FAILED) != 0 ? "ERR" : "");
    }

    @Override
    public final void save(StateOut o) {
        regs.save(o);
        o.putString("phase", phase.name());
        o.putInts("transfer", new int[] {status, position, limit});
        o.putBoolean("interrupt", interrupt);
        o.putBoolean("diagnosing", diagnosing);
        o.putBytes("buffer", buffer);
        timer.save(o);
        saveSettings(o);
    }

    @Override
    public final void load(StateIn in) {
        regs.load(in);
        phase = Phase.valueOf(in.getString("phase"));
        int[] t = in.getInts("transfer");
        if (t.length != 3 || t[1] < 0 || t[1] > t[2] || t[2] > BUFFER)
            throw new IllegalArgumentException("saved transfer of " + name + " is out of range");
        status = t[0] & 0xff;
        position = t[1];
        limit = t[2];
        interrupt = in.getBoolean("interrupt");
        diagnosing = in.getBoolean("diagnosing");
        in.getBytes("buffer", buffer);
        timer.load(in);
        if (timer.armed() && (phase == Phase.IDLE || phase == Phase.HELD || phase == Phase.PIO_IN || phase == Phase.PIO_OUT))
            throw new IllegalArgumentException("saved state of " + name + " has a timer in phase " + phase);
        loadSettings(in); // the interrupt line is restored by the channel and the controller it leads to
    }
}
