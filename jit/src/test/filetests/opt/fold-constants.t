opt forward copies, drop dead
ir
; 1000+2
    t0 = 5
    t1 = add t0, 3
    t2 = ltu t1, 9
    t3 = sel t2, t1, 0
    eax = t3
    goto 1002
----
; 1000+2
    eax = 8
    goto 1002
