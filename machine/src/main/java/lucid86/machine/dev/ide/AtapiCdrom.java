package lucid86.machine.dev.ide;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import lucid86.machine.dev.DeviceView;
import lucid86.machine.disk.BlockImage;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;

/**
 * An ATAPI CD-ROM drive: the packet protocol of ATA/ATAPI-6, 9.8 (PIO and DMA); {@link CdCommands} has the commands.
 *
 * <p>Modelled: byte count limit, interrupt reason, sense in the error register, media change at run time. Not modelled:
 * overlapped commands, audio.
 */
public final class AtapiCdrom extends IdeDrive {
    /** Interrupt reason register: command or data, and its direction. */
    private static final int COMMAND = 1, TO_HOST = 2;
    private static final int PACKET_SIZE = 12, MAX_BLOCK = 0xfffe;

    /** What the buffer is for. */
    private enum Work { NONE, IDENTIFY, PACKET, REPLY, SECTORS, PARAMETERS }

    private final Consumer<String> log;
    private final Set<Integer> logged = new HashSet<>();
    private final CdCommands commands;
    private Work work = Work.NONE;
    private boolean dma;
    private int dmaMode = 0x22;
    private final byte[] packet = new byte[PACKET_SIZE];
    /** Bytes of the buffer that hold data for the host, and how many of them have been offered. */
    private int loaded, offered;
    private long block, blocksLeft;
    private CdSector layout = CdSector.DATA;
    /** Most bytes of one PIO block, from the byte count register when the command came. */
    private int byteLimit = MAX_BLOCK;
    private int wanted;

    AtapiCdrom(String name, Scheduler scheduler, int unit, Consumer<String> log) {
        super(name, scheduler, unit);
        this.log = log;
        commands = new CdCommands(name, log);
    }

    // ---- the host's hands -------------------------------------------------------------------------------------------

    /**
     * Puts a disc in and closes the tray; a locked tray does not stop this.
     *
     * @return the disc that was there, for the caller to close
     */
    public Optional<BlockImage> insert(BlockImage image) {
        return commands.insert(image);
    }

    /** Takes the disc out, locked or not (the pin hole); returns it for the caller to close. */
    public Optional<BlockImage> eject() {
        return commands.remove();
    }

    /** Presses the eject button: the guest is asked when it has locked the tray. Returns the disc when it came out. */
    public Optional<BlockImage> pressEject() {
        if (!commands.locked()) return commands.remove();
        commands.requestEject();
        return Optional.empty();
    }

    /** The disc in the drive, also while the tray is open. */
    public Optional<BlockImage> disc() {
        return commands.disc();
    }

    public boolean trayOpen() {
        return commands.trayOpen();
    }

    public boolean locked() {
        return commands.locked();
    }

    // ---- IdeDrive ---------------------------------------------------------------------------------------------------

    @Override
    boolean packet() {
        return true;
    }

    @Override
    int idleStatus() {
        return READY | SEEK_COMPLETE;
    }

    @Override
    void resetSettings(boolean hard) {
        work = Work.NONE;
        if (!hard) return;
        dmaMode = 0x22;
        commands.reset();
    }

    @Override
    void execute() {
        work = Work.NONE;
        switch (regs.command) {
            case 0xa0 -> {
                if ((regs.feature & 2) != 0) { // overlapped
                    fail(TaskFile.ERROR_ABORT);
                    return;
                }
                dma = (regs.feature & 1) != 0;
                byteLimit = byteLimit(regs.high << 8 | regs.mid);
                work = Work.PACKET;
                regs.count = COMMAND;
                ask(PACKET_SIZE, false);
            }
            case 0xa1 -> identify();
            case 0x20, 0xec -> { // the signature tells the host what kind of drive this is
                regs.sign(true);
                fail(TaskFile.ERROR_ABORT);
            }
            case 0xef -> setFeatures();
            case 0xe0, 0xe1, 0xe2, 0xe3, 0xe6, 0x94, 0x95, 0x96, 0x97, 0x99, 0xe7 -> succeed();
            case 0xe5, 0x98 -> {
                regs.count = 0xff;
                succeed();
            }
            case 0x00 -> fail(TaskFile.ERROR_ABORT);
            default -> {
                if (logged.add(regs.command))
                    log.accept(String.format("unimplemented: %s: ATA command %02xh, aborted", name(), regs.command));
                fail(TaskFile.ERROR_ABORT);
            }
        }
    }

