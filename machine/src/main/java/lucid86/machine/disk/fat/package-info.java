/**
 * A folder of this host as a disk: a FAT volume made up as it is read, and what a guest wrote to it carried back. Opened by
 * {@link lucid86.machine.disk.Images} for names that begin with {@code fat:}.
 */
package lucid86.machine.disk.fat;
