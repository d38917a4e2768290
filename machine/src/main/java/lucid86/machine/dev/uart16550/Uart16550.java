package lucid86.machine.dev.uart16550;

import java.util.ArrayDeque;
import lucid86.machine.dev.Device;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.io.BytePortDevice;
import lucid86.machine.io.IrqLine;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import lucid86.machine.time.Timer;

/**
 * The PC16550D UART on a 1.8432 MHz crystal (National Semiconductor PC16550D), or its ancestors 8250 and 16450.
 *
 * <p>Modelled: both FIFOs with trigger levels and character timeout, all interrupts in their priority, loopback, modem lines
 * with deltas, breaks, overruns, the time a character takes to arrive (to leave: at most 10 us). As on PC boards, MCR's OUT2 gates the interrupt, and
 * loopback closes that gate.
 *
 * <p>Not modelled: DMA signalling, parity and framing errors of a bad line, OUT1. A divisor of 0 counts as 1. Characters from
 * outside wait while the receiver is full (the far end honours flow control), so overruns happen only in loopback.
 *
 * <p>Ports: eight from the base given by the board, usually 3F8h, 2F8h, 3E8h or 2E8h.
 */
public final class Uart16550 implements Device, BytePortDevice, SerialPort {
    public static final int PORTS = 8;

    /** 8250: no scratch register; 16450: no FIFOs. */
    public enum Model { UART_8250, UART_16450, UART_16550A }

    private static final int FIFO = 16;
    private static final int QUEUE = 4096;
    private static final int BREAK = 0x100;

    /**
     * The most a sent character takes, in ns. At its real speed a console of 9600 baud would cost a guest that waits for
     * each character a quarter of a million instructions; nobody at the other end needs it that slow.
     */
    private static final long LONGEST_SEND = 10_000;
    private static final int DR = 1, OE = 2, PE = 4, FE = 8, BI = 0x10, THRE = 0x20, TEMT = 0x40, FIFO_ERROR = 0x80;
    private static final int ERRORS = OE | PE | FE | BI;
    private static final int RX_IRQ = 1, TX_IRQ = 2, LINE_IRQ = 4, MODEM_IRQ = 8;
    private static final int DTR = 1, RTS = 2, OUT1 = 4, OUT2 = 8, LOOP = 0x10;
    private static final int CTS = 0x10, DSR = 0x20, RI = 0x40, DCD = 0x80;
    private static final int DLAB = 0x80, SET_BREAK = 0x40;
    private static final int[] TRIGGERS = {1, 4, 8, 14};

    private final Scheduler scheduler;
    private final Model model;
    private final String name;
    private final IrqLine irq;
    private final Timer sent;
    private final Timer arrived;
    private final Timer timeout;
    private Peer peer = b -> {};

    private int divisor, ier, fcr, lcr, mcr, msr, scratch;
    /** OE, and PE, FE, BI of the character at the top of the receiver. */
    private int errors;
    /** Lines from outside: CTS, DSR, RI, DCD as in the modem status register. */
    private int inputs = CTS | DSR | DCD;
    private boolean transmitterInterrupt;
    private boolean timedOut;
    /** The character in the transmitter's shift register; -1 for none. */
    private int shifting = -1;
    /** Characters with their errors in bits 8 and up. */
    private final ArrayDeque<Integer> received = new ArrayDeque<>(FIFO);
    private final ArrayDeque<Integer> toSend = new ArrayDeque<>(FIFO);
    /** What the far end has sent and the line has not delivered. */
    private final ArrayDeque<Integer> line = new ArrayDeque<>();

    /**
     * @param name unique in the machine, such as {@code "com1"}
     * @param irq raised while an interrupt is pending and OUT2 is set
     */
    public Uart16550(Scheduler scheduler, String name, Model model, IrqLine irq) {
        this.scheduler = scheduler;
        this.name = name;
        this.model = model;
        this.irq = irq;
        sent = scheduler.timer(name + ".sent", this::sent);
        arrived = scheduler.timer(name + ".arrived", this::arrived);
        timeout = scheduler.timer(name + ".timeout", this::timedOut);
        reset();
    }

    /** A 16550A. */
    public Uart16550(Scheduler scheduler, String name, IrqLine irq) {
        this(scheduler, name, Model.UART_16550A, irq);
    }

