# Arithmetic reads, computes, writes, sets flags, in this order.
lift flat32
code 01d8          # add eax,ebx
----
; 1000+2
    t0 = eax
    t1 = ebx
    t2 = add t0, t1
    eax = t2
    flags add32 t0, t1, t2
    goto 1002
