package lucid86.machine.board;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import lucid86.machine.dev.fdc82077.FloppyDrive;
import lucid86.machine.dev.ide.AtapiCdrom;
import lucid86.machine.dev.ide.IdeController;
import lucid86.machine.dev.rtc146818.CmosSetup;
import lucid86.machine.disk.BlockImage;
import lucid86.machine.disk.FloppyFormat;
import lucid86.machine.disk.ImageOptions;
import lucid86.machine.disk.ImageUse;
import lucid86.machine.disk.Images;

/** The machine's drives and the images in them: opened at power-on, changed by input events, closed at the end. */
final class Media implements AutoCloseable {
    private final MachineConfig config;
    private final Consumer<String> log;
    private final Map<DriveSlot, AtapiCdrom> cdroms = new EnumMap<>(DriveSlot.class);
    private final Map<DriveSlot, BlockImage> disks = new EnumMap<>(DriveSlot.class);
    private final List<FloppyDrive> floppies = new ArrayList<>();

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
                BlockImage image = open(drive.image().orElseThrow(), ImageUse.HARD_DISK);
                disks.put(slot, image);
                ide.attachDisk(number >> 1, number & 1, image);
            }
            case CD -> {
                var cd = ide.attachCdrom(number >> 1, number & 1);
                cdroms.put(slot, cd);
                if (drive.image().isPresent()) cd.insert(open(drive.image().get(), ImageUse.CDROM));
            }
            case FLOPPY -> {
                if (slot == DriveSlot.FDB && floppies.isEmpty()) floppies.add(new FloppyDrive(FloppyDrive.Type.D1440));
                var image = Optional.<BlockImage>empty();
                var type = FloppyDrive.Type.D1440;
                if (drive.image().isPresent()) {
                    image = Optional.of(open(drive.image().get(), ImageUse.FLOPPY));
                    type = FloppyDrive.Type.holding(FloppyFormat.ofSize(image.get().size()).orElseThrow());
                }
                var floppy = new FloppyDrive(type);
                floppies.add(floppy);
                image.ifPresent(floppy::insert);
            }
        }
    }

    private BlockImage open(Path path, ImageUse use) throws IOException {
        return Images.open(path, ImageOptions.of(use).withSnapshot(config.snapshot()), log);
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
            if (cd != null) release(cd.insert(open(path, ImageUse.CDROM)));
            else if (floppy.isPresent()) release(floppy.get().insert(open(path, ImageUse.FLOPPY)));
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
            try {
                i.close();
            } catch (IOException e) {
                log.accept(e.getMessage());
            }
        });
    }

    @Override
    public void close() {
        List<BlockImage> all = new ArrayList<>(disks.values());
        cdroms.values().forEach(cd -> cd.eject().ifPresent(all::add));
        floppies.forEach(f -> f.eject().ifPresent(all::add));
        all.forEach(i -> release(Optional.of(i)));
        disks.clear();
    }
}
