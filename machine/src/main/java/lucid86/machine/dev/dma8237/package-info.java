/** The two 8237A DMA controllers and their page registers; a device gets its end of a channel from the board. */
package lucid86.machine.dev.dma8237;
