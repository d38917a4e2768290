package lucid86.debugger.guests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * The smallest Linux user land: busybox, and an init script that starts shells on the screen and on COM1. A cpio archive of the
 * "newc" kind (Linux, Documentation/driver-api/early-userspace/buffer-format.rst), the same bytes every time.
 */
final class Initrd {
    private static final int DIRECTORY = 0040755, PROGRAM = 0100755, LINK = 0120777, CONSOLE = 0020600;
    private static final String[] TOOLS = {"sh", "mount", "setsid", "echo", "cat", "ls", "uname",
        "dmesg", "free", "ps", "poweroff", "reboot"};
    private static final String INIT = """
            #!/bin/sh
            mount -t proc proc /proc
            mount -t sysfs sys /sys
            mount -t devtmpfs dev /dev
            echo "lucid86: init reached"
            setsid sh -c 'exec sh </dev/tty1 >/dev/tty1 2>&1' &
            exec setsid sh -c 'exec sh </dev/ttyS0 >/dev/ttyS0 2>&1'
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int inode;

    private Initrd() {}

    /** Writes the archive, compressed. */
    static void make(Path busybox, Path to) throws IOException {
        var a = new Initrd();
        for (String d : new String[] {"bin", "dev", "proc", "sys"}) a.entry(d, DIRECTORY, 0, new byte[0]);
        a.entry("dev/console", CONSOLE, 5 << 8 | 1, new byte[0]);
        a.entry("bin/busybox", PROGRAM, 0, Files.readAllBytes(busybox));
        for (String t : TOOLS) a.entry("bin/" + t, LINK, 0, "busybox".getBytes(StandardCharsets.US_ASCII));
        a.entry("init", PROGRAM, 0, INIT.getBytes(StandardCharsets.US_ASCII));
        a.entry("TRAILER!!!", 0, 0, new byte[0]);
        try (var gzip = new GZIPOutputStream(Files.newOutputStream(to))) {
            a.out.writeTo(gzip);
        }
    }

    /** @param device major number in bits 15-8, minor number in bits 7-0 */
    private void entry(String name, int mode, int device, byte[] content) {
        int[] fields = {++inode, mode, 0, 0, 1, 0, content.length, 0, 0, device >> 8, device & 0xff, name.length() + 1, 0};
        var header = new StringBuilder("070701");
        for (int f : fields) header.append(String.format("%08x", f));
        out.writeBytes(header.append(name).append('\0').toString().getBytes(StandardCharsets.US_ASCII));
        align();
        out.writeBytes(content);
        align();
    }

    private void align() {
        while (out.size() % 4 != 0) out.write(0);
    }
}
