# In real mode the stack pointer is SP, and SS is checked.
lift real16
code 50            # push ax
----
; 1000+1
    t0 = zx16 eax
    t1 = zx16 esp
    t2 = sub t1, 2
    t3 = zx16 t2
    t4 = linw ss:t3, 2
    store16 [t4], t0
    esp = dep16 esp, t3
    goto 1001
