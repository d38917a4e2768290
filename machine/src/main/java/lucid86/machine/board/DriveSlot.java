package lucid86.machine.board;

/** Where a drive is connected: the two floppy cables, then IDE primary master to secondary slave. */
public enum DriveSlot {
    FDA, FDB, HDA, HDB, HDC, HDD;

    public boolean floppy() {
        return this == FDA || this == FDB;
    }
}
