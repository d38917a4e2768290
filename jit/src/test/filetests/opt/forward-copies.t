# A copy of a register is read in its place until the register changes.
opt forward copies
ir
; 1000+2
    t0 = eax
    t1 = add t0, 1
    eax = t1
    t2 = add t0, 2
    ebx = t2
    goto 1002
----
; 1000+2
    t0 = eax
    t1 = add eax, 1
    eax = t1
    t2 = add t0, 2
    ebx = t2
    goto 1002
