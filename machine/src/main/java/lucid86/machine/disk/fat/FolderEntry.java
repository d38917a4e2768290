package lucid86.machine.disk.fat;

import java.nio.file.Path;
import java.util.List;

/**
 * A file or folder of the host as it is shown to the guest.
 *
 * @param name as on the host
 * @param size bytes; 0 for a folder
 * @param modified milliseconds since 1970
 * @param children of a folder
 */
record FolderEntry(String name, Path path, boolean folder, long size, long modified, boolean readOnly, List<FolderEntry> children) {}
