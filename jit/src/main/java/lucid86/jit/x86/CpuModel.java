package lucid86.jit.x86;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import lucid86.machine.cpu.CpuIdentity;
import lucid86.machine.cpu.CpuState;

/**
 * The CPU models the machine can have: which features they have and what CPUID says (Intel SDM vol. 2, CPUID; Intel
 * application note 485 for the cache descriptors and signatures).
 */
public enum CpuModel implements CpuIdentity {
    /** 80486DX: no CPUID. */
    I486(0x0402, 0, "", 0, EnumSet.of(Feature.I486, Feature.FPU)),
    /** Pentium with MMX. */
    PENTIUM(0x0543, 1, "", 0, plus(I486, Feature.CPUID, Feature.VME, Feature.DE, Feature.PSE, Feature.TSC, Feature.MSR, Feature.MCE, Feature.CX8,
            Feature.RDPMC, Feature.MMX, Feature.APIC)),
    PENTIUM2(0x0652, 2, "", 0x0c040843, plus(PENTIUM, Feature.PAE, Feature.SEP, Feature.MTRR, Feature.PGE, Feature.PAT, Feature.CMOV, Feature.FXSR,
            Feature.PSE36)),
    PENTIUM3(0x0686, 2, "", 0x0c040882, plus(PENTIUM2, Feature.SSE)),
    PENTIUM4(0x0f29, 2, "Intel(R) Pentium(R) 4 CPU 2.40GHz", 0x007b7040, plus(PENTIUM3, Feature.SSE2, Feature.CLFLUSH)),
    /** Everything the project implements. */
    MAX(0x0f43, 5, "Lucid86 Virtual CPU", 0x007b7040, plus(PENTIUM4, Feature.SSE3, Feature.SSSE3, Feature.SSE4_1, Feature.SSE4_2, Feature.POPCNT,
            Feature.NX, Feature.RDTSCP, Feature.MONITOR, Feature.MOVBE, Feature.RDRAND, Feature.PREFETCHW));

    private final int signature;
    private final int maxLeaf;
    private final String brand;
    /** EDX of CPUID leaf 2: L1 and L2 descriptors. */
    private final int caches;
    private final Set<Feature> features;

    CpuModel(int signature, int maxLeaf, String brand, int caches, Set<Feature> features) {
        this.signature = signature;
        this.maxLeaf = maxLeaf;
        this.brand = brand;
        this.caches = caches;
        this.features = features;
    }

    private static Set<Feature> plus(CpuModel older, Feature... more) {
        var all = EnumSet.copyOf(older.features);
        all.addAll(Set.of(more));
        return all;
    }

    /** What it can do; for {@link Decoder}. */
    public Set<Feature> features() {
        return EnumSet.copyOf(features);
    }

    /**
     * Finds a model by name, case ignored: {@code 486 pentium pentium2 pentium3 pentium4 max}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static CpuModel named(String name) {
        for (CpuModel m : values()) if (m.modelName().equals(name.toLowerCase(Locale.ROOT))) return m;
        String all = String.join(", ", Arrays.stream(values()).map(CpuModel::modelName).toList());
        throw new IllegalArgumentException("no CPU model '" + name + "'; there are " + all);
    }

    /** As people write it. */
    public String modelName() {
        return this == I486 ? "486" : name().toLowerCase(Locale.ROOT);
    }

    private boolean has(Feature f) {
        return features.contains(f);
    }

    private int bit(Feature f, int bit) {
        return has(f) ? 1 << bit : 0;
    }

    @Override
    public int signature() {
        return signature;
    }

    @Override
    public boolean hasMsr(int msr) {
        boolean p6 = has(Feature.PAE);
        return switch (msr) {
            case 0, 1 -> has(Feature.MCE);
            case 0x10 -> has(Feature.TSC);
            case 0x174, 0x175, 0x176 -> has(Feature.SEP);
            case 0x1a0 -> signature >>> 8 >= 15;
            case 0x3a -> this == MAX;
            case 0x277 -> has(Feature.PAT);
            case 0xc0000080 -> has(Feature.NX);
            case 0xc0000103 -> has(Feature.RDTSCP);
            default -> p6 && (has(Feature.MTRR) || msr != 0xfe && (msr < 0x200 || msr > 0x2ff));
        };
    }

    @Override
    public int performanceCounters() {
        return signature >>> 8 >= 15 ? 18 : 2;
    }

    @Override
    public boolean hasPse36() {
        return has(Feature.PSE36);
    }

    @Override
    public boolean hasCpuid() {
        return has(Feature.CPUID);
    }

    @Override
    public int mxcsrBits() {
        // Denormals-are-zero came with the Pentium 4.
        return has(Feature.SSE2) ? 0xffff : has(Feature.SSE) ? 0xffbf : 0;
    }

