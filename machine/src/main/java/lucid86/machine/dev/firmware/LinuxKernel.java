package lucid86.machine.dev.firmware;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A Linux kernel for the x86 boot protocol 2.00 and later (Documentation/arch/x86/boot.rst): setup code for real mode
 * and the protected-mode part, each moved to its place, with the setup header filled in as a boot loader does.
 */
final class LinuxKernel {
    // Offsets in the setup header.
    private static final int SETUP_SECTS = 0x1f1, VID_MODE = 0x1fa, BOOT_FLAG = 0x1fe, MAGIC = 0x202, VERSION = 0x206, LOADER = 0x210;
    private static final int LOADFLAGS = 0x211, RAMDISK_IMAGE = 0x218, RAMDISK_SIZE = 0x21c, HEAP_END = 0x224, CMD_LINE = 0x228;
    private static final int INITRD_MAX = 0x22c, CMDLINE_SIZE = 0x238, PREF_ADDRESS = 0x258, INIT_SIZE = 0x260;
    private static final int LOADED_HIGH = 0x01, CAN_USE_HEAP = 0x80;
    private static final int HDRS = 0x53726448;

    /** Old kernels find their command line through these, relative to the setup code. */
    private static final int OLD_CMDLINE_MAGIC = 0x20, OLD_CMDLINE_OFFSET = 0x22;

    private static final int MAX_SETUP = 0x8000, HIGH_LOAD = 0x100000, LOW_LOAD = 0x10000;

    private final String name;
    private final byte[] image;
    private final ByteBuffer header;
    private final int version;

    private LinuxKernel(String name, byte[] image) {
        this.name = name;
        this.image = image;
        this.header = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        this.version = header.getShort(VERSION) & 0xffff;
    }

    /** True when the bytes carry Linux's setup header. */
    static boolean recognises(byte[] image) {
        if (image.length < 0x400) return false;
        var b = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        return (b.getShort(BOOT_FLAG) & 0xffff) == 0xaa55 && b.getInt(MAGIC) == HDRS;
    }

    /** Makes the boot ROM's file from a kernel that {@link #recognises} accepts. */
    static byte[] load(String name, byte[] image, Optional<byte[]> initrd, String commandLine, long ram) throws IOException {
        return new LinuxKernel(name, image).load(initrd, commandLine, ram);
    }

    private byte[] load(Optional<byte[]> initrd, String commandLine, long ram) throws IOException {
        if (version < 0x200)
            throw new IOException("kernel " + name + " is too old: boot protocol " + (version >> 8) + "." + (version & 0xff));
        int sectors = image[SETUP_SECTS] & 0xff;
        int setupSize = ((sectors == 0 ? 4 : sectors) + 1) * 512;
        if (setupSize > MAX_SETUP || setupSize >= image.length) throw new IOException("kernel " + name + " is damaged or cut short");
        boolean high = (image[LOADFLAGS] & LOADED_HIGH) != 0;
        // Kernels before 2.02 insist on their setup code at 90000h, with the command line in the same 64 KiB.
        boolean modern = high && version >= 0x202;
        int setupAt = modern ? 0x10000 : 0x90000, stack = modern ? 0xfff0 : 0x8ff0, commandAt = modern ? 0x20000 : 0x99000;
        int limit = version >= 0x206 ? header.getInt(CMDLINE_SIZE) : 255;
        byte[] command = (commandLine + "\0").getBytes(StandardCharsets.UTF_8);
        if (command.length - 1 > Math.min(limit & 0xffffffffL, modern ? 0xfff : 0x7ff))
            throw new IOException("the command line is too long for kernel " + name);

        var pieces = new BootPieces(name, ram);
        byte[] protectedPart = Arrays.copyOfRange(image, setupSize, image.length);
        int protectedAt = high ? HIGH_LOAD : LOW_LOAD;
        if (!high && protectedPart.length > 0x80000) throw new IOException("kernel " + name + " does not fit in low memory");
        pieces.add(protectedAt, protectedPart);

        byte[] setup = Arrays.copyOf(image, setupSize);
        var h = ByteBuffer.wrap(setup).order(ByteOrder.LITTLE_ENDIAN);
        h.put(LOADER, (byte) 0xff); // no assigned loader number
        if (version >= 0x201) {
            h.put(LOADFLAGS, (byte) (setup[LOADFLAGS] | CAN_USE_HEAP));
            h.putShort(HEAP_END, (short) (stack - 0x200));
        }
        if (version >= 0x202) {
            h.putInt(CMD_LINE, commandAt);
        } else {
            h.putShort(OLD_CMDLINE_MAGIC, (short) 0xa33f).putShort(OLD_CMDLINE_OFFSET, (short) (commandAt - setupAt));
        }
        videoMode(commandLine).ifPresent(mode -> h.putShort(VID_MODE, (short) (int) mode));
        if (initrd.isPresent()) {
            long at = placeInitrd(initrd.get().length, protectedAt + (long) protectedPart.length, ram);
            h.putInt(RAMDISK_IMAGE, (int) at).putInt(RAMDISK_SIZE, initrd.get().length);
            pieces.add(at, initrd.get());
        }
        pieces.add(commandAt, command);
        pieces.add(setupAt, setup);
        return pieces.file(BootPieces.LINUX, setupAt >> 4, stack);
    }

    /** As high as the kernel allows, since it unpacks itself upwards from where it was loaded. */
    private long placeInitrd(int size, long kernelEnd, long ram) throws IOException {
        long max = version >= 0x203 ? header.getInt(INITRD_MAX) & 0xffffffffL : 0x37ffffff;
        long at = Math.min(max + 1, ram - BootPieces.TOP_RESERVE) - size & ~0xfffL;
        long needed = kernelEnd;
        if (version >= 0x20a)
            needed = Math.max(needed,
                    Math.max(HIGH_LOAD, header.getInt(PREF_ADDRESS) & 0xffffffffL) + (header.getInt(INIT_SIZE) & 0xffffffffL));
        if (at < needed)
            throw new IOException("initrd of " + (size >> 20) + " MiB does not fit beside kernel " + name + " in " + (ram >> 20)
                    + " MiB of RAM");
        return at;
    }

    /** {@code vga=} on the command line is an order to the boot loader: the video mode the setup code sets. */
    static Optional<Integer> videoMode(String commandLine) {
        for (String word : commandLine.split("\\s+")) {
            if (!word.startsWith("vga=")) continue;
            String v = word.substring(4);
            try {
                return Optional.of(switch (v) {
                    case "normal" -> 0xffff;
                    case "ext" -> 0xfffe;
                    case "ask" -> 0xfffd;
                    default -> Integer.decode(v) & 0xffff;
                });
            } catch (NumberFormatException e) {
                return Optional.empty(); // the kernel ignores such words, and so do boot loaders
            }
        }
        return Optional.empty();
    }
}
