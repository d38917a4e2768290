package lucid86.machine.board;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import lucid86.machine.dev.fdc82077.FloppyDrive;
import lucid86.machine.dev.ide.AtapiCdrom;
import lucid86.machine.dev.ide.IdeController;
import lucid86.machine.dev.rtc146818.CmosSetup;
import lucid86.machine.disk.BlockImage;
import lucid86.machine.disk.FloppyFormat;
import lucid86.machine.disk.ImageOptions;
import lucid86.machine.disk.ImageUse;
import lucid86.machine.disk.Images;
import lucid86.machine.disk.RewindImage;
import lucid86.machine.save.StateIn;
import lucid86.machine.save.StateOut;

/** The machine's drives and the images in them: opened at power-on, changed by input events, closed at the end. */
final class Media implements AutoCloseable {
    private final MachineConfig config;
    private final Consumer<String> log;
    private final Map<DriveSlot, AtapiCdrom> cdroms = new EnumMap<>(DriveSlot.class);
    private final Map<DriveSlot, BlockImage> disks = new EnumMap<>(DriveSlot.class);
    private final List<FloppyDrive> floppies = new ArrayList<>();
    /** All open images. */
    private final List<RewindImage> images = new ArrayList<>();
    /** Images taken out of their drives stay open, since somebody may go back to a time when they were in. */
    private boolean keep;

    /** Attaches the drives of a configuration; an image that cannot be used is a {@link ConfigException}. */
    Media(MachineConfig config, IdeController ide, Consumer<String> log) {
        this.config = config;
        this.log = log;
        try {
            // In the order of the slots, so that a drive A exists before a drive B.
            for (DriveSlot slot : DriveSlot.values())
                if (config.drives().containsKey(slot)) attach(slot, config.drives().get(slot), ide);
        } catch (IOException e) {
            close();
            throw new ConfigException(e.getMessage(), e);
        }
    }

    private void attach(DriveSlot slot, MachineConfig.Drive drive, IdeController ide) throws IOException {
        int number = slot.ordinal() - DriveSlot.HDA.ordinal();
        switch (drive.kind()) {
            case DISK -> {
                BlockImage image = open(drive, ImageUse.HARD_DISK);
                disks.put(slot, image);
                ide.attachDisk(number >> 1, number & 1, image);
            }
            case CD -> {
                var cd = ide.attachCdrom(number >> 1, number & 1);
                cdroms.put(slot, cd);
                if (drive.image().isPresent()) cd.insert(open(drive, ImageUse.CDROM));
            }
            case FLOPPY -> {
                if (slot == DriveSlot.FDB && floppies.isEmpty()) floppies.add(new FloppyDrive(FloppyDrive.Type.D1440));
                var image = Optional.<BlockImage>empty();
                var type = FloppyDrive.Type.D1440;
                if (drive.image().isPresent()) {
                    image = Optional.of(open(drive, ImageUse.FLOPPY));
                    type = FloppyDrive.Type.holding(FloppyFormat.ofSize(image.get().size()).orElseThrow());
                }
                var floppy = new FloppyDrive(type);
                floppies.add(floppy);
                image.ifPresent(floppy::insert);
            }
        }
    }

    private BlockImage open(MachineConfig.Drive drive, ImageUse use) throws IOException {
        var options = new ImageOptions(use, drive.readOnly() || use == ImageUse.CDROM, drive.snapshot().orElse(config.snapshot()),
                drive.format());
        return open(drive.image().orElseThrow(), options);
    }

    private BlockImage open(Path path, ImageOptions options) throws IOException {
        for (RewindImage i : images) if (i.source().equals(path) && !inDrive(i)) return i;
        var image = new RewindImage(path, Images.open(path, options, log));
        if (keep) image.checkpoint(RewindImage.BEGINNING);
        images.add(image);
        return image;
    }

    /** How a medium that is put in at run time is opened. */
    private ImageOptions inserted(ImageUse use) {
        return ImageOptions.of(use).withSnapshot(config.snapshot());
    }

    private boolean inDrive(BlockImage image) {
        return disks.containsValue(image) || cdroms.values().stream().anyMatch(d -> d.disc().equals(Optional.of(image)))
                || floppies.stream().anyMatch(d -> d.disk().equals(Optional.of(image)));
    }

    /** All open images, also those that were taken out and are kept. */
    List<RewindImage> images() {
        return List.copyOf(images);
    }

    /** What is in the drives now. */
    SortedMap<DriveSlot, RewindImage> inDrives() {
        var all = new TreeMap<DriveSlot, RewindImage>();
        disks.forEach((slot, image) -> all.put(slot, (RewindImage) image));
        for (DriveSlot slot : DriveSlot.values())
            if (removable(slot)) inside(slot).ifPresent(image -> all.put(slot, (RewindImage) image));
        return all;
    }

