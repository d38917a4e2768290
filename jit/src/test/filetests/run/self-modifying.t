# Code changes the immediate of its own next instruction: the change is seen.
run flat32
code c6050810000007 b801000000
----
eax = 00000007
eflags = 00000002
[1008] = 07
halted at 100d after 3 instructions
