package lucid86.machine.disk.fat;

/**
 * Where things are on a disk with one FAT partition (Microsoft, FAT: General Overview of On-Disk Format, 1.03). Sectors have
 * 512 bytes; those of the volume are counted from the beginning of the disk.
 *
 * @param fat32 or else FAT16
 * @param clusterSectors sectors of a cluster
 * @param clusters number of clusters for data; the first has number 2
 * @param rootEntries entries of the root directory; 0 for FAT32, where it is a chain as any other
 * @param heads of the geometry that the boot sector tells
 */
record FatVolume(boolean fat32, int clusterSectors, int clusters, int rootEntries, int heads) {
    static final int SECTOR = 512, START = 63, TRACK = 63, ENTRY = 32;
    static final int END_OF_CHAIN = 0x0fff_ffff, END_FROM = 0x0fff_fff8, BAD = 0x0fff_fff7;
    private static final int SMALL_CLUSTERS = 64_000, LARGE_FAT16 = 65_500, MOST_CLUSTERS = 4 << 20;

    /** A volume with room for so many bytes of files and as much again, or empty above 120 GiB. */
    static java.util.Optional<FatVolume> forContent(long bytes, int rootEntries, boolean wantFat32) {
        int entries = Math.max(512, (rootEntries * 2 + 15) / 16 * 16);
        if (!wantFat32 && entries <= 16384 && bytes < 400L << 20) return java.util.Optional.of(new FatVolume(false, 16, SMALL_CLUSTERS, entries, 16));
        if (!wantFat32 && entries <= 16384 && bytes < 1700L << 20) return java.util.Optional.of(new FatVolume(false, 64, LARGE_FAT16, entries, 128));
        long wanted = bytes + (bytes >> 1) + (1L << 30) >>> 26 << 26;
        for (int sectors = 8; sectors <= 64; sectors *= 2) {
            long clusters = Math.max(70_000, wanted / (sectors * SECTOR));
            if (clusters <= MOST_CLUSTERS) return java.util.Optional.of(new FatVolume(true, sectors, (int) clusters, 0, 255));
        }
        return java.util.Optional.empty();
    }

    int clusterBytes() {
        return clusterSectors * SECTOR;
    }

    int reserved() {
        return fat32 ? 32 : 1;
    }

    int entryBytes() {
        return fat32 ? 4 : 2;
    }

    /** Sectors of one allocation table; there are two. */
    int fatSectors() {
        return (int) (((clusters + 2L) * entryBytes() + SECTOR - 1) / SECTOR);
    }

    int fatStart() {
        return START + reserved();
    }

    int rootStart() {
        return fatStart() + 2 * fatSectors();
    }

    int dataStart() {
        return rootStart() + rootEntries * ENTRY / SECTOR;
    }

    long totalSectors() {
        return dataStart() + (long) clusters * clusterSectors;
    }

    /** Byte offset of a cluster on the disk. */
    long offset(int cluster) {
        return ((long) dataStart() + (long) (cluster - 2) * clusterSectors) * SECTOR;
    }

    boolean valid(int cluster) {
        return cluster >= 2 && cluster < clusters + 2;
    }

    int clustersFor(long bytes) {
        return (int) ((bytes + clusterBytes() - 1) / clusterBytes());
    }
}
