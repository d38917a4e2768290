# The fault leaves everything as it was before the DIV.
run flat32
code 40 f7f1
set eax=5 ecx=0
----
eax = 00000006
eflags = 00000006
#DE at 1001 after 2 instructions
