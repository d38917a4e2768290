package lucid86.debugger.session;

/** Registers that a person can change. */
public enum RegisterName {
    EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI, EIP, EFLAGS
}
