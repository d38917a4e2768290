# A segment that is not flat is checked once, for writing, though the operand is read first.
lift seg32
code 830304        # add dword [ebx],4
----
; 1000+3
    t0 = ebx
    t1 = linw ds:t0, 4
    t2 = load32w [t1]
    t3 = add t2, 4
    store32 [t1], t3
    flags add32 t2, 4, t3
    goto 1003
