/** NE2000 network cards around the DP8390 network interface controller: the ISA original and its PCI descendant RTL8029AS. */
package lucid86.machine.dev.dp8390;
