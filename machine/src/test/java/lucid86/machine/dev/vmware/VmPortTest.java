package lucid86.machine.dev.vmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.dev.SavedState;
import org.junit.jupiter.api.Test;

class VmPortTest {
    private static final int MAGIC = 0x564d5868;
    private final int[] r = new int[16];
    private final List<String> log = new ArrayList<>();
    private int nudges;
    private final VmPort port = new VmPort(r, () -> nudges++, log::add);

    private int call(int command, int argument) {
        r[CpuState.EAX] = MAGIC;
        r[CpuState.EBX] = argument;
        r[CpuState.ECX] = command;
        r[CpuState.EDX] = VmPort.PORT;
        return port.in(VmPort.PORT, 4);
    }

    private void enable() {
        call(41, 0x45414552);
        assertEquals(1, call(40, 0));
        assertEquals(0x3442554a, call(39, 1));
        call(41, 0x53424152);
    }

    @Test
    void isDetected() {
        assertEquals(6, call(10, ~MAGIC));
        assertEquals(MAGIC, r[CpuState.EBX]);
        r[CpuState.EAX] = 0;
        assertEquals(-1, port.in(VmPort.PORT, 4), "no call");
        assertEquals(0xff, port.in(VmPort.PORT, 1));
        assertEquals(-1, call(1, 0));
        assertEquals(-1, call(1, 0));
        assertEquals(List.of("unimplemented: VMware port command 1"), log);
    }

    @Test
    void tellsWhereThePointerIs() {
        port.point(1, 2, 0, 0);
        assertEquals(0xffff0000, call(40, 0), "not enabled");
        enable();
        assertTrue(port.wantsPointer());
        assertEquals(0, call(40, 0));
        port.point(0x1234, 0x8000, -1, 5);
        port.point(-5, 70000, 0, 2);
        assertEquals(2, nudges);
        assertEquals(8, call(40, 0));
        assertEquals(0x28, call(39, 4));
        assertEquals(List.of(0x1234, 0x8000, -1), List.of(r[CpuState.EBX], r[CpuState.ECX], r[CpuState.EDX]));
        assertEquals(0x10, call(39, 4));
        assertEquals(List.of(0, 0xffff, 0), List.of(r[CpuState.EBX], r[CpuState.ECX], r[CpuState.EDX]));
        assertEquals(0, call(40, 0));
        assertEquals(0xffff0000, call(39, 4), "nothing there: the driver has to enable it again");
        assertFalse(port.wantsPointer());
    }

    @Test
    void forgetsTheOldestEvents() {
        enable();
        for (int i = 0; i < 1000; i++) port.point(i, 0, 0, 0);
        assertEquals(1024, call(40, 0));
        call(39, 4);
        assertEquals(1000 - 256, r[CpuState.EBX]);
        SavedState.transfer(port, new VmPort(new int[16], () -> {}, log::add));
    }

    @Test
    void survivesAnyCall() {
        long seed = Long.getLong("seed", 5658);
        var random = new Random(seed);
        int[] arguments = {0x45414552, 0xf5, 0x4c455252, 0x53424152, 0, 1, 4, 5, -1};
        for (int i = 0; i < 20_000; i++) {
            call(random.nextInt(8) == 0 ? random.nextInt() : 38 + random.nextInt(5), arguments[random.nextInt(arguments.length)]);
            if (random.nextInt(3) == 0) port.point(random.nextInt(), random.nextInt(), random.nextInt(), random.nextInt());
            port.out(VmPort.PORT, 1 << random.nextInt(3), random.nextInt());
            port.view();
        }
    }
}
