package lucid86.machine.dev.vga;

import static org.junit.jupiter.api.Assertions.*;

import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;
import org.junit.jupiter.api.Test;

class VgaRegistersTest {
    private final VgaRig rig = new VgaRig();

    @Test
    void crtcWriteProtectKeepsRegisters0To7ButLineCompare() {
        rig.text();
        rig.indexed(0x3d4, 0x11, 0x8e);
        rig.indexed(0x3d4, 0, 0x11);
        rig.indexed(0x3d4, 7, 0x00);
        rig.indexed(0x3d4, 8, 0x05);
        assertEquals(0x5f, rig.indexed(0x3d4, 0));
        assertEquals(0x0f, rig.indexed(0x3d4, 7), "only bit 4 changed");
        assertEquals(0x05, rig.indexed(0x3d4, 8));
        rig.indexed(0x3d4, 0x11, 0x0e);
        rig.indexed(0x3d4, 0, 0x11);
        assertEquals(0x11, rig.indexed(0x3d4, 0));
    }

    @Test
    void attributeFlipFlopIsResetByStatusAndGuardsThePalette() {
        rig.text();
        rig.in(0x3da);
        rig.out(0x3c0, 0x01);
        rig.out(0x3c0, 0x2a);
        rig.out(0x3c0, 0x21); // index, palette shown
        assertEquals(0x2a, rig.in(0x3c1));
        rig.out(0x3c0, 0x15); // data, ignored while shown
        assertEquals(0x2a, rig.in(0x3c1));
        assertEquals(0x21, rig.in(0x3c0));
        rig.out(0x3c0, 0x01);
        assertEquals(0x80, rig.indexed(0x3d4, 0x24));
        rig.ports.peek(0x3da, 1);
        assertEquals(0x80, rig.indexed(0x3d4, 0x24), "peeking the status does not reset it");
        rig.in(0x3da);
        assertEquals(0x00, rig.indexed(0x3d4, 0x24));
    }

    @Test
    void crtcAndStatusPortsFollowTheMiscellaneousRegister() {
        rig.text();
        assertEquals(0x67, rig.in(0x3cc));
        assertEquals(0xff, rig.in(0x3b5));
        rig.out(0x3c2, 0x66);
        assertEquals(0xff, rig.in(0x3d5));
        assertEquals(0x5f, rig.indexed(0x3b4, 0));
    }

    @Test
    void videoSubsystemEnableSilencesEverythingElse() {
        rig.text();
        rig.write(0, 0, "A", 7);
        rig.out(0x3c3, 0);
        assertEquals(0xff, rig.in(0x3cc));
        assertEquals(0xff, rig.read(0xb8000));
        rig.out(0x3c2, 0);
        rig.out(0x3c3, 1);
        assertEquals(0x67, rig.in(0x3cc));
        assertEquals('A', rig.read(0xb8000));
    }

    @Test
    void dacCountsComponentsAndEntries() {
        rig.out(0x3c8, 0x10);
        for (int v : new int[] {1, 2, 0xff, 4, 5}) rig.out(0x3c9, v);
        assertEquals(0x11, rig.in(0x3c8));
        rig.out(0x3c7, 0x10);
        assertEquals(3, rig.in(0x3c7));
        assertEquals(1, rig.ports.peek(0x3c9, 1));
        assertEquals(1, rig.in(0x3c9));
        assertEquals(2, rig.in(0x3c9));
        assertEquals(0x3f, rig.in(0x3c9), "6 bits");
        assertEquals(0, rig.in(0x3c9), "an entry is written as a whole");
        rig.out(0x3c8, 0);
        assertEquals(0, rig.in(0x3c7));
        assertEquals(0xff, rig.in(0x3c6));
    }

    @Test
    void undefinedBitsAndRegistersReadAsZero() {
        rig.indexed(0x3c4, 2, 0xff);
        assertEquals(0x0f, rig.indexed(0x3c4, 2));
        rig.indexed(0x3ce, 9, 0xff);
        assertEquals(0, rig.indexed(0x3ce, 9));
        assertEquals(0, rig.indexed(0x3c4, 200));
    }

