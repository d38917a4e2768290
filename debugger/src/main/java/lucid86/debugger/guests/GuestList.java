package lucid86.debugger.guests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lucid86.debugger.guests.Step.Absent;
import lucid86.debugger.guests.Step.Expect;
import lucid86.debugger.guests.Step.Fetch;
import lucid86.debugger.guests.Step.Fewer;
import lucid86.debugger.guests.Step.Filled;
import lucid86.debugger.guests.Step.HostFile;
import lucid86.debugger.guests.Step.Host;
import lucid86.debugger.guests.Step.Move;
import lucid86.debugger.guests.Step.Pass;
import lucid86.debugger.guests.Step.Picture;
import lucid86.debugger.guests.Step.PowerOff;
import lucid86.debugger.guests.Step.Press;
import lucid86.debugger.guests.Step.Send;
import lucid86.debugger.guests.Step.Type;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig;
import lucid86.machine.board.MachineConfig.Drive;
import lucid86.machine.board.Nic;
import lucid86.machine.dev.kbc8042.Key;
import lucid86.machine.ether.MacAddress;
import lucid86.machine.net.NetworkConfig;

/** All known guests, and how each comes to its sight. A guest whose files are not there is empty. */
public final class GuestList {
    private static final String KERNEL = "linux-image-*-686/boot/vmlinuz-*";

    private final GuestFiles files;
    private final Map<String, Supplier<Optional<Guest>>> all = new LinkedHashMap<>();

    /** The guests of these files. */
    public GuestList(GuestFiles files) {
        this.files = files;
        all.put("seabios", () -> guest("seabios", "No bootable device", Optional.of(pc(16)), new Expect("No bootable device", 30)));
        all.put("lessons", this::lessons);
        all.put("grub-floppy", () -> grub("grub-floppy", "floppy.img", DriveSlot.FDA, "(fd0)"));
        all.put("grub-cd", () -> grub("grub-cd", "cdrom.iso", DriveSlot.HDC, "(cd"));
        all.put("memtest", () -> memtest("memtest", kernel(8, files.find("memtest86+/boot/memtest86+ia32.bin"), "")));
        all.put("memtest-cd", () -> memtest("memtest-cd",
                drive(16, DriveSlot.HDC, files.find("memtest86+/usr/lib/memtest86+/memtest86+ia32.iso"))));
        all.put("memtest-pass", () -> guest("memtest-pass", "PASS banner", kernel(8, files.find("memtest86+/boot/memtest86+ia32.bin"), ""),
                new Expect("Test #", 20), new Expect("Press any key to remove this banner", 400)));
        all.put("linux", this::linux);
        all.put("linux-noapic", () -> linuxInterrupts("linux-noapic", "noapic", "XT-PIC      timer"));
        all.put("linux-nolapic", () -> linuxInterrupts("linux-nolapic", "nolapic", "XT-PIC      timer"));
        all.put("linux-acpi-off", () -> linuxInterrupts("linux-acpi-off", "acpi=off", "IO-APIC   2-edge      timer"));
        for (var model : Nic.Model.values()) all.put("linux-" + model.words().replace('_', '-'), () -> linuxNetwork(model));
        all.put("linux-folder", this::linuxFolder);
        all.put("invaders", () -> guest("invaders", "the game, a hit", kernel(16, files.find("grub-invaders/boot/invaders.exec"), ""),
                new Pass(3), new Press(Key.SPACE), new Pass(3),
                new Fewer("-*-", List.of(Key.LEFT, Key.SPACE, Key.LEFT, Key.SPACE, Key.RIGHT, Key.SPACE), 60)));
        all.put("linux-disk", this::linuxDisk);
        all.put("linux-floppies", this::linuxFloppies);
        all.put("linux-drives", this::linuxDrives);
        all.put("linux-amd64", this::linuxForAnotherProcessor);
        all.put("desktop", this::desktop);
        all.put("u-boot", () -> guest("u-boot", "logo and prompt",
                files.find("u-boot-qemu/usr/lib/u-boot/qemu-x86/u-boot.rom").map(f -> pc(128).withBios(f)),
                new Expect("=> ", 30), new Send("version\n"), new Expect("U-Boot 20", 5), new Picture("VBE 1024x768", 3, 20)));
        all.put("bochs-bios", this::bochsBios);
        all.put("grub-firmware", () -> guest("grub-firmware", "menu", files.find("grub-firmware-qemu/usr/share/qemu/grub.bin").map(f -> pc(64).withBios(f)),
                new Expect("Search & load", 30)));
        all.put("ipxe", () -> ipxe("ipxe", kernel(64, files.find("ipxe/boot/ipxe.lkrn"), "")));
        all.put("ipxe-cd", () -> ipxe("ipxe-cd", drive(64, DriveSlot.HDC, files.find("ipxe/usr/lib/ipxe/ipxe.iso"))));
        all.put("ipxe-net", this::ipxeNetwork);
        all.put("mach", this::mach);
        all.put("isolinux", () -> guest("isolinux", "menu, hardware tool", drive(64, DriveSlot.HDC, files.find("made/isolinux.iso")),
                new Picture("VBE 640x480", 8, 30), new Type("\n"), new Expect("Main Menu", 30)));
        all.put("installer", () -> installer("installer", 512, "text"));
        all.put("installer-gtk", () -> installer("installer-gtk", 768, "gtk"));
    }

