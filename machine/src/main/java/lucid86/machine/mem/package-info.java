/**
 * Guest memory: the physical address space ({@link lucid86.machine.mem.MemoryMap}) and the CPU's view of it through
 * paging and a software TLB ({@link lucid86.machine.mem.Mmu}). All RAM, ROM and video memory is one {@code byte[]}, so
 * that a TLB entry is one int and generated code needs one array.
 */
package lucid86.machine.mem;
