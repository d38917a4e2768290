package lucid86.machine.dev.firmware;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import lucid86.machine.dev.fwcfg.FwCfg;
import lucid86.machine.io.PortSpace;
import lucid86.machine.mem.MemoryMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelLoaderTest {
    private static final long RAM = 64 << 20;

    @TempDir
    Path dir;

    /** What the boot ROM would do with a file. */
    private record Loaded(int kind, int entry, int info, List<Piece> pieces) {
        record Piece(int address, byte[] data) {}

        static Loaded of(byte[] file) {
            var b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(0x4236384c, b.getInt());
            int kind = b.getShort(), n = b.getShort(), entry = b.getInt(), info = b.getInt();
            var pieces = new ArrayList<Piece>();
            for (int i = 0; i < n; i++) {
                int at = b.getInt();
                var data = new byte[b.getInt()];
                b.get(data);
                pieces.add(new Piece(at, data));
            }
            assertEquals(0, b.remaining());
            return new Loaded(kind, entry, info, pieces);
        }

        byte[] at(int address) {
            return pieces.stream().filter(p -> p.address == address).findFirst().orElseThrow().data;
        }
    }

    private static byte[] linux(int version, int loadflags) {
        var b = ByteBuffer.allocate(5 * 512 + 3000).order(ByteOrder.LITTLE_ENDIAN);
        b.put(0x1f1, (byte) 4).putShort(0x1fe, (short) 0xaa55).putInt(0x202, 0x53726448).putShort(0x206, (short) version);
        b.put(0x211, (byte) loadflags).putInt(0x22c, 0x01ffffff).putInt(0x238, 255);
        for (int i = 5 * 512; i < b.limit(); i++) b.put(i, (byte) i);
        return b.array();
    }

    @Test
    void linuxIsSplitAndItsHeaderFilledIn() throws IOException {
        byte[] image = linux(0x206, 1);
        var initrd = new byte[5000];
        Arrays.fill(initrd, (byte) 7);
        var l = Loaded.of(LinuxKernel.load("k", image, Optional.of(initrd), "root=x vga=0x317", RAM));
        assertEquals(1, l.kind);
        assertEquals(0x1000, l.entry);
        assertArrayEquals(Arrays.copyOfRange(image, 5 * 512, image.length), l.at(0x100000));
        assertEquals("root=x vga=0x317\0", new String(l.at(0x20000), StandardCharsets.US_ASCII));
        var h = ByteBuffer.wrap(l.at(0x10000)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(5 * 512, h.limit());
        assertEquals((byte) 0xff, h.get(0x210));
        assertEquals((byte) 0x81, h.get(0x211));
        assertEquals(0x20000, h.getInt(0x228));
        assertEquals(0x317, h.getShort(0x1fa));
        int at = 0x02000000 - 5000 & ~0xfff;
        assertEquals(at, h.getInt(0x218), "just below the kernel's limit for it");
        assertEquals(5000, h.getInt(0x21c));
        assertArrayEquals(initrd, l.at(at));
    }

    @Test
    void oldLinuxIsLoadedAt90000() throws IOException {
        var l = Loaded.of(LinuxKernel.load("k", linux(0x201, 1), Optional.empty(), "auto", RAM));
        assertEquals(0x9000, l.entry);
        var h = ByteBuffer.wrap(l.at(0x90000)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals((short) 0xa33f, h.getShort(0x20));
        assertEquals((short) 0x9000, h.getShort(0x22));
        assertEquals("auto\0", new String(l.at(0x99000), StandardCharsets.US_ASCII));
        var z = Loaded.of(LinuxKernel.load("k", linux(0x200, 0), Optional.empty(), "", RAM));
        assertEquals(3000, z.at(0x10000).length, "a zImage goes low");
    }

    @Test
    void linuxThatCannotWorkIsRefused() {
        assertThrows(IOException.class, () -> LinuxKernel.load("k", linux(0x206, 1), Optional.empty(), "x".repeat(256), RAM));
        assertThrows(IOException.class, () -> LinuxKernel.load("k", linux(0x206, 1), Optional.of(new byte[40 << 20]), "", RAM));
        assertThrows(IOException.class, () -> LinuxKernel.load("k", linux(0x105, 1), Optional.empty(), "", RAM));
        assertThrows(IOException.class, () -> LinuxKernel.load("k", Arrays.copyOf(linux(0x206, 1), 2000), Optional.empty(), "", RAM));
    }

    @Test
    void videoModesOfTheCommandLine() {
        assertEquals(Optional.of(791), LinuxKernel.videoMode("a vga=791 b"));
        assertEquals(Optional.of(0xffff), LinuxKernel.videoMode("vga=normal"));
        assertEquals(Optional.empty(), LinuxKernel.videoMode("vga=nonsense"));
        assertEquals(Optional.empty(), LinuxKernel.videoMode("nomodeset"));
    }

    /** A 32-bit ELF file with a Multiboot header and one segment, linked at C0100000h to run at 1 MiB. */
    private static ByteBuffer elf(int flags, int fileSize, int memorySize) {
        var b = ByteBuffer.allocate(0x1000 + fileSize).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0, 0x464c457f).put(4, (byte) 1).put(5, (byte) 1).put(6, (byte) 1).putShort(16, (short) 2).putShort(18, (short) 3);
        b.putInt(24, 0xc0100020).putInt(28, 52).putShort(42, (short) 32).putShort(44, (short) 1);
        b.putInt(52, 1).putInt(56, 0x1000).putInt(60, 0xc0100000).putInt(64, 0x100000).putInt(68, fileSize).putInt(72, memorySize);
        b.putInt(0x100, 0x1badb002).putInt(0x104, flags).putInt(0x108, -(0x1badb002 + flags));
        for (int i = 0; i < fileSize; i++) b.put(0x1000 + i, (byte) (i + 1));
        return b;
    }

    private static String string(byte[] info, int address) {
        int from = address - 0x9000, to = from;
        while (info[to] != 0) to++;
        return new String(info, from, to - from, StandardCharsets.US_ASCII);
    }

    @Test
    void multibootElfWithModules() throws IOException {
        byte[] image = elf(3, 100, 200).array();
        var modules = List.of(new MultibootKernel.Module("a one", new byte[] {1, 2}), new MultibootKernel.Module("b", new byte[] {3}));
        var l = Loaded.of(MultibootKernel.load("kern", image, modules, "-v", RAM));
        assertEquals(2, l.kind);
        assertEquals(0x100020, l.entry, "the physical address of the virtual entry point");
        byte[] segment = l.at(0x100000);
        assertEquals(200, segment.length);
        assertEquals(100, segment[99]);
        assertEquals(0, segment[100]);
        byte[] info = l.at(0x9000);
        var b = ByteBuffer.wrap(info).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0x24d, b.getInt(0));
        assertEquals("kern -v", string(info, b.getInt(16)));
        assertEquals("Lucid86", string(info, b.getInt(64)));
        assertEquals(2, b.getInt(20));
        int list = b.getInt(24) - 0x9000;
        assertEquals(0x101000, b.getInt(list), "page aligned, after the kernel");
        assertEquals(0x101002, b.getInt(list + 4));
        assertEquals("a one", string(info, b.getInt(list + 8)));
        assertEquals(0x102000, b.getInt(list + 16));
        assertArrayEquals(new byte[] {3}, l.at(0x102000));
    }

    @Test
    void multibootWithAddressesInItsHeader() throws IOException {
        var b = ByteBuffer.allocate(300).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0x10, 0x1badb002).putInt(0x14, 0x10000).putInt(0x18, -(0x1badb002 + 0x10000));
        b.putInt(0x1c, 0x200010).putInt(0x20, 0x200000).putInt(0x24, 0x200100).putInt(0x28, 0x200800).putInt(0x2c, 0x200040);
        var l = Loaded.of(MultibootKernel.load("k", b.array(), List.of(), "", RAM));
        assertEquals(0x200040, l.entry);
        assertEquals(0x800, l.at(0x200000).length);
        assertArrayEquals(Arrays.copyOf(b.array(), 0x100), Arrays.copyOf(l.at(0x200000), 0x100));
    }

    private static byte[] multiboot(byte[] image) throws IOException {
        return MultibootKernel.load("k", image, List.of(), "", RAM);
    }

    @Test
    void multibootThatCannotWorkIsRefused() {
        assertThrows(IOException.class, () -> multiboot(elf(8, 1, 1).array()), "unknown requirement");
        assertThrows(IOException.class, () -> multiboot(elf(0, 1, 0x7fffffff).array()), "larger than RAM");
        assertThrows(IOException.class, () -> multiboot(elf(0, 1, 1).putInt(68, 0x10000).array()), "cut short");
        assertThrows(IOException.class, () -> multiboot(elf(0, 1, 1).putInt(64, 0).array()), "over the BIOS");
        assertThrows(IOException.class, () -> multiboot(elf(0, 1, 1).put(4, (byte) 2).array()), "64-bit");
        assertThrows(IOException.class, () -> MultibootKernel.load("k", elf(0, 1, 1).array(), List.of(), "x".repeat(70000), RAM));
    }

    @Test
    void damagedKernelsNeverGetFurtherThanAMessage() {
        var r = new Random(86);
        for (int i = 0; i < 5000; i++) {
            byte[] image = i % 2 == 0 ? elf(r.nextInt(4), 100, 200).array() : linux(0x200 + r.nextInt(16), r.nextInt(2));
            for (int k = 0; k < 4; k++) image[r.nextInt(0x300)] = (byte) r.nextInt();
            try {
                if (LinuxKernel.recognises(image)) LinuxKernel.load("k", image, Optional.of(new byte[1]), "", RAM);
                else if (MultibootKernel.recognises(image)) MultibootKernel.load("k", image, List.of(), "", RAM);
            } catch (IOException e) {
                assertEquals(1, e.getMessage().lines().count());
            }
        }
    }

    private void install(Path kernel, String initrd) throws IOException {
        var fwCfg = new FwCfg(new PortSpace(s -> {}), new MemoryMap(0x1000, 0));
        KernelLoader.install(fwCfg, kernel, Optional.ofNullable(initrd), "", RAM);
    }

    @Test
    void filesThatAreNoKernelsAreRefusedInOneLine() throws IOException {
        Path text = Files.writeString(dir.resolve("text"), "hello");
        Path empty = Files.createFile(dir.resolve("empty"));
        Path linux = Files.write(dir.resolve("linux"), linux(0x206, 1));
        Path broken = Files.write(dir.resolve("broken.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});
        for (Path p : List.of(text, empty, dir, dir.resolve("none"), broken))
            assertEquals(1, assertThrows(IOException.class, () -> install(p, null)).getMessage().lines().count());
        assertThrows(IOException.class, () -> install(linux, dir.resolve("none").toString()));
        assertThrows(IOException.class, () -> install(linux, "\0"));
        install(linux, text.toString());
    }

    @Test
    void gzippedMultibootKernelsAndModuleLists() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gz = new GZIPOutputStream(packed)) {
            gz.write(elf(0, 10, 10).array());
        }
        Path kernel = Files.write(dir.resolve("k.gz"), packed.toByteArray());
        Path module = Files.writeString(dir.resolve("m"), "data");
        Path comma = Files.writeString(dir.resolve("a,b"), "data");
        install(kernel, module + " x=1," + module);
        var list = KernelLoader.modules(module + " x=1, " + module + "," + dir.resolve("a,,b"));
        var commands = list.stream().map(MultibootKernel.Module::command).toList();
        assertEquals(List.of(module + " x=1", module.toString(), comma.toString()), commands);
        assertThrows(IOException.class, () -> install(kernel, module + ",,"));
        assertTrue(KernelLoader.modules("").isEmpty());
    }
}
