/** The 8259A interrupt controllers; the board wires every ISA interrupt line into {@code PicPair.line}. */
package lucid86.machine.dev.pic8259;