    private void setFeatures() {
        int mode = regs.count;
        boolean known = switch (regs.feature) {
            case 0x03 -> mode <= 1 || mode >= 0x08 && mode <= 0x0c || mode >= 0x20 && mode <= 0x22 || mode >= 0x40 && mode <= 0x42;
            case 0x66, 0xcc, 0x5d, 0xdd -> true;
            default -> false;
        };
        if (known && regs.feature == 0x03 && mode >= 0x20) dmaMode = mode;
        if (known) succeed();
        else fail(TaskFile.ERROR_ABORT);
    }

    private void identify() {
        new Identify(buffer)
                .word(0, 0x85c0) // packet drive, CD-ROM, removable, DRQ within 50 us, 12-byte packets
                .text(10, 10, "LU8600001" + unit)
                .word(20, 3).word(21, 128)
                .text(23, 4, "1.0")
                .text(27, 20, "LUCID86 CD-ROM DRIVE")
                .word(48, 1)
                .word(49, 0x0f00)
                .word(51, 0x0200).word(52, 0x0200)
                .word(53, 6)
                .word(63, 0x0007 | (dmaMode >> 3 == 4 ? 0x100 << (dmaMode & 7) : 0)).word(64, 3)
                .word(65, 120).word(66, 120).word(67, 120).word(68, 120)
                .word(71, 30).word(72, 30)
                .word(80, 0x007e)
                .word(82, 0x4218).word(83, 0x4000).word(84, 0x4000)
                .word(85, 0x4218).word(87, 0x4000)
                .word(88, 0x0007 | (dmaMode >> 3 == 8 ? 0x100 << (dmaMode & 7) : 0))
                .word(93, unit == 0 ? 0x604b : 0x6b00)
                .seal();
        work = Work.IDENTIFY;
        offer(512);
    }

    // ---- packets ----------------------------------------------------------------------------------------------------

    @Override
    void store() {
        if (work == Work.PACKET) {
            System.arraycopy(buffer, 0, packet, 0, PACKET_SIZE);
            run();
        } else parametersArrived();
    }

    private void run() {
        switch (commands.execute(packet)) {
            case PacketReply.Done _ -> complete();
            case PacketReply.Failed(Sense s) -> failed(s);
            case PacketReply.Bytes(byte[] data) -> {
                work = Work.REPLY;
                blocksLeft = 0;
                System.arraycopy(data, 0, buffer, 0, data.length);
                loaded = data.length;
                offered = 0;
                send();
            }
            case PacketReply.Sectors(long first, long count, CdSector parts) -> {
                work = Work.SECTORS;
                block = first;
                blocksLeft = count;
                layout = parts;
                loaded = offered = 0;
                loadLater((int) Math.min(count * parts.size(), BUFFER));
            }
            case PacketReply.Wanted(int count) -> {
                work = Work.PARAMETERS;
                wanted = count;
                if (dma) dmaBlock(false, wanted);
                else {
                    regs.count = 0;
                    putByteCount(wanted);
                    ask(wanted, true);
                }
            }
        }
    }

    @Override
    void load() {
        if (offered < loaded) send();
        else if (blocksLeft > 0) fill();
        else complete();
    }

    private void fill() {
        if (commands.disc().isEmpty() || commands.trayOpen()) { // taken out under way
            stop(Sense.NO_MEDIUM);
            return;
        }
        BlockImage disc = commands.disc().get();
        loaded = offered = 0;
        try {
            while (blocksLeft > 0 && loaded + layout.size() <= BUFFER) {
                layout.read(disc, block, buffer, loaded);
                block++;
                blocksLeft--;
                loaded += layout.size();
            }
        } catch (IOException | IndexOutOfBoundsException e) { // the second when a shorter disc was put in under way
            log.accept(name() + ": reading block " + block + " failed: " + e.getMessage());
            stop(Sense.READ_ERROR);
            return;
        }
        send();
    }

