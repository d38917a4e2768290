package lucid86.machine.dev.firmware;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A kernel for the Multiboot Specification 0.6.96: a 32-bit ELF executable, or any file whose header carries its load
 * addresses (the "a.out kludge"), with modules. Of the information structure, memory sizes and map are left to the boot
 * ROM; drives, APM, VBE and symbol tables are not given.
 */
final class MultibootKernel {
    /**
     * A file loaded along with the kernel.
     *
     * @param command its name and arguments, as the kernel sees them
     */
    record Module(String command, byte[] data) {}

    private static final int MAGIC = 0x1badb002, SEARCHED = 8192;
    /** Page-aligned modules, memory information, video information (text mode is what it gets); then the flag for addresses. */
    private static final int KNOWN_REQUIREMENTS = 7, HAS_ADDRESSES = 1 << 16;
    private static final int INFO_AT = 0x9000, MAP_AT = 0x9080, LISTS_AT = 0x9700, INFO_END = 0x10000;
    private static final int MAX_MODULES = 256;

    private final String name;
    private final ByteBuffer image;
    private final BootPieces pieces;
    private long end;
    private int entry;

    private MultibootKernel(String name, byte[] image, long ram) {
        this.name = name;
        this.image = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        this.pieces = new BootPieces(name, ram);
    }

    /** True when the bytes carry a Multiboot header. */
    static boolean recognises(byte[] image) {
        return headerAt(ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN)) >= 0;
    }

    private static int headerAt(ByteBuffer b) {
        for (int at = 0; at + 12 <= Math.min(SEARCHED, b.limit()); at += 4)
            if (b.getInt(at) == MAGIC && b.getInt(at) + b.getInt(at + 4) + b.getInt(at + 8) == 0) return at;
        return -1;
    }

    /** Makes the boot ROM's file from a kernel that {@link #recognises} accepts. */
    static byte[] load(String name, byte[] image, List<Module> modules, String commandLine, long ram) throws IOException {
        return new MultibootKernel(name, image, ram).load(modules, commandLine);
    }

    private byte[] load(List<Module> modules, String commandLine) throws IOException {
        int header = headerAt(image);
        int flags = image.getInt(header + 4);
        if ((flags & 0xffff & ~KNOWN_REQUIREMENTS) != 0)
            throw new IOException(String.format("kernel %s requires unknown Multiboot features (flags %08x)", name, flags));
        try {
            if ((flags & HAS_ADDRESSES) != 0) loadByHeader(header);
            else loadElf();
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException e) {
            throw new IOException("kernel " + name + " is damaged or cut short", e);
        }
        byte[] info = information(modules, name + (commandLine.isEmpty() ? "" : " " + commandLine));
        pieces.add(INFO_AT, info);
        return pieces.file(BootPieces.MULTIBOOT, entry, INFO_AT);
    }

    // ---- the kernel --------------------------------------------------------------------------------------------------

    private long unsigned(int at) {
        return image.getInt(at) & 0xffffffffL;
    }

    private void loadByHeader(int header) throws IOException {
        if (header + 32 > image.limit()) throw new IllegalArgumentException("header cut off");
        long headerAddress = unsigned(header + 12), load = unsigned(header + 16);
        long loadEnd = unsigned(header + 20), bssEnd = unsigned(header + 24);
        entry = image.getInt(header + 28);
        long from = header - (headerAddress - load);
        long length = loadEnd == 0 ? image.limit() - from : loadEnd - load;
        if (from < 0 || length < 0 || from + length > image.limit()) throw new IllegalArgumentException("load addresses");
        place(load, (int) from, (int) length, Math.max(length, bssEnd == 0 ? 0 : bssEnd - load));
    }

    private void loadElf() throws IOException {
        if (image.getInt(0) != 0x464c457f || image.get(4) != 1 || image.get(5) != 1 || image.getShort(18) != 3)
            throw new IOException("kernel " + name
                    + " is neither a 32-bit x86 ELF file nor does its Multiboot header say where to load it");
        long programHeaders = unsigned(28);
        int size = image.getShort(42) & 0xffff, count = image.getShort(44) & 0xffff;
        entry = image.getInt(24);
        long wanted = unsigned(24);
        boolean any = false;
        for (int i = 0; i < count; i++) {
            int at = Math.toIntExact(programHeaders + (long) i * size);
            if (image.getInt(at) != 1) continue; // PT_LOAD
            long offset = unsigned(at + 4), virtual = unsigned(at + 8), physical = unsigned(at + 12);
            long fileSize = unsigned(at + 16), memorySize = unsigned(at + 20);
            if (memorySize == 0) continue;
            if (offset + fileSize > image.limit()) throw new IllegalArgumentException("segment beyond the end");
            // The entry point is a virtual address; paging is off, so it is entered at the physical one.
            if (wanted >= virtual && wanted < virtual + memorySize) entry = (int) (wanted - virtual + physical);
            place(physical, (int) offset, (int) fileSize, memorySize);
            any = true;
        }
        if (!any) throw new IOException("kernel " + name + " has nothing to load");
    }

    /** Loads bytes of the image, followed by zeros up to the size in memory. */
    private void place(long address, int from, int length, long memorySize) throws IOException {
        long size = Math.max(length, memorySize);
        pieces.checkRoom(address, size);
        byte[] data = Arrays.copyOf(Arrays.copyOfRange(image.array(), from, from + length), Math.toIntExact(size));
        pieces.add(address, data);
        end = Math.max(end, address + size);
    }

    // ---- what it is told -------------------------------------------------------------------------------------------------

    private byte[] information(List<Module> modules, String commandLine) throws IOException {
        if (modules.size() > MAX_MODULES) throw new IOException("more than " + MAX_MODULES + " modules for kernel " + name);
        var b = ByteBuffer.allocate(INFO_END - INFO_AT).order(ByteOrder.LITTLE_ENDIAN);
        var strings = new Strings(b, LISTS_AT + modules.size() * 16);
        b.putInt(0, 1 | 4 | 0x40 | 0x200); // memory sizes, command line, memory map, loader name
        b.putInt(16, strings.add(commandLine));
        b.putInt(48, MAP_AT);
        b.putInt(64, strings.add("Lucid86"));
        if (!modules.isEmpty()) b.putInt(0, b.getInt(0) | 8).putInt(20, modules.size()).putInt(24, LISTS_AT);
        long at = Math.max(end, 0x100000);
        for (int i = 0; i < modules.size(); i++) {
            Module m = modules.get(i);
            at = at + 0xfff & ~0xfffL;
            pieces.add(at, m.data);
            int entryAt = LISTS_AT - INFO_AT + i * 16;
            b.putInt(entryAt, (int) at).putInt(entryAt + 4, (int) (at + m.data.length)).putInt(entryAt + 8, strings.add(m.command));
            at += m.data.length;
        }
        return b.array();
    }

    /** Zero-terminated strings one after the other, in the structure's piece of memory. */
    private final class Strings {
        private final ByteBuffer b;
        private int next;

        Strings(ByteBuffer b, int from) {
            this.b = b;
            this.next = from;
        }

        int add(String s) throws IOException {
            byte[] bytes = s.getBytes(StandardCharsets.UTF_8);
            int at = next;
            if (at + bytes.length + 1 > INFO_END) throw new IOException("the command lines are too long for kernel " + name);
            b.put(at - INFO_AT, bytes);
            next += bytes.length + 1;
            return at;
        }
    }
}
