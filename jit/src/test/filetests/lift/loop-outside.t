# A LOOP to a target outside CS checks it before the count changes.
lift real16
at 10
code 66e280       # to ffffff93h
----
; 10+3
    t0 = zx16 ecx
    t1 = sub t0, 1
    t2 = zx16 t1
    t3 = ne t2, 0
    call Checks.codeLimitIf(t3, 0xffffff93)
    ecx = dep16 ecx, t2
    t4 = ne t2, 0
    branch t4 ? ffffff93 : 13
