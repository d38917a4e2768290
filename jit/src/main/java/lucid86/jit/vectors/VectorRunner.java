package lucid86.jit.vectors;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.Feature;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;
import lucid86.machine.mem.Backing;
import lucid86.machine.mem.MemoryMap;

/**
 * Runs vectors on an engine of one tier. The machine is as they were recorded: CPL 3, paging on, flat segments, code at
 * 0x100000 filled with INT3, data at 0x8000, stack at 0x300000; kind {@code i16} has a 16-bit code segment at 0x100000,
 * kind {@code ldt} a local descriptor table of all sorts of segments.
 */
public final class VectorRunner {
    /** How vectors are run, by the names that commands and tests give these. */
    public static final Map<String, TierPolicy> TIERS = new TreeMap<>(
            Map.of("interpret", TierPolicy.INTERPRET_ONLY, "compile", TierPolicy.COMPILE_AT_ONCE, "leave", TierPolicy.COMPILE_AND_LEAVE));

    private static final int CODE = 0x100000, ENTRY = 0x800, DATA = 0x8000, WINDOW = 0x9000, STACK = 0x300000, ESP = 0x300800;
    private static final int PAGE_TABLES = 0x400000, DESCRIPTORS = 0x480000;

    /** Pass and fail counts by kind, and what failed. */
    public record Result(Map<String, int[]> byKind, List<String> failures) {
        /** Number of vectors that failed. */
        public int failed() {
            return byKind.values().stream().mapToInt(c -> c[1]).sum();
        }

        /** Number of vectors that passed. */
        public int passed() {
            return byKind.values().stream().mapToInt(c -> c[0]).sum();
        }
    }

    /** Base, limit and descriptor bits 8-23 of the segments of kind {@code ldt}; {@code record.c} has the same. */
    private static final int[][] SEGMENTS = {
        {CODE, 0xffff, 0x00fb}, {WINDOW, 0x3f, 0x40f3}, {WINDOW, 0xffff, 0x40f1}, {0, 0x9007, 0x40f7}, {WINDOW, 0x1f, 0x00f7}, {CODE, 0xfff, 0x40f9},
        {0, 0xfffff, 0xc07f}, {0, 0xffff, 0x4073}, {0, 0xffff, 0x407b}, {STACK, 0xfff, 0x00f3}, {STACK, 0x80f, 0x40f3}, {STACK, 0x7f7, 0x40f7},
        {CODE, 0x8ff, 0x40fb}, {0, 0, 0}, {0, 0xfffff, 0xc0f3}};
    /** Relative error of RCPPS and RSQRTPS (Intel SDM vol. 2): two results may differ by twice as much. */
    private static final double APPROXIMATE = 2 * 1.5 / 4096;

    private final MemoryMap map = new MemoryMap(0x500000, 0x1000);
    private final CpuState cpu;
    private final Engine engine;
    private boolean stopped;
    /** What stopped it. */
    private int vector, error;

    public VectorRunner(TierPolicy policy) {
        map.mapMemory("ram", 0, map.ramSize, 0, 0);
        cpu = new CpuState(map);
        cpu.bus = CpuBus.unconnected();
        engine = new Engine(cpu, EnumSet.allOf(Feature.class), policy);
        engine.setExceptionHook((v, e, _) -> {
            vector = v;
            error = e;
            return stopped = true;
        });
    }

