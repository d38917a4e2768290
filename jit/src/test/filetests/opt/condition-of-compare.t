# CMP and JB become one unsigned comparison; the flags stay, since nobody overwrites them.
opt all
code 39d8          # cmp eax,ebx
code 72fc          # jb
----
; 1000+2
    t2 = sub eax, ebx
    flags sub32 eax, ebx, t2
; 1002+2
    t3 = ltu eax, ebx
    branch t3 ? 1000 : 1004
