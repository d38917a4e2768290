package lucid86.jit.filetests;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import lucid86.jit.run.CacheLimits;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.Feature;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Vector;
import lucid86.machine.mem.MemoryMap;

/**
 * Runs code until an exception or HLT, which fills the rest of memory's first 64 KiB, and tells what it changed. ESP starts at
 * 8000h, everything else at 0; flat segments, or in {@code seg32} DS limited to 3fffh.
 */
final class GuestRun {
    private static final String[] NAMES = {"eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"};
    private static final int ESP = 0x8000, MOST = 100_000;

    private final CpuState cpu;
    private final MemoryMap map = new MemoryMap(0x20000, 0x1000);
    private final Engine engine;
    private boolean stopped;

    GuestRun(TierPolicy policy, int capacity) {
        map.mapMemory("ram", 0, map.ramSize, 0, 0);
        cpu = new CpuState(map);
        cpu.bus = CpuBus.unconnected();
        engine = new Engine(cpu, EnumSet.allOf(Feature.class), policy, new CacheLimits(capacity, CacheLimits.DEFAULT.words(), CacheLimits.DEFAULT.bytecodes()));
        engine.setExceptionHook((_, _, _) -> stopped = true);
    }

    /**
     * @param mode name of a mode, see {@link Dumps#mode}
     * @param at where the code goes
     * @param sets registers by name, and bytes in hex by {@code [address]}
     * @return what changed, a line each; how it ended; the number of instructions
     */
    String run(String mode, int at, byte[] code, Map<String, String> sets) {
        java.util.Arrays.fill(map.backing, 0, 0x10000, (byte) 0xf4);
        System.arraycopy(code, 0, map.backing, at, code.length);
        boolean real = mode.equals("real16");
        if (!real) {
            cpu.cr0 |= CpuState.CR0_PE;
            for (int s = CpuState.ES; s <= CpuState.GS; s++)
                cpu.setSegment(s, s == CpuState.CS ? 8 : 16, 0, -1, s == CpuState.CS ? 0xc09b : 0xc093);
            if (mode.equals("seg32")) cpu.setSegment(CpuState.DS, 24, 0, 0x3fff, 0x4093);
        } else {
            for (int s = CpuState.ES; s <= CpuState.GS; s++) cpu.setSegment(s, 0, 0, 0xffff, 0x93);
        }
        cpu.protectionChanged();
        cpu.r[CpuState.EDX] = 0;
        cpu.r[CpuState.ESP] = ESP;
        cpu.r[CpuState.EIP] = at;
        sets.forEach(this::set);
        int[] registers = java.util.Arrays.copyOf(cpu.r, 8);
        byte[] memory = map.backing.clone();
        int executed = 0;
        while (!stopped && !cpu.halted && executed < MOST) executed += engine.run(1000);
        if (!stopped && !cpu.halted) return "did not end\n";
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) if (cpu.r[i] != registers[i]) text.append(String.format("%s = %08x%n", NAMES[i], cpu.r[i]));
        text.append(String.format("eflags = %08x%n", cpu.eflags()));
        changes(memory).forEach((where, bytes) -> text.append(String.format("[%x] = %s%n", where, bytes)));
        String end = stopped ? Vector.name(cpu.faultVector) : "halted";
        text.append(String.format("%s at %x after %d instructions%n", end, cpu.r[CpuState.EIP], executed));
        return text.toString();
    }

    private void set(String name, String value) {
        if (name.startsWith("[")) {
            byte[] bytes = HexFormat.of().parseHex(value);
            System.arraycopy(bytes, 0, map.backing, Integer.parseInt(name.substring(1, name.length() - 1), 16), bytes.length);
            return;
        }
        int v = Integer.parseUnsignedInt(value, 16);
        int reg = java.util.List.of(NAMES).indexOf(name);
        if (reg >= 0) cpu.r[reg] = v;
        else if (name.equals("eflags")) cpu.setEflags(v);
        else throw new IllegalArgumentException("cannot set " + name);
    }

    private Map<Integer, String> changes(byte[] before) {
        var runs = new TreeMap<Integer, String>();
        for (int at = 0; at < before.length; at++) {
            int start = at;
            while (at < before.length && map.backing[at] != before[at]) at++;
            if (at > start) runs.put(start, HexFormat.of().formatHex(map.backing, start, at));
        }
        return runs;
    }
}
