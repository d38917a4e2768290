# LOOP leaves the comparison last, where it becomes one with the branch.
lift flat32
code e2fe
----
; 1000+2
    t0 = ecx
    t1 = sub t0, 1
    t2 = ne t1, 0
    ecx = t1
    t3 = ne t1, 0
    branch t3 ? 1000 : 1002
