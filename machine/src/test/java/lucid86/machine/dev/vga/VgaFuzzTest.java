package lucid86.machine.dev.vga;

import static org.junit.jupiter.api.Assertions.*;

import java.util.Random;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import org.junit.jupiter.api.Test;

/** Any register in any state: no exception, no picture without bound, and states that save and load. */
class VgaFuzzTest {
    private static final int[] PORTS = {
        0x3c0, 0x3c2, 0x3c4, 0x3c5, 0x3c6, 0x3c7, 0x3c8, 0x3c9,
        0x3ce, 0x3cf, 0x3d4, 0x3d5, 0x3da, 0x3b4, 0x3b5, 0x3ba
    };

    @Test
    void anyRegisterWritesAndAccesses() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("VgaFuzzTest -Dseed=" + seed);
        var random = new Random(seed);
        var rig = new VgaRig();
        new CpuState(rig.map);
        for (int round = 0; round < 300; round++) {
            switch (random.nextInt(8)) {
                case 0 -> rig.text();
                case 1 -> rig.planar();
                case 2 -> rig.modeX();
                case 3 -> rig.cga();
                case 4 -> vbe(rig, random);
                default -> {}
            }
            int writes = random.nextInt(60);
            for (int i = 0; i < writes; i++) oneWrite(rig, random);
            if (random.nextInt(4) != 0) rig.show();
            if (random.nextInt(4) != 0) rig.indexed(0x3c4, 0, 3);
            for (int i = 0; i < 50; i++) access(rig, random);
            rig.pass(random.nextInt(30_000_000));
            var f = rig.frame();
            assertTrue(f.width() > 0 && f.height() > 0 && f.width() <= 256 * 9 * 2 && f.height() <= 2050, f.width() + "x" + f.height());
            assertTrue(f.pixels().length >= f.width() * f.height());
            rig.vga.textScreen();
            rig.vga.view();
            if (round % 20 == 0) roundTrip(rig);
        }
    }

    private static void oneWrite(VgaRig rig, Random random) {
        int port = PORTS[random.nextInt(PORTS.length)];
        int size = 1 << random.nextInt(2);
        int value = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(32) | random.nextInt(256) << 8;
        rig.ports.out(port, size, value);
        if (random.nextInt(8) == 0) rig.ports.in(PORTS[random.nextInt(PORTS.length)], size);
        if (random.nextInt(16) == 0) rig.dispi(random.nextInt(12), random.nextBoolean() ? random.nextInt(0x10000) : random.nextInt(256));
        if (random.nextInt(50) == 0) rig.dispi(Dispi.ENABLE, 0);
    }

    private static void vbe(VgaRig rig, Random random) {
        rig.dispi(Dispi.ENABLE, 0);
        rig.dispi(Dispi.XRES, random.nextInt(3000));
        rig.dispi(Dispi.YRES, random.nextInt(2000));
        rig.dispi(Dispi.BPP, new int[] {4, 8, 15, 16, 24, 32, 0, 7}[random.nextInt(8)]);
        rig.dispi(Dispi.ENABLE, 1 | random.nextInt(256));
        for (int i = 0; i < 4; i++) rig.dispi(5 + random.nextInt(5), random.nextInt(0x10000));
    }

    private static void access(VgaRig rig, Random random) {
        int size = 1 << random.nextInt(3);
        int address = 0xa0000 + (random.nextInt(0x20000) & -size);
        if (random.nextBoolean()) rig.map.write(address, size, random.nextInt());
        else assertEquals(rig.map.peek(address, size), rig.map.read(address, size), "reads are what peek foretold");
    }

    private static void roundTrip(VgaRig rig) {
        var saved = new StateOut();
        rig.vga.save(saved);
        var other = new VgaRig();
        other.now = rig.now;
        other.vga.load(new StateIn(saved.values()));
        var again = new StateOut();
        other.vga.save(again);
        assertEquals(VgaRig.values(saved), VgaRig.values(again));
    }
}
