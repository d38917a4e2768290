package lucid86.machine.board;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuSection;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.uart16550.SerialPort;
import lucid86.machine.save.MachineState;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/**
 * A PC that is switched on: the board and the loop that lets an engine execute instructions up to the next timer. Owned by
 * one thread, the emulation thread; only {@link #post} may be called from others.
 *
 * <p>Runs are reproducible: the same configuration, images and input events at the same virtual times give the same run,
 * however it is cut into slices.
 */
public final class Machine implements AutoCloseable {
    /** Most instructions handed to the engine at once; keeps budgets far from the range of an int. */
    private static final int MAX_RUN = 50_000_000;

    private final PcBoard board;
    private final CpuState cpu;
    private final CpuEngine engine;
    private final VirtualClock clock;
    private final Requests requests;
    private final Consumer<String> log;
    private final Queue<InputEvent> posted = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<InputEvent.At> scripted = new ArrayDeque<>();
    private final List<InputEvent.At> history = new ArrayList<>();
    private boolean keepsHistory = true;
    private long runDeadline;
    /** The moment at which timers ran last: input of the same moment would come after them, but when repeated before them. */
    private long timersRanAt = -1;
    private boolean replaying;
    private boolean reschedule;
    private boolean stopAsked;
    private int resets;

    /**
     * Builds and switches on a machine. Problems with the user's wishes or files are {@link ConfigException}s.
     *
     * @param log receives one line for each thing worth a person's notice
     */
    public Machine(MachineConfig config, EngineFactory engines, Consumer<String> log) {
        this.log = log;
        requests = new Requests(this::interruptRun);
        board = new PcBoard(config, requests, log);
        cpu = board.cpu;
        clock = new VirtualClock(cpu, config.nsPerInstruction());
        board.scheduler.connect(clock::now, this::timerMoved);
        cpu.bus = new CpuBus(board.ports, board.interruptController(), clock::now, board.ferr(), board.smiact(), log);
        engine = engines.create(cpu, cpu.bus);
        board.map.setCodeWatch(engine);
        reset();
    }

    // ---- the loop ------------------------------------------------------------------------------------------------------

    /**
     * Runs for as much virtual time as this many instructions take: executes them, or lets the same time pass while the
     * CPU halts. Timers fire, resets and input events happen on the way.
     */
    public SliceEnd runSlice(long maxInstructions) {
        return runUntil(clock.now() + Math.multiplyExact(maxInstructions, board.config.nsPerInstruction()));
    }

    /** As {@link #runSlice}, until a virtual time in nanoseconds has come. */
    public SliceEnd runUntil(long limit) {
        SliceEnd end = loop(limit);
        board.sound().catchUp();
        return end;
    }

    private SliceEnd loop(long limit) {
        while (true) {
            if (requests.poweredOff()) {
                board.serial().forEach(SerialPort::finishSending);
                return SliceEnd.POWERED_OFF;
            }
            if (stopAsked) {
                stopAsked = false;
                return SliceEnd.STOPPED;
            }
            if (requests.takeReset()) reset();
            if (requests.takeCpuReset() || cpu.shutdown) cpuReset();
            applyInput();
            // Leaving before due timers run keeps the order "input, then timers" for input that comes next.
            if (clock.now() >= limit) return SliceEnd.LIMIT;
            if (board.scheduler.runDue()) timersRanAt = clock.now();
            if (requests.any() || stopAsked) continue;
            long next = nextEvent(), deadline = Math.min(limit, next);
            if (deadline <= clock.now()) continue;
            if (cpu.halted && !wakes()) {
                if (next == Long.MAX_VALUE) return SliceEnd.IDLE;
                clock.skipTo(deadline);
                continue;
            }
            if (!execute(deadline)) return SliceEnd.STOPPED;
        }
    }

    /** Runs the engine; false when it came back early for a reason that is not the machine's. */
    private boolean execute(long deadline) {
        int budget = (int) Math.min(MAX_RUN, clock.instructionsUntil(deadline));
        runDeadline = deadline;
        reschedule = false;
        clock.begin(budget);
        int done = 0;
        try {
            done = engine.run(budget);
        } finally {
            clock.end(done);
        }
        return done == budget || stopAsked || reschedule || requests.any() || cpu.halted || cpu.shutdown;
    }

    private long nextEvent() {
        long timer = board.scheduler.next();
        // Input that waits comes as soon as time has passed since timers ran.
        if (!replaying && !posted.isEmpty()) return Math.min(timer, Math.max(clock.now(), timersRanAt + 1));
        return scripted.isEmpty() ? timer : Math.min(timer, Math.max(timersRanAt + 1, scripted.peek().time()));
    }

