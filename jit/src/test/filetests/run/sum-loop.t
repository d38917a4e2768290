# 1 + 2 + ... + 100
run flat32
code 31c0 b964000000 01c8 e2fc
----
eax = 000013ba
eflags = 00000002
halted at 100c after 203 instructions
