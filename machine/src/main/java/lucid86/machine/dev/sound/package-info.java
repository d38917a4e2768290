/**
 * What the machine sounds like: sources that chips feed, and the mixer that makes samples of them in virtual time. None of it
 * can be noticed by the guest, and none of it works unless somebody listens.
 */
package lucid86.machine.dev.sound;