    // ---- the line ----------------------------------------------------------------------------------------------------

    @Override
    public void connect(Peer newPeer) {
        peer = newPeer;
        peer.controlLines((mcr & DTR) != 0, (mcr & RTS) != 0);
    }

    @Override
    public boolean receive(int b) {
        return enqueue(b & 0xff);
    }

    @Override
    public boolean receiveBreak() {
        return enqueue(BREAK);
    }

    private boolean enqueue(int item) {
        if (line.size() >= QUEUE) return false;
        line.add(item);
        listen();
        return true;
    }

    @Override
    public int room() {
        return QUEUE - line.size();
    }

    @Override
    public void setInputs(boolean cts, boolean dsr, boolean ri, boolean dcd) {
        inputs = (cts ? CTS : 0) | (dsr ? DSR : 0) | (ri ? RI : 0) | (dcd ? DCD : 0);
        modemLines();
        drive();
    }

    /** How long a character takes, in ns: start bit, data, parity, stop bits. */
    private long characterTime() {
        int data = 5 + (lcr & 3);
        int halfStops = (lcr & 4) == 0 ? 2 : data == 5 ? 3 : 4;
        int halfBits = 2 + 2 * data + ((lcr & 8) != 0 ? 2 : 0) + halfStops;
        return Math.max(1, divisor) * (long) halfBits * 1_000_000_000L / 230_400;
    }

    /** With the format of 5 data bits that reset leaves, all 8 bits pass: programs write to a port that nobody has set up. */
    private int dataMask() {
        return lcr == 0 ? 0xff : 0xff >> 3 - (lcr & 3);
    }

    private boolean fifos() {
        return (fcr & 1) != 0;
    }

    private int depth() {
        return fifos() ? FIFO : 1;
    }

    /** Lets the next character come in when there is one and room for it. */
    private void listen() {
        if (!arrived.armed() && canListen()) arrived.arm(scheduler.now() + characterTime());
    }

    private boolean canListen() {
        return !line.isEmpty() && received.size() < depth() && (mcr & LOOP) == 0;
    }

    private void arrived() {
        if (!canListen()) return;
        int item = line.poll();
        take(item == BREAK ? (BI | FE) << 8 : item & dataMask());
        listen();
    }

    /** A character with its errors has come in. */
    private void take(int character) {
        if (received.size() >= depth()) {
            errors |= OE;
            if (!fifos()) received.clear();
        }
        if (received.size() < depth()) {
            received.add(character);
            if (received.size() == 1) errors |= character >> 8;
        }
        activity();
        drive();
    }

    /** The receiver's FIFO times out when nothing moves for four characters. */
    private void activity() {
        if (fifos() && !received.isEmpty()) timeout.arm(scheduler.now() + 4 * characterTime());
        else timeout.cancel();
    }

    private void timedOut() {
        timedOut = fifos() && !received.isEmpty();
        drive();
    }

    private int pop() {
        if (received.isEmpty()) return 0;
        int v = received.poll() & 0xff;
        if (!received.isEmpty()) errors |= received.peek() >> 8;
        timedOut = false;
        activity();
        listen();
        drive();
        return v;
    }

    private void send(int value) {
        transmitterInterrupt = false;
        drive();
        if (toSend.size() == depth()) {
            // A full FIFO loses the new character, a full holding register the old one.
            if (fifos()) return;
            toSend.clear();
        }
        toSend.add(value);
        if (shifting < 0) shift(scheduler.now());
    }

    private void shift(long start) {
        shifting = toSend.poll();
        sent.arm(start + Math.min(characterTime(), LONGEST_SEND));
        if (toSend.isEmpty()) {
            transmitterInterrupt = true;
            drive();
        }
    }

    private void sent() {
        int b = shifting & dataMask();
        shifting = -1;
        if (!toSend.isEmpty()) shift(sent.when());
        leave(b);
    }

    private void leave(int b) {
        if ((mcr & LOOP) != 0) take(b);
        else if ((lcr & SET_BREAK) == 0) peer.transmitted(b);
    }

    @Override
    public void finishSending() {
        sent.cancel();
        while (shifting >= 0) {
            int b = shifting & dataMask();
            shifting = toSend.isEmpty() ? -1 : toSend.poll();
            leave(b);
        }
    }

