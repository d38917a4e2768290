package lucid86.app.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import lucid86.machine.board.ConfigException;
import lucid86.machine.board.DriveSlot;
import lucid86.machine.board.MachineConfig.Drive;
import lucid86.machine.disk.ImageFormat;

/**
 * QEMU's {@code -drive}: names and values with commas between; a comma in a file name is written twice.
 *
 * @param floppy the drive is a floppy drive, else an IDE drive
 * @param index its place on its kind of cable; empty: the first free one
 */
record DriveOption(boolean floppy, OptionalInt index, Drive drive) {
    static final String HELP = "a drive: file=IMAGE or file=fat:rw:FOLDER (fat: read-only), if=ide|floppy, index=0-3, media=disk|cdrom, "
            + "format=raw|qcow2|vpc|gzip|zstd, snapshot=on|off, readonly=on|off";

    /** @throws ConfigException in one line, what is wrong with it */
    static DriveOption parse(String text) {
        boolean floppy = false, cd = false;
        var index = OptionalInt.empty();
        var file = Optional.<Path>empty();
        var format = Optional.<ImageFormat>empty();
        var snapshot = Optional.<Boolean>empty();
        boolean readOnly = false;
        for (String part : parts(text)) {
            int equals = part.indexOf('=');
            if (equals < 0) throw wrong(text, "'" + part + "' is not NAME=VALUE");
            String name = part.substring(0, equals), value = part.substring(equals + 1);
            switch (name) {
                case "file" -> file = value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
                case "if" -> floppy = choice(text, name, value, "ide", "floppy");
                case "media" -> cd = choice(text, name, value, "disk", "cdrom");
                case "index" -> index = OptionalInt.of(index(text, value));
                case "format" -> format = Optional.of(format(text, value));
                case "snapshot" -> snapshot = Optional.of(choice(text, name, value, "off", "on"));
                case "readonly", "read-only" -> readOnly = choice(text, name, value, "off", "on");
                default -> throw wrong(text, "there is no '" + name + "', only file, if, index, media, format, snapshot, readonly");
            }
        }
        if (floppy && cd) throw wrong(text, "a floppy is no cdrom");
        if (floppy && index.orElse(0) > 1) throw wrong(text, "there are two floppy drives, index 0 and 1");
        var kind = floppy ? Drive.Kind.FLOPPY : cd ? Drive.Kind.CD : Drive.Kind.DISK;
        if (kind == Drive.Kind.DISK && file.isEmpty()) throw wrong(text, "a hard disk wants file=IMAGE");
        return new DriveOption(floppy, index, new Drive(kind, file, format, snapshot, readOnly));
    }

    private static List<String> parts(String text) {
        var all = new ArrayList<String>();
        var part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = c == ',' && i + 1 < text.length() && text.charAt(i + 1) == ',';
            if (c != ',' || doubled) part.append(c);
            else {
                all.add(part.toString());
                part.setLength(0);
            }
            if (doubled) i++;
        }
        all.add(part.toString());
        return all;
    }

    private static boolean choice(String text, String name, String value, String no, String yes) {
        if (!value.equals(no) && !value.equals(yes)) throw wrong(text, name + " is " + no + " or " + yes + ", not '" + value + "'");
        return value.equals(yes);
    }

    private static int index(String text, String value) {
        if (!value.matches("[0-3]")) throw wrong(text, "index is 0 to 3, not '" + value + "'");
        return value.charAt(0) - '0';
    }

    private static ImageFormat format(String text, String value) {
        return switch (value) {
            case "raw" -> ImageFormat.RAW;
            case "qcow2" -> ImageFormat.QCOW2;
            case "vpc", "vhd" -> ImageFormat.VHD;
            case "gzip" -> ImageFormat.GZIP;
            case "zstd" -> ImageFormat.ZSTD;
            default -> throw wrong(text, "formats are raw, qcow2, vpc, gzip and zstd, not '" + value + "'");
        };
    }

    private static ConfigException wrong(String text, String why) {
        return new ConfigException("-drive " + text + ": " + why);
    }

    /** Puts the drive where it belongs; a {@link ConfigException} when there is no room. */
    void addTo(Map<DriveSlot, Drive> drives) {
        var cable = Stream.of(DriveSlot.values()).filter(s -> s.floppy() == floppy).toList();
        var slot = index.isPresent()
                ? Optional.of(cable.get(index.getAsInt()))
                : cable.stream().filter(s -> !drives.containsKey(s)).findFirst();
        String kind = floppy ? "floppy" : "IDE";
        if (slot.isEmpty()) throw new ConfigException("-drive: no room for another " + kind + " drive, there are " + cable.size());
        if (drives.putIfAbsent(slot.get(), drive) != null)
            throw new ConfigException("-drive: " + kind + " drive " + index.getAsInt() + " is named twice");
    }
}
