# A repeated string instruction is a helper that can be interrupted after any element.
lift flat32
code f3a5
----
; 1000+2
    t0 = call StringOps.repeat(0x140, 3)
    branch t0 ? 1002 : 1000