    // ---- interrupts and modem lines ----------------------------------------------------------------------------------

    private int lineStatus() {
        boolean bad = fifos() && received.stream().anyMatch(c -> c >> 8 != 0);
        return errors | (received.isEmpty() ? 0 : DR) | (toSend.isEmpty() ? THRE : 0)
                | (toSend.isEmpty() && shifting < 0 ? TEMT : 0) | (bad ? FIFO_ERROR : 0);
    }

    /** Interrupt identification, without the FIFO bits. */
    private int cause() {
        int trigger = fifos() ? TRIGGERS[fcr >> 6] : 1;
        if ((ier & LINE_IRQ) != 0 && (errors & ERRORS) != 0) return 6;
        if ((ier & RX_IRQ) != 0 && received.size() >= trigger) return 4;
        if ((ier & RX_IRQ) != 0 && timedOut) return 12;
        if ((ier & TX_IRQ) != 0 && transmitterInterrupt) return 2;
        if ((ier & MODEM_IRQ) != 0 && (msr & 15) != 0) return 0;
        return 1;
    }

    private void drive() {
        irq.set(cause() != 1 && (mcr & (OUT2 | LOOP)) == OUT2);
    }

    private void modemLines() {
        int now = inputs;
        if ((mcr & LOOP) != 0) {
            now = ((mcr & RTS) != 0 ? CTS : 0) | ((mcr & DTR) != 0 ? DSR : 0)
                    | ((mcr & OUT1) != 0 ? RI : 0) | ((mcr & OUT2) != 0 ? DCD : 0);
        }
        int changed = (now ^ msr) & 0xf0;
        // Ring counts only when it ends.
        if ((now & RI) != 0) changed &= ~RI;
        msr = now | msr & 15 | changed >> 4;
    }

    // ---- ports -------------------------------------------------------------------------------------------------------

    @Override
    public int read(int port) {
        int v = peek(port);
        switch (port & 7) {
            case 0 -> {
                if ((lcr & DLAB) == 0) pop();
            }
            case 2 -> {
                if ((v & 15) == 2) transmitterInterrupt = false;
            }
            case 5 -> readErrors();
            case 6 -> msr &= 0xf0;
            default -> {}
        }
        drive();
        return v;
    }

    /** Reading the line status clears the errors, and those of the character they belong to. */
    private void readErrors() {
        errors = 0;
        if (!received.isEmpty()) received.addFirst(received.poll() & 0xff);
    }

    @Override
    public int peek(int port) {
        boolean dlab = (lcr & DLAB) != 0;
        return switch (port & 7) {
            case 0 -> dlab ? divisor & 0xff : received.isEmpty() ? 0 : received.peek() & 0xff;
            case 1 -> dlab ? divisor >> 8 : ier;
            case 2 -> cause() | (fifos() ? 0xc0 : 0);
            case 3 -> lcr;
            case 4 -> mcr;
            case 5 -> lineStatus();
            case 6 -> msr;
            default -> model == Model.UART_8250 ? 0xff : scratch;
        };
    }

    @Override
    public void write(int port, int value) {
        boolean dlab = (lcr & DLAB) != 0;
        switch (port & 7) {
            case 0 -> {
                if (dlab) divisor = divisor & 0xff00 | value;
                else send(value);
            }
            case 1 -> {
                if (dlab) divisor = divisor & 0xff | value << 8;
                else writeIer(value & 15);
            }
            case 2 -> writeFcr(value);
            case 3 -> writeLcr(value);
            case 4 -> writeMcr(value & 31);
            case 5, 6 -> {} // read-only; writing them is for factory tests
            default -> scratch = value;
        }
        drive();
    }

    private void writeIer(int value) {
        if ((value & ~ier & TX_IRQ) != 0 && toSend.isEmpty()) transmitterInterrupt = true;
        ier = value;
    }

    private void writeFcr(int value) {
        if (model != Model.UART_16550A) return;
        boolean toggled = ((value ^ fcr) & 1) != 0;
        if (toggled || (value & 3) == 3) {
            received.clear();
            errors = 0;
            timedOut = false;
            timeout.cancel();
        }
        if (toggled || (value & 5) == 5) {
            if (!toSend.isEmpty()) transmitterInterrupt = true;
            toSend.clear();
        }
        fcr = (value & 1) == 0 ? 0 : value & 0xc9;
        listen();
    }

