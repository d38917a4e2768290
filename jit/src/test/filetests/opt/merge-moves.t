# t1 goes straight to its register, but t3 not: a load between may fault and must see the old value.
opt merge moves
ir
; 1000+2
    t1 = add eax, 1
    eax = t1
; 1002+2
    t3 = add ebx, 1
    t4 = load32 [ecx]
    ebx = t3
    edx = t4
    goto 1004
----
; 1000+2
    eax = add eax, 1
; 1002+2
    t3 = add ebx, 1
    edx = load32 [ecx]
    ebx = t3
    goto 1004
