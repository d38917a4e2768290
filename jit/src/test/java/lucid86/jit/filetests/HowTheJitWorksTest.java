package lucid86.jit.filetests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import lucid86.jit.bytecode.Region;
import lucid86.jit.bytecode.RegionCompiler;
import lucid86.jit.ir.Block;
import lucid86.jit.ir.Terminal;
import lucid86.jit.lift.BlockBuilder;
import lucid86.jit.opt.Passes;
import lucid86.jit.run.CacheLimits;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.run.TranslationBlock;
import lucid86.jit.x86.Disassembler;
import lucid86.jit.x86.Samples;
import org.junit.jupiter.api.Test;

/** Writes docs/HOW_THE_JIT_WORKS.md from real dumps and the constants in force; {@code -Dlucid86.accept=true} renews it. */
class HowTheJitWorksTest {
    private static final Path PAGE = Path.of("../docs/HOW_THE_JIT_WORKS.md");
    private static final int THRESHOLD = 100, AGAIN = 0x100a, RETURN = 0x1022;
    /** Adds numbers in memory; see the listing that the page makes of it. */
    private static final String MIXER = "b92c010000be002000008b06e8040000004975f6f403460483d20039d87203894608c3";
    /** Adds 1 to its own immediate, then adds that to edx, eight times. */
    private static final String PATCHER = "b908000000ff050c100000b80500000001c24975f0f4";
    private static final int PATCHED = 0x1005;
    /** {@code add eax,ebx; adc edx,esi; cmp eax,ecx; jb 2000h}. */
    private static final String FLAGS = "01d811f239c80f82f40f0000";

    @Test
    void pageIsFresh() throws IOException {
        if (Boolean.getBoolean("lucid86.accept")) Files.writeString(PAGE, page());
        assertEquals(Files.readString(PAGE), page());
    }

    private static String page() {
        var text = new StringBuilder("""
                # How the JIT works

                From guest code to code that HotSpot compiles, by small programs. A test makes this page from real dumps and fails when it is
                stale (`HowTheJitWorksTest`; `-Dlucid86.accept=true` renews it). [LIFE_OF_AN_INSTRUCTION.md](LIFE_OF_AN_INSTRUCTION.md) shows one
                instruction in more detail; the window shows all of this for any block of a running guest, in the panels named at the end.

                ```
                guest bytes --decode--> rows --lift--> IR --passes--> IR --lower--> words -----> interpreter     (cold)
                                                                      |
                                                                      +---emit---> bytecode --> HotSpot's own   (hot)
                                                                                                compilers
                ```

                """);
        var story = new JitStory(MIXER, THRESHOLD).run();
        blocks(text, story);
        tiers(text, story);
        regions(text, story);
        passes(text);
        flags(text, story);
        memory(text, story);
        floatingPoint(text);
        chaining(text, story);
        selfModifying(text);
        text.append("""

                ## Where to see it

                | panel | shows |
                |---|---|
                | Block | one block: guest code, IR before and after each pass, bytecode; lines that belong together light up |
                | Translation blocks | all blocks by heat, in which tier they are, why they were dropped |
                | Region graph | the blocks of a region and their edges, by how often they run |
                | Cache map | guest memory, coloured by what was translated and compiled of it |
                | Compilations | when each region was made, and how large it is; the hot threshold, tier switches |
                | Statistics | shares of time interpreted, compiled, compiling, idle |
                """);
        return text.toString();
    }

    private static void blocks(StringBuilder text, JitStory story) {
        text.append("""
                ## 1. Translation blocks

                The program adds up pairs of numbers. When the engine comes to an address it has no block for, it decodes from there to
                the first instruction that may go elsewhere, at most\s""").append(BlockBuilder.MAX_INSNS).append("""
                 instructions, and not beyond the end of the page. A block is keyed by
                its place in memory, EIP, mode bits and CS limit: the same bytes in another mode are another block.

                | block | instructions | ends with | leads to |
                |---|---|---|---|
                """);
        for (TranslationBlock b : story.blocks()) {
            var d = new Disassembler(true);
            String code = b.insns().stream().map(i -> "`" + d.text(i) + "`").collect(Collectors.joining("<br>"));
            text.append(String.format("| %x | %s | %s | %s |%n", b.eip(), code, end(b.optimised().terminal()), leads(b)));
        }
    }

    private static String end(Terminal t) {
        return switch (t) {
            case Terminal.Goto _ -> "a jump, a call, or the limit of a block";
            case Terminal.Branch _ -> "a conditional jump";
            case Terminal.Indirect(_, var kind) -> kind.name().toLowerCase(Locale.ROOT) + " to a computed address";
            case Terminal.Exit _ -> "something the engine must look at";
        };
    }

