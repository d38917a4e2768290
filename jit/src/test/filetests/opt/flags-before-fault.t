# A load may fault, and then somebody sees the flags: both settings stay.
opt drop dead
ir
; 1000+2
    t0 = add eax, ebx
    eax = t0
    flags add32 t0, ebx, t0
; 1002+2
    t1 = load32 [ecx]
    t2 = add t1, 1
    flags add32 t1, 1, t2
    ecx = t2
    goto 1004
----
; 1000+2
    t0 = add eax, ebx
    eax = t0
    flags add32 t0, ebx, t0
; 1002+2
    t1 = load32 [ecx]
    t2 = add t1, 1
    flags add32 t1, 1, t2
    ecx = t2
    goto 1004
