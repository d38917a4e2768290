/**
 * The keyboard controller with the keyboard and the mouse behind it. Host input arrives through {@code Ps2Keyboard.key}
 * and {@code Ps2Mouse.move} on the emulation thread; {@code Key} names keys independently of any host.
 */
package lucid86.machine.dev.kbc8042;
