/**
 * The ACPI tables of this machine and the small AML emitter that writes their program. Made once by the board, handed to
 * the guest's firmware through fw_cfg.
 */
package lucid86.machine.dev.acpi;
