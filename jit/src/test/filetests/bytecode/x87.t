# ST(0) squared and stored: FLD ST(0) copies no number, FMULP leaves its result in locals, all is in the FPU again at the end.
bytecode flat32
code d9c0          # fld st(0)
code dec9          # fmulp st(1),st(0)
code d91b          # fstp dword [ebx]
----
ILOAD 2
IFGE L0
ICONST_0
IRETURN
   L0
LDC _ : Llucid86/machine/cpu/CpuState; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  4
]
ASTORE 1
LDC _ : [I [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  5
]
ASTORE 3
ALOAD 1
GETFIELD lucid86/machine/cpu/CpuState.budget : I
DUP
SIPUSH 5000
INVOKESTATIC java/lang/Math.min (II)I
DUP
ISTORE 4
ISUB
ISTORE 5
ICONST_0
ISTORE 6
ICONST_0
ISTORE 7
ICONST_0
ISTORE 8
ICONST_0
ISTORE 9
ICONST_0
ISTORE 10
ICONST_0
ISTORE 11
ICONST_0
ISTORE 12
ICONST_0
ISTORE 13
ICONST_0
ISTORE 14
ICONST_0
ISTORE 15
ICONST_0
ISTORE 16
ICONST_0
ISTORE 17
ICONST_0
ISTORE 18
ALOAD 3
ICONST_3
IALOAD
ISTORE 19
ICONST_0
ISTORE 20
ICONST_0
ISTORE 21
ICONST_0
ISTORE 22
ICONST_0
ISTORE 23
ICONST_0
ISTORE 24
ICONST_0
ISTORE 25
ICONST_0
ISTORE 26
ICONST_0
ISTORE 27
ICONST_0
ISTORE 28
ICONST_0
ISTORE 29
ICONST_0
ISTORE 30
LCONST_0
LSTORE 31
LCONST_0
LSTORE 33
LCONST_0
LSTORE 35
LCONST_0
LSTORE 37
LCONST_0
LSTORE 39
LCONST_0
LSTORE 41
LCONST_0
LSTORE 43
LCONST_0
LSTORE 45
LCONST_0
LSTORE 47
LCONST_0
LSTORE 49
ILOAD 2
TABLESWITCH
  0: L1
  default: L1
   L1
IINC 4 -3
ALOAD 1
INVOKESTATIC lucid86/jit/helpers/Allowed.x87 (Llucid86/machine/cpu/CpuState;)Z
IFEQ L2
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
ICONST_1
SIPUSH 128
INVOKESTATIC lucid86/jit/helpers/X87Locals.begin (Llucid86/machine/cpu/Fpu;II)Z
IFEQ L2
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
INVOKESTATIC lucid86/jit/helpers/X87Locals.status (Llucid86/machine/cpu/Fpu;)I
ISTORE 20
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
LDC _ : [I [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  8
]
ICONST_0
INVOKESTATIC lucid86/jit/helpers/X87Locals.signExp (Llucid86/machine/cpu/Fpu;[II)I
ISTORE 21
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
LDC _ : [J [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  9
]
ICONST_0
INVOKESTATIC lucid86/jit/helpers/X87Locals.mant (Llucid86/machine/cpu/Fpu;[JI)J
LSTORE 31
ILOAD 20
SIPUSH -513
IAND
ISTORE 20
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
ILOAD 21
LLOAD 31
ILOAD 21
LLOAD 31
INVOKESTATIC lucid86/jit/helpers/X87Locals.mul (Llucid86/machine/cpu/Fpu;IJIJ)Z
IFEQ L3
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
ILOAD 20
INVOKESTATIC lucid86/jit/helpers/X87Locals.raised (Llucid86/machine/cpu/Fpu;I)I
ISTORE 20
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
INVOKESTATIC lucid86/jit/helpers/X87Locals.resultSignExp (Llucid86/machine/cpu/Fpu;)I
ISTORE 22
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
INVOKESTATIC lucid86/jit/helpers/X87Locals.resultMant (Llucid86/machine/cpu/Fpu;)J
LSTORE 33
LDC _ : [I [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  1
]
ILOAD 19
BIPUSH 12
IUSHR
LDC 1048576
IADD
IALOAD
ILOAD 19
SIPUSH 4095
IAND
IOR
DUP
ISTORE 7
LDC -2147483648
IADD
LDC -2147414019
IF_ICMPGE L4
ILOAD 19
SIPUSH 4095
IAND
SIPUSH 4092
IF_ICMPGT L4
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
LDC _ : [B [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  0
]
ILOAD 7
ILOAD 22
LLOAD 33
INVOKESTATIC lucid86/jit/helpers/X87QuickStore.single (Llucid86/machine/cpu/Fpu;[BIIJ)Z
IFEQ L4
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
ILOAD 20
INVOKESTATIC lucid86/jit/helpers/X87Locals.raised (Llucid86/machine/cpu/Fpu;I)I
ISTORE 20
ALOAD 1
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
ILOAD 19
ICONST_3
INVOKESTATIC lucid86/jit/helpers/X87Locals.operandAt (Llucid86/machine/cpu/CpuState;Llucid86/machine/cpu/Fpu;II)V
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
LDC _ : [I [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  8
]
LDC _ : [J [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  9
]
ICONST_0
ILOAD 22
LLOAD 33
INVOKESTATIC lucid86/jit/helpers/X87Locals.put (Llucid86/machine/cpu/Fpu;[I[JIIJ)V
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
LDC _ : [I [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  8
]
LDC _ : [J [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  9
]
BIPUSH 7
ILOAD 21
LLOAD 31
INVOKESTATIC lucid86/jit/helpers/X87Locals.put (Llucid86/machine/cpu/Fpu;[I[JIIJ)V
ALOAD 1
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
ILOAD 20
LDC 65665
SIPUSH 4100
SIPUSH 283
INVOKESTATIC lucid86/jit/helpers/X87Locals.end (Llucid86/machine/cpu/CpuState;Llucid86/machine/cpu/Fpu;IIII)V
ALOAD 3
BIPUSH 8
SIPUSH 4102
IASTORE
ICONST_1
ISTORE 2
GOTO L5
   L2
BIPUSH -2
ISTORE 2
GOTO L5
   L3
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
LDC _ : [I [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  8
]
LDC _ : [J [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  9
]
BIPUSH 7
ILOAD 21
LLOAD 31
INVOKESTATIC lucid86/jit/helpers/X87Locals.put (Llucid86/machine/cpu/Fpu;[I[JIIJ)V
ALOAD 1
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
ILOAD 20
LDC 491776
SIPUSH 4096
SIPUSH 448
INVOKESTATIC lucid86/jit/helpers/X87Locals.end (Llucid86/machine/cpu/CpuState;Llucid86/machine/cpu/Fpu;IIII)V
BIPUSH -3
ISTORE 2
GOTO L5
   L4
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
LDC _ : [I [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  8
]
LDC _ : [J [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  9
]
ICONST_0
ILOAD 22
LLOAD 33
INVOKESTATIC lucid86/jit/helpers/X87Locals.put (Llucid86/machine/cpu/Fpu;[I[JIIJ)V
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
LDC _ : [I [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  8
]
LDC _ : [J [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  9
]
BIPUSH 7
ILOAD 21
LLOAD 31
INVOKESTATIC lucid86/jit/helpers/X87Locals.put (Llucid86/machine/cpu/Fpu;[I[JIIJ)V
ALOAD 1
LDC _ : Llucid86/machine/cpu/Fpu; [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  7
]
ILOAD 20
SIPUSH 384
SIPUSH 4098
SIPUSH 1737
INVOKESTATIC lucid86/jit/helpers/X87Locals.end (Llucid86/machine/cpu/CpuState;Llucid86/machine/cpu/Fpu;IIII)V
BIPUSH -4
ISTORE 2
GOTO L5
   L5
ALOAD 1
ILOAD 4
ILOAD 5
IADD
PUTFIELD lucid86/machine/cpu/CpuState.budget : I
ILOAD 2
IRETURN
ALOAD 1
SWAP
PUTFIELD lucid86/machine/cpu/CpuState.thrown : Llucid86/machine/cpu/GuestExit;
ALOAD 1
ILOAD 6
PUTFIELD lucid86/machine/cpu/CpuState.site : I
ICONST_M1
ISTORE 2
GOTO L5
ALOAD 1
SWAP
PUTFIELD lucid86/machine/cpu/CpuState.thrown : Llucid86/machine/cpu/GuestExit;
ALOAD 1
ILOAD 6
PUTFIELD lucid86/machine/cpu/CpuState.site : I
ICONST_M1
IRETURN