    /** True when something waits that takes the CPU out of HLT. */
    private boolean wakes() {
        return cpu.intr && (cpu.sysFlags & Flags.IF) != 0 || cpu.nmiPending && !cpu.nmiBlocked || cpu.smiPending && !cpu.inSmm;
    }

    private void timerMoved() {
        if (clock.running() && board.scheduler.next() < runDeadline) interruptRun();
    }

    private void interruptRun() {
        if (!clock.running()) return;
        reschedule = true;
        engine.stopSoon();
    }

    /**
     * Makes a running slice end after the present instruction, or before the next one when timers run, with
     * {@link SliceEnd#STOPPED}. Emulation thread only.
     */
    public void stopSoon() {
        stopAsked = true;
        if (clock.running()) engine.stopSoon();
    }

    /**
     * The CPU's own reset line, which the 8042 and port 92h pulse and the chip set answers a shutdown with. On a PC, firmware
     * then looks at the shutdown code in CMOS memory: it goes on with a program that left protected mode this way, or starts
     * over. Starting over is more thorough when all chips are reset as well, as other emulators do.
     */
    private void cpuReset() {
        if (cpu.shutdown) log.accept("CPU shut down (triple fault)");
        if (board.programWantsToContinue()) board.resetCpu();
        else reset();
    }

    /** The reset line: all chips, then the CPU. RAM keeps its contents. */
    private void reset() {
        if (resets++ > 0) log.accept("reset, restarting the machine");
        board.devices().forEach(Device::reset);
        board.resetCpu();
    }

    // ---- input -----------------------------------------------------------------------------------------------------------

    /** Gives the machine an input event; it happens at the next instruction boundary the loop comes to. Any thread. */
    public void post(InputEvent event) {
        posted.add(event);
    }

    /** Events to happen at set times from now on, in order; replaying a {@link #history} repeats a run. */
    public void script(List<InputEvent.At> events) {
        var all = new ArrayList<>(scripted);
        all.addAll(events);
        all.sort(Comparator.comparingLong(InputEvent.At::time));
        scripted.clear();
        scripted.addAll(all);
    }

    /** Off, events are forgotten once they have happened: those of a network would fill all memory. On from the start. */
    public void keepHistory(boolean on) {
        keepsHistory = on;
        if (!on) history.clear();
    }

    /** Every input event that has happened while they were kept, with its virtual time. */
    public List<InputEvent.At> history() {
        return List.copyOf(history);
    }

    private void applyInput() {
        if (clock.now() == timersRanAt) return;
        while (!scripted.isEmpty() && scripted.peek().time() <= clock.now()) apply(scripted.poll().event());
        if (replaying) return;
        for (InputEvent e = posted.poll(); e != null; e = posted.poll()) apply(e);
    }

    /** How many events of {@link #history} there are. */
    public int inputs() {
        return history.size();
    }

    /**
     * For a machine that was set to another time of its own past: this many input events have happened there, the others will
     * happen at their times.
     */
    public void seekInput(int happened) {
        while (history.size() < happened && !scripted.isEmpty()) history.add(scripted.poll());
        var again = history.subList(Math.min(happened, history.size()), history.size());
        for (var e : again.reversed()) scripted.addFirst(e);
        again.clear();
    }

    /** Events that were to happen will not. */
    public void forgetScript() {
        scripted.clear();
    }

    /**
     * While a machine repeats what it has done before, nothing of it is heard outside, and events that are posted wait until
     * that ends.
     */
    public void setReplaying(boolean on) {
        replaying = on;
        board.setQuiet(on);
    }

    public boolean replaying() {
        return replaying;
    }

    private void apply(InputEvent e) {
        if (keepsHistory) history.add(new InputEvent.At(clock.now(), e));
        board.input(e);
    }

    // ---- for debuggers and tests ---------------------------------------------------------------------------------------

    public PcBoard board() {
        return board;
    }

    public CpuState cpu() {
        return cpu;
    }

    public CpuEngine engine() {
        return engine;
    }

    /** Virtual time in nanoseconds since power-on. */
    public long now() {
        return clock.now();
    }

    /** Instructions executed since power-on. */
    public long instructions() {
        return clock.instructions();
    }

    /** True while an instruction is executed; false in a timer's action. */
    public boolean executing() {
        return clock.running();
    }

    /** What the guest wrote to the debug exit port, if it did. */
    public OptionalInt exitCode() {
        return requests.exitCode();
    }

    /** How often the machine was reset since power-on. */
    public int resets() {
        return resets - 1;
    }

