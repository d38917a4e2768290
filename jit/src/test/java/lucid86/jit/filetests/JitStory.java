package lucid86.jit.filetests;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import lucid86.jit.bytecode.Region;
import lucid86.jit.run.CacheLimits;
import lucid86.jit.run.Engine;
import lucid86.jit.run.EngineListener;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.run.TranslationBlock;
import lucid86.jit.x86.Feature;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.mem.MemoryMap;

/** Runs a program in flat 32-bit segments until HLT, and writes down what the engine does on the way. */
final class JitStory {
    static final int AT = 0x1000;
    private static final int STACK = 0x8000, MOST = 100_000;
    /** How many instructions the engine may run at a time. */
    static final int SLICE = 100;

    private final MemoryMap map = new MemoryMap(0x20000, 0x1000);
    private final List<String> events = new ArrayList<>();
    private final List<Region> regions = new ArrayList<>();
    private int executed;
    final Engine engine;
    final CpuState cpu;

    /** @param threshold runs of a block before it is compiled, without a thread of its own */
    JitStory(String hex, int threshold) {
        map.mapMemory("ram", 0, map.ramSize, 0, 0);
        cpu = new CpuState(map);
        cpu.bus = CpuBus.unconnected();
        engine = new Engine(cpu, EnumSet.allOf(Feature.class), new TierPolicy(threshold, false), CacheLimits.DEFAULT);
        engine.addListener(new EngineListener() {
            @Override
            public boolean hearsBlocks() {
                return false;
            }

            @Override
            public void translated(TranslationBlock b) {
                events.add(String.format("translated %x: %d instructions, %d bytes", b.linear(), b.count(), b.bytes()));
            }

            @Override
            public void compiled(Region r) {
                regions.add(r);
                events.add("compiled " + String.join(" + ", r.blocks().stream().map(b -> Integer.toHexString(b.eip())).toList()) + " as one method");
            }

            @Override
            public void dropped(TranslationBlock b) {
                events.add(String.format("dropped %x: %s", b.linear(), b.dropReason()));
            }
        });
        byte[] code = HexFormat.of().parseHex(hex);
        System.arraycopy(code, 0, map.backing, AT, code.length);
        cpu.cr0 |= CpuState.CR0_PE;
        for (int s = CpuState.ES; s <= CpuState.GS; s++) cpu.setSegment(s, s == CpuState.CS ? 8 : 16, 0, -1, s == CpuState.CS ? 0xc09b : 0xc093);
        cpu.protectionChanged();
        cpu.r[CpuState.EDX] = 0; // the CPU's signature after RESET
        cpu.r[CpuState.ESP] = STACK;
        cpu.r[CpuState.EIP] = AT;
    }

    /** Runs on to HLT. */
    JitStory run() {
        while (!cpu.halted) {
            executed += engine.run(SLICE);
            if (executed > MOST) throw new IllegalStateException("the program does not end");
        }
        return this;
    }

    int executed() {
        return executed;
    }

    List<String> events() {
        return events;
    }

    List<Region> regions() {
        return regions;
    }

    /** In the order of their addresses. */
    List<TranslationBlock> blocks() {
        return engine.blockList().stream().sorted(Comparator.comparingInt(TranslationBlock::linear)).toList();
    }

    TranslationBlock block(int eip) {
        return blocks().stream().filter(b -> b.eip() == eip).findFirst().orElseThrow();
    }
}
