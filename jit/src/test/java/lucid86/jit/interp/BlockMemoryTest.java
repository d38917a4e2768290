package lucid86.jit.interp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import lucid86.jit.ir.Helper;
import org.junit.jupiter.api.Test;

/** Blocks in memory: what is kept beside their code, and what becomes of it when room is made. */
class BlockMemoryTest {
    private static final int CODE = 7, SIZE = BlockMemory.HEADER + CODE;

    /** Room for ten blocks. */
    private final BlockMemory memory = new BlockMemory(1 + 10 * SIZE);

    private static final class TestBlock extends CodeBlock {
        TestBlock(int number, BlockMemory memory, boolean keep) {
            super(number, number << 12, 3, code(number), memory, keep);
        }

        void drop() {
            detach();
        }

        void ran(long n) {
            setRuns(n);
        }

        void leadsTo(CodeBlock nextOne, CodeBlock takenOne) {
            linkNext(nextOne);
            linkTaken(takenOne);
        }

        void jumpsTo(CodeBlock to) {
            linkTarget(to);
        }
    }

    private static Code code(int number) {
        var words = new long[CODE];
        for (int i = 0; i < CODE; i++) words[i] = number * 100L + i;
        return new Code(words, new Helper[0], new int[] {0, 2, 5});
    }

    private TestBlock block(int number) {
        assertTrue(memory.hasRoom(code(number)), "room for " + number);
        return new TestBlock(number, memory, true);
    }

    private void assertThere(TestBlock b) {
        assertSame(b, memory.block(b.at));
        assertEquals(b.eip, (int) memory.words()[b.at + BlockMemory.PLACE]);
        for (int i = 0; i < CODE; i++) assertEquals(b.eip * 100L + i, memory.words()[b.at + BlockMemory.HEADER + i]);
        assertEquals(1, b.insnOf(b.at + BlockMemory.HEADER + 4));
    }

    @Test
    void keepsRunsAndLinks() {
        TestBlock a = block(1), b = block(2), c = block(3);
        a.ran(1L << 40);
        assertEquals(1L << 40, a.runs());
        assertNull(a.next());
        a.leadsTo(b, c);
        assertSame(b, a.next());
        assertSame(c, a.taken());
        a.leadsTo(c, b);
        assertSame(c, a.next());
        assertSame(b, a.taken());
        assertThere(a);
    }

    /** Where an indirect jump led is for the interpreter alone. */
    @Test
    void targetsAreNoLinks() {
        TestBlock a = block(1), b = block(2), c = block(3);
        a.jumpsTo(b);
        a.jumpsTo(c);
        a.jumpsTo(c);
        assertNull(a.next());
        assertNull(a.taken());
        assertEquals((long) b.at << 32 | c.at, memory.words()[a.at + BlockMemory.LINKS]);
    }

    @Test
    void droppedBlocksKeepTheirRunsAndNothingElse() {
        TestBlock a = block(1), b = block(2);
        a.leadsTo(b, b);
        a.ran(77);
        a.drop();
        a.ran(78);
        assertEquals(77, a.runs());
        assertNull(a.next());
        assertEquals(0, memory.words()[a.at + BlockMemory.ASK_AT]);
    }

    @Test
    void droppedBlocksMakeRoom() {
        var all = new ArrayList<TestBlock>();
        for (int i = 1; i <= 10; i++) all.add(block(i));
        for (TestBlock b : all) {
            b.ran(b.eip * 10L);
            b.leadsTo(all.getFirst(), all.getLast());
        }
        for (int i : new int[] {1, 3, 4, 7, 8, 9}) all.get(i).drop();
        TestBlock more = block(11);
        for (int i : new int[] {0, 2, 5, 6}) {
            TestBlock b = all.get(i);
            assertThere(b);
            assertEquals(b.eip * 10L, b.runs());
            assertNull(b.next(), "a link would lead to where another block is now");
        }
        assertThere(more);
        assertEquals(0, more.runs());
        all.get(0).leadsTo(more, all.get(6));
        assertSame(more, all.get(0).next());
        assertSame(all.get(6), all.get(0).taken());
    }

    /** Otherwise little room would be made again and again. */
    @Test
    void fewDroppedBlocksMakeNone() {
        var all = new ArrayList<TestBlock>();
        for (int i = 1; i <= 10; i++) all.add(block(i));
        for (int i = 0; i < 4; i++) all.get(i).drop();
        assertFalse(memory.hasRoom(code(11)));
        memory.clear();
        assertThere(block(11));
    }

    @Test
    void whatIsNotKeptHasNoLinks() {
        TestBlock a = block(1), b = new TestBlock(2, memory, false);
        assertThere(b);
        b.leadsTo(a, a);
        assertNull(b.next());
        TestBlock c = block(3);
        assertEquals(b.at, c.at);
        assertThere(c);
    }
}
