# Offsets wrap in 16 bits; a word at ffffh does not fit in the segment.
run real16
code 8a47ff 8b47ff
set ebx=0 [ffff]=5a
----
eax = 0000005a
eflags = 00000002
#GP at 1003 after 2 instructions