    private static String leads(TranslationBlock b) {
        return java.util.stream.Stream.of(b.next(), b.taken()).filter(java.util.Objects::nonNull).map(t -> Integer.toHexString(t.eip())).collect(Collectors.joining(", "));
    }

    private static void tiers(StringBuilder text, JitStory story) {
        text.append("""

                ## 2. Two tiers and a profile

                Every block counts its runs in the interpreter; that is the whole profile, together with the links to where it was
                seen to lead. A block that ran\s""").append(String.format(Locale.ROOT, "%,d", TierPolicy.NORMAL.threshold())).append("""
                 times is handed to the compile thread; the interpreter goes on with it until the new
                method is ready. HotSpot's compilers need milliseconds for each method, so lower thresholds make a guest slower, not
                faster ([decision 6](decisions/006-regions-and-hotspot.md)). For this page the threshold is\s""").append(THRESHOLD).append("""
                , and there is no thread. What the
                engine did, in its own words:

                """);
        fenced(text, String.join("\n", story.events()) + "\n");
        text.append(String.format(Locale.ROOT, "%nOf %,d instructions, %,d were executed by compiled code.%n", story.executed(), story.engine.statistics().compiledInstructions()));
    }

    private static void regions(StringBuilder text, JitStory story) {
        Region r = story.regions().getFirst();
        text.append("""

                ## 3. Regions

                Compiled is not the block alone but what it leads to: from the hot block on, successors, taken branches, the block behind a call and the
                targets an indirect jump was seen to have, breadth first, as long as they ran at least a sixteenth of the threshold, have
                the same mode, and are in no other region. At most\s""").append(constant("run.Tiers", "MAX_BLOCKS")).append(" blocks with ").append(constant("run.Tiers", "MAX_INSNS"))
                .append(" instructions, a helper's call\ncounting for five more, and ").append(String.format(Locale.ROOT, "%,d", RegionCompiler.MAX_METHOD)).append("""
                 bytecodes: HotSpot compiles no method of 8,000 or more. The region of the transcript:

                | number | block | instructions | its jumps inside the region |
                |---|---|---|---|
                """);
        var eips = r.blocks().stream().map(Block::eip).toList();
        for (int i = 0; i < eips.size(); i++) {
            Block b = r.blocks().get(i);
            text.append(String.format("| %d | %x | %d | %s |%n", i, b.eip(), b.insns(), inside(b.terminal(), eips)));
        }
        text.append(String.format(Locale.ROOT, """

                It is one method of %,d bytecodes. A jump inside is a `GOTO` of the JVM; the return
                at %x is a `LOOKUPSWITCH` over the addresses it was seen to return to, and leaves the region for any other. At the header of each loop
                (`Loops`) the region asks whether the budget covers all that may be executed until the next such place, so that it need not ask at every block: it is left there if
                not, and not entered with less than %d instructions. It asks in the way in which HotSpot knows counted loops: it needs no safepoint in those, and unrolls the small ones. A region may be
                entered at any block, but what is in a loop is reached through its header: a loop with a second way in is none to HotSpot, which then takes what is executed most for
                what is executed once. It runs at most
                %s instructions at a time, so that HotSpot sees calls to count.

                When a region was entered %s times and was left soon each time, it is compiled once more, larger, with copies of its neighbours' blocks.
                """, r.methodSize(), RETURN, r.longest(), constant("bytecode.RegionWriter", "SLICE"), constant("run.Tiers", "FIRST_ASKED")));
    }

    private static String inside(Terminal t, List<Integer> eips) {
        var targets = switch (t) {
            case Terminal.Goto g -> List.of(g.target());
            case Terminal.Branch b -> List.of(b.next(), b.taken());
            case Terminal.Indirect _, Terminal.Exit _ -> List.<Integer>of();
        };
        if (t instanceof Terminal.Indirect) return "by its targets seen";
        return targets.stream().map(to -> eips.contains(to) ? "to " + eips.indexOf(to) : "out at " + Integer.toHexString(to)).collect(Collectors.joining(", "));
    }

