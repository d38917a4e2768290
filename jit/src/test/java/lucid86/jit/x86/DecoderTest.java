package lucid86.jit.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import lucid86.jit.x86.Instructions.Group;
import org.junit.jupiter.api.Test;

/** Rows of x87 and SIMD join a decoder when their first opcode turns up. */
class DecoderTest {
    private static final Set<Feature> EVERYTHING = EnumSet.allOf(Feature.class);

    private static Row row(Decoder decoder, Samples.Sample sample, boolean code32) {
        byte[] code = sample.code();
        return decoder.decode(i -> i < code.length ? code[i] : 0, 0x1000, code32).row();
    }

    @Test
    void noOpcodeHasRowsOfTwoGroups() {
        var owner = new HashMap<Integer, Group>();
        for (Group group : Group.values())
            for (Row row : group.rows())
                for (Encoding e : row.encodings())
                    for (int i = 0; i < e.opcodes; i++) {
                        assertEquals(group, owner.computeIfAbsent(e.map << 8 | e.opcode + i, _ -> group), row::toString);
                        if (group != Group.INTEGER) assertEquals(group, Group.of(e.map, e.opcode + i), row::toString);
                    }
    }

    @Test
    void theFirstInstructionOfAGroupIsFound() {
        var found = new HashSet<Row>();
        for (boolean code32 : new boolean[] {false, true}) {
            for (var sample : Samples.fixed(code32)) {
                if (Group.INTEGER.rows().contains(sample.row())) continue;
                assertSame(sample.row(), row(new Decoder(EVERYTHING), sample, code32), sample::hex);
                found.add(sample.row());
            }
        }
        assertEquals(Group.X87.rows().size() + Group.SIMD.rows().size(), found.size());
    }

    private static Void decodesAll(Decoder decoder, List<Samples.Sample> samples) {
        for (var sample : samples) assertSame(sample.row(), row(decoder, sample, true), sample::hex);
        return null;
    }

    @Test
    void severalThreadsMayMeetAGroupAtOnce() throws Exception {
        var samples = Samples.fixed(true).stream().filter(s -> Group.SIMD.rows().contains(s.row())).toList();
        var random = new Random(1);
        var threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 300; round++) {
                var decoder = new Decoder(EVERYTHING);
                var start = new CyclicBarrier(2);
                long late = random.nextInt(500_000);
                Callable<Void> first = () -> {
                    start.await();
                    return decodesAll(decoder, samples);
                };
                Callable<Void> second = () -> {
                    start.await();
                    for (long from = System.nanoTime(); System.nanoTime() - from < late; ) Thread.onSpinWait();
                    return decodesAll(decoder, samples);
                };
                for (var done : threads.invokeAll(List.of(first, second))) done.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
