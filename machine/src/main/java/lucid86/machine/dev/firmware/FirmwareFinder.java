package lucid86.machine.dev.firmware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for SeaBIOS and the VGA BIOS where Linux distributions, Homebrew and MacPorts put them. */
public final class FirmwareFinder {
    /** Directories searched, in this order. */
    private static final List<String> DIRECTORIES = List.of(
            "/usr/share/seabios", "/usr/share/qemu", "/usr/share/qemu-kvm", "/usr/share/vgabios", "/usr/share/kvm",
            "/usr/local/share/seabios", "/usr/local/share/qemu", "/opt/homebrew/share/qemu", "/opt/local/share/qemu",
            "/home/linuxbrew/.linuxbrew/share/qemu", "/run/current-system/sw/share/qemu");
    /** Homebrew keeps each version in a directory of its own below these. */
    private static final List<String> CELLARS = List.of("/opt/homebrew/Cellar/qemu", "/usr/local/Cellar/qemu");

    private final List<Path> directories;

    /** @param directories to search instead of the usual ones */
    public FirmwareFinder(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /** Searches the usual places, after {@code first} if that is given. */
    public static FirmwareFinder usual(Optional<Path> first) {
        var all = new ArrayList<Path>();
        first.ifPresent(all::add);
        DIRECTORIES.stream().map(Path::of).forEach(all::add);
        CELLARS.stream().map(Path::of).flatMap(FirmwareFinder::versions).map(p -> p.resolve("share/qemu")).forEach(all::add);
        return new FirmwareFinder(all);
    }

    private static Stream<Path> versions(Path cellar) {
        if (!Files.isDirectory(cellar)) return Stream.empty();
        try (var list = Files.list(cellar)) {
            return list.sorted().toList().reversed().stream();
        } catch (IOException | UncheckedIOException e) {
            return Stream.empty();
        }
    }

    /** The first readable file of one of these names; names are tried in order within a directory. */
    public Optional<Path> find(String... names) {
        for (Path d : directories)
            for (String n : names) {
                Path p = d.resolve(n);
                if (Files.isRegularFile(p) && Files.isReadable(p)) return Optional.of(p);
            }
        return Optional.empty();
    }

    /** SeaBIOS; when there is none, an {@link IOException} that says how to install it. */
    public Path bios() throws IOException {
        return find("bios-256k.bin", "bios.bin").orElseThrow(() -> new IOException("SeaBIOS (bios-256k.bin) not found: install it"
                + " (Debian, Ubuntu: apt-get install seabios; macOS: brew install qemu) or name an image with -bios"));
    }

    /** The VGA BIOS for a standard VGA with Bochs extensions. */
    public Optional<Path> findVgaBios() {
        return find("vgabios-stdvga.bin");
    }
}
