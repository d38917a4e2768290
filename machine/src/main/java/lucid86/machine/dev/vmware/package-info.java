/** VMware's I/O port, through which guests ask for the pointer's place on the screen. The board claims its port. */
package lucid86.machine.dev.vmware;
