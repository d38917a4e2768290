package lucid86.debugger.guests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * The smallest Linux user land: busybox, kernel modules if any, and an init script that loads them and starts shells on the
 * screen and on COM1. A cpio archive of the "newc" kind (Linux, Documentation/driver-api/early-userspace/buffer-format.rst),
 * the same bytes every time.
 */
final class Initrd {
    private static final int DIRECTORY = 0040755, PROGRAM = 0100755, FILE = 0100644, LINK = 0120777, CONSOLE = 0020600;
    private static final String[] TOOLS = {"sh", "mount", "setsid", "echo", "cat", "ls", "uname", "dmesg", "free", "ps", "poweroff", "reboot",
        "insmod", "ifconfig", "route", "udhcpc", "wget", "httpd", "nc", "ping", "nslookup", "md5sum", "umount", "sync", "mkdir", "cp", "rm",
        "mv", "dd", "sleep", "grep"};
    private static final String INIT = """
            #!/bin/sh
            mount -t proc proc /proc
            mount -t sysfs sys /sys
            mount -t devtmpfs dev /dev
            for m in $(cat /modules/order 2>/dev/null); do insmod /modules/$m; done
            echo "lucid86: init reached"
            setsid sh -c 'exec sh </dev/tty1 >/dev/tty1 2>&1' &
            exec setsid sh -c 'exec sh </dev/ttyS0 >/dev/ttyS0 2>&1'
            """;
    /** What udhcpc calls with the address it got. */
    private static final String LEASE = """
            #!/bin/sh
            [ "$1" = deconfig ] && ifconfig $interface 0.0.0.0 up
            [ "$1" = bound ] || exit 0
            ifconfig $interface $ip netmask $subnet
            route add default gw $router
            echo "nameserver $dns" >/etc/resolv.conf
            """;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int inode;

    private Initrd() {}

    /**
     * Writes the archive, compressed.
     *
     * @param modules kernel modules in the order in which they are to be loaded
     */
    static void make(Path busybox, List<Path> modules, Path to) throws IOException {
        var a = new Initrd();
        for (String d : new String[] {"bin", "dev", "etc", "mnt", "modules", "proc", "sys"}) a.entry(d, DIRECTORY, 0, new byte[0]);
        a.entry("dev/console", CONSOLE, 5 << 8 | 1, new byte[0]);
        a.entry("bin/busybox", PROGRAM, 0, Files.readAllBytes(busybox));
        for (String t : TOOLS) a.entry("bin/" + t, LINK, 0, text("busybox"));
        a.entry("bin/lease", PROGRAM, 0, text(LEASE));
        var order = new StringBuilder();
        for (Path m : modules) {
            a.entry("modules/" + m.getFileName(), FILE, 0, Files.readAllBytes(m));
            order.append(m.getFileName()).append('\n');
        }
        if (!modules.isEmpty()) a.entry("modules/order", FILE, 0, text(order.toString()));
        a.entry("init", PROGRAM, 0, text(INIT));
        a.entry("TRAILER!!!", 0, 0, new byte[0]);
        try (var gzip = new GZIPOutputStream(Files.newOutputStream(to))) {
            a.out.writeTo(gzip);
        }
    }

    private static byte[] text(String s) {
        return s.getBytes(StandardCharsets.US_ASCII);
    }

    /** @param device major number in bits 15-8, minor number in bits 7-0 */
    private void entry(String name, int mode, int device, byte[] content) {
        int[] fields = {++inode, mode, 0, 0, 1, 0, content.length, 0, 0, device >> 8, device & 0xff, name.length() + 1, 0};
        var header = new StringBuilder("070701");
        for (int f : fields) header.append(String.format("%08x", f));
        out.writeBytes(text(header.append(name).append('\0').toString()));
        align();
        out.writeBytes(content);
        align();
    }

    private void align() {
        while (out.size() % 4 != 0) out.write(0);
    }
}