    /** The guests' names. */
    public List<String> names() {
        return List.copyOf(all.keySet());
    }

    /** A guest; empty when its files are not there. */
    public Optional<Guest> find(String name) {
        var maker = all.get(name);
        if (maker == null) throw new IllegalArgumentException("no guest '" + name + "', there are: " + String.join(" ", names()));
        return maker.get();
    }

    private Optional<Guest> lessons() {
        Path image = io(files::lessons);
        return guest("lessons", "menu", drive(32, DriveSlot.FDA, Optional.of(image)), new Expect("L U C I D 8 6", 30));
    }

    private Optional<Guest> grub(String name, String file, DriveSlot slot, String device) {
        return guest(name, "menu, command line", drive(64, slot, files.find("grub-rescue-pc/usr/lib/grub-rescue/grub-rescue-" + file)),
                new Expect("GNU GRUB", 60), new Type("c"), new Expect("grub>", 60), new Type("ls\n"), new Expect(device, 60));
    }

    /** Bochs' BIOS with its own video BIOS, in the place of SeaBIOS. */
    private Optional<Guest> bochsBios() {
        var bios = files.find("bochsbios/usr/share/bochs/BIOS-bochs-latest");
        var video = files.find("vgabios/usr/share/vgabios/vgabios.bin");
        if (bios.isEmpty() || video.isEmpty()) return Optional.empty();
        var floppy = drive(64, DriveSlot.FDA, files.find("grub-rescue-pc/usr/lib/grub-rescue/grub-rescue-floppy.img"));
        return guest("bochs-bios", "GRUB's menu", floppy.map(c -> c.withBios(bios.get()).withVgaBios(video.get())), new Expect("Bochs 2.7 BIOS", 10),
                new Expect("GNU GRUB", 60));
    }

    private Optional<Guest> memtest(String name, Optional<MachineConfig> config) {
        return guest(name, "two tests without error", config, new Expect("Memtest86+", 30), new Expect("Test #2", 60), new Absent("FAIL"));
    }

    private Optional<MachineConfig> linux(String more) {
        var kernel = files.find(KERNEL);
        var initrd = io(files::initrd);
        if (kernel.isEmpty() || initrd.isEmpty()) return Optional.empty();
        return Optional.of(pc(128).withKernel(new MachineConfig.Kernel(kernel.get(), initrd.map(Path::toString), "console=tty0" + more)));
    }

    /** What Linux says of its interrupts, told to leave a part of the machine alone. */
    private Optional<Guest> linuxInterrupts(String name, String option, String wanted) {
        return guest(name, wanted.strip() + " in /proc/interrupts", linux(" " + option), new Expect("/ # ", 70), new Send("cat /proc/interrupts\n"),
                new Expect(wanted, 5));
    }

