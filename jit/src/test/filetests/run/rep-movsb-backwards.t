run flat32
code fd f3a4 fc
set esi=2004 edi=3004 ecx=5 [2000]=0102030405
----
ecx = 00000000
esi = 00001fff
edi = 00002fff
eflags = 00000002
[3000] = 0102030405
halted at 1005 after 8 instructions
