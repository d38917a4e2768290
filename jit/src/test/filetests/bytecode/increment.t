# One block of two instructions; locals hold the registers, the last block leaves through the epilogue.
bytecode flat32
code 40            # inc eax
code 01c3          # add ebx,eax
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
ICONST_0
IALOAD
ISTORE 19
ALOAD 3
ICONST_3
IALOAD
ISTORE 20
ICONST_0
ISTORE 21
ILOAD 2
TABLESWITCH
  0: L1
  default: L1
   L1
IINC 4 -2
ILOAD 19
ICONST_1
IADD
ISTORE 19
ILOAD 20
ISTORE 21
ILOAD 20
ILOAD 19
IADD
ISTORE 20
ICONST_1
ISTORE 9
ALOAD 3
BIPUSH 8
SIPUSH 4099
IASTORE
ICONST_1
ISTORE 2
GOTO L2
   L2
ILOAD 9
LOOKUPSWITCH
  1: L3
  default: L4
   L3
ALOAD 3
BIPUSH 9
BIPUSH 6
IASTORE
ALOAD 3
BIPUSH 10
ILOAD 20
ILOAD 19
ISUB
IASTORE
ALOAD 3
BIPUSH 11
ILOAD 19
IASTORE
ALOAD 3
BIPUSH 12
ILOAD 20
IASTORE
GOTO L4
   L4
ALOAD 3
ICONST_0
ILOAD 19
IASTORE
ALOAD 3
ICONST_3
ILOAD 20
IASTORE
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
GOTO L2
ALOAD 1
SWAP
PUTFIELD lucid86/machine/cpu/CpuState.thrown : Llucid86/machine/cpu/GuestExit;
ALOAD 1
ILOAD 6
PUTFIELD lucid86/machine/cpu/CpuState.site : I
ICONST_M1
IRETURN
