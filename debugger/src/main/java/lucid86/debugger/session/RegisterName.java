package lucid86.debugger.session;

/** Registers of which history knows who changed them. */
public enum RegisterName {
    EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI, EIP, EFLAGS
}
