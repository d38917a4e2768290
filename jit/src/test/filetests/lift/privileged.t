# Attributes of a row become checks before its meaning; the block ends after an instruction that may change events.
lift flat32
code 0f06          # clts
----
; 1000+2
    call Checks.cpl0()
    call ControlRegisters.clts()
    eip = 0x1002
    exit