    /** While on, images stay open when they are taken out of their drives. */
    boolean keepImages(boolean on) {
        boolean before = keep;
        keep = on;
        if (!on) images.stream().filter(i -> !inDrive(i)).toList().forEach(i -> release(Optional.of(i)));
        return before;
    }

    // ---- saving ---------------------------------------------------------------------------------------------------------

    /** Which image is in which removable drive. */
    void save(StateOut o) {
        for (DriveSlot slot : DriveSlot.values())
            if (removable(slot)) o.putString(slot.name(), source(inside(slot)));
    }

    /** What {@link #save} saved as to whether there are media in the drives: the same wherever their files lie. */
    static Map<String, Object> withoutPlaces(Map<String, Object> saved) {
        return saved.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().equals("") ? "empty" : "inserted"));
    }

    private boolean removable(DriveSlot slot) {
        return cdroms.containsKey(slot) || floppy(slot).isPresent();
    }

    private Optional<BlockImage> inside(DriveSlot slot) {
        return cdroms.containsKey(slot) ? cdroms.get(slot).disc() : floppy(slot).flatMap(FloppyDrive::disk);
    }

    private static String source(Optional<BlockImage> image) {
        return image.map(i -> ((RewindImage) i).source().toString()).orElse("");
    }

    /**
     * Puts the saved images into the drives; before their devices are loaded, which know what the guest has noticed. Only images that are open
     * are used: a state may come from anybody, and what it names is not what the user opened. A medium whose saved file is another stays in its
     * drive; whoever loads states from files compares contents.
     */
    void load(StateIn in) {
        for (DriveSlot slot : DriveSlot.values()) {
            if (!removable(slot)) continue;
            String wanted = in.getString(slot.name());
            if (wanted.equals(source(inside(slot)))) continue;
            var known = images.stream().filter(i -> i.source().toString().equals(wanted) && !inDrive(i)).findFirst();
            if (known.isEmpty() && !wanted.isEmpty()) {
                if (inside(slot).isPresent()) continue;
                throw new IllegalArgumentException("drive " + slot + " held " + wanted + ": put it in first");
            }
            var cd = cdroms.get(slot);
            release(cd != null ? cd.eject() : floppy(slot).orElseThrow().eject());
            known.ifPresent(i -> {
                if (cd != null) cd.insert(i);
                else floppy(slot).orElseThrow().insert(i);
            });
        }
    }

    /** Tells CMOS memory what a setup program would know of the drives. */
    void describe(CmosSetup cmos) {
        cmos.floppies(floppyType(0), floppyType(1));
        disks.forEach((slot, image) -> {
            int number = slot.ordinal() - DriveSlot.HDA.ordinal();
            long sectors = image.size() / 512;
            int cylinders = Math.clamp(sectors / (16 * 63), 1, 16383);
            if (number < 2) cmos.disk(number, cylinders, 16, 63);
            // Beyond 1024 cylinders the BIOS interface needs another geometry than the disk's.
            cmos.translation(number, cylinders <= 1024 ? CmosSetup.Translation.NONE : CmosSetup.Translation.LBA);
        });
    }

    private CmosSetup.Floppy floppyType(int drive) {
        return drive < floppies.size() ? CmosSetup.Floppy.values()[floppies.get(drive).type().cmos()] : CmosSetup.Floppy.NONE;
    }

    /** Drives A and B, as many as there are. */
    List<FloppyDrive> floppyDrives() {
        return List.copyOf(floppies);
    }

    private Optional<FloppyDrive> floppy(DriveSlot slot) {
        return slot.floppy() && slot.ordinal() < floppies.size() ? Optional.of(floppies.get(slot.ordinal())) : Optional.empty();
    }

    void insert(DriveSlot slot, Path path) {
        var cd = cdroms.get(slot);
        var floppy = floppy(slot);
        try {
            if (cd != null) release(cd.insert(open(path, inserted(ImageUse.CDROM))));
            else if (floppy.isPresent()) release(floppy.get().insert(open(path, inserted(ImageUse.FLOPPY))));
            else log.accept(slot + " takes no medium");
        } catch (IOException e) {
            log.accept(e.getMessage());
        }
    }

    void eject(DriveSlot slot) {
        var cd = cdroms.get(slot);
        if (cd != null) release(cd.pressEject());
        floppy(slot).ifPresent(f -> release(f.eject()));
    }

    private void release(Optional<BlockImage> image) {
        image.ifPresent(i -> {
            if (keep && images.contains(i)) return;
            images.remove(i);
            try {
                i.close();
            } catch (IOException e) {
                log.accept(e.getMessage());
            }
        });
    }

    @Override
    public void close() {
        keepImages(false);
        List<BlockImage> all = new ArrayList<>(disks.values());
        cdroms.values().forEach(cd -> cd.eject().ifPresent(all::add));
        floppies.forEach(f -> f.eject().ifPresent(all::add));
        all.forEach(i -> release(Optional.of(i)));
        disks.clear();
    }
}
