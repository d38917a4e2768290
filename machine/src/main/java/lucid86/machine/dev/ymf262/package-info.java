/** The YMF262 FM synthesizer (OPL3), which is also two YM3812 (OPL2) to software that knows no better. Used by the sound card. */
package lucid86.machine.dev.ymf262;
