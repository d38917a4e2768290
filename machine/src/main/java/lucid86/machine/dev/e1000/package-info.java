/** Intel's gigabit network controller 82540EM, the card that operating systems call "e1000". */
package lucid86.machine.dev.e1000;
