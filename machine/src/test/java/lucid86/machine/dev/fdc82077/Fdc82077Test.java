package lucid86.machine.dev.fdc82077;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import lucid86.machine.disk.FloppyFormat;
import lucid86.machine.disk.MemoryImage;
import lucid86.machine.io.DmaChannel;
import lucid86.machine.io.PortSpace;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import lucid86.machine.time.Scheduler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Fdc82077Test {
    /** A DMA channel with its own memory: as much of it as is programmed. */
    private static final class Channel implements DmaChannel {
        byte[] memory = new byte[0];
        int at;
        boolean masked = true, done;

        void program(byte[] m) {
            memory = m;
            at = 0;
            masked = done = false;
        }

        @Override
        public boolean ready() {
            return !masked;
        }

        private int move(int count) {
            int n = Math.min(count, memory.length - at);
            at += n;
            done = at == memory.length;
            masked |= done;
            return n;
        }

        @Override
        public int deviceToMemory(byte[] data, int from, int count) {
            System.arraycopy(data, from, memory, at, Math.min(count, memory.length - at));
            return move(count);
        }

        @Override
        public int memoryToDevice(byte[] data, int from, int count) {
            System.arraycopy(memory, at, data, from, Math.min(count, memory.length - at));
            return move(count);
        }

        @Override
        public boolean terminalCount() {
            return done;
        }
    }

    private final List<String> log = new ArrayList<>();
    private final Scheduler scheduler = new Scheduler();
    private final Channel dma = new Channel();
    private final PortSpace ports = new PortSpace(log::add);
    private final FloppyDrive a = new FloppyDrive(FloppyDrive.Type.D1440), b = new FloppyDrive(FloppyDrive.Type.D1440);
    private final Fdc82077 fdc = new Fdc82077(scheduler, this::line, dma, List.of(a, b), log::add);
    private final MemoryImage disk = image(FloppyFormat.D1440);
    private boolean irq;
    private int edges;
    private long now;

    private void line(boolean level) {
        if (level && !irq) edges++;
        irq = level;
    }

    private static MemoryImage image(FloppyFormat f) {
        var bytes = new byte[(int) f.bytes()];
        new Random(f.ordinal()).nextBytes(bytes);
        return new MemoryImage(f.words(), bytes, false);
    }

    private byte[] content(MemoryImage m, int from, int count) {
        var d = new byte[count * 512];
        m.read(from * 512L, d, 0, d.length);
        return d;
    }

    @BeforeEach
    void start() {
        scheduler.connect(() -> now, () -> {});
        ports.claim(0x3f0, 6, fdc);
        ports.claim(0x3f7, 1, fdc);
        a.insert(disk);
        out(2, 0x1c);
        assertEquals(0, in(4), "not ready right after reset");
        settle();
        assertTrue(irq);
        for (int i = 0; i < 4; i++) assertEquals(i == 0 ? "c000" : "c" + i + "00", command("08"));
        assertFalse(irq);
        assertEquals("80", command("08"), "nothing more to sense");
        out(7, 0);
        command("03 df 02");
        command("07 00");
        settle();
        assertEquals("2000", command("08"));
    }

    private int in(int offset) {
        return ports.in(0x3f0 + offset, 1);
    }

    private void out(int offset, int value) {
        ports.out(0x3f0 + offset, 1, value);
    }

    private void settle() {
        for (int i = 0; i < 10_000 && scheduler.next() != Long.MAX_VALUE; i++) {
            now = scheduler.next();
            scheduler.runDue();
        }
        assertEquals(Long.MAX_VALUE, scheduler.next());
    }

    private void send(String bytes) {
        for (byte x : HexFormat.ofDelimiter(" ").parseHex(bytes)) {
            assertEquals(0x80, in(4) & 0xc0, "ready for a command byte");
            out(5, x & 0xff);
        }
    }

    private String result() {
        var s = new StringBuilder();
        while ((in(4) & 0xd0) == 0xd0) {
            assertEquals(fdc.peek(0x3f5, 1), fdc.peek(0x3f5, 1));
            s.append(String.format("%02x", in(5)));
        }
        return s.toString();
    }

    private String command(String bytes) {
        send(bytes);
        return result();
    }

    /** Runs a command to its end; checks that it interrupts and that reading the result takes the interrupt away. */
    private String run(String bytes) {
        int before = edges;
        send(bytes);
        assertEquals(0x10, in(4) & 0xd0, "busy");
        settle();
        assertEquals(before + 1, edges);
        String r = result();
        assertFalse(irq);
        return r;
    }

    private String read(String bytes, int count) {
        dma.program(new byte[count]);
        return run(bytes);
    }

    @Test
    void readsBySectorsUpToTerminalCount() {
        assertEquals("00000000000402", read("46 00 00 00 01 02 12 1b ff", 3 * 512));
        assertArrayEquals(content(disk, 0, 3), dma.memory);
        assertEquals("00000001000102", read("46 00 00 00 12 02 12 1b ff", 512), "after the last sector comes the next cylinder");
        assertEquals("04000001010102", read("46 04 00 01 12 02 12 1b ff", 512));
        assertArrayEquals(content(disk, 35, 1), dma.memory);
    }

    @Test
    void multiTrackGoesOnToTheOtherHead() {
        assertEquals("04000000010202", read("c6 00 00 00 12 02 12 1b ff", 1024));
        assertArrayEquals(content(disk, 17, 2), dma.memory);
        assertEquals("04000001000102", read("c6 00 00 00 01 02 12 1b ff", 36 * 512));
        assertArrayEquals(content(disk, 0, 36), dma.memory);
        assertEquals("00000000010102", read("c6 00 00 00 12 02 12 1b ff", 512));
    }

    @Test
    void endOfTrackWithoutTerminalCountIsAbnormal() {
        assertEquals("40800001000102", read("46 00 00 00 11 02 12 1b ff", 4096));
        assertEquals(1024, dma.at);
    }

    @Test
    void seeksStepAndSense() {
        send("0f 00 05");
        assertEquals(0x81, in(4), "drive A seeks, commands are taken");
        assertFalse(irq);
        settle();
        assertTrue(irq);
        assertEquals(0x80, in(4));
        assertEquals("2005", command("08"));
        assertFalse(irq);
        assertEquals("00000005000202", read("46 00 05 00 01 02 12 1b ff", 512));
        assertArrayEquals(content(disk, 5 * 36, 1), dma.memory);
        command("13 00 20 00");
        assertEquals("40041000000102", read("46 00 00 00 01 02 12 1b ff", 512), "the head is not there: wrong cylinder");
        assertEquals("28", command("04 00"));
        send("07 00");
        settle();
        assertEquals("2000", command("08"));
        assertEquals("38", command("04 00"), "track 0");
        command("8f 00 02");
        send("cf 00 03");
        settle();
        command("08");
        assertEquals(3, a.track());
        send("07 02");
        settle();
        assertEquals("7200", command("08"), "a missing drive has no track 0");
    }

    @Test
    void parallelSeeksInterruptOneAfterTheOther() {
        send("0f 00 05");
        send("0f 01 09");
        assertEquals(0x83, in(4));
        int before = edges;
        settle();
        assertEquals("2005", command("08"));
        assertTrue(irq, "the other one is still waiting");
        assertEquals("2109", command("08"));
        assertFalse(irq);
        assertEquals(before + 2, edges);
    }

    @Test
    void impliedSeekIsConfigured() {
        command("13 00 57 00");
        assertEquals("20000007000202", read("46 00 07 00 01 02 12 1b ff", 512));
        assertArrayEquals(content(disk, 7 * 36, 1), dma.memory);
    }

    @Test
    void readsForFirmwareThatSetsNoRateAndNeverSeeks() {
        fdc.reset();
        out(2, 0x1c);
        settle();
        for (int i = 0; i < 4; i++) command("08");
        assertEquals("20000005000202", read("46 00 05 00 01 02 12 1b ff", 512), "no rate set, no seek");
        assertArrayEquals(content(disk, 5 * 36, 1), dma.memory);
    }

    @Test
    void writesAndProtects() {
        var data = new byte[700];
        new Random(3).nextBytes(data);
        dma.program(data);
        assertEquals("00000000000802", run("45 00 00 00 06 02 12 1b ff"));
        byte[] got = content(disk, 5, 2);
        assertArrayEquals(Arrays.copyOf(data, 1024), got, "the rest of the second sector is zeros");
        a.insert(new MemoryImage("protected", new byte[1440 * 1024], true));
        assertEquals("78", command("04 00"));
        dma.program(data);
        assertEquals("40020000000602", run("45 00 00 00 06 02 12 1b ff"));
    }

    @Test
    void deletedDataMarks() {
        dma.program(new byte[512]);
        assertEquals("00000000000302", run("49 00 00 00 02 02 12 1b ff"));
        assertEquals("00004000000302", read("46 00 00 00 01 02 12 1b ff", 2048), "stops after a deleted sector");
        assertEquals(1024, dma.at);
        assertEquals("00004000000402", read("66 00 00 00 01 02 12 1b ff", 1024), "or skips it");
        assertArrayEquals(content(disk, 2, 1), Arrays.copyOfRange(dma.memory, 512, 1024));
        assertEquals("00000000000302", read("4c 00 00 00 02 02 12 1b ff", 512));
        assertEquals("00004000000402", read("4c 00 00 00 03 02 12 1b ff", 512));
    }

    @Test
    void formatsATrack() {
        var ids = new byte[18 * 4];
        for (int i = 0; i < 18; i++) {
            ids[i * 4 + 1] = 1;
            ids[i * 4 + 2] = (byte) (i + 1);
            ids[i * 4 + 3] = 2;
        }
        dma.program(ids);
        assertEquals("0400", run("4d 04 02 12 54 f6").substring(0, 4));
        var want = new byte[18 * 512];
        Arrays.fill(want, (byte) 0xf6);
        assertArrayEquals(want, content(disk, 18, 18));
        assertEquals(List.of(), log);
    }

    @Test
    void readTrackStartsAtTheIndex() {
        assertEquals("00040000000802", read("42 00 00 00 05 02 12 1b ff", 3 * 512));
        assertArrayEquals(content(disk, 0, 3), dma.memory);
    }

    @Test
    void verifyAndScan() {
        assertEquals("00000001000102", run("56 00 00 00 01 02 12 1b ff"));
        assertEquals("00000000000402", run("56 80 00 00 01 02 12 1b 03"));
        dma.program(content(disk, 4, 1));
        assertEquals("00000800000502", run("51 00 00 00 05 02 05 1b 01"), "the address of the sector that matched");
        dma.program(content(disk, 4, 1));
        dma.memory[100] ^= 1;
        String r = run("51 00 00 00 05 02 05 1b 01");
        assertEquals("000004", r.substring(0, 6), "not satisfied");
        dma.program(content(disk, 4, 1));
        dma.memory[100] = -1;
        assertEquals("000008", run("51 00 00 00 05 02 05 1b 01").substring(0, 6), "FFh matches anything");
    }

    @Test
    void readIdFollowsTheRotation() {
        String first = run("4a 00");
        assertTrue(first.startsWith("0000000000"), first);
        now += 100_000_000;
        String second = run("4a 00");
        assertEquals(9, (Integer.parseInt(second.substring(10, 12), 16) - Integer.parseInt(first.substring(10, 12), 16) + 18) % 18);
        out(7, 2);
        assertEquals("4001", run("4a 00").substring(0, 4), "nothing can be read at the wrong rate");
    }

    @Test
    void withoutDmaTheHostMovesTheBytes() {
        command("03 df 03");
        send("46 00 00 00 12 02 12 1b ff");
        assertEquals(0x30, in(4));
        settle();
        assertTrue(irq);
        var got = new byte[512];
        for (int i = 0; i < 512; i++) {
            assertEquals(0xf0, in(4));
            got[i] = (byte) in(5);
        }
        assertFalse(irq);
        settle();
        assertArrayEquals(content(disk, 17, 1), got);
        assertEquals("40800001000102", result(), "only the end of the track ends it");
        send("45 00 00 00 12 02 12 1b ff");
        settle();
        for (int i = 0; i < 512; i++) {
            assertEquals(0xb0, in(4));
            out(5, i);
        }
        settle();
        assertEquals("40800001000102", result());
        assertEquals(7, content(disk, 17, 1)[7]);
    }

    @Test
    void waitsForMotorAndDisk() {
        out(2, 0x0c);
        dma.program(new byte[512]);
        send("46 00 00 00 01 02 12 1b ff");
        settle();
        assertFalse(irq, "the motor is off");
        out(2, 0x1c);
        settle();
        assertTrue(irq);
        result();
        a.eject();
        dma.program(new byte[512]);
        send("46 00 00 00 01 02 12 1b ff");
        settle();
        assertFalse(irq, "no disk");
        a.insert(disk);
        settle();
        assertTrue(irq);
        assertEquals("00000000000202", result());
    }

    @Test
    void unansweredDmaIsAnOverrun() {
        dma.masked = true;
        assertEquals("4010", run("46 00 00 00 01 02 12 1b ff").substring(0, 4));
        dma.program(new byte[512]);
        dma.masked = true;
        send("46 00 00 00 01 02 12 1b ff");
        for (int i = 0; i < 3; i++) {
            now = scheduler.next();
            scheduler.runDue();
        }
        dma.masked = false;
        settle();
        assertEquals("00000000000202", result(), "unmasked within a revolution");
    }

    @Test
    void diskChangeLine() {
        assertEquals(0x80, in(7) & 0x80, "set since power-on; the head has not stepped");
        send("0f 00 01");
        settle();
        command("08");
        assertEquals(0, in(7) & 0x80);
        a.eject();
        assertEquals(0x80, in(7) & 0x80);
        send("0f 00 02");
        settle();
        command("08");
        assertEquals(0x80, in(7) & 0x80, "stepping without a disk does not clear it");
        a.insert(disk);
        assertEquals(0x80, in(7) & 0x80);
        out(2, 0x0c);
        assertEquals(0, in(7) & 0x80, "the drive is not selected with its motor off");
        out(2, 0x1c);
        send("07 00");
        settle();
        command("08");
        assertEquals(0, in(7) & 0x80);
    }

    @Test
    void registersAndLock() {
        assertEquals("90", command("10"));
        assertEquals("80", command("1f"));
        command("13 00 5a 07");
        assertEquals("10", command("94"));
        command("12 83");
        assertEquals("00000000df0200" + "835a07", command("0e"));
        out(4, 0x80);
        settle();
        command("08");
        assertEquals("00000000df0200" + "805a07", command("0e"), "locked over a software reset");
        assertEquals("00", command("14"));
        out(2, 0x18);
        out(2, 0x1c);
        settle();
        assertEquals("00000000df0200" + "006000", command("0e"));
    }

    @Test
    void interruptNeedsTheGate() {
        out(2, 0x14);
        send("0f 00 01");
        settle();
        assertFalse(irq);
        out(2, 0x1c);
        assertTrue(irq);
    }

    @Test
    void everyFormatReadsItsLastSector() {
        for (FloppyFormat f : FloppyFormat.values()) {
            MemoryImage m = image(f);
            a.insert(m);
            out(7, switch (f.rate()) {
                case KBPS_250 -> 2;
                case KBPS_500 -> 0;
                case KBPS_1000 -> 3;
            });
            send(String.format("0f 00 %02x", f.cylinders() - 1));
            settle();
            command("08");
            int head = f.heads() - 1, last = f.sectors();
            String r = read(String.format("46 %02x %02x %02x %02x 02 %02x 1b ff", head << 2, f.cylinders() - 1, head, last, last), 512);
            assertTrue(r.substring(2).startsWith("0000"), f + " " + r);
            assertArrayEquals(content(m, (int) (f.bytes() / 512 - 1), 1), dma.memory, f.toString());
        }
    }

    @Test
    void stateRoundTrips() {
        command("03 df 03");
        send("46 00 00 00 12 02 12 1b ff");
        settle();
        for (int i = 0; i < 100; i++) in(5);
        assertEquals(0xf0, in(4), "still in the execution phase");
        var o = new StateOut();
        fdc.save(o);
        var a2 = new FloppyDrive(FloppyDrive.Type.D1440);
        a2.insert(disk);
        var other = new Fdc82077(scheduler, _ -> {}, dma, List.of(a2, new FloppyDrive(FloppyDrive.Type.D1440)), log::add);
        other.load(new StateIn(o.values()));
        assertEquals(fdc.view(), other.view());
        for (int i = 100; i < 512; i++) assertEquals(in(5), other.in(0x3f5, 1));
    }

    @Test
    void survivesAnyBytes() {
        long seed = Long.getLong("seed", 4711);
        var random = new Random(seed);
        int[] opcodes = {0x46, 0xc6, 0x45, 0xc5, 0x4d, 0x4a, 0x0f, 0x07, 0x08, 0x13, 0x51, 0x5d, 0x59, 0x56, 0x42, 0x4c, 0x49, 0x03, 0x0e,
            0x66};
        try {
            for (int i = 0; i < 200_000; i++) {
                switch (random.nextInt(12)) {
                    case 0 -> out(random.nextInt(8) == 6 ? 5 : random.nextInt(2) == 0 ? 7 : 4, random.nextInt(256) & 0x7f);
                    case 1 -> out(2, random.nextInt(20) == 0 ? random.nextInt(256) : 0x3c | random.nextInt(2));
                    case 2 -> in(random.nextInt(8) == 6 ? 0 : 5);
                    case 3, 4 -> {
                        now += random.nextInt(1_000_000);
                        scheduler.runDue();
                    }
                    case 5 -> dma.program(new byte[random.nextInt(3000)]);
                    case 6 -> {
                        if (random.nextInt(50) == 0) a.insert(image(FloppyFormat.values()[random.nextInt(10)]));
                        else if (random.nextInt(50) == 0) a.eject();
                    }
                    case 7 -> out(5, opcodes[random.nextInt(opcodes.length)]);
                    default -> out(5, random.nextInt(20));
                }
            }
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
