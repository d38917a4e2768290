package lucid86.jit.run;

import lucid86.jit.bytecode.Region;

/**
 * A way from one region straight into another.
 *
 * @param region entered next
 * @param installed the same with its blocks
 * @param entry number of the block it is entered by
 * @param eip of that block
 * @param mode it was translated for
 * @param linearPage page of linear addresses it lies in, where {@code page} must be mapped still; -1 when that needs no check
 * @param page of backing memory
 * @param least instructions that the budget must cover, see {@link Region#longest}
 * @param version see {@link Tiers#version}
 */
record Link(Region region, Installed installed, int entry, int eip, int mode, int linearPage, int page, int least, int version) {}
