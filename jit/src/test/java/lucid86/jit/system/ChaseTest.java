package lucid86.jit.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A walk along a list through pages that are where a guess says, and pages that are elsewhere; some nodes are in two pages. */
class ChaseTest {
    private static final int CODE = 0x1000, DIRECTORY = 0x10000, TABLE = 0x11000, LIST = 0x80000, PAGES = 8, NODES = 64, ROUNDS = 40;
    /** Instructions of one step. */
    private static final int STEP = 5;

    static Stream<TierPolicy> policies() {
        return Stream.of(TierPolicy.INTERPRET_ONLY, TierPolicy.COMPILE_AT_ONCE, TierPolicy.COMPILE_AND_LEAVE, new TierPolicy(20, false));
    }

    /** Every third page is where its linear address is, the others lie in the opposite order higher up. */
    private static int physical(int linear) {
        int page = linear - LIST >>> 12;
        return linear < LIST || page % 3 == 0 ? linear : 0x100000 + (PAGES - page << 12) | linear & 0xfff;
    }

    private static void put(GuestBench b, int linear, int value) {
        for (int i = 0; i < 4; i++) b.map.backing[physical(linear + i)] = (byte) (value >>> i * 8);
    }

    /** Nodes are spread over all pages; the link is 8 bytes behind the value, so each page's last node has it in the next page. */
    private static int node(int i) {
        int k = i * 29 % NODES, inPage = k % 8;
        return LIST + (k / 8 << 12) + (inPage == 7 ? 0xff8 : 0x40 + inPage * 0x123);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void sum(TierPolicy policy) {
        var b = new GuestBench(CpuModel.PENTIUM, policy).flat().paged(DIRECTORY, TABLE, ChaseTest::physical);
        b.put(CODE, "89f7" // mov edi,esi
                + "8b7608" // mov esi,[esi+8]
                + "031f" // add ebx,[edi]
                + "85f6" // test esi,esi
                + "75f5" // jnz to the beginning
                + "ebfe"); // jmp to itself
        int expected = 0;
        for (int i = 0; i < NODES; i++) {
            put(b, node(i), i * 0x01030507);
            put(b, node(i) + 8, i + 1 < NODES ? node(i + 1) : 0);
            expected += i * 0x01030507;
        }
        for (int round = 0; round < ROUNDS; round++) {
            b.cpu.r[CpuState.EIP] = CODE;
            b.cpu.r[CpuState.ESI] = node(0);
            b.cpu.r[CpuState.EBX] = 0;
            b.run(NODES * STEP);
            assertEquals(CODE + 11, b.eip());
            assertEquals(expected, b.cpu.r[CpuState.EBX], "round " + round);
        }
    }
}