    @Override
    public int cr4Bits() {
        return (has(Feature.VME) ? CpuState.CR4_VME | CpuState.CR4_PVI : 0) | (has(Feature.TSC) ? CpuState.CR4_TSD : 0)
                | (has(Feature.DE) ? CpuState.CR4_DE : 0) | (has(Feature.PSE) ? CpuState.CR4_PSE : 0) | (has(Feature.PAE) ? CpuState.CR4_PAE : 0)
                | (has(Feature.MCE) ? CpuState.CR4_MCE : 0) | (has(Feature.PGE) ? CpuState.CR4_PGE : 0)
                | (has(Feature.RDPMC) ? CpuState.CR4_PCE : 0) | (has(Feature.FXSR) ? CpuState.CR4_OSFXSR : 0)
                | (has(Feature.SSE) ? CpuState.CR4_OSXMMEXCPT : 0);
    }

    // ---- CPUID -------------------------------------------------------------------------------------------------------------

    @Override
    public int[] cpuid(int leaf, int subleaf) {
        if (leaf < 0) {
            int last = brand.isEmpty() ? 0 : 0x80000004;
            if (last != 0 && Integer.compareUnsigned(leaf, last) <= 0) return extended(leaf, last);
        }
        // Beyond the last leaf Intel CPUs answer as for the last basic one.
        return basic(leaf < 0 || leaf > maxLeaf ? maxLeaf : leaf, subleaf);
    }

    private int[] basic(int leaf, int subleaf) {
        return switch (leaf) {
            case 0 -> new int[] {maxLeaf, 0x756e6547, 0x6c65746e, 0x49656e69};
            case 1 -> new int[] {signature, brandIndex(), featuresC(), featuresD()};
            case 2 -> new int[] {signature >>> 8 == 15 ? 0x665b5001 : 0x03020101, 0, 0, caches};
            case 4 -> cacheParameters(subleaf);
            case 5 -> monitorLine();
            default -> new int[4];
        };
    }

    private int brandIndex() {
        int index = this == PENTIUM3 ? 2 : this == PENTIUM4 ? 9 : 0;
        return index | (has(Feature.CLFLUSH) ? 8 << 8 : 0);
    }

    private int featuresD() {
        return bit(Feature.FPU, 0) | bit(Feature.VME, 1) | bit(Feature.DE, 2) | bit(Feature.PSE, 3) | bit(Feature.TSC, 4) | bit(Feature.MSR, 5)
                | bit(Feature.PAE, 6) | bit(Feature.MCE, 7) | bit(Feature.CX8, 8) | bit(Feature.APIC, 9) | bit(Feature.SEP, 11)
                | bit(Feature.MTRR, 12) | bit(Feature.PGE, 13) | (has(Feature.MCE) && has(Feature.PAE) ? 1 << 14 : 0) | bit(Feature.CMOV, 15)
                | bit(Feature.PAT, 16) | bit(Feature.PSE36, 17) | bit(Feature.CLFLUSH, 19) | bit(Feature.MMX, 23) | bit(Feature.FXSR, 24) | bit(Feature.SSE, 25)
                | bit(Feature.SSE2, 26);
    }

    private int featuresC() {
        return bit(Feature.SSE3, 0) | bit(Feature.MONITOR, 3) | bit(Feature.SSSE3, 9) | bit(Feature.SSE4_1, 19) | bit(Feature.SSE4_2, 20)
                | bit(Feature.MOVBE, 22) | bit(Feature.POPCNT, 23) | bit(Feature.RDRAND, 30);
    }

    /** Leaf 5: MONITOR watches a line of 64 bytes; there are no extensions. */
    private int[] monitorLine() {
        return has(Feature.MONITOR) ? new int[] {64, 64, 0, 0} : new int[4];
    }

    /** Leaf 4: L1 data 16 KiB 8-way, L2 1 MiB 8-way, lines of 64 bytes. */
    private static int[] cacheParameters(int subleaf) {
        return switch (subleaf) {
            case 0 -> new int[] {1 | 1 << 5 | 1 << 8, 7 << 22 | 63, 31, 0};
            case 1 -> new int[] {3 | 2 << 5 | 1 << 8, 7 << 22 | 63, 2047, 0};
            default -> new int[4];
        };
    }

    private int[] extended(int leaf, int last) {
        return switch (leaf) {
            case 0x80000000 -> new int[] {last, 0, 0, 0};
            case 0x80000001 -> new int[] {0, 0, bit(Feature.PREFETCHW, 8), bit(Feature.NX, 20) | bit(Feature.RDTSCP, 27)};
            default -> brandPart(leaf - 0x80000002);
        };
    }

    /** The brand string is right-aligned in 48 bytes with its terminating zero. */
    private int[] brandPart(int part) {
        byte[] text = String.format("%47s", brand).getBytes(StandardCharsets.US_ASCII);
        int[] words = new int[4];
        for (int i = 0; i < 16; i++) {
            int at = part * 16 + i;
            if (at < text.length) words[i / 4] |= text[at] << i % 4 * 8;
        }
        return words;
    }
}