    private Optional<Guest> linux() {
        return guest("linux", "shell, commands, power-off", linux(""), new Expect("lucid86: init reached", 60),
                new Expect("/ # ", 10), new Send("cat /proc/interrupts\n"), new Expect("IO-APIC   2-edge      timer", 5), new Send("echo answer-$((6*7))\n"), new Expect("answer-42", 5), new Type("uname -s -m\n"),
                new Expect("Linux i686", 5), new Type("cat /proc/cpuinfo\n"), new Pass(1), new Send("poweroff -f\n"), new PowerOff(20));
    }

    /** Linux gets an address, fetches from a server outside, posts to it, and serves. */
    private Optional<Guest> linuxNetwork(Nic.Model model) {
        var kernel = files.find(KERNEL);
        String module = switch (model) {
            case E1000 -> "e1000";
            case RTL8139 -> "8139too";
            case NE2K_ISA -> "ne";
            case NE2K_PCI -> "ne2k-pci";
        };
        var initrd = io(() -> files.initrd("linux-" + module + ".gz", List.of(module)));
        if (kernel.isEmpty() || initrd.isEmpty()) return Optional.empty();
        var forward = new NetworkConfig.Forward(false, Optional.of("127.0.0.1"), 0, 0, 80);
        var nic = Nic.of(model, MacAddress.ofCard(0), NetworkConfig.standard().withForwards(List.of(forward)));
        // The ISA card has interrupt line 9, as has ACPI, which does not share it with edges.
        String line = "console=tty0 quiet" + (model == Nic.Model.NE2K_ISA ? " acpi=off" : "");
        var config = pc(128).withNic(nic).withKernel(new MachineConfig.Kernel(kernel.get(), initrd.map(Path::toString), line));
        String numbers = IntStream.rangeClosed(1, 200_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        String server = "http://10.0.2.2:" + LoopbackServer.port();
        var steps = new ArrayList<Step>(List.of(new Expect("lucid86: init reached", 60), new Expect("/ # ", 10)));
        if (model == Nic.Model.NE2K_ISA) steps.addAll(List.of(new Send("insmod /modules/ne.ko io=0x300\n"), new Expect("/ # ", 5)));
        steps.addAll(List.of(
                new Send("udhcpc -n -q -i eth0 -s /bin/lease\n"), new Expect("lease of 10.0.2.15 obtained", 20), new Expect("/ # ", 5),
                new Send("ping -c 3 10.0.2.2\n"), new Expect("3 packets received", 10),
                new Send("wget -q -O - " + server + "/greeting\n"), new Expect(LoopbackServer.GREETING, 10),
                new Send("wget -q -O - " + server + "/big | md5sum\n"), new Expect(LoopbackServer.md5OfBig(), 60),
                new Send("busybox seq 1 200000 >/numbers; wget -q -O - --post-file=/numbers " + server + "/md5\n"),
                new Expect(LoopbackServer.md5(numbers.getBytes(StandardCharsets.US_ASCII)), 60),
                new Send("echo served-by-$((6*7)) >/index.html; httpd -h / && echo it-serves-$((6*7))\n"), new Expect("it-serves-42", 5),
                new Fetch(0, "served-by-42", 10)));
        return guest("linux-" + model.words().replace('_', '-'), "address, ping, download, upload, serving", Optional.of(config),
                steps.toArray(Step[]::new));
    }

    /** Linux reads from a folder of the host and writes to it. */
    private Optional<Guest> linuxFolder() {
        var kernel = files.find(KERNEL);
        var initrd = io(() -> files.initrd("linux-folder.gz", List.of("ata_piix", "sd_mod", "nls_cp437", "nls_ascii", "nls_utf8", "vfat")));
        if (kernel.isEmpty() || initrd.isEmpty()) return Optional.empty();
        Path folder = io(files::sharedFolder);
        var config = pc(128).withSnapshot(false).withDrive(DriveSlot.HDA, Drive.disk(Path.of("fat:rw:" + folder)))
                .withKernel(new MachineConfig.Kernel(kernel.get(), initrd.map(Path::toString), "console=tty0 quiet"));
        String numbers = IntStream.rangeClosed(1, 100_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        return guest("linux-folder", "folder read and written", Optional.of(config),
                new Expect("lucid86: init reached", 60), new Expect("/ # ", 10),
                new Send("mount -t vfat /dev/sda1 /mnt && ls /mnt\n"), new Expect("A file of the host.txt", 10),
                new Send("cat /mnt/folder/*\n"), new Expect("words of the host", 5),
                new Send("mkdir /mnt/made && busybox seq 1 100000 >'/mnt/made/Numbers of the guest.txt' && rm /mnt/A*; echo done-$((6*7))\n"),
                new Expect("done-42", 10),
                new Send("mv /mnt/folder/words.txt /mnt/moved.txt; umount /mnt; poweroff -f\n"), new PowerOff(20),
                new HostFile(folder.resolve("made/Numbers of the guest.txt"), numbers),
                new HostFile(folder.resolve("moved.txt"), "words of the host\n"), new HostFile(folder.resolve("A file of the host.txt"), ""));
    }

    /** Linux partitions a disk, formats and writes it, and switches off; the host looks at what is there then. */
    private Optional<Guest> linuxDisk() {
        var kernel = files.find(KERNEL);
        var initrd = io(() -> files.initrd("linux-disk.gz", List.of("ata_piix", "sd_mod", "crc32c_generic", "ext4")));
        if (kernel.isEmpty() || initrd.isEmpty()) return Optional.empty();
        Path image = io(() -> files.blank("linux-disk.img", 64 << 20));
        var config = pc(128).withDrive(DriveSlot.HDA, Drive.disk(image).withSnapshot(false))
                .withKernel(new MachineConfig.Kernel(kernel.get(), initrd.map(Path::toString), "console=tty0 quiet"));
        String partition = image + "?offset=" + (2048 * 512);
        return guest("linux-disk", "partition, ext2, power-off, e2fsck", Optional.of(config), new Expect("lucid86: init reached", 60),
                new Expect("/ # ", 10), new Send("busybox fdisk /dev/sda >/fdisk.log 2>&1 <<E\no\nn\np\n1\n2048\n\nw\nE\n"),
                new Expect("/ # ", 10), new Send("busybox mke2fs /dev/sda1 && echo formatted-$((6*7))\n"), new Expect("formatted-42", 30),
                new Send("mkdir -p /mnt; mount -t ext2 /dev/sda1 /mnt; cp /bin/busybox /mnt/; busybox seq 1 100000 >/mnt/numbers; "
                        + "echo written-by-$((6*7)) >/mnt/note; umount /mnt && echo unmounted-$((6*7))\n"), new Expect("unmounted-42", 60),
                new Send("poweroff -f\n"), new PowerOff(20),
                new Host("", List.of("e2fsck", "-fn", partition)),
                new Host("written-by-42", List.of("debugfs", "-R", "cat /note", partition)),
                new Host("99999\n100000", List.of("debugfs", "-R", "cat /numbers", partition)));
    }

    /** Linux formats floppies of two sizes in both drives, writes to one, copies to the other; the host looks at what is there then. */
    private Optional<Guest> linuxFloppies() {
        var kernel = files.find(KERNEL);
        var initrd = io(() -> files.initrd("linux-floppies.gz", List.of("floppy", "crc32c_generic", "ext4")));
        if (kernel.isEmpty() || initrd.isEmpty()) return Optional.empty();
        Path a = io(() -> files.blank("linux-a.img", 1440 << 10)), b = io(() -> files.blank("linux-b.img", 720 << 10));
        var config = pc(128).withDrive(DriveSlot.FDA, Drive.floppy(a).withSnapshot(false)).withDrive(DriveSlot.FDB, Drive.floppy(b).withSnapshot(false))
                .withKernel(new MachineConfig.Kernel(kernel.get(), initrd.map(Path::toString), "console=tty0 quiet"));
        return guest("linux-floppies", "ext2 on two floppies, copied, e2fsck", Optional.of(config), new Expect("lucid86: init reached", 60),
                new Expect("/ # ", 10), new Send("cat /dev/fd0 /dev/fd1 >/dev/null; cat /sys/block/fd0/size /sys/block/fd1/size\n"), new Expect("2880\r\n1440", 10),
                new Send("for d in 0 1; do busybox mke2fs -F /dev/fd$d && mkdir -p /f$d && mount -t ext2 /dev/fd$d /f$d; done; echo mounted-$((6*7))\n"),
                new Expect("mounted-42", 120),
                new Send("busybox seq 1 60000 >/f0/numbers; cp /f0/numbers /f1/; umount /f0 /f1 && echo copied-$((6*7))\n"), new Expect("copied-42", 120),
                new Send("poweroff -f\n"), new PowerOff(20),
                new Host("", List.of("e2fsck", "-fn", a.toString())), new Host("", List.of("e2fsck", "-fn", b.toString())),
                new Host("59999\n60000", List.of("debugfs", "-R", "cat /numbers", b.toString())));
    }

    /** Linux finds three disks and a CD at the two IDE channels, masters and slaves, copies the CD to each disk; the host compares. */
    private Optional<Guest> linuxDrives() {
        var kernel = files.find(KERNEL);
        var cd = files.find("memtest86+/usr/lib/memtest86+/memtest86+ia32.iso");
        var initrd = io(() -> files.initrd("linux-drives.gz", List.of("ata_piix", "sd_mod", "sr_mod", "isofs")));
        if (kernel.isEmpty() || cd.isEmpty() || initrd.isEmpty()) return Optional.empty();
        String sum = LoopbackServer.md5(io(() -> Files.readAllBytes(cd.get())));
        var config = pc(128).withDrive(DriveSlot.HDC, Drive.cd(cd.get()))
                .withKernel(new MachineConfig.Kernel(kernel.get(), initrd.map(Path::toString), "console=tty0 quiet"));
        var steps = new ArrayList<Step>(List.of(new Expect("lucid86: init reached", 60), new Expect("/ # ", 10),
                new Send("md5sum /dev/sr0; mount -t iso9660 /dev/sr0 /mnt && ls /mnt\n"), new Expect(sum, 30), new Expect("boot", 5)));
        var slots = List.of(DriveSlot.HDA, DriveSlot.HDB, DriveSlot.HDD);
        for (int i = 0; i < slots.size(); i++) {
            int mib = 24 + 8 * i;
            Path image = io(() -> files.blank("linux-" + mib + ".img", mib << 20));
            config = config.withDrive(slots.get(i), Drive.disk(image).withSnapshot(false));
            String disk = "sd" + (char) ('a' + i);
            steps.addAll(List.of(new Send("cat /sys/block/" + disk + "/size; cp /dev/sr0 /dev/" + disk + " && sync && echo " + disk + "-$((6*7))\n"),
                    new Expect(mib * 2048 + "\r\n", 30), new Expect(disk + "-42", 30)));
            if (i < slots.size() - 1) continue;
            steps.addAll(List.of(new Send("poweroff -f\n"), new PowerOff(20)));
            for (int k = 0; k < slots.size(); k++)
                steps.add(new Host("", List.of("cmp", "-n", Long.toString(io(() -> Files.size(cd.get()))), cd.get().toString(),
                        image.resolveSibling("linux-" + (24 + 8 * k) + ".img").toString())));
        }
        return guest("linux-drives", "CD read, copied to three disks", Optional.of(config), steps.toArray(Step[]::new));
    }

    /** A kernel for processors with 64 bits says what it misses. */
    private Optional<Guest> linuxForAnotherProcessor() {
        return guest("linux-amd64", "the kernel asks for another processor", kernel(128, files.find("linux-image-*-amd64/boot/vmlinuz-*"), ""),
                new Expect("This kernel requires an x86-64 CPU, but only detected an i686 CPU.", 10), new Expect("Unable to boot", 1));
    }

    /** X with a window manager on the disk that {@code resources/guests/run} makes; the eyes look at the pointer, which gives the terminal the keys. */
    private Optional<Guest> desktop() {
        var kernel = files.find(KERNEL);
        var disk = files.find("made/desktop.img");
        var initrd = io(() -> files.initrd("desktop.gz", List.of("ata_piix", "sd_mod", "crc32c_generic", "ext4", "psmouse", "evdev")));
        if (kernel.isEmpty() || disk.isEmpty() || initrd.isEmpty()) return Optional.empty();
        // Mode 144h of the VGA BIOS: 1024x768 with 32 bits, as a linear frame buffer.
        var config = pc(256).withDrive(DriveSlot.HDA, Drive.disk(disk.get()))
                .withKernel(new MachineConfig.Kernel(kernel.get(), initrd.map(Path::toString), "vga=0x344 console=ttyS0 quiet"));
        return guest("desktop", "X, windows, pointer, typing", Optional.of(config), new Expect("lucid86: init reached", 60),
                new Expect("/ # ", 10), new Send("while ! grep -q mouse /proc/bus/input/devices; do sleep 1; done; mount -t ext2 /dev/sda /mnt && busybox chroot /mnt /start\n"),
                new Expect("desktop: started", 120), new Pass(10), new Move(-100, -60, 10), new Move(-30, 20, 10), new Send(""),
                new Type("ls -l / ; uname -a; echo typed-$((6*7)) >/dev/ttyS0\n"), new Expect("typed-42", 20), new Pass(3));
    }

    private Optional<Guest> mach() {
        return guest("mach", "No bootstrap code", kernel(64, io(() -> files.unpacked("gnumach-image-*/boot/gnumach-*.gz", "gnumach")), ""),
                new Expect("No bootstrap code", 60));
    }

    private Optional<Guest> ipxe(String name, Optional<MachineConfig> config) {
        return guest(name, "No more network devices", config, new Expect("No more network devices", 120));
    }

    /** iPXE gets an address and fetches a file from a server outside. */
    private Optional<Guest> ipxeNetwork() {
        String script = "dhcp && route && imgfetch http://10.0.2.2:" + LoopbackServer.port() + "/greeting && imgstat && sleep 99";
        var config = kernel(64, files.find("ipxe/boot/ipxe.lkrn"), script)
                .map(c -> c.withNic(Nic.of(Nic.Model.E1000, MacAddress.ofCard(0), NetworkConfig.standard())));
        return guest("ipxe-net", "address, file fetched", config, new Expect("net0: 10.0.2.15/255.255.255.0 gw 10.0.2.2", 60),
                new Expect("greeting : " + (LoopbackServer.GREETING.length() + 1) + " bytes", 20));
    }

    private Optional<Guest> installer(String name, int ram, String kind) {
        String folder = "debian-installer-12-netboot-i386/usr/lib/debian-installer/images/12/i386/" + kind + "/debian-installer/i386/";
        var kernel = files.find(folder + "linux");
        var initrd = files.find(folder + "initrd.gz");
        if (kernel.isEmpty() || initrd.isEmpty()) return Optional.empty();
        var config = pc(ram).withKernel(new MachineConfig.Kernel(kernel.get(), initrd.map(Path::toString), "---"));
        var picture = new Picture("VBE 1280x800", 5, 200);
        return kind.equals("gtk")
                ? guest(name, "language list, pointer moves", Optional.of(config), picture, new Filled(20, 200), new Move(150, 100, 10), new Move(-60, 80, 10))
                : guest(name, "language list", Optional.of(config), picture);
    }

    private static MachineConfig pc(int mib) {
        return MachineConfig.standard().withRam((long) mib << 20).withSnapshot(true);
    }

    private static Optional<MachineConfig> kernel(int mib, Optional<Path> image, String append) {
        return image.map(f -> pc(mib).withKernel(new MachineConfig.Kernel(f, Optional.empty(), append)));
    }

    private static Optional<MachineConfig> drive(int mib, DriveSlot slot, Optional<Path> image) {
        return image.map(f -> slot.floppy()
                ? pc(mib).withDrive(slot, Drive.floppy(f))
                : pc(mib).withDrive(slot, Drive.cd(f)).withBootOrder("dca", false));
    }

    private static Optional<Guest> guest(String name, String sight, Optional<MachineConfig> config, Step... steps) {
        return config.map(c -> new Guest(name, sight, c, List.of(steps)));
    }

    @FunctionalInterface
    private interface IoWork<T> {
        T run() throws IOException;
    }

    private static <T> T io(IoWork<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
