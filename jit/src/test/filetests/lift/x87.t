lift flat32
code d80510200000  # fadd dword [2010h]
----
; 1000+6
    call Checks.x87()
    call X87Operand.single(0x2010, 0x2010, 3)
    call X87Arith.add(0x1000, 5)
    goto 1006