    /** Reads a file of vectors, gzip-compressed or not, and runs all of it. */
    public static Result runFile(Path file, TierPolicy policy) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            in.mark(2);
            boolean packed = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            InputStream plain = packed ? new GZIPInputStream(in, 1 << 16) : in;
            return new VectorRunner(policy).runAll(new BufferedReader(new InputStreamReader(plain, StandardCharsets.US_ASCII)));
        }
    }

    private Result runAll(BufferedReader lines) throws IOException {
        var kinds = new TreeMap<String, int[]>();
        var failures = new ArrayList<String>();
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) continue;
            CpuVector v;
            try {
                v = CpuVector.parse(line);
            } catch (IllegalArgumentException e) {
                throw new IOException("line " + number + " is no vector: " + e.getMessage(), e);
            }
            String wrong = run(v);
            kinds.computeIfAbsent(v.kind(), _ -> new int[2])[wrong.isEmpty() ? 0 : 1]++;
            if (!wrong.isEmpty()) failures.add(v.name() + " " + v.kind() + " " + HexFormat.of().formatHex(v.code()) + ": " + wrong);
        }
        return new Result(kinds, failures);
    }

    /** Runs one vector; gives what differs, or an empty text. */
    private String run(CpuVector v) {
        prepare(v);
        stopped = false;
        try {
            // A vector is a few instructions; REP costs one for each element.
            for (int i = 0; i < 2000 && !stopped && !cpu.shutdown; i++) engine.run(100);
        } catch (RuntimeException e) {
            return "the emulator failed: " + e;
        }
        if (!stopped) return "did not end";
        return compare(v);
    }

    // ---- before ------------------------------------------------------------------------------------------------------------

    private void prepare(CpuVector v) {
        engine.flushAll();
        cpu.reset();
        byte[] m = map.backing;
        Arrays.fill(m, CODE, CODE + 0x1000, (byte) 0xcc);
        System.arraycopy(v.code(), 0, m, CODE + ENTRY, v.code().length);
        Arrays.fill(m, DATA, DATA + 0x4000, (byte) 0);
        System.arraycopy(v.data(), 0, m, WINDOW, 64);
        Arrays.fill(m, STACK, STACK + 0x1000, (byte) 0);
        System.arraycopy(v.stack(), 0, m, ESP, 32);
        paging();
        boolean code16 = v.kind().equals("i16");
        cpu.cr0 |= CpuState.CR0_PE | CpuState.CR0_PG | CpuState.CR0_NE | CpuState.CR0_WP | CpuState.CR0_MP | CpuState.CR0_AM;
        cpu.cr4 |= CpuState.CR4_OSFXSR | CpuState.CR4_OSXMMEXCPT | CpuState.CR4_PAE;
        cpu.efer = CpuState.EFER_NXE;
        cpu.cr3 = PAGE_TABLES;
        cpu.mmu.loadPdptes(PAGE_TABLES);
        cpu.cpl = 3;
        for (int s : new int[] {CpuState.ES, CpuState.SS, CpuState.DS}) cpu.setSegment(s, 0x2b, 0, -1, 0xc0f3);
        for (int s : new int[] {CpuState.FS, CpuState.GS}) cpu.setSegment(s, 0, 0, 0, 0);
        if (code16) cpu.setSegment(CpuState.CS, 0x07, CODE, 0xffff, 0x00fb);
        else cpu.setSegment(CpuState.CS, 0x23, 0, -1, 0xc0fb);
        // GDT of null descriptors: LAR, LSL, VERR and the like look there.
        cpu.gdtBase = DESCRIPTORS;
        cpu.gdtLimit = 0x7f;
        // An LDT with the 16-bit code segment; a TSS without an I/O permission bitmap.
        boolean ldt = v.kind().equals("ldt");
        int segments = ldt ? SEGMENTS.length : 1;
        for (int i = 0; i < segments; i++) descriptor(cpu.gdtBase + 0x400 + i * 8, SEGMENTS[i]);
        if (ldt) {
            descriptor(cpu.gdtBase + 0x20, new int[] {0, 0xfffff, 0xc0fb});
            descriptor(cpu.gdtBase + 0x28, new int[] {0, 0xfffff, 0xc0f3});
        }
        cpu.setSegment(CpuState.LDTR, 0x48, cpu.gdtBase + 0x400, segments * 8 - 1, 0x82);
        cpu.setSegment(CpuState.TR, 0x40, cpu.gdtBase, 0x66, 0x8b);
        // The IDT of a usual system: only INT3 and INTO may be called from CPL 3.
        cpu.idtBase = cpu.gdtBase + 0x800;
        cpu.idtLimit = 0x7ff;
        for (int i = 0; i < 256; i++) put(cpu.idtBase + i * 8 + 4, i == Vector.BP || i == Vector.OF ? 0x6e00 : 0x8e00);
        for (int i = 0; i < 8; i++) cpu.r[i] = v.in()[i];
        // NT is not a recorded input: whatever it was then, it came out again.
        cpu.setEflags(v.in()[8] | v.out()[9] & Flags.NT);
        cpu.r[CpuState.EIP] = code16 ? ENTRY : CODE + ENTRY;
        cpu.fpu.init();
        if (v.fpuIn() != null) load(v.fpuIn());
        if (v.sseIn() != null) {
            cpu.mxcsr = v.sseIn().mxcsr();
            System.arraycopy(v.sseIn().xmm(), 0, cpu.xmm, 0, 16);
        }
        cpu.protectionChanged();
        cpu.mmu.flushAll();
    }

    private void load(CpuVector.FpuImage f) {
        cpu.fpu.cw = f.cw();
        cpu.fpu.setStatusWord(f.sw());
        cpu.fpu.used = f.tags();
        for (int i = 0; i < 8; i++) {
            cpu.fpu.mant[cpu.fpu.top + i & 7] = f.mant()[i];
            cpu.fpu.signExp[cpu.fpu.top + i & 7] = f.signExp()[i];
        }
    }

    /** PAE tables with NX on, as on the recording system: the error code of a fetch shows it. */
    private void paging() {
        Arrays.fill(map.backing, PAGE_TABLES, PAGE_TABLES + 0x6000, (byte) 0);
        put(PAGE_TABLES, PAGE_TABLES + 0x1000 | 1);
        page(CODE, 7);
        page(STACK, 7);
        for (int a = DATA; a < DATA + 0x4000; a += 0x1000) page(a, 7);
        // Descriptor tables belong to the system.
        page(DESCRIPTORS, 3);
        Arrays.fill(map.backing, DESCRIPTORS, DESCRIPTORS + 0x1000, (byte) 0);
    }

    private void page(int at, int rights) {
        int directory = PAGE_TABLES + 0x1000 + (at >>> 21 << 3);
        int table = PAGE_TABLES + 0x2000 + (at >>> 21 << 12);
        put(directory, table | 7);
        put(table + ((at >>> 12 & 511) << 3), at | rights);
    }

    private void descriptor(int at, int[] d) {
        put(at, d[0] << 16 | d[1] & 0xffff);
        put(at + 4, d[0] & 0xff000000 | d[2] << 8 | d[1] & 0xf0000 | d[0] >>> 16 & 0xff);
    }

    private void put(int at, int v) {
        Backing.setInt(map.backing, at, v);
    }

    // ---- after -------------------------------------------------------------------------------------------------------------

    private String compare(CpuVector v) {
        var wrong = new StringBuilder();
        boolean code16 = v.kind().equals("i16");
        int eip = cpu.r[CpuState.EIP] - (code16 ? ENTRY : CODE + ENTRY);
        // The gates of INT3 and INTO are not present: that names the gate, and leaves EIP at the instruction.
        if (vector == Vector.NP && error >> 3 <= Vector.OF) {
            vector = error >> 3;
            error = 0;
            if (vector == Vector.OF) eip++;
        }
        // The INT3 that ends a vector is its own address, and is not reported.
        int expected = v.vector();
        if (vector == 3 && expected >= 0) wrong.append(" no exception ").append(expected);
        else if (vector != 3 && vector != expected) wrong.append(String.format(" exception %d,%x instead of %d", vector, error, expected));
        else if (expected >= 0) {
            if (error != v.error()) wrong.append(String.format(" error code %x not %x", error, v.error()));
            if (expected == 14 && cpu.cr2 != v.cr2()) wrong.append(String.format(" cr2 %08x not %08x", cpu.cr2, v.cr2()));
        }
        for (int i = 0; i < 8; i++) check(wrong, "eax,ecx,edx,ebx,esp,ebp,esi,edi".split(",")[i], cpu.r[i], v.out()[i]);
        check(wrong, "eip", eip, v.out()[8]);
        check(wrong, "eflags", cpu.eflags() & v.eflagsMask(), v.out()[9] & v.eflagsMask());
        memory(wrong, "data", WINDOW, v.dataOut());
        byte[] stack = v.stackOut();
        if (stack == null) {
            stack = new byte[64];
            System.arraycopy(v.stack(), 0, stack, 32, 32);
        }
        memory(wrong, "stack", ESP - 32, stack);
        if (v.fpuOut() != null) fpu(wrong, v);
        if (v.sseOut() != null) {
            check(wrong, "mxcsr", cpu.mxcsr, v.sseOut().mxcsr());
            boolean approximate = v.kind().equals("ssea");
            for (int i = 0; i < 16; i++)
                if (approximate ? !near(cpu.xmm[i], v.sseOut().xmm()[i]) : cpu.xmm[i] != v.sseOut().xmm()[i])
                    wrong.append(String.format(" xmm%d.%s %016x not %016x", i / 2, i % 2 == 0 ? "low" : "high", cpu.xmm[i], v.sseOut().xmm()[i]));
        }
        return wrong.toString().trim();
    }

    /** Two pairs of single-precision numbers that are the same, or about the same approximation. */
    private static boolean near(long is, long should) {
        for (int half = 0; half < 64; half += 32) {
            int i = (int) (is >>> half), s = (int) (should >>> half);
            float a = Float.intBitsToFloat(i), b = Float.intBitsToFloat(s);
            if (i != s && !(Math.abs((double) a - b) <= Math.abs(b) * APPROXIMATE)) return false;
        }
        return true;
    }

    private void fpu(StringBuilder wrong, CpuVector v) {
        var f = v.fpuOut();
        check(wrong, "fcw", cpu.fpu.cw, f.cw());
        check(wrong, "fsw", cpu.fpu.statusWord() & v.fpuMask(), f.sw() & v.fpuMask());
        check(wrong, "tags", cpu.fpu.used, f.tags());
        long ulps = v.kind().equals("x87t") ? 2 : 0;
        for (int i = 0; i < 8; i++) {
            int p = cpu.fpu.top + i & 7;
            boolean same = cpu.fpu.signExp[p] == f.signExp()[i] && Math.abs(cpu.fpu.mant[p] - f.mant()[i]) <= ulps;
            if (!same) wrong.append(String.format(" st%d %04x%016x not %04x%016x", i, cpu.fpu.signExp[p], cpu.fpu.mant[p], f.signExp()[i], f.mant()[i]));
        }
    }

    private static void check(StringBuilder wrong, String what, int is, int should) {
        if (is != should) wrong.append(String.format(" %s %08x not %08x", what, is, should));
    }

    private void memory(StringBuilder wrong, String what, int at, byte[] should) {
        byte[] is = Arrays.copyOfRange(map.backing, at, at + should.length);
        if (Arrays.equals(is, should)) return;
        int i = Arrays.mismatch(is, should);
        wrong.append(String.format(" %s+%d %02x not %02x", what, i, is[i], should[i]));
    }
}
