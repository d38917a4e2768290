/** The 82093AA I/O APIC: interrupt lines become messages to local APICs. Used by the board alone. */
package lucid86.machine.dev.ioapic82093;