    private static void passes(StringBuilder text) {
        Block b = lift(FLAGS);
        text.append("""

                ## 4. IR and its passes

                IR is straight-line code on 32-bit values with one terminal. Passes are small and run once each, on every block, also on
                those that stay interpreted. Another example, chosen for its flags: `add eax,ebx`, `adc edx,esi`, `cmp eax,ecx`, `jb`. As lifted:

                """);
        fenced(text, b.toString());
        text.append("\n| pass | operations | of them `flags` |\n|---|---|---|\n").append(String.format("| as lifted | %d | %d |%n", b.ops().size(), flagOps(b)));
        for (var pass : Passes.ALL) {
            b = pass.run().apply(b);
            text.append(String.format("| %s | %d | %d |%n", pass.name(), b.ops().size(), flagOps(b)));
        }
        text.append("\nAfter all passes:\n\n");
        fenced(text, b.toString());
    }

    private static long flagOps(Block b) {
        return b.ops().stream().filter(o -> o instanceof lucid86.jit.ir.Op.SetFlags).count();
    }

    private static void flags(StringBuilder text, JitStory story) {
        text.append("""

                ## 5. Flags

                Nearly every x86 instruction sets six flags and few are read. So an instruction only notes what it did: the
                operation, its operands and its result (`flags add32 ...`), in four words of the register file. Whoever reads a flag computes it from those.
                In the example above:

                - `adc` reads CF of `add`: *resolve conditions* turned `cond b` into the comparison `ltu`, so the sum needs no flags.
                - `jb` reads CF of `cmp`: it became a comparison of the two operands, and the terminal branches on that.
                - The `flags` of `add` and `adc` are replaced before anybody can see them and *drop dead* removes them. Those of `cmp` stay, since
                  the code behind the branch may ask. An instruction in between that may fault would keep them, too: its handler sees EFLAGS.

                Compiled code does not even note the words: four more values all the time are too many for the host's registers. It sets one number (`FlagNotes`) that says which operation
                it was and where its operands are, mostly constants and guest registers that still hold them wherever somebody may ask; what does not stay
                is copied. Where the region is left, a switch over that number writes the four words. When a block asks for the flags of another one, it compares with the number
                they most probably have. Shown below is the bytecode of""").append(String.format(" `jnz` at %x, whose flags are those of `dec` in the same block: one comparison. Local 3 is the register file, its word 8 EIP.%n%n", AGAIN + 8));
        fenced(text, Dumps.bytecodeOf(story.regions().getFirst(), AGAIN + 8));
    }

    private static void memory(StringBuilder text, JitStory story) {
        Region r = story.regions().getFirst();
        text.append(String.format(Locale.ROOT, """

                ## 6. Memory

                RAM, ROM and video memory are one `byte[]`. The TLB is a flat `int[]` for each privilege, with 2^20 entries for reads and 2^20 for writes (and one for fetches): a page's offset in the
                array, or -1. A load looks there inline. `mov eax,[esi]` at %x:

                """, AGAIN));
        fenced(text, Dumps.bytecodeOf(r, AGAIN));
        text.append("""

                A missing page gives a number that is negative, thus beyond the end of memory when it is taken for unsigned: one comparison finds both, and
                the JVM's own bounds check, being the same, is left out by HotSpot. The second is for an access that ends in the next page.

                The branches lead out of the region, in front of the instruction (`SideExits`): the interpreter executes it and the rest of its block, with
                a page walk, an access across two pages, a fault. HotSpot keeps nothing in registers across a call, nor where a rare path with a call joins
                the usual one; a way out joins nothing. Where a region is left too often, it is compiled again with calls of `Mmu.slowRead` in place
                of ways out. An access that reaches a device, or code that was translated, throws `Restart`: the instruction is executed once more,
                alone, with the clock exact.

                Accesses of a block whose addresses differ by constants ask the TLB once for all (`AccessGroups`); pages with translated code have no
                entry in the TLB for writes, so that writes to them take the slow path, which drops what depends on the bytes. A walk along a list waits for each
                load before the next; there the place is guessed, and the TLB only asked whether that was right (`Chases`).
                """);
    }

    private static void floatingPoint(StringBuilder text) {
        Block b = lift("f20f58c1" + "d9c0" + "dec9" + "d91b" + "f4");
        Region r = Dumps.compile(b, Dumps.mode("flat32"));
        text.append("""

                ## 7. Helpers, SSE and x87

                What is too long for IR is a helper, a Java method that both tiers call; HotSpot inlines most. A helper that meets a rare case calls others, and one that may
                throw ends what HotSpot can keep in registers. So many have a quick twin (`Quick`): it does all the helper does when nothing is in the
                way, otherwise nothing, and then the region is left. `addsd xmm0,xmm1`, whose twin adds with Java's `+` as long as rounding, masks, operands and
                result are ordinary and no flag of MXCSR is to be set:

                """);
        fenced(text, Dumps.bytecodeOf(r, b.eip()));
        text.append("""

                Twins of loads and stores get the place in memory that the TLB gave instead of an address. The x87 stack is kept in locals over runs of instructions (`X87Runs`, `EmitX87`):
                where each register is, relative to the top before the run, is known when compiling, so that FLD ST(i), FXCH and FSTP ST(i) move nothing. That the
                stack holds what the run needs, and has room for it, is asked once, at its beginning; the numbers are in the FPU again when it ends or the region is left.
                `fmulp st(1),st(0)` after `fld st(0)`; local 20 is the status word, others hold sign with exponent, and mantissa:

                """);
        fenced(text, Dumps.bytecodeOf(r, b.eip() + 6));
    }