    /**
     * A digest of all memory, the CPU's registers, virtual time and instruction count: equal for two runs exactly when they
     * have come to the same state, but for chips.
     */
    public String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(board.map.backing);
            board.highRam().ifPresent(b -> digest.update(b.bytes()));
            var b = ByteBuffer.allocate(4096);
            b.putLong(now()).putLong(instructions());
            for (int i = CpuState.EAX; i <= CpuState.EIP; i++) b.putInt(cpu.r[i]);
            b.putInt(cpu.eflags()).putInt(cpu.cr0).putInt(cpu.cr2).putInt(cpu.cr3).putInt(cpu.cr4).putInt(cpu.cpl);
            for (int s = 0; s < 8; s++) b.putInt(cpu.selector[s]).putInt(cpu.base(s)).putInt(cpu.limit[s]).putInt(cpu.attr[s]);
            b.putInt(cpu.gdtBase).putInt(cpu.gdtLimit).putInt(cpu.idtBase).putInt(cpu.idtLimit);
            for (int d : cpu.dr) b.putInt(d);
            for (long x : cpu.xmm) b.putLong(x);
            b.putInt(cpu.mxcsr);
            digest.update(b.flip());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** As {@link #hash}, with every chip, and which drives hold media; where on the host those lie makes no difference. */
    public String fullHash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            MachineState state = save();
            state.sections().forEach((name, values) -> {
                if (name.equals(TLB)) return;
                digest.update(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                MachineState.digest(name.equals(MEDIA) ? Media.withoutPlaces(values) : values, digest);
            });
            digest.update(board.map.backing);
            board.highRam().ifPresent(b -> digest.update(b.bytes()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    // ---- saving -----------------------------------------------------------------------------------------------------------

    private static final String CLOCK = "machine", CPU = "cpu", TLB = "tlb", MEDIA = "media", DEVICE = "device/";

    /** Everything but the contents of memory and media, which are saved after this: chips bring memory up to date first. */
    public MachineState save() {
        if (clock.running()) throw new IllegalStateException("only between instructions");
        var state = new MachineState.Builder();
        for (Device d : board.devices()) state.section(DEVICE + d.name(), d::save);
        return state.section(MEDIA, board::saveMedia)
                .section(CLOCK, this::saveClock)
                .section(CPU, o -> CpuSection.save(cpu, o))
                .section(TLB, cpu.mmu::saveTlb)
                .build();
    }

    private void saveClock(StateOut o) {
        o.putLong("time", clock.now());
        o.putLong("instructions", clock.instructions());
        o.putLong("timersRanAt", timersRanAt);
        o.putInt("resets", resets);
        o.putLong("timersArmed", board.scheduler.orders());
        requests.save(o);
    }

    /**
     * Restores what {@link #save} gave, on a machine of the same configuration. Memory is not touched but for what chips do: the
     * caller restores it afterwards.
     *
     * @throws IllegalArgumentException when the state is another machine's or impossible; the machine is as it was then
     */
    public void load(MachineState state) {
        var before = save();
        var saved = new ArrayList<>(state.sections().keySet());
        for (Device d : board.devices())
            if (!saved.remove(DEVICE + d.name())) throw new IllegalArgumentException("this machine has a device " + d.name() + " that the saved one had not");
        saved.removeAll(List.of(MEDIA, CLOCK, CPU, TLB));
        if (!saved.isEmpty()) throw new IllegalArgumentException("the saved machine had " + saved.getFirst().replace(DEVICE, "a device ") + " that this one has not");
        try {
            restore(state);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            restore(before);
            throw new IllegalArgumentException("the saved state cannot be used: " + e.getMessage(), e);
        }
    }

    private void restore(MachineState state) {
        StateIn c = state.section(CLOCK);
        // The clock first: chips look at it, and some arm their timers by it.
        long time = c.getLong("time"), instructions = c.getLong("instructions");
        if (time < 0 || instructions < 0) throw new IllegalArgumentException("time is negative");
        clock.restore(time, instructions);
        board.sound().timeChanged();
        timersRanAt = c.getLong("timersRanAt");
        resets = c.getInt("resets", 1, Integer.MAX_VALUE);
        board.loadMedia(state.section(MEDIA));
        for (Device d : board.devices()) d.load(state.section(DEVICE + d.name()));
        board.scheduler.restoreOrders(c.getLong("timersArmed"));
        CpuSection.load(cpu, state.section(CPU));
        engine.stateLoaded();
        cpu.mmu.loadTlb(state.section(TLB));
        // Last: a chip that drives its lines again must not leave a request behind.
        requests.load(c);
    }

    /** Switches the machine off: closes disk images and host files. */
    @Override
    public void close() {
        board.close();
    }
}
