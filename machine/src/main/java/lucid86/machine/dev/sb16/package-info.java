/** The Sound Blaster 16: digital sound processor with DMA, mixer, and the FM synthesizer at its usual addresses. Used by the board. */
package lucid86.machine.dev.sb16;