    private static void chaining(StringBuilder text, JitStory story) {
        text.append(String.format(Locale.ROOT, """

                ## 8. Chaining

                Whoever goes from one block to the next by the engine's loop pays for a lookup. So a block keeps links to where it was seen to go, and the interpreter follows
                them by itself. All blocks' code lies in one array, each behind a header with its runs and links (`BlockMemory`): going on touches one place of the
                host's memory. Regions have links, too, from each of their ways out into the next region (`Chain`, `Link`), and a table of where indirect jumps led;
                what ends a block at the engine's door, as INT, IRET and OUT do, is followed by it, too, unless an interrupt or another event waits there.
                The links hold while the target is valid; across pages they are checked against the mapping. An indirect jump remembers up to %s targets. At the end of the run:

                | block | runs in the interpreter | entered compiled | next | taken |
                |---|---|---|---|---|
                """, constant("run.TranslationBlock", "MAX_TARGETS")));
        for (TranslationBlock b : story.blocks())
            text.append(String.format("| %x | %d | %d | %s | %s |%n", b.eip(), b.runs(), b.compiledRuns(), hex(b.next()), hex(b.taken())));
        text.append(String.format(Locale.ROOT, """

                The machine ran this in slices of %d instructions; each enters the region anew, where it had got to.

                """, JitStory.SLICE)).append("""
                Events never come late for that: the budget of instructions until the next timer is charged at each block's entry, and when it does
                not cover a block, its first instructions are executed one by one, as blocks of their own.
                """);
    }

    private static String hex(TranslationBlock b) {
        return b == null ? "" : Integer.toHexString(b.eip());
    }

    private static void selfModifying(StringBuilder text) {
        var story = new JitStory(PATCHER, THRESHOLD).run();
        text.append(String.format(Locale.ROOT, """

                ## 9. Invalidation and code that changes itself

                A write to a byte that a translation depends on drops the blocks with that byte, and every region that holds a copy; the region's flag `valid` is
                looked at before it is entered. Writes beside code, in the same page, cost a table lookup. A block also goes when the page table maps its second page
                elsewhere, when a breakpoint comes into it, and when the cache is full (%,d blocks).

                This program increments the immediate of its own `mov eax,5`:

                """, CacheLimits.DEFAULT.blocks()));
        fenced(text, Samples.lift(HexFormat.of().parseHex(PATCHER.substring(10)), PATCHED, Dumps.mode("flat32")).insns().stream()
                .map(i -> String.format("%x  %s%n", i.eip(), new Disassembler(true).text(i))).collect(Collectors.joining()));
        text.append("\nWhat the engine did:\n\n");
        fenced(text, String.join("\n", story.events()) + "\n");
        text.append(String.format(Locale.ROOT, """

                After %s changes to the same byte the engine stops taking it for a constant: the block is translated with a helper call that reads the immediate when it runs,
                does not depend on the byte any more, and lives on ([decision 9](decisions/009-patched-immediates.md)). Its IR, after all passes:

                """, constant("run.ChangedBytes", "OFTEN")));
        fenced(text, story.block(PATCHED).optimised().toString());
        text.append(String.format("%nThe sum in edx is %x, as on any processor: 6 + 7 + ... + d.%n", story.cpu.r[lucid86.machine.cpu.CpuState.EDX]));
    }

    private static Block lift(String hex) {
        return Samples.lift(HexFormat.of().parseHex(hex), JitStory.AT, Dumps.mode("flat32")).block();
    }

    /** A private limit of the engine, so that the page tells the one in force. */
    private static String constant(String type, String name) {
        try {
            var field = Class.forName("lucid86.jit." + type).getDeclaredField(name);
            field.setAccessible(true);
            return String.format(Locale.ROOT, "%,d", field.getInt(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fenced(StringBuilder text, String block) {
        text.append("```\n").append(block).append("```\n");
    }
}
