package lucid86.jit.x86;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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
        for (var sample : Samples.fixed(true))
            if (!Group.INTEGER.rows().contains(sample.row())) assertSame(sample.row(), row(new Decoder(EVERYTHING), sample, true), sample::hex);
    }

    @Test
    void severalThreadsMayMeetAGroupAtOnce() {
        var samples = Samples.fixed(false);
        for (int round = 0; round < 20; round++) {
            var decoder = new Decoder(EVERYTHING);
            var threads = IntStream.range(0, 4).mapToObj(t -> CompletableFuture.runAsync(() -> {
                for (int i = 0; i < samples.size(); i++) {
                    var sample = samples.get((i + t * samples.size() / 4) % samples.size());
                    assertSame(sample.row(), row(decoder, sample, false), sample::hex);
                }
            })).toList();
            threads.forEach(CompletableFuture::join);
        }
    }
}
