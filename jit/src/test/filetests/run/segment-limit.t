# Push and a store at the limit, then one byte past it: #GP with the flags and registers of the instruction before.
run seg32
code c605ff3f000001 40 c6050040000002
----
eax = 00000001
eflags = 00000002
[3fff] = 01
#GP at 1008 after 3 instructions
