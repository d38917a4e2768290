# The inline path of a load: TLB entry, or a call.
bytecode flat32
code 8b03          # mov eax,[ebx]
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
ILOAD 2
TABLESWITCH
  0: L1
  default: L1
   L1
IINC 4 -1
LDC _ : [I [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  1
]
ILOAD 20
BIPUSH 12
IUSHR
IALOAD
ILOAD 20
SIPUSH 4095
IAND
IOR
DUP
ISTORE 7
LDC -2147483648
IADD
LDC -2147414019
IF_ICMPGE L2
ILOAD 20
SIPUSH 4095
IAND
SIPUSH 4092
IF_ICMPGT L2
LDC _ : [B [
  // handle kind 0x6 : INVOKESTATIC
  java/lang/invoke/MethodHandles.classDataAt(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;
  // arguments:
  0
]
ILOAD 7
INVOKESTATIC lucid86/machine/mem/Backing.getInt ([BI)I
ISTORE 19
ALOAD 3
BIPUSH 8
SIPUSH 4098
IASTORE
ICONST_1
ISTORE 2
GOTO L3
   L2
BIPUSH -2
ISTORE 2
GOTO L3
   L3
ALOAD 3
ICONST_0
ILOAD 19
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
GOTO L3
ALOAD 1
SWAP
PUTFIELD lucid86/machine/cpu/CpuState.thrown : Llucid86/machine/cpu/GuestExit;
ALOAD 1
ILOAD 6
PUTFIELD lucid86/machine/cpu/CpuState.site : I
ICONST_M1
IRETURN
