# LOOP to a target outside CS: #GP, ECX as it was.
run real16
at 10
code 66e280
set ecx=5
----
eflags = 00000002
#GP at 10 after 1 instructions
