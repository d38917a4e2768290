/**
 * Disk, CD and floppy images: opened, checked and locked by {@link lucid86.machine.disk.Images}, used by drives as
 * {@link lucid86.machine.disk.BlockImage}. The board and the media menu open and close images; drives read, write and flush.
 */
package lucid86.machine.disk;
