/**
 * What runs before the guest's own code: the BIOS image and where it is found, kernels loaded without a disk. Used by the
 * board alone; problems with the user's files are {@link java.io.IOException}s with a one-line message for people.
 */
package lucid86.machine.dev.firmware;