    private void writeLcr(int value) {
        boolean toggled = ((value ^ lcr) & SET_BREAK) != 0;
        lcr = value;
        if (toggled) peer.breakSignal((value & SET_BREAK) != 0);
    }

    private void writeMcr(int value) {
        boolean toggled = ((value ^ mcr) & (DTR | RTS)) != 0;
        mcr = value;
        modemLines();
        if (toggled) peer.controlLines((value & DTR) != 0, (value & RTS) != 0);
        listen();
    }

    // ---- device ------------------------------------------------------------------------------------------------------

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        divisor = 12;
        ier = fcr = lcr = mcr = scratch = errors = 0;
        msr = inputs;
        transmitterInterrupt = timedOut = false;
        shifting = -1;
        received.clear();
        toSend.clear();
        sent.cancel();
        timeout.cancel();
        listen();
        drive();
    }

    @Override
    public DeviceView view() {
        var b = DeviceView.of("16550 serial port " + name.toUpperCase(java.util.Locale.ROOT));
        b.text("speed", 115_200 / Math.max(1, divisor), "baud, divisor " + divisor);
        b.text("format", (5 + (lcr & 3)) + ((lcr & 8) == 0 ? "N" : (lcr & 16) == 0 ? "O" : "E") + ((lcr & 4) == 0 ? "1" : "2"));
        b.hex8("IER", ier).hex8("IIR", peek(2)).hex8("FCR", fcr).hex8("LCR", lcr).hex8("MCR", mcr);
        b.hex8("LSR", lineStatus()).hex8("MSR", msr).hex8("SCR", scratch);
        b.text("received", received.size(), "in the receiver").text("on the line", line.size());
        b.text("to send", toSend.size(), shifting < 0 ? "transmitter idle" : String.format("sending %02x", shifting));
        return b.build();
    }

    @Override
    public void save(StateOut out) {
        out.putInts("registers", new int[] {divisor, ier, fcr, lcr, mcr, msr, scratch, errors, inputs, shifting});
        out.putBoolean("transmitterInterrupt", transmitterInterrupt);
        out.putBoolean("timedOut", timedOut);
        out.putInts("received", ints(received));
        out.putInts("toSend", ints(toSend));
        out.putInts("line", ints(line));
        sent.save(out);
        arrived.save(out);
        timeout.save(out);
    }

    private static int[] ints(ArrayDeque<Integer> queue) {
        return queue.stream().mapToInt(i -> i).toArray();
    }

    private static void restore(ArrayDeque<Integer> queue, StateIn in, String name, int max, int limit) {
        int[] v = in.getInts(name);
        if (v.length > max) throw new IllegalArgumentException("saved " + name + " has " + v.length + " characters");
        queue.clear();
        for (int i : v) {
            if (i < 0 || i > limit) throw new IllegalArgumentException("saved " + name + " has " + i);
            queue.add(i);
        }
    }

    @Override
    public void load(StateIn in) {
        int[] v = in.getInts("registers");
        if (v.length != 10) throw new IllegalArgumentException("saved registers: " + v.length + " values, not 10");
        int[] limits = {0xffff, 15, 0xc9, 255, 31, 255, 255, ERRORS, 0xf0, 255};
        for (int i = 0; i < 10; i++) {
            boolean idle = i == 9 && v[i] == -1;
            if (!idle && (v[i] & ~limits[i]) != 0) throw new IllegalArgumentException("saved register " + i + " is " + v[i]);
        }
        restore(received, in, "received", (v[2] & 1) != 0 ? FIFO : 1, 0x1fff);
        restore(toSend, in, "toSend", (v[2] & 1) != 0 ? FIFO : 1, 0xff);
        restore(line, in, "line", QUEUE, BREAK);
        divisor = v[0];
        ier = v[1];
        fcr = v[2];
        lcr = v[3];
        mcr = v[4];
        msr = v[5];
        scratch = v[6];
        errors = v[7];
        inputs = v[8];
        shifting = v[9];
        transmitterInterrupt = in.getBoolean("transmitterInterrupt");
        timedOut = in.getBoolean("timedOut");
        sent.load(in);
        arrived.load(in);
        timeout.load(in);
        drive();
    }
}