    @Test
    void statusFollowsTheBeam() {
        rig.text();
        // a new frame began with the last change of timing; 449 lines of 900 dots, 100 characters
        long line = rig.frameTime() / 449;
        long start = rig.now;
        assertEquals(0, rig.in(0x3da), "first line, displaying");
        rig.now = start + line * 85 / 100;
        assertEquals(1, rig.in(0x3da), "horizontal blanking");
        rig.now = start + line * 401;
        assertEquals(1, rig.in(0x3da), "below the picture");
        rig.now = start + line * 413;
        assertEquals(9, rig.in(0x3da), "vertical retrace");
        rig.now = start + line * 416;
        assertEquals(1, rig.in(0x3da), "after retrace");
        rig.now = start + rig.frameTime() * 3 + line * 5 / 2;
        assertEquals(0, rig.in(0x3da), "next frames alike");
    }

    @Test
    void retraceInterruptIsPendingUntilCleared() {
        rig.text();
        rig.indexed(0x3d4, 0x11, 0x1e);
        rig.pass(rig.frameTime());
        assertEquals(0x90, rig.in(0x3c2));
        rig.indexed(0x3d4, 0x11, 0x0e);
        assertEquals(0x10, rig.in(0x3c2));
        rig.indexed(0x3d4, 0x11, 0x3e);
        rig.pass(rig.frameTime());
        assertEquals(0x10, rig.in(0x3c2), "disabled by bit 5");
    }

    @Test
    void frameRateFollowsTheTiming() {
        rig.text();
        assertEquals(rig.frameTime(), rig.retraceInterval(), 1000, "70 Hz");
        rig.planar();
        assertEquals(800L * 525 * 1_000_000_000 / 25_175_000, rig.retraceInterval(), 1000, "60 Hz");
    }

    @Test
    void stateSurvivesSavingAndLoading() {
        rig.planar();
        rig.indexed(0x3ce, 3, 0x18);
        rig.poke(0xa0123, 0x5a);
        rig.read(0xa0123);
        rig.dispi(Dispi.XRES, 800);
        rig.dispi(Dispi.YRES, 600);
        rig.dispi(Dispi.BPP, 16);
        rig.dispi(Dispi.ENABLE, 0xe1);
        rig.dispi(Dispi.VIRT_WIDTH, 1024);
        rig.dispi(Dispi.Y_OFFSET, 77);
        rig.dispi(Dispi.BANK, 9);
        rig.poke(0xa0001, 0x77);
        rig.pass(5_000_000);
        rig.in(0x3da);
        rig.out(0x3c0, 0x21);
        rig.out(0x3c8, 3);
        rig.out(0x3c9, 3);
        var saved = new StateOut();
        rig.vga.save(saved);
        var other = new VgaRig();
        other.chained();
        other.poke(0xa0005, 1);
        other.now = rig.now;
        // Video memory is the machine's: it is restored before the chips are.
        System.arraycopy(rig.map.backing, 0, other.map.backing, 0, rig.map.backing.length);
        other.vga.load(new StateIn(saved.values()));
        var again = new StateOut();
        other.vga.save(again);
        assertEquals(VgaRig.values(saved), VgaRig.values(again));
        assertEquals(rig.vga.view(), other.vga.view());
        assertEquals(0x77, other.peek(0xa0001));
        assertEquals(rig.scheduler.next(), other.scheduler.next());
        int n = 800 * 600;
        assertArrayEquals(
                java.util.Arrays.copyOf(rig.frame().pixels(), n), java.util.Arrays.copyOf(other.frame().pixels(), n));
    }

    @Test
    void viewShowsRegistersByName() {
        rig.text();
        var groups = rig.vga.view().groups();
        assertEquals(
                java.util.List.of("mode", "sequencer", "CRTC", "graphics controller", "attribute controller", "DAC", "VBE"),
                groups.stream().map(g -> g.name()).toList());
        var max = groups.get(2).registers().stream().filter(r -> r.name().equals("09 maximum scan line")).findFirst().orElseThrow();
        assertEquals("4f", max.value());
    }
}
