# Flags that the next instruction overwrites are not recorded.
opt all
code 01d8          # add eax,ebx
code 01c8          # add eax,ecx
----
; 1000+2
    eax = add eax, ebx
; 1002+2
    t3 = eax
    eax = add eax, ecx
    flags add32 t3, ecx, eax
    goto 1004