    private void stop(Sense why) {
        commands.failed(why);
        failed(why);
    }

    /** Gives the host the next part of the buffer. */
    private void send() {
        if (dma) {
            offered = loaded;
            dmaBlock(true, loaded);
            return;
        }
        int n = Math.min(loaded - offered, byteLimit);
        regs.count = TO_HOST;
        putByteCount(n);
        if (offered == 0) offer(n);
        else offerMore(offered + n);
        offered += n;
    }

    /** What a byte count limit means: all but the last block have an even size; FFFFh and 0 stand for the largest (ATA/ATAPI-6, 8.23.7). */
    private static int byteLimit(int written) {
        return written == 0 || written == 0xffff ? MAX_BLOCK : Math.max(2, written & ~1);
    }

    private void putByteCount(int n) {
        regs.mid = n & 0xff;
        regs.high = n >> 8 & 0xff;
    }

    @Override
    void blockRead() {
        if (work == Work.IDENTIFY) {
            work = Work.NONE;
            end(idleStatus(), false);
        } else loadLater(offered < loaded ? 0 : (int) Math.min(blocksLeft * layout.size(), BUFFER));
    }

    @Override
    void dmaRead() {
        load();
    }

    @Override
    void dmaWritten() {
        parametersArrived();
    }

    private void parametersArrived() {
        if (commands.accept(packet, Arrays.copyOf(buffer, wanted), wanted) instanceof PacketReply.Failed(Sense s)) failed(s);
        else complete();
    }

    private void complete() {
        work = Work.NONE;
        regs.count = COMMAND | TO_HOST;
        succeed();
    }

    private void failed(Sense s) {
        work = Work.NONE;
        regs.count = COMMAND | TO_HOST;
        fail(s.key() << 4 | TaskFile.ERROR_ABORT);
    }

    // ---- Device -----------------------------------------------------------------------------------------------------

    @Override
    public DeviceView view() {
        var view = viewRegisters("ATAPI CD-ROM drive");
        viewSettings(view);
        return view.build();
    }

    @Override
    void viewSettings(DeviceView.Builder view) {
        commands.view(view);
        view.group("Command")
                .text("packet", HexFormat.ofDelimiter(" ").formatHex(packet))
                .text("work", work)
                .flag("DMA", dma)
                .text("byte limit", byteLimit)
                .text("block", block)
                .text("blocks left", blocksLeft);
    }

    @Override
    void saveSettings(StateOut o) {
        commands.save(o);
        o.putString("work", work.name());
        o.putBytes("packet", packet);
        o.putLongs("sectors", new long[] {block, blocksLeft});
        o.putInts("settings", new int[] {dma ? 1 : 0, dmaMode, loaded, offered, wanted, byteLimit,
            layout.sync() ? 1 : 0, layout.header() ? 1 : 0, layout.user() ? 1 : 0, layout.correction() ? 1 : 0});
    }

    @Override
    void loadSettings(StateIn in) {
        int[] s = in.getInts("settings");
        long[] b = in.getLongs("sectors");
        boolean sane = s.length == 10 && b.length == 2 && s[3] >= 0 && s[3] <= s[2] && s[2] <= BUFFER && s[4] >= 0 && s[4] < BUFFER
                && s[5] >= 2 && s[5] <= MAX_BLOCK && (s[5] & 1) == 0 && b[0] >= 0 && b[0] <= 1L << 32 && b[1] >= 0 && b[1] <= 1L << 32;
        if (!sane) throw new IllegalArgumentException("saved state of " + name() + " is out of range");
        commands.load(in);
        work = Work.valueOf(in.getString("work"));
        in.getBytes("packet", packet);
        block = b[0];
        blocksLeft = b[1];
        dma = s[0] != 0;
        dmaMode = s[1];
        loaded = s[2];
        offered = s[3];
        wanted = s[4];
        byteLimit = s[5];
        layout = new CdSector(s[6] != 0, s[7] != 0, s[8] != 0, s[9] != 0);
        if (blocksLeft > 0 && layout.size() == 0) throw new IllegalArgumentException("saved state of " + name() + " reads nothing");
    }
}
